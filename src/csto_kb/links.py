"""Links of the finished site: every internal address leads to a file, every fragment to an anchor.

Reads the HTML that will be published and nothing else, so it holds for entity pages, for `content/`
and for the theme alike. One pass reads all pages and collects their ids and addresses; the second
compares them. The only thing asked of the caller is which file made which page, so that a problem
is shown where it can be mended. Addresses of other hosts are none of its business.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from csto_kb.diagnostics import Code, Diagnostic, Mark, report, sort_diagnostics, suggest

BROKEN_LINK = Code(
    "broken-link",
    "error",
    "A page of the site links to a page or file that the site does not hold. Upper and lower case count, and an "
    "address that ends in a slash needs an `index.html` there.",
)
BROKEN_FRAGMENT = Code(
    "broken-fragment",
    "error",
    "A link leads to a page that exists, but names an anchor (`#...`) that is no id in it. A browser would show "
    "the top of the page and say nothing.",
)
DUPLICATE_ANCHOR = Code(
    "duplicate-anchor",
    "error",
    "Two elements of one page have the same id. A link to it reaches only the first, and the second cannot be linked.",
)
UNREADABLE_PAGE = Code(
    "unreadable-page", "error", "A page of the site could not be opened and read, so its links are not checked."
)
CODES = (BROKEN_LINK, BROKEN_FRAGMENT, DUPLICATE_ANCHOR, UNREADABLE_PAGE)

INDEX = "index.html"
MAX_HINTS = 200
"""A hint compares a target with every page; where a whole folder is missing, some hints are enough."""

_ADDRESS_ATTRIBUTES = frozenset({"href", "xlink:href", "src", "poster", "action"})
# One compound selector: a list of selectors would yield an element once for each that it matches.
_SELECTOR = ":is([id], [href], [src], [srcset], [poster], [action], a[name])"
_ELSEWHERE = re.compile(r"//|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SRCSET_CANDIDATE = re.compile(r"(\S*[^\s,])(?:\s+[^,]+)?\s*(?:,|$)")


@dataclass
class _Page:
    """What one HTML file defines and uses."""

    path: str
    """Relative to the site, with forward slashes."""
    ids: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    """The older way to write an anchor: `<a name>`."""
    addresses: dict[str, None] = field(default_factory=dict)
    """Every address as written, once, in order."""
    base: str = ""
    """The `<base href>`, or ''."""

    def has_anchor(self, fragment: str) -> bool:
        if fragment in self.ids or fragment in self.names:
            return True
        if fragment.lower() == "top" or fragment.startswith(":~:"):
            return True  # the top of the page, and text fragments, need no anchor
        decoded = unquote(fragment)
        return decoded in self.ids or decoded in self.names


def check_site(
    site_dir: Path,
    origins: Mapping[str, str] | None = None,
    texts: Callable[[str], str | None] | None = None,
    base_path: str = "/",
) -> list[Diagnostic]:
    """Check every internal link of the HTML files below `site_dir`.

    `origins` maps a page's path in the site to the file that made it, `texts` gives the text of such
    a file, and `base_path` is the path of the site's address (`/csto/` for https://example.org/csto/).
    """
    files = set(_list_files(site_dir))
    reporter = _Reporter(files, origins or {}, texts)
    pages: dict[str, _Page] = {}
    for path in sorted(files):
        if path.endswith(".html"):
            try:
                html = (site_dir / path).read_bytes().decode("utf-8", errors="replace")
            except OSError as error:
                reporter.unreadable(path, error.strerror or "unknown error")
            else:
                pages[path] = _read_page(path, html)
    base_path = f"/{base_path.strip('/')}/".replace("//", "/")
    for page in pages.values():
        _check_page(page, pages, files, base_path, reporter)
    return sort_diagnostics(reporter.found)


def _list_files(site_dir: Path) -> Iterator[str]:
    """Every file below a folder, relative to it. The names are as stored, so that case counts on every system."""
    for folder, _, names in os.walk(site_dir):
        relative = Path(folder).relative_to(site_dir).as_posix()
        prefix = "" if relative == "." else f"{relative}/"
        for name in names:
            yield prefix + name


def _read_page(path: str, html: str) -> _Page:
    page = _Page(path)
    for node in LexborHTMLParser(html).css(_SELECTOR):
        attributes = node.attributes
        if identifier := attributes.get("id"):
            page.ids[identifier] += 1
        if node.tag == "base":
            page.base = page.base or (attributes.get("href") or "").strip()
            continue
        if node.tag == "a" and (name := attributes.get("name")):
            page.names.add(name)
        for name, value in attributes.items():
            if name in _ADDRESS_ATTRIBUTES:
                page.addresses[(value or "").strip()] = None
            elif name == "srcset":
                page.addresses.update(dict.fromkeys(_SRCSET_CANDIDATE.findall(value or "")))
    return page


def _check_page(
    page: _Page, pages: Mapping[str, _Page], files: set[str], base_path: str, reporter: "_Reporter"
) -> None:
    for identifier, count in page.ids.items():
        if count > 1:
            reporter.duplicate_anchor(page.path, identifier, count)
    if _ELSEWHERE.match(page.base):
        return  # every relative address leads to another host
    own_url = base_path + page.path
    base_url = _join(own_url, page.base.partition("#")[0].partition("?")[0])
    for address in page.addresses:
        if _ELSEWHERE.match(address):
            continue
        before, _, fragment = address.partition("#")
        url = _join(base_url, before.partition("?")[0])
        if not url.startswith(base_path) and url + "/" != base_path:
            reporter.outside(page.path, address, base_path)
            continue
        path = url[len(base_path) :]
        target = path if path in files else _find_index(path, files)
        if target is None:
            reporter.broken_link(page.path, address, path)
        elif fragment and target in pages and not pages[target].has_anchor(fragment):
            reporter.broken_fragment(page.path, address, pages[target], fragment)


def _join(base_url: str, path: str) -> str:
    """The absolute path to which a written path leads, decoded, as a browser reads it (RFC 3986, 5.2)."""
    if not path:
        return base_url
    if "%" in path:
        path = unquote(path)
    segments = [] if path.startswith("/") else base_url.split("/")[1:-1]
    written = path.removeprefix("/").split("/")
    if written[-1] in (".", ".."):
        written.append("")
    for segment in written:
        if segment == "..":
            del segments[-1:]
        elif segment != ".":
            segments.append(segment)
    return "/" + "/".join(segments)


def _find_index(path: str, files: set[str]) -> str | None:
    """The page of a folder; a folder without its slash is redirected to it by every server."""
    index = f"{path.removesuffix('/')}/{INDEX}".removeprefix("/")
    return index if index in files else None


def _write_url(path: str) -> str:
    """A page's path as a reader knows it: `states/armenia/`; the home page keeps its file name."""
    return path.removesuffix(INDEX) if path.endswith(f"/{INDEX}") else path


class _Reporter:
    """Turns findings into diagnostics at the file, line and column that made them."""

    def __init__(self, files: set[str], origins: Mapping[str, str], texts: Callable[[str], str | None] | None) -> None:
        self.found: list[Diagnostic] = []
        self._urls = sorted(_write_url(path) for path in files)
        self._origins = origins
        self._texts = texts
        self._read: dict[str, str] = {}
        self._hints: dict[str, str] = {}

    def unreadable(self, path: str, reason: str) -> None:
        self._add(UNREADABLE_PAGE, path, (), f"page '{_write_url(path)}' cannot be read: {reason}")

    def duplicate_anchor(self, path: str, identifier: str, count: int) -> None:
        message = f"page '{_write_url(path)}' has {count} elements with the id '{identifier}'"
        self._add(DUPLICATE_ANCHOR, path, (identifier,), message, "give each element an id of its own")

    def outside(self, path: str, address: str, base_path: str) -> None:
        message = f"page '{_write_url(path)}' links to '{address}', which lies outside the site"
        self._add(BROKEN_LINK, path, _needles(address), message, f"the site begins at '{base_path}'")

    def broken_link(self, path: str, address: str, target: str) -> None:
        if target not in self._hints:
            within_limit = len(self._hints) < MAX_HINTS
            self._hints[target] = suggest(target, self._urls) if within_limit else ""
        message = f"page '{_write_url(path)}' links to '{address}', which does not exist"
        self._add(BROKEN_LINK, path, _needles(address), message, self._hints[target])

    def broken_fragment(self, path: str, address: str, target: _Page, fragment: str) -> None:
        where = "it" if target.path == path else f"'{_write_url(target.path)}'"
        message = f"page '{_write_url(path)}' links to '{address}', but {where} has no anchor '{fragment}'"
        key = f"{target.path}#{fragment}"
        if key not in self._hints:
            within_limit = len(self._hints) < MAX_HINTS
            self._hints[key] = suggest(unquote(fragment), sorted(target.ids)) if within_limit else ""
        self._add(BROKEN_FRAGMENT, path, _needles(address), message, self._hints[key])

    def _add(self, code: Code, path: str, needles: tuple[str, ...], message: str, hint: str = "") -> None:
        origin = self._origins.get(path)
        mark = _find_mark(self._text(origin), needles) if origin is not None else Mark()
        self.found.append(report(code, path if origin is None else origin, mark, message, hint))

    def _text(self, origin: str) -> str:
        if origin not in self._read:
            self._read[origin] = (self._texts(origin) if self._texts else None) or ""
        return self._read[origin]


def _needles(address: str) -> tuple[str, ...]:
    """What an author may have written to get this address, the surest first."""
    before, _, fragment = address.partition("#")
    path = before.partition("?")[0].removesuffix(INDEX)
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    last = parts[-1] if parts else ""
    decoded = unquote(last)
    stem = decoded.rpartition(".")[0]
    linked = f"{decoded}#{fragment}" if decoded and fragment else ""
    candidates = (address, linked, fragment, unquote(fragment), last, decoded, stem)
    return tuple(needle for needle in candidates if needle.strip("./#"))


def _find_mark(text: str, needles: tuple[str, ...]) -> Mark:
    """The place of the first needle that stands in a text as a word of its own."""
    for needle in needles:
        if needle not in text:
            continue
        match = re.search(rf"(?<![\w-]){re.escape(needle)}(?![\w-])", text)
        if match:
            lines = re.split("\r\n|\r|\n", text[: match.start()])
            return Mark(len(lines), len(lines[-1]) + 1)
    return Mark()
