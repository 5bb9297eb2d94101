"""All events, a row each."""

from collections.abc import Iterable

from csto_kb.export.data_table import Column, ColumnType, Table, date_columns, page_column
from csto_kb.insight import Insight
from csto_kb.insight.chronology import Happening, list_events
from csto_kb.model import Entity


def _rows(insight: Insight) -> Iterable[Happening]:
    return list_events(insight)


def _ids(entities: Iterable[Entity]) -> str:
    return " ".join(entity.id for entity in entities)


TABLE: Table[Happening] = Table(
    "timeline",
    "Events",
    "A row for each event, in the order of time.",
    (
        Column("event", "The event.", lambda row: row.event.id, refers="entities"),
        Column("name", "Its name.", lambda row: row.event.name),
        Column("type", "The type of event.", lambda row: row.event.type.id),
        Column("lane", "Its row of the timeline.", lambda row: row.event.type.lane),
        *date_columns("from", "The day, or the first day.", "", lambda row: row.event.start),
        *date_columns("to", "The day, or the last day.", "It continues.", lambda row: row.event.date or row.event.to),
        Column("planned", "Whether only the plan is sourced.", lambda row: row.event.is_planned, ColumnType.BOOLEAN),
        Column(
            "states",
            "The ids of the states in it, separated by spaces.",
            lambda row: _ids(row.states),
            empty="It names no state.",
        ),
        Column(
            "questions",
            "The ids of the questions that it bears on, separated by spaces.",
            lambda row: _ids(row.questions),
            empty="It bears on no question.",
        ),
        Column(
            "sources",
            "The sources of the event itself, each with the place in it, separated by '; '.",
            lambda row: "; ".join(map(str, row.event.citations)),
            empty="Only its statements have sources.",
        ),
        page_column(lambda row: row.event),
    ),
    _rows,
    key="event",
    page="timeline/",
)
