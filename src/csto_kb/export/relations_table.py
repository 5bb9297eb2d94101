"""Everything that joins two records, a row each."""

from collections.abc import Iterable

from csto_kb.dates import Date
from csto_kb.export.data_table import Column, Table, date_columns, sources_column
from csto_kb.fields import Record, describe
from csto_kb.insight import Insight
from csto_kb.insight.connections import Connection
from csto_kb.site import statement_url


def _rows(insight: Insight) -> Iterable[Connection]:
    return insight.connections.all


def _date(connection: Connection, *keys: str) -> Date | None:
    """The first date with one of these keys: of the part that joins the records, else of its record."""
    owners: tuple[Record, ...] = (connection.edge.owner, connection.edge.source)
    for owner in owners:
        dates = {field.key: field.of(owner) for field in describe(type(owner)) if field.key in keys}
        for key in keys:
            if isinstance(date := dates.get(key), Date):
                return date
    return None


TABLE: Table[Connection] = Table(
    "relations",
    "Relations",
    "A row for everything that joins two records, with its date, its place and its sources.",
    (
        Column("from", "The record that names the other.", lambda row: row.edge.source.id, refers="entities"),
        Column("relation", "The relation in words.", lambda row: row.edge.label),
        Column("to", "The record that is named.", lambda row: row.edge.target.id, refers="entities"),
        Column("relation_id", "The id of the relation.", lambda row: row.edge.forward.id),
        Column("detail", "An office, a vote or a role.", lambda row: row.detail, empty="There is no more to say."),
        Column(
            "when", "The time in words.", lambda row: row.when, empty="Neither the relation nor its record is dated."
        ),
        *date_columns(
            "since",
            "The beginning, or the day.",
            "No beginning is stated.",
            lambda row: _date(row, "from", "as_of", "date", "signed", "acceded"),
        ),
        *date_columns("until", "The end.", "No end is stated.", lambda row: _date(row, "to", "withdrawn")),
        Column(
            "statement",
            "The address of the statement that says so, relative to the site.",
            lambda row: statement_url(row.edge.source, row.anchor),
        ),
        sources_column(lambda row: row.sources, empty="An editor joined the records without stating anything."),
    ),
    _rows,
    page="graph/",
)
