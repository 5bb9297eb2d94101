"""The status of each member of each organization over time, a row for each period."""

from collections.abc import Iterable
from dataclasses import dataclass

from csto_kb.export.data_table import Column, Table, date_columns, sources_column
from csto_kb.insight import Insight
from csto_kb.insight.membership import Period, membership_of
from csto_kb.model import Organization
from csto_kb.site import statement_url


@dataclass(frozen=True)
class _Row:
    organization: Organization
    period: Period


def _rows(insight: Insight) -> Iterable[_Row]:
    for organization in insight.graph.of_kind(Organization.kind.name):
        if isinstance(organization, Organization) and organization.members:
            for period in membership_of(insight, organization).periods:
                yield _Row(organization, period)


TABLE: Table[_Row] = Table(
    "membership",
    "Memberships",
    "A row for each period in which a state had one status in an organization.",
    (
        Column("organization", "The organization.", lambda row: row.organization.id, refers="entities"),
        Column(
            "state",
            "The state, or the organization, that belongs to it.",
            lambda row: row.period.state.id,
            refers="entities",
        ),
        Column("status", "The status in the period.", lambda row: row.period.status.id),
        *date_columns(
            "since", "The beginning of the period.", "No source gives a beginning.", lambda row: row.period.since
        ),
        *date_columns("until", "The end of the period.", "It continues.", lambda row: row.period.until),
        *date_columns(
            "frozen_since",
            "The day since when the member declares its participation frozen.",
            "It does not.",
            lambda row: row.period.frozen,
        ),
        *date_columns(
            "notified",
            "The day on which notice of leaving was given.",
            "No notice was given.",
            lambda row: row.period.statement.notified,
        ),
        sources_column(lambda row: row.period.sources),
        Column(
            "statement",
            "The address of the statement, relative to the site.",
            lambda row: statement_url(row.period.record, row.period.anchor),
        ),
    ),
    _rows,
    page="map/",
)
