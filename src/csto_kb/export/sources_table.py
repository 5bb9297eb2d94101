"""All sources, a row each."""

from collections.abc import Iterable
from dataclasses import dataclass

from csto_kb.export.data_table import Column, ColumnType, Table, date_columns, page_column
from csto_kb.insight import Insight
from csto_kb.insight.reliance import Load, weigh_sources
from csto_kb.model import Source


@dataclass(frozen=True)
class _Row:
    source: Source
    load: Load | None


def _rows(insight: Insight) -> Iterable[_Row]:
    loads = {load.source.id: load for load in weigh_sources(insight).loads}
    for source in insight.graph.of_kind(Source.kind.name):
        if isinstance(source, Source):
            yield _Row(source, loads.get(source.id))


TABLE: Table[_Row] = Table(
    "sources",
    "Sources",
    "A row for each source: a page, document or data set on which statements rest.",
    (
        Column("id", "The id of the source.", lambda row: row.source.id, refers="entities"),
        Column("title", "The title as in the source.", lambda row: row.source.name),
        Column("type", "The type of source.", lambda row: row.source.type.id),
        Column("publisher", "Who published it.", lambda row: row.source.publisher),
        Column("author", "Who wrote it.", lambda row: row.source.author, empty="No author is named."),
        Column("language", "The language of its text (BCP 47).", lambda row: row.source.language),
        *date_columns("published", "The date it bears.", "It bears no date.", lambda row: row.source.published),
        *date_columns("retrieved", "The day it was seen.", "", lambda row: row.source.retrieved),
        Column("url", "Its web address.", lambda row: row.source.url, empty="It has no web address."),
        Column(
            "archived_url",
            "The address of a copy in a web archive.",
            lambda row: row.source.archived_url,
            empty="No copy is recorded.",
        ),
        *date_columns(
            "archived", "The day of the archived copy.", "No copy is recorded.", lambda row: row.source.archived
        ),
        Column(
            "medium",
            "The medium of a recording.",
            lambda row: row.source.medium and row.source.medium.id,
            empty="It is a text.",
        ),
        Column(
            "repost_of",
            "The source that it repeats, translates or reports.",
            lambda row: row.source.repost_of.id if row.source.repost_of else None,
            empty="It is an original, or its original is not recorded.",
            refers="sources",
        ),
        Column(
            "origin",
            "The publisher of the text that it only carries, where that text has no record.",
            lambda row: row.source.origin,
            empty="Its text is its own, or `repost_of` names the original.",
        ),
        Column(
            "status",
            "Whether it was withdrawn, corrected or superseded.",
            lambda row: row.source.status.what.id if row.source.status else None,
            empty="It stands, as far as is known.",
        ),
        Column("licence", "The licence of a data set.", lambda row: row.source.licence, empty="None is recorded."),
        Column(
            "statements",
            "How many statements rest on it.",
            lambda row: row.load.statements if row.load else 0,
            ColumnType.INTEGER,
        ),
        Column(
            "on_nothing_else",
            "How many statements rest on it and on no other independent source.",
            lambda row: row.load.sole if row.load else 0,
            ColumnType.INTEGER,
        ),
        page_column(lambda row: row.source),
    ),
    _rows,
    key="id",
    page="sources/",
)
