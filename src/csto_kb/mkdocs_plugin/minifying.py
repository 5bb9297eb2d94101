"""The theme's scripts without comments and spaces, which are a third of what a page loads; `styles` does the same."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from rjsmin import jsmin  # type: ignore[import-untyped]

FOLDER = "assets/"
"""The folder of the theme's files."""


def minify_scripts(files: Files, config: MkDocsConfig) -> None:
    """Replace the theme's scripts by smaller ones that do the same. Names do not change."""
    for file in list(files):
        if file.src_uri.startswith(FOLDER) and file.src_uri.endswith(".js"):
            files.remove(file)
            content = jsmin(file.content_string, keep_bang_comments=True)
            files.append(File.generated(config, file.src_uri, content=content, inclusion=InclusionLevel.INCLUDED))
