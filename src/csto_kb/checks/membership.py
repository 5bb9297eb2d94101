"""Checks of people and memberships against each other."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from csto_kb.checks.finding import Finding, check
from csto_kb.dates import Date
from csto_kb.graph import Graph
from csto_kb.model import Organization, Person, Treaty
from csto_kb.model.person import Role


@check("claimant-without-role", "warning")
def claimant_without_role(graph: Graph) -> Iterator[Finding]:
    """A person's claims stand here, but no role says why they count. Add the office or post held."""
    for person in graph.of_kind("person"):
        assert isinstance(person, Person)
        speaks = any(edge.inverse == "Claims" for edge in graph.incoming(person.id))
        if speaks and not person.roles:
            yield Finding(person, (), "claims but no role", "add 'roles' with title, organization and dates")


@check("membership-outlives-treaty", "error")
def membership_outlives_treaty(graph: Graph) -> Iterator[Finding]:
    """A membership is said to go on although the founding treaty's table says that the state withdrew."""
    for organization in graph.of_kind("organization"):
        assert isinstance(organization, Organization)
        treaty = graph.entities.get(organization.founding_treaty.id) if organization.founding_treaty else None
        if not isinstance(treaty, Treaty):
            continue
        last_spell = {party.state.id: party for party in treaty.parties}
        for index, membership in enumerate(organization.members):
            party = last_spell.get(membership.member.id)
            if party and party.withdrawn and membership.to is None and membership.status == "member":
                message = f"goes on, but {treaty.id} has {membership.member.id} withdrawn on {party.withdrawn}"
                yield Finding(organization, ("members", index), message, "give the membership its end, 'to'")


@check("overlapping-terms", "warning")
def overlapping_terms(graph: Graph) -> Iterator[Finding]:
    """Two people held the same office of the same organization at the same time, by their records.

    A partial date is given the benefit of the doubt: only terms that must overlap, by more than the day
    of the handover, are reported.
    """
    terms: dict[tuple[str, str], list[tuple[Person, int, Role]]] = defaultdict(list)
    for person in graph.of_kind("person"):
        assert isinstance(person, Person)
        for index, role in enumerate(person.roles):
            if role.organization and role.from_ and role.title.startswith(_SINGLE_OFFICES):
                terms[role.organization.id, role.title].append((person, index, role))
    for held in terms.values():
        for (earlier, _, first), (later, index, second) in combinations(sorted(held, key=_term_order), 2):
            if earlier is not later and _must_overlap(first, second):
                message = f"{later.id} was {second.title} from {second.from_}, when {earlier.id} still was"
                yield Finding(
                    later, ("roles", index), message, "one of the dates is wrong, or the title is not one office"
                )


_SINGLE_OFFICES = ("President", "Prime Minister", "Secretary-General", "Secretary General", "Chief of", "Chairman of")
"""Offices that one person holds at a time."""


def _term_order(term: tuple[Person, int, Role]) -> Date:
    return term[2].from_ or Date.parse("unknown")


def _must_overlap(first: Role, second: Role) -> bool:
    """Whether the second term certainly began before the first ended. A term without an end goes on."""
    start, end = second.from_, first.to
    return start is not None and start.is_known and (end is None or start.is_before(end))


CHECKS = (claimant_without_role, membership_outlives_treaty, overlapping_terms)
