"""Who was what of an organization when, for the map and for its file."""

from collections.abc import Iterable

from csto_kb.csv_text import write_csv
from csto_kb.insight.membership import MembershipOf, Spell, membership_of
from csto_kb.model import Organization
from csto_kb.render.context import SiteContext
from csto_kb.site import DATA, DataFile, entity_url

CSV_URL = f"{DATA}membership.csv"
_COLUMNS = ("organization", "state", "status", "since", "until", "frozen_since", "notified", "sources", "statement")


def membership(context: SiteContext, identifier: str) -> MembershipOf | None:
    """Who was what of an organization when; None where there is no such record."""
    organization = context.graph.entities.get(identifier)
    return membership_of(context, organization) if isinstance(organization, Organization) else None


def membership_files(context: SiteContext) -> Iterable[DataFile]:
    """Every spell of every organization that has members, a row each."""
    rows: list[tuple[object, ...]] = []
    for organization in context.graph.of_kind(Organization.kind.name):
        if isinstance(organization, Organization) and organization.members:
            for spell in membership_of(context, organization).spells:
                sources = "; ".join(map(str, spell.sources))
                dates = (spell.since, spell.until, spell.frozen, spell.statement.notified)
                rows.append((organization.id, spell.state.id, spell.status.id, *dates, sources, spell_address(spell)))
    yield DataFile(CSV_URL, write_csv(_COLUMNS, rows))


def spell_address(spell: Spell) -> str:
    """The address on the site of the statement behind a spell."""
    return f"{entity_url(spell.record)}#{spell.anchor}"
