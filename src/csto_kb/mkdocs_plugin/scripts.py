"""The scripts of the theme without comments and spaces, and those that every page loads joined into two files.

A project can replace any of them, as any file of the theme: `templates/theme/assets/cards.js`.
"""

from collections.abc import Iterable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from rjsmin import jsmin  # type: ignore[import-untyped]

FOLDER = "assets/"
"""The folder of the theme's files."""
JOINED = {
    "assets/site.js": ("loading", "elements", "clipboard", "cards", "cite", "neighbourhood"),
    "assets/site-later.js": ("shell", "as-of-page", "as-of", "sticky", "search", "print"),
}
"""What runs at the end of a page, and what runs after the scripts that the page itself declares; in this order."""


def join_scripts(files: Files, config: MkDocsConfig) -> None:
    """Replace the theme's scripts by smaller ones that do the same; a missing one is skipped."""
    found = {file.src_uri: file for file in files if file.src_uri.startswith(FOLDER) and file.src_uri.endswith(".js")}
    texts = {uri: jsmin(file.content_string, keep_bang_comments=True) for uri, file in found.items()}
    for file in found.values():
        files.remove(file)
    for target, names in JOINED.items():
        texts[target] = _join(texts.pop(f"{FOLDER}{name}.js", "") for name in names)
    for uri, text in texts.items():
        files.append(File.generated(config, uri, content=text, inclusion=InclusionLevel.INCLUDED))


def _join(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)
