"""The style sheets of the theme, one for each component, joined into one that every page loads.

A project can replace any of them, as any file of the theme: `templates/theme/assets/styles/tokens.css`. The theme has
no `own.css`: there a project adds its own rules, such as a font for another script.
"""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from rcssmin import cssmin  # type: ignore[import-untyped]

FOLDER = "assets/styles/"
"""Their folder in the theme."""
JOINED = "assets/site.css"
ORDER = (
    "material",
    "fonts",
    "tokens",
    "frame",
    "page",
    "text",
    "infobox",
    "sources",
    "lists",
    "table",
    "as-of",
    "cards",
    "chart",
    "graph",
    "own",
)
"""Later rules take precedence. Styles that only few pages need are not included: these declare them (`style`)."""


def join_styles(files: Files, config: MkDocsConfig) -> None:
    """Replace the theme's style sheets by one file without comments and spaces; a missing one is skipped."""
    found = {file.src_uri: file for file in list(files) if file.src_uri.startswith(FOLDER)}
    for file in found.values():
        files.remove(file)
    parts = [_read(found[uri]) for name in ORDER if (uri := f"{FOLDER}{name}.css") in found]
    content = cssmin("\n".join(parts), keep_bang_comments=True)
    files.append(File.generated(config, JOINED, content=content, inclusion=InclusionLevel.INCLUDED))


def _read(file: File) -> str:
    assert file.abs_src_path  # files of the theme are on the disk
    return Path(file.abs_src_path).read_text(encoding="utf-8")
