"""Checks of people and memberships against each other."""

from collections.abc import Iterator

from csto_kb.checks.finding import Finding, check
from csto_kb.graph import Graph
from csto_kb.model import Organization, Person, Treaty


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


CHECKS = (claimant_without_role, membership_outlives_treaty)
