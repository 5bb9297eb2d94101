"""All claims, a row each."""

from collections.abc import Iterable

from csto_kb.export.data_table import Column, Table, date_columns, page_column, sources_column
from csto_kb.insight import Insight
from csto_kb.model import Claim


def _rows(insight: Insight) -> Iterable[Claim]:
    return (claim for claim in insight.graph.of_kind(Claim.kind.name) if isinstance(claim, Claim))


TABLE: Table[Claim] = Table(
    "claim-list",
    "Claims",
    "A row for each claim: who said what on which question, and how it held up. A claim is not a fact.",
    (
        Column("claim", "The claim.", lambda row: row.id, refers="entities"),
        Column("speaker", "Who said it.", lambda row: row.speaker.id, refers="entities"),
        Column("question", "The question that it answers.", lambda row: row.question.id, refers="entities"),
        Column("stance", "How it answers the question.", lambda row: row.stance.id),
        *date_columns("date", "The day on which it was said.", "", lambda row: row.date),
        Column("said", "The claim in our own words, as plain text.", lambda row: row.said.plain),
        Column(
            "verdict",
            "What later evidence says of it.",
            lambda row: row.assessment and row.assessment.verdict.id,
            empty="It is not assessed.",
        ),
        *date_columns(
            "assessed",
            "The day for which it is assessed.",
            "It is not assessed.",
            lambda row: row.assessment and row.assessment.as_of,
        ),
        Column("confidence", "How sure it is that this was said: high, medium or low.", lambda row: row.confidence.id),
        sources_column(lambda row: row.citations),
        page_column(lambda row: row),
    ),
    _rows,
    key="claim",
    page="claims/",
)
