"""Connections between two records, each with its date, anchor and sources; one for each reference between them.

Sources are left out: `evidence` says what rests on which source. The pages that draw the graph, and the page that
shows how two records are connected, read these.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from csto_kb.fields import Relation
from csto_kb.graph import Edge
from csto_kb.insight.evidence import Evidence
from csto_kb.model import Entity, Source
from csto_kb.model.relations import SEE_ALSO
from csto_kb.prose import Citation


@dataclass(frozen=True)
class Connection:
    """A reference from one record to another, with what a reader wants to know of it."""

    edge: Edge
    detail: str
    """A word or two more: the office, the vote, the role; or ''."""
    when: str
    """In words; '' where the records date neither the reference nor the record that it stands in."""
    anchor: str
    """The anchor of its statement on the page of `edge.source`; '' where the record as a whole states it."""
    sources: tuple[Citation, ...]

    def other(self, entity: Entity) -> Entity:
        """The record at the other end."""
        return self.edge.target if self.edge.source is entity else self.edge.source

    def relation(self, entity: Entity) -> Relation:
        """What the other end is, seen from an entity."""
        if self.edge.source is entity:
            return self.edge.forward
        forward = self.edge.forward
        return self.edge.back or Relation(f"{forward.id}-of", f"{forward.heading} of")


@dataclass(frozen=True)
class Connections:
    """All connections of a graph, in the order of the records."""

    all: tuple[Connection, ...]

    @cached_property
    def by_entity(self) -> Mapping[str, tuple[Connection, ...]]:
        """The connections of each record, from its own fields first, then from those of others."""
        own: dict[str, list[Connection]] = defaultdict(list)
        foreign: dict[str, list[Connection]] = defaultdict(list)
        for connection in self.all:
            own[connection.edge.source.id].append(connection)
            foreign[connection.edge.target.id].append(connection)
        return {identifier: (*own[identifier], *foreign[identifier]) for identifier in sorted({*own, *foreign})}

    @cached_property
    def neighbours(self) -> Mapping[str, frozenset[str]]:
        """The records to which each is connected."""
        return {
            identifier: frozenset(
                connection.edge.target.id if connection.edge.source.id == identifier else connection.edge.source.id
                for connection in connections
            )
            for identifier, connections in self.by_entity.items()
        }

    def nearest_first(self, identifier: str, others: Iterable[str]) -> list[str]:
        """Neighbours of a record: those with the most neighbours in common with it first, equals by id."""
        own = self.neighbours[identifier]
        return sorted(others, key=lambda other: (-len(own & self.neighbours[other]), other))

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each pair of connected records once, sorted."""
        return tuple(sorted({(min(ends), max(ends)) for connection in self.all if (ends := _ends(connection))}))


def find_connections(evidence: Evidence) -> Connections:
    """Every reference between two records neither of which is a source."""
    graph = evidence.graph
    return Connections(
        tuple(
            _make(evidence, edge)
            for identifier in graph.entities
            for edge in graph.outgoing(identifier)
            if edge.source is not edge.target and not isinstance(edge.source, Source)
            if not isinstance(edge.target, Source)
        )
    )


def _ends(connection: Connection) -> tuple[str, str]:
    return connection.edge.source.id, connection.edge.target.id


def _make(evidence: Evidence, edge: Edge) -> Connection:
    owner, entity = edge.owner, edge.source
    if owner is entity:
        is_own = edge.back is SEE_ALSO  # an editor's suggestion, which the record's sources do not support
        return Connection(edge, "", "" if is_own else entity.timing, "", () if is_own else entity.citations)
    anchor = evidence.anchor(entity, edge.path)
    return Connection(edge, owner.detail, owner.timing or entity.timing, anchor, owner.citations or entity.citations)
