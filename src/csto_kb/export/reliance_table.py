"""What rests on each source, a row each."""

from collections.abc import Iterable

from csto_kb.export.data_table import Column, ColumnType, Table
from csto_kb.insight import Insight
from csto_kb.insight.reliance import Load, weigh_sources


def _rows(insight: Insight) -> Iterable[Load]:
    return weigh_sources(insight).loads


TABLE: Table[Load] = Table(
    "reliance",
    "What rests on which source",
    "A row for each source: how many statements rest on it, and how many on nothing else.",
    (
        Column("source", "The source.", lambda row: row.source.id, refers="sources"),
        Column("name", "Its title.", lambda row: row.source.name),
        Column("publisher", "Who published it.", lambda row: row.source.publisher),
        Column("type", "The type of source.", lambda row: row.source.type.id),
        Column("statements", "How many statements rest on it.", lambda row: row.statements, ColumnType.INTEGER),
        Column(
            "on_nothing_else",
            "Of these: how many cite no other independent source.",
            lambda row: row.sole,
            ColumnType.INTEGER,
        ),
    ),
    _rows,
    key="source",
    page="what-rests-on-what/",
)
