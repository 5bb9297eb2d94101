"""Every web address that the records name, once, with all its uses."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag

from csto_kb.archives import is_archive
from csto_kb.diagnostics import Position
from csto_kb.fields import Value, walk
from csto_kb.loader import Library
from csto_kb.model import Entity, Fact, Source
from csto_kb.prose import Prose
from csto_kb.yaml_text import Path, write_path


@dataclass(frozen=True)
class AddressUse:
    """A use of an address in a record."""

    file: str
    """The record's file, relative to the project root."""
    position: Position
    record: str
    """The id of the record."""
    path: Path
    written: str
    """The address as written, with its fragment."""
    archived_url: str = ""
    """The archived copy in the record, where it is the address of a source."""
    is_source: bool = False
    is_prose: bool = False

    @property
    def field(self) -> str:
        return write_path(self.path)


@dataclass(frozen=True)
class Address:
    """An address to request, without its fragment."""

    url: str
    places: tuple[AddressUse, ...]


def collect_addresses(library: Library) -> list[Address]:
    """Collect the addresses of all sound records, sorted. Those of archived copies are left out."""
    places: dict[str, list[AddressUse]] = defaultdict(list)
    for record in library.records.values():
        if record.entity is None:
            continue
        for value in walk(record.entity):
            for written in _addresses_of(value):
                if is_archive(written):
                    continue
                position = record.document.locate(value.path)
                is_prose = isinstance(value.value, Prose)
                if is_prose:
                    position = record.document.locate_within(value.path, written)
                copy = _copy_of(record.entity, value)
                is_source = isinstance(value.owner, Source)
                place = AddressUse(record.path, position, record.id, value.path, written, copy, is_source, is_prose)
                places[urldefrag(written).url].append(place)
    return [Address(url, tuple(found)) for url, found in sorted(places.items())]


def _addresses_of(value: Value) -> Iterator[str]:
    if isinstance(value.value, Prose):
        yield from dict.fromkeys(value.value.web_links)
    elif isinstance(value.value, str):
        is_fact = isinstance(value.owner, Fact) and value.field.key == "value"
        if value.field.is_address or (is_fact and value.owner.definition.datatype == "url"):  # type: ignore[attr-defined]
            yield value.value


def _copy_of(entity: Entity, value: Value) -> str:
    return entity.archived_url or "" if isinstance(entity, Source) and value.owner is entity else ""
