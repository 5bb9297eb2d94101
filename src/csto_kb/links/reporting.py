"""Problems of links as diagnostics, at the line and column of the file that made them."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

from csto_kb.diagnostics import Code, Diagnostic, Position, ReadText, report, suggest
from csto_kb.links.reading import ScannedFile

BROKEN_LINK = Code(
    "broken-link",
    "error",
    "A page of the site links to a page or file that does not exist on the site. Upper and lower case matter, and an "
    "address that ends in a slash needs an `index.html` there.",
)
BROKEN_FRAGMENT = Code(
    "broken-fragment",
    "error",
    "A link names a page that exists, but an anchor (`#...`) that is no id in it. A browser would show the top of the "
    "page without an error.",
)
DUPLICATE_ANCHOR = Code(
    "duplicate-anchor",
    "error",
    "Two elements of one page have the same id. A link to it reaches only the first; the second cannot be linked.",
)
UNREADABLE_PAGE = Code(
    "unreadable-page", "error", "A page of the site could not be opened and read, so its links are not checked."
)
LOST_ADDRESS = Code(
    "lost-address",
    "error",
    "An address that was published no longer exists. Addresses are kept for ever: a renamed record keeps its old id "
    "under `formerly`, and a record that was merged into another is listed under the `formerly` of that.",
)
CODES = (BROKEN_LINK, BROKEN_FRAGMENT, DUPLICATE_ANCHOR, UNREADABLE_PAGE, LOST_ADDRESS)

INDEX = "index.html"
MAX_HINTS = 200
"""The most hints of one check: each compares a target with every page, and some are enough for a missing folder."""


def write_url(path: str) -> str:
    """The address of a page's path, as readers see it: `states/northland/`; the home page keeps its file name."""
    return path.removesuffix(INDEX) if path.endswith(f"/{INDEX}") else path


class Reporter:
    """Collects diagnostics at the line and column of the files that made the pages."""

    def __init__(self, files: set[str], origins: Mapping[str, str], texts: ReadText | None) -> None:
        self.found: list[Diagnostic] = []
        self._urls = sorted(write_url(path) for path in files)
        self._origins = origins
        self._texts = texts
        self._read: dict[str, str] = {}
        self._hints: dict[str, str] = {}

    def unreadable(self, path: str, reason: str) -> None:
        self._add(UNREADABLE_PAGE, path, (), f"page '{write_url(path)}' cannot be read: {reason}")

    def duplicate_anchor(self, path: str, identifier: str, count: int) -> None:
        message = f"page '{write_url(path)}' has {count} elements with the id '{identifier}'"
        self._add(DUPLICATE_ANCHOR, path, (identifier,), message, "give each element an id of its own")

    def outside(self, path: str, address: str, base_path: str) -> None:
        message = f"page '{write_url(path)}' links to '{address}', which is outside the site"
        self._add(BROKEN_LINK, path, _needles(address), message, f"the site begins at '{base_path}'")

    def broken_link(self, path: str, address: str, target: str) -> None:
        if target not in self._hints:
            within_limit = len(self._hints) < MAX_HINTS
            self._hints[target] = suggest(target, self._urls) if within_limit else ""
        message = f"page '{write_url(path)}' links to '{address}', which does not exist"
        self._add(BROKEN_LINK, path, _needles(address), message, self._hints[target])

    def broken_fragment(self, path: str, address: str, target: ScannedFile, fragment: str) -> None:
        where = "it" if target.path == path else f"'{write_url(target.path)}'"
        message = f"page '{write_url(path)}' links to '{address}', but {where} has no anchor '{fragment}'"
        key = f"{target.path}#{fragment}"
        if key not in self._hints:
            within_limit = len(self._hints) < MAX_HINTS
            self._hints[key] = suggest(unquote(fragment), sorted(target.ids)) if within_limit else ""
        self._add(BROKEN_FRAGMENT, path, _needles(address), message, self._hints[key])

    def lost(self, file: str, line: int, url: str) -> None:
        message = f"'{url}' was published and no longer exists"
        hint = suggest(url, self._urls)
        self.found.append(report(LOST_ADDRESS, file, Position(line), message, hint or "keep its id under 'formerly'"))

    def _add(self, code: Code, path: str, needles: tuple[str, ...], message: str, hint: str = "") -> None:
        origin = self._origins.get(path)
        mark = _find_mark(self._text(origin), needles) if origin is not None else Position()
        self.found.append(report(code, path if origin is None else origin, mark, message, hint))

    def _text(self, origin: str) -> str:
        if origin not in self._read:
            self._read[origin] = (self._texts(origin) if self._texts else None) or ""
        return self._read[origin]


def _needles(address: str) -> tuple[str, ...]:
    """What an author may have written for this address, the most likely first."""
    before, _, fragment = address.partition("#")
    path = before.partition("?")[0].removesuffix(INDEX)
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    last = parts[-1] if parts else ""
    decoded = unquote(last)
    stem = decoded.rpartition(".")[0]
    linked = f"{decoded}#{fragment}" if decoded and fragment else ""
    candidates = (address, linked, fragment, unquote(fragment), last, decoded, stem)
    return tuple(needle for needle in candidates if needle.strip("./#"))


def _find_mark(text: str, needles: tuple[str, ...]) -> Position:
    """The position of the first needle that occurs in a text as a whole word."""
    for needle in needles:
        if needle not in text:
            continue
        match = re.search(rf"(?<![\w-]){re.escape(needle)}(?![\w-])", text)
        if match:
            lines = re.split("\r\n|\r|\n", text[: match.start()])
            return Position(len(lines), len(lines[-1]) + 1)
    return Position()
