"""Offices with several holders, and who held them when."""

from collections import Counter
from dataclasses import dataclass

from csto_kb.graph import Graph
from csto_kb.model import Entity, Organization, Statement
from csto_kb.model.person import Role
from csto_kb.model.vocabulary import HELD_BY_TURNS

MIN_TERMS = 2
ACTING = "acting "


@dataclass(frozen=True)
class TermOfOffice:
    """A term of a person in an office, or of a state in the chair."""

    holder: Entity
    title: str
    statement: Statement
    record: Entity
    """The record of the statement."""

    @property
    def is_acting(self) -> bool:
        return self.title.lower().startswith(ACTING)


@dataclass(frozen=True)
class Office:
    """An office with its terms in the order of time."""

    key: str
    label: str
    organization: Organization
    terms: tuple[TermOfOffice, ...]


def list_offices(graph: Graph) -> list[Office]:
    """Every office and chair of an organ that has had several holders; those with most terms first."""
    offices = []
    for organization in graph.of_kind(Organization.kind.name):
        if not isinstance(organization, Organization) or organization.type not in HELD_BY_TURNS:
            continue
        terms = [
            TermOfOffice(edge.source, edge.owner.title, edge.owner, edge.source)
            for edge in graph.incoming(organization.id)
            if isinstance(edge.owner, Role)
        ]
        chairs = [
            TermOfOffice(holder, "", chair, organization)
            for chair in organization.chairs
            if (holder := graph.entities.get(chair.holder.id))
        ]
        if {term.holder.id for term in chairs} <= {term.holder.id for term in terms}:
            chairs = []  # the records of people have the same terms
        titles = Counter(term.title for term in terms if not term.is_acting)
        for key, label, found in (
            ("holder", titles.most_common(1)[0][0] if titles else organization.name, terms),
            ("chair", f"In the chair: {organization.name}", chairs),
        ):
            if len(found) >= MIN_TERMS:
                found.sort(key=lambda term: (term.statement.sort_date, term.holder.name))
                offices.append(Office(f"{organization.id} {key}", label, organization, tuple(found)))
    return sorted(offices, key=lambda office: (-len(office.terms), office.label))
