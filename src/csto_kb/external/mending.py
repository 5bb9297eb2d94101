"""Writes permanent moves into the records in place; comments, order and style are kept.

An edit is kept only if the record, read again, is valid and differs only in the new address. The requests may have
taken an hour: a file that was changed in that time is left alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csto_kb.external.addresses import Address, AddressUse
from csto_kb.external.rewriting import CHANGED, parse_again, write_unless_changed
from csto_kb.link_state import LinkState, Verdict
from csto_kb.loader import Library, LoadedRecord
from csto_kb.prose import Prose


@dataclass(frozen=True)
class Left:
    """A use of an address that moved and was not updated."""

    place: AddressUse
    reason: str
    is_failure: bool = False
    """Whether the reason is an error of the system rather than the record."""


@dataclass
class Mending:
    """The moves that were written, and those that were not."""

    mended: list[AddressUse] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def mend_moves(root: Path, library: Library, addresses: Iterable[Address], states: Mapping[str, LinkState]) -> Mending:
    """Write the new addresses of all pages that moved.

    A source with an archived copy is left alone, because the copy is of the old address.
    """
    moves: dict[str, list[tuple[AddressUse, str]]] = defaultdict(list)
    for address in addresses:
        state = states.get(address.url)
        if state is not None and state.verdict is Verdict.MOVED:
            for place in address.places:
                if not place.archived_url:
                    moves[place.record].append((place, _new_address(place, state.detail)))
    mending = Mending()
    for identifier, found in sorted(moves.items()):
        _mend_record(root, library.records[identifier], found, mending)
    return mending


def _mend_record(root: Path, record: LoadedRecord, moves: list[tuple[AddressUse, str]], mending: Mending) -> None:
    mended = record
    places = []
    for place, new in moves:
        found = _replace(mended, place, new)
        if isinstance(found, str):
            mending.left.append(Left(place, found))
        else:
            mended = found
            places.append(place)
    if not places:
        return
    try:
        is_written = write_unless_changed(root, record, mended)
    except OSError as error:
        mending.left += [Left(place, f"cannot be written: {error.strerror}", is_failure=True) for place in places]
        return
    if is_written:
        mending.mended += places
    else:
        mending.left += [Left(place, CHANGED) for place in places]


def _new_address(place: AddressUse, target: str) -> str:
    """The new address with the fragment of the old one, escaped as its place in the YAML requires."""
    fragment = urlsplit(place.written).fragment
    new = f"{target}#{fragment}" if fragment and "#" not in target else target
    for character in "'()" if place.is_prose else "'":
        new = new.replace(character, f"%{ord(character):02X}")
    return new


def _replace(record: LoadedRecord, place: AddressUse, new: str) -> LoadedRecord | str:
    """The record with one address replaced, or why that is impossible."""
    found = record.document.places.get(place.path)
    before = _value_at(record.document.data, place)
    if found is None or not isinstance(before, str):
        return "is not where it was"
    # The whole address only: another address may begin with it, and the address of an archived copy may end with it.
    written = re.compile(rf"(?<![^\s(<\"']){re.escape(place.written)}(?![^\s)>\"'])")
    text = record.document.text
    scalar, count = written.subn(lambda _: new, text[found.start : found.end])
    mended = parse_again(record, f"{text[: found.start]}{scalar}{text[found.end :]}")
    if mended.problems:
        return f"the new address is refused: {mended.problems[0].message}"
    after = _value_at(mended.document.data, place)
    if not count or after != written.sub(lambda _: new, before):
        return "cannot be replaced without a change to something else"
    if place.is_prose and not _are_mended(before, after, place.written, new):
        return "cannot be replaced without a change to something else"
    return mended


def _are_mended(before: str, after: str, written: str, new: str) -> bool:
    """Whether the prose has the new link in place of the old one, and its other links unchanged."""
    expected = [new if link == written else link for link in Prose(before).web_links]
    return list(Prose(after).web_links) == expected


def _value_at(data: Any, place: AddressUse) -> Any:
    for step in place.path:
        data = data[step] if data is not None else None
    return data
