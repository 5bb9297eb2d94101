"""The link check of the finished site: every internal address names a file, every fragment an anchor.

It reads the published files only, so it covers entity pages, `content/` and the theme. The first pass reads all files
in parallel and collects their ids and addresses (`reading`); the second compares them, and `reporting` makes the
diagnostics: the caller only says which source file made which page. Addresses of other hosts are not checked.
"""

import os
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csto_kb.diagnostics import Diagnostic, ReadText, sort_diagnostics
from csto_kb.links.published import PUBLISHED_FILE, add_published, read_published
from csto_kb.links.reading import ScannedFile, is_read, read_page
from csto_kb.links.reporting import CODES, INDEX, Reporter
from csto_kb.parallel import map_forked

_UPWARD = re.compile(r"((?:\.\./)+)([^./:][^:]*)")
"""A relative address that starts with `../`: the form of nine in ten."""
_ELSEWHERE = re.compile(r"//|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_DIRECTIVE = ":~:"
"""The delimiter between an anchor and directives for the browser, such as a text to highlight (WICG, URL Fragment Text
Directives, "fragment directive delimiter")."""


def check_site(
    site_dir: Path,
    origins: Mapping[str, str] | None = None,
    texts: ReadText | None = None,
    site_url: str = "",
    published: str = "",
) -> list[Diagnostic]:
    """Check every internal link of the files below `site_dir`.

    `origins` maps a page's path in the site to the file that made it, `texts` gives the text of such a file, `site_url`
    is the address at which the site is published, and `published` the text of `PUBLISHED_FILE`.
    """
    files = set(_list_files(site_dir))
    reporter = Reporter(files, origins or {}, texts)
    pages: dict[str, ScannedFile] = {}
    for page in map_forked(partial(read_page, site_dir), sorted(filter(is_read, files))):
        if page.failure:
            reporter.unreadable(page.path, page.failure)
        else:
            pages[page.path] = page
    site = _Site(files, pages, site_url)
    for page in pages.values():
        _check_page(page, site, reporter)
    for number, url in enumerate(published.splitlines(), start=1):
        if url and site.find(url.partition("#")[0]) is None:
            reporter.lost(PUBLISHED_FILE, number, url)
    return sort_diagnostics(reporter.found)


class _Site:
    """The files of a site, and the resolution of addresses to them."""

    def __init__(self, files: set[str], pages: Mapping[str, ScannedFile], site_url: str) -> None:
        self.pages = pages
        self.valid: set[tuple[str, str]] = set()
        """Valid addresses, each with the folder that it is relative to: most are shared by many pages."""
        self._files = files
        parts = urlsplit(site_url)
        self.origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        self.base_path = f"/{parts.path.strip('/')}/".replace("//", "/")

    def strip_origin(self, address: str) -> str:
        """An address without the site's own origin."""
        own = self.origin and address.startswith(f"{self.origin}/")
        return address.removeprefix(self.origin) if own else address

    def find(self, path: str) -> str | None:
        """The file of a decoded path below the site, or None."""
        return path if path in self._files else self._find_index(path)

    def _find_index(self, path: str) -> str | None:
        """The index page of a folder; servers redirect a folder without its slash to it."""
        index = f"{path.removesuffix('/')}/{INDEX}".removeprefix("/")
        return index if index in self._files else None


def _list_files(site_dir: Path) -> Iterator[str]:
    """Every file below a folder, relative to it. Names are as stored, so that case matters on every system."""
    for folder, _, names in os.walk(site_dir):
        relative = Path(folder).relative_to(site_dir).as_posix()
        prefix = "" if relative == "." else f"{relative}/"
        for name in names:
            yield prefix + name


def _check_page(page: ScannedFile, site: _Site, reporter: Reporter) -> None:
    for identifier, count in page.ids.items():
        if count > 1:
            reporter.duplicate_anchor(page.path, identifier, count)
    if _ELSEWHERE.match(page.base):
        return  # every relative address is on another host
    base_url = _join(site.base_path + page.path, page.base.partition("#")[0].partition("?")[0])
    folders = _list_folders(base_url)
    for address in page.addresses:
        upward = _UPWARD.fullmatch(address)
        if upward is None:
            _check_address(page, base_url, address, site, reporter)
            continue
        ups = len(upward[1]) // len("../")
        resolved = (folders[ups] if ups < len(folders) else "/", upward[2])
        if resolved not in site.valid and _check_address(page, base_url, address, site, reporter):
            site.valid.add(resolved)


def _check_address(page: ScannedFile, base_url: str, address: str, site: _Site, reporter: Reporter) -> bool:
    """Whether an address of a page is valid; an invalid one is reported."""
    own = site.strip_origin(address)
    if _ELSEWHERE.match(own):
        return True
    before, _, fragment = own.partition("#")
    fragment = fragment.partition(_DIRECTIVE)[0]
    url = _join(base_url, before.partition("?")[0])
    if not url.startswith(site.base_path) and url + "/" != site.base_path:
        if own is not address:
            return True  # an address with the host may intend another site on it
        reporter.outside(page.path, address, site.base_path)
        return False
    path = url[len(site.base_path) :]
    target = site.find(path)
    if target is None:
        reporter.broken_link(page.path, address, path)
        return False
    if fragment and target in site.pages and not site.pages[target].has_anchor(fragment):
        reporter.broken_fragment(page.path, address, site.pages[target], fragment)
        return False
    return True


def _list_folders(url: str) -> list[str]:
    """The folder of an absolute path, and those above it: `/a/b/`, `/a/`, `/`."""
    parts = url.split("/")[:-1]
    return ["/".join(parts[:count]) + "/" for count in range(len(parts), 0, -1)]


def _join(base_url: str, path: str) -> str:
    """Resolve a path against a base to a decoded absolute path (RFC 3986, 5.2)."""
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


__all__ = ["CODES", "PUBLISHED_FILE", "add_published", "check_site", "read_published"]
