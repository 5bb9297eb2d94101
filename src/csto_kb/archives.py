"""Reads addresses of archived copies: the archive, the original address, the day.

A further archive is one more pattern. In most archives the address of a copy contains its time and the original
address. The copies of other archives (perma.cc) are recognized by their form only.
"""

import re
from dataclasses import dataclass

_MOMENT = r"(?P<moment>[0-9]{8,14})(?:[a-z]{2}_|\*)?"
_ORIGINAL = r"(?P<original>(?i:https?):/{1,2}.+)"
_FORMS = (
    re.compile(rf"(?i:https?://web\.archive\.org)/web/{_MOMENT}/{_ORIGINAL}"),
    re.compile(rf"(?i:https?://(?:www\.)?webarchive\.nationalarchives\.gov\.uk)/(?:ukgwa/)?{_MOMENT}/{_ORIGINAL}"),
    re.compile(rf"(?i:https?://wayback\.archive-it\.org)/(?:[0-9a-z]+/)?{_MOMENT}/{_ORIGINAL}"),
    re.compile(rf"(?i:https?://arquivo\.pt)/wayback/{_MOMENT}/{_ORIGINAL}"),
    re.compile(rf"(?i:https?://archive\.(?:today|ph|is|li|vn|fo|md))/{_MOMENT}/{_ORIGINAL}"),
    re.compile(r"(?i:https?://perma\.cc)/[0-9A-Z]{4}-[0-9A-Z]{4}"),
)
_HOSTS = re.compile(
    r"https?://(?:web\.archive\.org|(?:www\.)?webarchive\.nationalarchives\.gov\.uk|wayback\.archive-it\.org|arquivo\.pt"
    r"|archive\.(?:today|ph|is|li|vn|fo|md)|perma\.cc)/",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Copy:
    """The parts of the address of an archived copy; '' for what it does not contain."""

    original: str
    day: str
    """The day of the copy, as an ISO date."""


def read_copy(address: str) -> Copy | None:
    """Read the address of an archived copy; None where it has the form of no known archive."""
    for form in _FORMS:
        match = form.fullmatch(address)
        if match:
            found = match.groupdict()
            moment = found.get("moment") or ""
            day = f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}" if moment else ""
            return Copy(found.get("original") or "", day)
    return None


def original_of(address: str) -> str:
    """The original address of an archived copy; any other address unchanged."""
    copy = read_copy(address) if is_archive(address) else None
    return copy.original if copy and copy.original else address


def is_archive(address: str) -> bool:
    """Whether an address is in a web archive, in any form."""
    return _HOSTS.match(address) is not None
