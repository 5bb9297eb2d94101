"""All addresses that were ever published: `links/published.txt`, one a line, sorted.

Addresses are only added. A build that would lose one of them fails; see `check_site`.
"""

from pathlib import Path

from csto_kb.file_writing import replace_file
from csto_kb.links.reporting import write_url

PUBLISHED_FILE = "links/published.txt"

_OWN_FOLDERS = ("assets/", "search-index/", "cards/")
"""Folders of files that only pages load, whose addresses need not be kept."""
_SITEMAP = "sitemap.xml"
"""A file for search engines; it exists only where the site's own address is set."""
_KEPT = (
    ".html",
    ".json",
    ".csv",
    ".xml",
    ".ics",
    ".rss",
    ".atom",
    ".txt",
    ".jsonld",
    ".ttl",
    ".geojson",
    ".svg",
    ".png",
)


def read_published(root: Path) -> str:
    """The text of the list; '' where the file does not exist. Raises `OSError` where it cannot be read."""
    path = root / PUBLISHED_FILE
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def add_published(root: Path, site_dir: Path) -> int:
    """Add the addresses of a built site to the list; return how many are new. Raises `OSError`."""
    known = set(read_published(root).splitlines())
    files = (path.relative_to(site_dir).as_posix() for path in site_dir.rglob("*") if path.is_file())
    found = {write_url(file) for file in files if _is_kept(file)}
    path = root / PUBLISHED_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, "".join(f"{url}\n" for url in sorted(known | found)))
    return len(found - known)


def _is_kept(file: str) -> bool:
    return file.endswith(_KEPT) and not file.startswith(_OWN_FOLDERS) and file != _SITEMAP
