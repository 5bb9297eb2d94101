"""References to a record, mentions and citations, by the relation as seen from the record."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from csto_kb.fields import Value
from csto_kb.graph import Graph, find_uses, locate_use, name_relation
from csto_kb.loader import Library
from csto_kb.notation import Mention
from csto_kb.targets import Citation
from csto_kb.yaml_text import write_path

_OTHER, _CITED, _MENTIONED, _BY_HAND = "Referred to in", "Cited in", "Mentioned in", "On hand-written pages"
_LAST = (_OTHER, _CITED, _MENTIONED, _BY_HAND)
"""Headings after the names of relations."""


@dataclass(frozen=True)
class FoundReference:
    """A reference to the record: its position, and the field."""

    path: str
    line: int
    column: int
    what: str


def find_references(library: Library, graph: Graph, identifier: str) -> dict[str, list[FoundReference]]:
    """Every reference to a record, by heading: relations by name, then citations, mentions, hand-written pages."""
    groups: dict[str, list[FoundReference]] = defaultdict(list)
    for record in library.records.values():
        for value, mention in find_uses(record.entity, identifier) if record.entity else ():
            position = locate_use(record.document, value, mention)
            place = FoundReference(
                record.path, position.line, position.column, f"{record.id}, {write_path(value.path)}"
            )
            groups[_heading(value, mention)].append(place)
    groups[_BY_HAND] += _find_on_pages(graph, identifier)
    order = [*sorted(groups.keys() - set(_LAST)), *_LAST]
    return {heading: sorted(groups[heading], key=_in_file_order) for heading in order if groups.get(heading)}


def _in_file_order(place: FoundReference) -> tuple[str, int, int]:
    return place.path, place.line, place.column


def _heading(value: Value, mention: Mention | None) -> str:
    if isinstance(mention.target if mention else value.value, Citation):
        return _CITED
    _, ref = name_relation(value)
    if ref and ref.back:
        return ref.back.heading
    return _MENTIONED if mention else _OTHER


def _find_on_pages(graph: Graph, identifier: str) -> Iterator[FoundReference]:
    for use in graph.pages_of.get(identifier, ()):
        position = use.page.locate(use.offset)
        yield FoundReference(use.page.path, position.line, position.column, "")
