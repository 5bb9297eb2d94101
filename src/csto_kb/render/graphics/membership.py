"""Who was what of an organization when, for the map."""

from csto_kb.insight.membership import MembershipOf, Spell, membership_of
from csto_kb.model import Organization
from csto_kb.render.context import SiteContext
from csto_kb.site import statement_url


def membership(context: SiteContext, identifier: str) -> MembershipOf | None:
    """Who was what of an organization when; None where there is no such record."""
    organization = context.graph.entities.get(identifier)
    return membership_of(context, organization) if isinstance(organization, Organization) else None


def spell_address(spell: Spell) -> str:
    """The address on the site of the statement behind a spell."""
    return statement_url(spell.record, spell.anchor)
