"""Links of the finished site: every internal address leads to a file, every fragment to an anchor.

Reads the files that will be published and nothing else, so it holds for entity pages, for `content/` and for the theme
alike. One pass reads them all and collects their ids and addresses (`reading`), shared out among processes; the second
compares them, and `reporting` says where a fault can be mended: the only thing asked of the caller is which file made
which page. Addresses of other hosts are none of its business.
"""

import os
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csto_kb.diagnostics import Diagnostic, ReadText, sort_diagnostics
from csto_kb.links.published import PUBLISHED_FILE, add_published, read_published
from csto_kb.links.reading import Page, is_read, read_page
from csto_kb.links.reporting import CODES, INDEX, Reporter
from csto_kb.parallel import map_forked

_UPWARD = re.compile(r"((?:\.\./)+)([^./:][^:]*)")
"""An address that leads up from its page, and down again: nine of ten."""
_ELSEWHERE = re.compile(r"//|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FOR_THE_BROWSER = ":~:"
"""What is behind it in a fragment, such as a text to look for, is no part of an anchor (WICG, URL Fragment Text
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
    pages: dict[str, Page] = {}
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
    """The files of a site, and how the addresses of its pages lead to them."""

    def __init__(self, files: set[str], pages: Mapping[str, Page], site_url: str) -> None:
        self.pages = pages
        self.sound: set[tuple[str, str]] = set()
        """Addresses found to be sound, each with the folder in which it is read: pages share most of them."""
        self._files = files
        parts = urlsplit(site_url)
        self.origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        self.base_path = f"/{parts.path.strip('/')}/".replace("//", "/")

    def strip_origin(self, address: str) -> str:
        """The path of an address that names the site's own host in full."""
        own = self.origin and address.startswith(f"{self.origin}/")
        return address.removeprefix(self.origin) if own else address

    def find(self, path: str) -> str | None:
        """The file to which a decoded path below the site leads, or None."""
        return path if path in self._files else self._find_index(path)

    def _find_index(self, path: str) -> str | None:
        """The page of a folder; a folder without its slash is redirected to it by every server."""
        index = f"{path.removesuffix('/')}/{INDEX}".removeprefix("/")
        return index if index in self._files else None


def _list_files(site_dir: Path) -> Iterator[str]:
    """Every file below a folder, relative to it. The names are as stored, so that case counts on every system."""
    for folder, _, names in os.walk(site_dir):
        relative = Path(folder).relative_to(site_dir).as_posix()
        prefix = "" if relative == "." else f"{relative}/"
        for name in names:
            yield prefix + name


def _check_page(page: Page, site: _Site, reporter: Reporter) -> None:
    for identifier, count in page.ids.items():
        if count > 1:
            reporter.duplicate_anchor(page.path, identifier, count)
    if _ELSEWHERE.match(page.base):
        return  # every relative address leads to another host
    base_url = _join(site.base_path + page.path, page.base.partition("#")[0].partition("?")[0])
    folders = _list_folders(base_url)
    for address in page.addresses:
        upward = _UPWARD.fullmatch(address)
        if upward is None:
            _check_address(page, base_url, address, site, reporter)
            continue
        ups = len(upward[1]) // len("../")
        place = (folders[ups] if ups < len(folders) else "/", upward[2])
        if place not in site.sound and _check_address(page, base_url, address, site, reporter):
            site.sound.add(place)


def _check_address(page: Page, base_url: str, address: str, site: _Site, reporter: Reporter) -> bool:
    """Whether an address of a page is sound; where it is not, that is reported."""
    own = site.strip_origin(address)
    if _ELSEWHERE.match(own):
        return True
    before, _, fragment = own.partition("#")
    fragment = fragment.partition(_FOR_THE_BROWSER)[0]
    url = _join(base_url, before.partition("?")[0])
    if not url.startswith(site.base_path) and url + "/" != site.base_path:
        if own is not address:
            return True  # what names the host in full may well mean something else on it
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


__all__ = ["CODES", "PUBLISHED_FILE", "add_published", "check_site", "read_published"]
