"""Ties: what joins two records, with its date, its place and its sources; one for each reference between them.

Sources are left out: what rests on which source is asked of `evidence`. The pages that draw the graph, and the one
that says how two records are connected, read these.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from csto_kb.fields import Relation
from csto_kb.graph import Edge
from csto_kb.insight.evidence import Evidence
from csto_kb.model import Entity, Source
from csto_kb.model.relations import SEE_ALSO
from csto_kb.prose import Citation


@dataclass(frozen=True)
class Tie:
    """A reference from one record to another, as a reader asks for it."""

    edge: Edge
    detail: str
    """What more is said of it, in a word or two: the office, the vote, the role; or ''."""
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
class Ties:
    """All ties of a graph, in the order of the records."""

    all: tuple[Tie, ...]

    @cached_property
    def by_entity(self) -> Mapping[str, tuple[Tie, ...]]:
        """The ties of each record, from its own fields first, then from those of others."""
        own: dict[str, list[Tie]] = defaultdict(list)
        foreign: dict[str, list[Tie]] = defaultdict(list)
        for tie in self.all:
            own[tie.edge.source.id].append(tie)
            foreign[tie.edge.target.id].append(tie)
        return {identifier: (*own[identifier], *foreign[identifier]) for identifier in sorted({*own, *foreign})}

    @cached_property
    def neighbours(self) -> Mapping[str, frozenset[str]]:
        """The records to which each is tied."""
        return {
            identifier: frozenset(
                tie.edge.target.id if tie.edge.source.id == identifier else tie.edge.source.id for tie in ties
            )
            for identifier, ties in self.by_entity.items()
        }

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each two records that are tied, once, sorted."""
        return tuple(sorted({(min(ends), max(ends)) for tie in self.all if (ends := _ends(tie))}))


def find_ties(evidence: Evidence) -> Ties:
    """Every reference between two records neither of which is a source."""
    graph = evidence.graph
    return Ties(
        tuple(
            _make(evidence, edge)
            for identifier in graph.entities
            for edge in graph.outgoing(identifier)
            if edge.source is not edge.target and not isinstance(edge.source, Source)
            if not isinstance(edge.target, Source)
        )
    )


def _ends(tie: Tie) -> tuple[str, str]:
    return tie.edge.source.id, tie.edge.target.id


def _make(evidence: Evidence, edge: Edge) -> Tie:
    owner, entity = edge.owner, edge.source
    if owner is entity:
        is_own = edge.back is SEE_ALSO  # an editor's hint: what the record rests on does not speak of it
        return Tie(edge, "", "" if is_own else entity.timing, "", () if is_own else entity.citations)
    anchor = evidence.anchor(entity, edge.path)
    return Tie(edge, owner.detail, owner.timing or entity.timing, anchor, owner.citations or entity.citations)
