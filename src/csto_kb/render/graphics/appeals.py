"""Appeals for help: who asked, on which grounds, the answer, and the outcome."""

import re

from csto_kb.dates import Date
from csto_kb.model import Event, State
from csto_kb.model.event import Appeal
from csto_kb.model.vocabulary import ANSWERS
from csto_kb.prose import Prose
from csto_kb.render.context import SiteContext
from csto_kb.render.graphics.table import Column, Entry, Filter, Row, Sheet, Table, Tables, offer
from csto_kb.render.holding import held_days, held_from
from csto_kb.site import entity_url

COLUMNS = (
    Column("date", "When"),
    Column("by", "Asked by", "Who asked; where nobody did, the state concerned"),
    Column("ground", "Ground", is_prose=True),
    Column("answer", "Granted"),
    Column("answered", "Answer", is_prose=True),
    Column("came_of_it", "What came of it", is_prose=True),
)

_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")


APPEALS = Sheet(
    "appeals",
    "Appeals for help",
    "Appeals",
    "Which member asked for help, on which grounds, what the answer was, and what the outcome was.",
    ("event", "field", "value"),
)


def appeals(context: SiteContext) -> Tables:
    """A row for each event with an appeal or a case without one, the newest first."""
    events = [item for item in context.events if isinstance(item, Event)][::-1]
    rows = []
    asking = {}
    for event in events:
        if event.appeal and isinstance(state := context.find(event.appeal.by), State):
            asking[state.id] = state
            rows.append(_row(context, event, event.appeal, state))
    return APPEALS.fill(
        (Table("appeals", "A row for each appeal or case, the newest first", "Event", COLUMNS, tuple(rows)),),
        (
            offer("by", "Asked by", asking.values()),
            Filter(
                "answer",
                "Granted",
                tuple((answer.id, answer.label) for answer in context.subject.table(ANSWERS).values()),
            ),
        ),
    )


def _row(context: SiteContext, event: Event, appeal: Appeal, state: State) -> Row:
    address = f"{entity_url(event)}#{context.anchor(appeal)}"

    def entry(text: str, value: object, held: str = "") -> tuple[Entry, ...]:
        return (Entry(text, f"{event.name}: {text}", address, value, appeal.sources, held=held),)

    def statement(prose: Prose) -> tuple[Entry, ...]:
        text = context.plain(prose)
        return entry(text, text, held_from(_known_from(event, text)))

    cells = (
        entry(event.when, event.start),
        entry(state.name, state.id),
        statement(appeal.ground),
        entry(appeal.answer.label, appeal.answer.id),
        statement(appeal.answered),
        statement(appeal.came_of_it),
    )
    values = {"by": (state.id,), "answer": (appeal.answer.id,)}
    return Row(event.id, event.name, entity_url(event), cells, values, held_days(event))


def _known_from(event: Event, text: str) -> Date:
    """The date from which a text can hold: the start of its event, or the last year that it names, if later."""
    last = max(_YEAR.findall(text), default="")
    is_later = bool(last) and event.start.is_known and int(last) > event.start.year
    return Date.parse(last) if is_later else event.start
