"""The theme's style sheets and scripts without comments and spaces, which are a third of what a page loads."""

from collections.abc import Callable, Mapping
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from rcssmin import cssmin
from rjsmin import jsmin

FOLDER = "assets/"
"""The folder of the theme's files."""
_MINIFY: Mapping[str, Callable[[str], str]] = {".css": cssmin, ".js": jsmin}


def minify_assets(files: Files, config: MkDocsConfig) -> None:
    """Replace the theme's style sheets and scripts by smaller ones that do the same. Names do not change."""
    for file in list(files):
        minify = _MINIFY.get(Path(file.src_uri).suffix)
        if minify and file.src_uri.startswith(FOLDER) and file.inclusion is not InclusionLevel.EXCLUDED:
            files.remove(file)
            content = minify(file.content_string)
            files.append(File.generated(config, file.src_uri, content=content, inclusion=InclusionLevel.INCLUDED))
