"""All records, a row each."""

from collections.abc import Iterable
from dataclasses import dataclass

from csto_kb.export.data_table import Column, ColumnType, Table, date_columns, page_column
from csto_kb.insight import Insight
from csto_kb.insight.names import list_names
from csto_kb.model import Entity


@dataclass(frozen=True)
class _Row:
    entity: Entity
    statements: int


def _rows(insight: Insight) -> Iterable[_Row]:
    for entity in insight.graph.entities.values():
        yield _Row(entity, len(insight.graph.statements[entity.id]))


def _summary(entity: Entity) -> str | None:
    return entity.opening.plain if entity.opening else None


def _other_names(entity: Entity) -> str:
    """The names beside the first, each with its language: `ru: Армения; hy: Հայաստան`."""
    return "; ".join(f"{name.language}: {name.text}" for name in list_names(entity)[1:])


TABLE: Table[_Row] = Table(
    "entities",
    "Records",
    "A row for each record: its kind, name, summary and address.",
    (
        Column("id", "The id of the record, which never changes.", lambda row: row.entity.id),
        Column("kind", "The kind of the record.", lambda row: row.entity.kind.name),
        Column("name", "The name, in the language of the site.", lambda row: row.entity.name),
        Column(
            "type",
            "The type within its kind.",
            lambda row: row.entity.sort.id if row.entity.sort else None,
            empty="The kind has no types.",
        ),
        Column(
            "summary",
            "What it is, as plain text.",
            lambda row: _summary(row.entity),
            empty="The record has no summary.",
        ),
        Column(
            "other_names",
            "Names in other languages, abbreviations and aliases, each after its language (BCP 47), separated by '; '.",
            lambda row: _other_names(row.entity),
            empty="No other name is recorded.",
        ),
        *date_columns(
            "starts",
            "The day on which it happened or began.",
            "It is not an event in time.",
            lambda row: row.entity.start if row.entity.start.is_known else None,
        ),
        *date_columns(
            "ends",
            "The day on which it ended.",
            "It continues, or it is not an event in time.",
            lambda row: row.entity.end if row.entity.end.is_known else None,
        ),
        Column(
            "wikidata",
            "The id of its Wikidata item.",
            lambda row: row.entity.wikidata,
            empty="No item is recorded.",
            pattern="Q[1-9][0-9]*",
        ),
        *date_columns("reviewed", "The day on which it was last reviewed.", "", lambda row: row.entity.reviewed),
        page_column(lambda row: row.entity),
        Column("statements", "How many statements its page has.", lambda row: row.statements, ColumnType.INTEGER),
    ),
    _rows,
    key="id",
    page="a-z/",
)
