"""All citations of statements, a row each."""

from collections.abc import Iterable
from dataclasses import dataclass

from csto_kb.export.data_table import Column, ColumnType, Table
from csto_kb.export.statements_table import list_statements
from csto_kb.insight import Insight
from csto_kb.prose import Citation


@dataclass(frozen=True)
class _Row:
    record: str
    statement: str
    number: int
    citation: Citation


def _rows(insight: Insight) -> Iterable[_Row]:
    for entity in insight.graph.entities.values():
        for number, citation in enumerate(entity.citations, 1):
            yield _Row(entity.id, "", number, citation)
    for row in list_statements(insight):
        for number, citation in enumerate(row.located.statement.sources, 1):
            yield _Row(row.entity.id, row.id, number, citation)


TABLE: Table[_Row] = Table(
    "citations",
    "Citations",
    "A row for each source of each statement, and of each event and claim as a whole, with the place in the source.",
    (
        Column("record", "The record that cites it.", lambda row: row.record, refers="entities"),
        Column(
            "statement",
            "The statement that cites it.",
            lambda row: row.statement,
            empty="The record as a whole cites it.",
            refers="statements",
        ),
        Column(
            "number",
            "Its position among the citations of the statement or the record.",
            lambda row: row.number,
            ColumnType.INTEGER,
        ),
        Column("source", "The source.", lambda row: row.citation.source, refers="sources"),
        Column(
            "place",
            "The place in the source, in words.",
            lambda row: row.citation.where,
            empty="No place is named.",
        ),
        Column(
            "first_words",
            "The first words of the passage, in the language of the source.",
            lambda row: row.citation.pointer and row.citation.pointer.first,
            empty="The passage is not pointed at.",
        ),
        Column(
            "last_words",
            "The last words of the passage.",
            lambda row: row.citation.pointer and row.citation.pointer.last,
            empty="The passage is not pointed at, or `first_words` has all its words.",
        ),
        Column(
            "support",
            "How far the source says so: `outright`, `in part`, or `follows`.",
            lambda row: row.citation.support.value,
        ),
    ),
    _rows,
)
