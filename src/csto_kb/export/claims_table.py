"""All claims, a row each."""

from collections.abc import Iterable

from csto_kb.export.data_table import Column, Table, date_columns
from csto_kb.insight import Insight
from csto_kb.model import Claim
from csto_kb.site import entity_url


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
        Column(
            "sources",
            "The sources, each with the place in it, separated by '; '.",
            lambda row: "; ".join(map(str, row.citations)),
        ),
        Column("address", "The address of its page, relative to the site.", lambda row: entity_url(row)),
    ),
    _rows,
    key="claim",
    page="claims/",
)
