"""Permanent moves written into the records: in place, so that comments, order and style stay as they are.

An edit is kept only if the record, read again, says the new address where it said the old one, and all else as before.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csto_kb.external.addresses import Address, Place
from csto_kb.link_state import LinkState, Verdict
from csto_kb.loader import Library
from csto_kb.yaml_text import Document, read_yaml


def mend_moves(
    root: Path, library: Library, addresses: Iterable[Address], states: Mapping[str, LinkState]
) -> list[Place]:
    """Write the new address of everything that moved; return the places that were changed.

    A source with an archived copy is left alone: the copy is of the old address. Raises `OSError`.
    """
    moves: dict[str, list[tuple[Place, str]]] = defaultdict(list)
    for address in addresses:
        state = states.get(address.url)
        if state is not None and state.verdict is Verdict.MOVED:
            for place in address.places:
                if not place.archived_url:
                    moves[place.record].append((place, _new_address(place, state.detail)))
    changed = []
    for identifier, found in sorted(moves.items()):
        document = library.records[identifier].document
        for place, new in found:
            mended = _replace(document, place, new)
            if mended is not None:
                document = mended
                changed.append(place)
        if document is not library.records[identifier].document:
            with (root / document.path).open("w", encoding="utf-8", newline="") as file:
                file.write(document.text)
    return changed


def _new_address(place: Place, target: str) -> str:
    """The new address, with the fragment that the old one had; escaped so that it can stand where the old one stood."""
    fragment = urlsplit(place.written).fragment
    new = f"{target}#{fragment}" if fragment and "#" not in target else target
    for character in "'()" if place.is_prose else "'":
        new = new.replace(character, f"%{ord(character):02X}")
    return new


def _replace(document: Document, place: Place, new: str) -> Document | None:
    """The document with one address replaced; None where that would change anything else."""
    found = document.places.get(place.path)
    if found is None or not new.startswith(("http://", "https://")):
        return None
    start = document.text.find(place.written, found.start, found.end)
    if start < 0:
        return None
    end = start + len(place.written)
    mended = read_yaml(document.path, (document.text[:start] + new + document.text[end:]).encode())
    before, after = _value_at(document.data, place), _value_at(mended.data, place)
    if mended.problems or not isinstance(before, str) or after != before.replace(place.written, new, 1):
        return None
    return mended


def _value_at(data: Any, place: Place) -> Any:
    for step in place.path:
        data = data[step] if data is not None else None
    return data
