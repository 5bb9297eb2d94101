"""The style sheets of the theme, a file for each component, joined into one that every page loads.

A project lays its own over one of them, as over any file of the theme: `templates/theme/assets/styles/tokens.css`.
"""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

FOLDER = "assets/styles/"
"""Where the theme has them."""
JOINED = "assets/site.css"
ORDER = (
    "material",
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
)
"""What stands later counts more. What only few pages need is no part of it: these declare it (`style`)."""


def join_styles(files: Files, config: MkDocsConfig) -> None:
    """Put one file in the place of the theme's style sheets; a theme without one of them has no rules of it."""
    found = {file.src_uri: file for file in list(files) if file.src_uri.startswith(FOLDER)}
    for file in found.values():
        files.remove(file)
    parts = [_read(found[uri]) for name in ORDER if (uri := f"{FOLDER}{name}.css") in found]
    files.append(File.generated(config, JOINED, content="\n".join(parts), inclusion=InclusionLevel.INCLUDED))


def _read(file: File) -> str:
    assert file.abs_src_path  # of the theme: a file on the disk
    return Path(file.abs_src_path).read_text(encoding="utf-8")
