"""Writes requests to the Wayback Machine and reads its answers. Plain data in and out.

Three of its interfaces are used. Availability (https://archive.org/help/wayback_api.php) names one copy near a moment.
The CDX server (https://github.com/internetarchive/wayback, wayback-cdx-server) lists copies. Save Page Now makes a new
copy, without an account: https://web.archive.org/save/ and the address. An answer may name a copy of another page, so
the original address of every copy must be the requested page.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode, urljoin

from csto_kb.addresses import is_same_address
from csto_kb.archives import read_copy
from csto_kb.dates import Date
from csto_kb.external.archive_state import Search

_PUBLIC = "https://web.archive.org"
_MOST_CAPTURES = 25
"""The most copies requested in a list; those nearest to the day come first."""
_MEMENTO = re.compile(r"<([^<>]+)>\s*;[^,<]*\brel=\"?[^\",]*\bmemento\b")
"""A copy in a `Link` header (RFC 7089, 2.2.4)."""


@dataclass(frozen=True)
class Archive:
    """The server that is requested. Copies have their public address, whatever server was requested."""

    root: str = _PUBLIC
    api: str = "https://archive.org"

    def availability(self, url: str, near: date) -> str:
        """The address that names the copy of a page nearest to a day."""
        return f"{self.api}/wayback/available?{urlencode({'url': url, 'timestamp': f'{near:%Y%m%d}'})}"

    def captures(self, url: str, near: date) -> str:
        """The address that lists the copies near a day."""
        query = {
            "url": url,
            "output": "json",
            "fl": "timestamp,original",
            "filter": "statuscode:200",
            "closest": f"{near:%Y%m%d}",
            "sort": "closest",
            "limit": str(_MOST_CAPTURES),
        }
        return f"{self.root}/cdx/search/cdx?{urlencode(query)}"

    def saving(self, url: str) -> str:
        """The address that makes a new copy of a page."""
        return f"{self.root}/save/{url}"

    def locate(self, copy: str) -> str:
        """The address from which a copy is requested."""
        return self.root + copy.removeprefix(_PUBLIC)

    def publish(self, address: str) -> str:
        """The public address of a copy that was requested or named by an answer."""
        try:
            address = urljoin(f"{self.root}/", address)
        except ValueError:  # a text that is not an address names no copy
            return address
        for start in (self.root, "http://web.archive.org"):
            if address.startswith(f"{start}/"):
                return _PUBLIC + address.removeprefix(start)
        return address


class UnreadableError(ValueError):
    """An answer of the archive does not follow its interface."""


def read_availability(text: str) -> list[str]:
    """The address of the copy that the availability interface names, if any. Raises `UnreadableError`."""
    found = _read_json(text)
    snapshots = found.get("archived_snapshots") if isinstance(found, dict) else None
    if not isinstance(snapshots, dict):
        raise UnreadableError("an answer without 'archived_snapshots'")
    closest = snapshots.get("closest")
    if not isinstance(closest, dict) or closest.get("status") != "200" or not isinstance(closest.get("url"), str):
        return []
    return [closest["url"]]


def read_captures(text: str) -> list[str]:
    """The public addresses of the copies that the CDX server lists. Raises `UnreadableError`."""
    rows = _read_json(text) if text.strip() else []
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == 2 for row in rows):
        raise UnreadableError("a list of copies that cannot be read")
    return [f"{_PUBLIC}/web/{moment}/{original}" for moment, original in rows[1:]]


def find_saved(address: str, headers: Mapping[str, str]) -> list[str]:
    """The addresses of the new copy that an answer of Save Page Now may name: its own, and those in its headers."""
    named = [address, headers.get("content-location", ""), *_MEMENTO.findall(headers.get("link", ""))]
    return [name for name in named if "/web/" in name]


def find_error(headers: Mapping[str, str]) -> str:
    """The archive's own error message on one line; '' where there is none."""
    return " ".join(headers.get("x-archive-wayback-runtime-error", "").split())[:120]


def is_its_own(headers: Mapping[str, str]) -> bool:
    """Whether an answer is the archive's own page and not a copy: a copy names its moment (RFC 7089, 2.1.1)."""
    return "memento-datetime" not in headers


@dataclass(frozen=True)
class Wanted:
    """The page of which a copy is looked for, and the days that are acceptable."""

    url: str
    near: Date
    """The day on which the page was seen."""
    published: Date | None = None
    """The day of publication. No earlier copy can show the page."""
    within: int = 365
    """The most days between the copy and the day on which the page was seen."""
    until: date = date.max
    """The current day. No copy can be of a later day."""
    may_be_saved: bool = True
    """Whether a new copy may be made: the page exists, as far as is known."""

    @property
    def day(self) -> date:
        return date(*self.near.latest)


@dataclass(frozen=True)
class FoundCopy:
    """A copy of the requested page."""

    address: str
    day: date


@dataclass(frozen=True)
class Missed:
    """No copy was found, and why."""

    verdict: Search
    detail: str = ""
    is_reached: bool = True
    """Whether the archive was reached."""


def choose_copy(wanted: Wanted, addresses: Iterable[str], is_new: bool = False) -> FoundCopy | Missed:
    """The copy of the wanted page that is nearest to the day on which it was seen, or why there is none.

    A copy that `is_new` may be of any day since publication.
    """
    others = ""
    copies = []
    for address in addresses:
        copy = read_copy(address)
        is_here = address.startswith(f"{_PUBLIC}/web/")
        if copy is None or not is_here or not is_same_address(copy.original, wanted.url):
            others = f"the archive names {address[:200]}, which is not a copy of it"
        elif _is_date(copy.day) and not _is_too_early(copy.day, wanted.published):
            day = date.fromisoformat(copy.day)
            if day <= wanted.until:
                copies.append(FoundCopy(address, day))
            else:
                others = f"the archive names a copy of {day}, a day in the future"
    if not copies:
        return Missed(Search.OTHER, others) if others else Missed(Search.NONE, "no copy")
    nearest = min(copies, key=lambda copy: (_days_between(copy.day, wanted.near), copy.address))
    days = _days_between(nearest.day, wanted.near)
    if days > wanted.within and not is_new:
        return Missed(Search.NONE, f"the nearest copy is of {nearest.day}, {days:,} days away")
    return nearest


def _read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableError("an answer that is not JSON") from None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_too_early(day: str, published: Date | None) -> bool:
    return published is not None and Date.parse(day).is_before(published)


def _days_between(day: date, seen: Date) -> int:
    """The days between a day and the nearest day of a partial date."""
    first, last = date(*seen.earliest), date(*seen.latest)
    return max((first - day).days, (day - last).days, 0)
