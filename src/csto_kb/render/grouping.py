"""Records and references to them, grouped and sorted for the lists on pages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from csto_kb.dates import Date
from csto_kb.graph import Edge
from csto_kb.model import MODELS, Entity, Statement

_NOT_KNOWN = "Date not known"


@dataclass(frozen=True)
class Group:
    """Items under a common heading."""

    label: str
    items: list[Any]
    key: str = ""
    """The key of its anchor, independent of the label."""


def by_year(edges: Sequence[Edge]) -> list[Group]:
    """Group references by the year of the record that refers."""
    groups: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        date = edge.source.start
        groups[str(date.year) if date.is_known else _NOT_KNOWN].append(edge)
    return [Group(label, items) for label, items in groups.items()]


def records_by_kind(entities: Iterable[Entity]) -> list[Group]:
    """Group records by kind, in the order of the kinds, each sorted by date and name."""
    grouped: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        grouped[entity.kind.name].append(entity)
    return [
        Group(
            model.kind.plural,
            sorted(grouped[model.kind.name], key=lambda item: (item.start, item.name, item.id)),
        )
        for model in MODELS
        if model.kind.name in grouped
    ]


def sorted_edges(edges: Iterable[Edge]) -> list[Edge]:
    """Sort references by the date of the record that refers, or of its statement (a term of office); then by name."""

    def key(edge: Edge) -> tuple[Date, str, str]:
        date = edge.source.start
        if not date.is_known and isinstance(edge.owner, Statement):
            date = edge.owner.sort_date
        return (date, edge.source.name, edge.source.id)

    return sorted(edges, key=key)
