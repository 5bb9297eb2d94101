"""The status of each member of each organization over time, a row for each period."""

from csto_kb.csv_text import write_csv
from csto_kb.export.base import Export
from csto_kb.insight import Insight
from csto_kb.insight.membership import membership_of
from csto_kb.model import Organization
from csto_kb.site import statement_url

_COLUMNS = ("organization", "state", "status", "since", "until", "frozen_since", "notified", "sources", "statement")


def write(insight: Insight) -> str:
    """Write every period of membership of every organization that has members."""
    rows: list[tuple[object, ...]] = []
    for organization in insight.graph.of_kind(Organization.kind.name):
        if isinstance(organization, Organization) and organization.members:
            for spell in membership_of(insight, organization).spells:
                sources = "; ".join(map(str, spell.sources))
                dates = (spell.since, spell.until, spell.frozen, spell.statement.notified)
                address = statement_url(spell.record, spell.anchor)
                rows.append((organization.id, spell.state.id, spell.status.id, *dates, sources, address))
    return write_csv(_COLUMNS, rows)


EXPORT = Export(
    "membership.csv",
    "Memberships",
    "Who was what of an organization when, a row each spell.",
    "text/csv",
    write,
    "map/",
)
