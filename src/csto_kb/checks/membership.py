"""Checks of people and memberships against each other."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from csto_kb.checks.finding import Finding, check
from csto_kb.dates import UNKNOWN, Date, must_overlap
from csto_kb.graph import Graph
from csto_kb.model import Entity, Organization, Person, Statement, Treaty
from csto_kb.model.organization import Membership
from csto_kb.model.properties import ENDS
from csto_kb.model.relations import CLAIMS
from csto_kb.model.treaty import Party
from csto_kb.model.vocabulary import MEMBER
from csto_kb.yaml_text import Path


@check("claimant-without-role", "warning")
def claimant_without_role(graph: Graph) -> Iterator[Finding]:
    """A person has claims but no role that says why they matter. Add the office or post held."""
    for person in graph.of_kind("person"):
        assert isinstance(person, Person)
        speaks = any(edge.back is CLAIMS for edge in graph.incoming(person.id))
        if speaks and not person.roles:
            yield Finding(person, (), "claims but no role", "add 'roles' with title, organization and dates")


@check("membership-outlives-treaty", "error")
def membership_outlives_treaty(graph: Graph) -> Iterator[Finding]:
    """A membership has no end although the state withdrew from a founding treaty by the treaty's table."""
    for organization, index, membership, periods in _counted_memberships(graph):
        in_time = sorted(periods, key=lambda period: period[1].joined or _EVER)
        last_spells = {treaty.id: party for treaty, party in in_time}
        for treaty, party in last_spells.items():
            if party.withdrawn and membership.to is None:
                message = f"has no end, but by {treaty} {membership.member.id} withdrew on {party.withdrawn}"
                end = "'to' and 'notified'" if party.notified else "'to'"
                yield Finding(organization, ("members", index), message, f"add the end of the membership, {end}")


@check("membership-without-treaty", "error")
def membership_without_treaty(graph: Graph) -> Iterator[Finding]:
    """The tables of the founding treaties do not confirm a membership.

    The member is in none of the tables, joins before its first step in any of them, or leaves on a day on which no
    table has it withdrawn and neither the organization, nor a treaty, nor the member itself ended. The treaties are
    those under `founding_treaties`.
    """
    for organization, index, membership, periods in _counted_memberships(graph):
        member, path = membership.member.id, ("members", index)
        joined = [party.joined for _, party in periods if party.joined]
        left = [party.withdrawn for _, party in periods if party.withdrawn]
        ended = (organization, *(treaty for treaty, _ in periods))
        ends = left + [fact.value for entity in ended for fact in entity.facts if fact.definition.role == ENDS]
        ends += _exists_to(graph, member)
        if not periods:
            yield Finding(organization, path, f"no founding treaty has {member} as a participant")
        elif membership.from_ and joined and membership.from_.is_before(min(joined)):
            message = f"begins before {member} joined a founding treaty ({min(joined)})"
            yield Finding(organization, (*path, "from"), message)
        elif membership.to and not any(_may_be_same(membership.to, date) for date in ends):
            dates = ", ".join(map(str, left)) or "never"
            message = f"no founding treaty has {member} withdrawn then; by their tables: {dates}"
            yield Finding(organization, (*path, "to"), message)


TreatyParty = tuple[Treaty, Party]
_EVER = Date.parse(UNKNOWN)


def _counted_memberships(graph: Graph) -> Iterator[tuple[Organization, int, Membership, list[TreatyParty]]]:
    """Every full membership that a table can confirm, with the member's rows in the tables."""
    for organization in graph.of_kind("organization"):
        assert isinstance(organization, Organization)
        treaties = [graph.entities.get(reference.id) for reference in organization.founding_treaties]
        tables = [treaty for treaty in treaties if isinstance(treaty, Treaty) and treaty.parties]
        if not tables:
            continue
        for index, membership in enumerate(organization.members):
            if membership.status == MEMBER:
                member = membership.member.id
                periods = [(treaty, party) for treaty in tables for party in treaty.parties if party.state.id == member]
                yield organization, index, membership, periods


def _may_be_same(first: Date, second: Date) -> bool:
    """Whether two partial dates may mean the same day."""
    return not first.is_before(second) and not second.is_before(first)


def _exists_to(graph: Graph, identifier: str) -> list[Date]:
    """When a state ceased to exist, which ends its membership without a withdrawal in a table."""
    state = graph.entities.get(identifier)
    end = state.lifetime[1] if state else None
    return [end] if end else []


@check("overlapping-terms", "warning")
def overlapping_terms(graph: Graph) -> Iterator[Finding]:
    """By the records, two held one office of one organization, or one chair, at the same time.

    Only terms that must overlap, whatever the days behind partial dates, by more than the day of the handover are
    reported.
    """
    offices: dict[tuple[str, str], list[_OfficeTerm]] = defaultdict(list)
    for person in graph.of_kind("person"):
        assert isinstance(person, Person)
        for index, role in enumerate(person.roles):
            if role.organization and role.is_single:
                key = role.organization.id, role.title
                offices[key].append(_OfficeTerm(person, ("roles", index), person.id, role))
    for organ in graph.of_kind("organization"):
        assert isinstance(organ, Organization)
        for index, chair in enumerate(organ.chairs):
            term = _OfficeTerm(organ, ("chairs", index), chair.holder.id, chair)
            offices[organ.id, f"in the chair of {organ.name}"].append(term)
    for (_, office), terms in offices.items():
        for earlier, later in combinations(sorted(terms, key=lambda term: term.statement.sort_date), 2):
            if earlier.holder != later.holder and must_overlap(earlier.bounds, later.bounds):
                message = f"{later.holder} was {office} from {later.statement.from_}, when {earlier.holder} still was"
                hint = "one of the dates is wrong, or the title is not one office"
                yield Finding(later.entity, later.path, message, hint)


@dataclass(frozen=True)
class _OfficeTerm:
    """A term of an office, and the record that states it."""

    entity: Entity
    path: Path
    holder: str
    statement: Statement

    @property
    def bounds(self) -> tuple[Date | None, Date | None]:
        return self.statement.from_, self.statement.to


CHECKS = (claimant_without_role, membership_outlives_treaty, membership_without_treaty, overlapping_terms)
