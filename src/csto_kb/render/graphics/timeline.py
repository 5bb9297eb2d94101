"""What came when: all events in lanes, and the time of one record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from csto_kb.graph import Edge
from csto_kb.insight.chronology import list_events
from csto_kb.insight.participation import leaving_words
from csto_kb.model import Entity, Event, Organization, Statement
from csto_kb.model.organization import Chair, Membership
from csto_kb.model.person import Role
from csto_kb.model.relations import IN_THE_CHAIR_OF, MEMBER_OF, OFFICE_HOLDERS, PARTY_TO, SEE_ALSO
from csto_kb.model.treaty import Party
from csto_kb.model.vocabulary import LANES
from csto_kb.prose import Reference
from csto_kb.render.context import SiteContext
from csto_kb.render.graphics.chart import Chart, Mark, draw_chart, is_within, years_of
from csto_kb.render.graphics.table import Filter, offer
from csto_kb.render.holding import held_days
from csto_kb.site import entity_url

_OWN_LANES = {
    "members": "Members",
    "membership": "Memberships",
    "treaty": "Treaties",
    "role": "Offices",
    "holder": "Office-holders",
    "chair": "In the chair",
}
"""The lanes that only the pages of records have, above those of events."""
MANY = 4
"""The least number of events of a year that has its own chart; for a decade it is five times as many."""

MOST_EVENTS = 12
"""The most events that the chart of a record draws."""


@dataclass(frozen=True)
class Timed:
    """An event with its values for filters."""

    event: Event
    states: tuple[Entity, ...]
    questions: tuple[Entity, ...]
    held: str


@dataclass(frozen=True)
class Year:
    """The events of a year, with a chart where there are many; or those whose date is not known."""

    label: str
    anchor: str
    events: tuple[Timed, ...]
    chart: Chart | None


@dataclass(frozen=True)
class Timeline:
    """The content of the timeline page."""

    overview: Chart
    decades: tuple[Chart, ...]
    years: tuple[Year, ...]
    filters: tuple[Filter, ...]
    """Filters by type, state and question, with the options that events have."""

    @property
    def count(self) -> int:
        return sum(len(year.events) for year in self.years)


def timeline(context: SiteContext) -> Timeline | None:
    """All events at three scales; None where there are none."""
    found = list(_timed(context))
    if not found:
        return None
    marks = [_event_mark(item) for item in found]
    last = context.last_reviewed.latest[0] if context.last_reviewed.is_known else 1
    dated = [mark for mark in marks if mark.start and mark.start.is_known]
    first, last = years_of(dated, last)
    decades = [(year, min(year + 9, last)) for year in range(first - first % 10, last + 1, 10)]
    by_year: dict[str, list[Timed]] = defaultdict(list)
    for item in found:
        by_year[str(item.event.start.year) if item.event.start.is_known else "Date not known"].append(item)
    lanes = _event_lanes(context)
    return Timeline(
        draw_chart(
            f"All events, {first} to {last}" if first < last else f"Events of {first}", lanes, dated, (first, last)
        ),
        tuple(
            draw_chart(f"Events, {start} to {end}", lanes, _within(dated, start, end), (start, end))
            for start, end in decades
            if sum(start <= item.event.start.year <= end for item in found) >= 5 * MANY
        ),
        tuple(_year(label, items, dated, lanes) for label, items in by_year.items()),
        (
            _offer_types(found),
            offer("state", "State", (state for item in found for state in item.states)),
            offer("question", "Question", (question for item in found for question in item.questions)),
        ),
    )


def life(context: SiteContext, entity: Entity) -> Chart | None:
    """The time of a record: its terms, memberships and events; None for too little, or where its kind has no chart.

    More than `MOST_EVENTS` events are left to the list on the page, and to the timeline.
    """
    if not entity.kind.has_chart:
        return None
    marks = [*_own_marks(context, entity), *_related_marks(context, entity)]
    if sum(bool(mark.key) for mark in marks) > MOST_EVENTS:
        marks = [mark for mark in marks if not mark.key]
    marks = [mark for mark in marks if any(date and date.is_known for date in (mark.start, mark.end))]
    if len(marks) < 2:
        return None
    today = context.last_reviewed
    years = years_of(marks, today.latest[0] if today.is_known else 1)
    return draw_chart(
        f"{entity.name}, {years[0]} to {years[1]}",
        {**_OWN_LANES, **_event_lanes(context)},
        marks,
        years,
        _OWN_LANES,
    )


def _timed(context: SiteContext) -> Iterable[Timed]:
    """All events in chronological order."""
    for item in list_events(context):
        yield Timed(item.event, item.states, item.questions, held_days(item.event))


def _event_lanes(context: SiteContext) -> dict[str, str]:
    """The labels of the lanes of events, by id."""
    return {lane.id: lane.label for lane in context.subject.table(LANES).values()}


def _offer_types(found: Iterable[Timed]) -> Filter:
    types = {item.event.type.id: item.event.type.label for item in found}
    return Filter("type", "Type", tuple(sorted(types.items())))


def _year(label: str, items: list[Timed], marks: list[Mark], lanes: Mapping[str, str]) -> Year:
    anchor = f"year-{label.lower().replace(' ', '-')}"
    chart = None
    if label.isdigit() and len(items) >= MANY:
        year = int(label)
        chart = draw_chart(f"Events of {label}", lanes, _within(marks, year, year), (year, year))
    return Year(label, anchor, tuple(items), chart)


def _within(marks: Iterable[Mark], first: int, last: int) -> list[Mark]:
    return [mark for mark in marks if is_within(mark, first, last)]


def _event_mark(item: Timed) -> Mark:
    return _mark_event(item.event, item.held)


def _mark_event(event: Event, held: str) -> Mark:
    planned = ", planned" if event.is_planned else ""
    return Mark(
        event.name,
        f"{event.name}, {event.when}{planned} ({event.type})",
        entity_url(event),
        event.start,
        event.date or event.to,
        event.type.lane.id,
        event.id,
        event.is_planned,
        held,
    )


def _own_marks(context: SiteContext, entity: Entity) -> Iterable[Mark]:
    """The statements of the record itself: members, terms in the chair, roles."""
    for located in context.graph.statements[entity.id]:
        match located.statement:
            case Membership() as membership:
                yield _statement_mark(context, entity, membership, _name(context, membership.member), "members")
            case Chair() as chair:
                yield _statement_mark(context, entity, chair, _name(context, chair.holder), "chair")
            case Role() as role:
                yield _statement_mark(context, entity, role, _role_words(context, role), "role")


def _name(context: SiteContext, reference: Reference) -> str:
    entity = context.find(reference)
    return entity.name if entity else str(reference)


def _related_marks(context: SiteContext, entity: Entity) -> Iterable[Mark]:
    """The statements of other records on it: memberships, treaties, terms, events."""
    seen = set()
    for edge in context.graph.incoming(entity.id):
        match edge.owner:
            case Membership() if edge.back is MEMBER_OF:
                yield _statement_mark(
                    context, edge.source, edge.owner, edge.source.name, "membership", str(edge.owner.status)
                )
            case Chair() if edge.back is IN_THE_CHAIR_OF:
                yield _statement_mark(context, edge.source, edge.owner, edge.source.name, "chair")
            case Role() if edge.back is OFFICE_HOLDERS and isinstance(entity, Organization):
                label = f"{edge.source.name}, {edge.owner.title}"
                yield _statement_mark(context, edge.source, edge.owner, label, "holder")
            case Party() if edge.back is PARTY_TO:
                yield _party_mark(context, edge, edge.owner)
        event = edge.source
        if isinstance(event, Event) and event.id not in seen and edge.back and edge.back is not SEE_ALSO:
            seen.add(event.id)
            yield _mark_event(event, held_days(event))


def _statement_mark(
    context: SiteContext, page: Entity, statement: Statement, label: str, lane: str, as_what: str = ""
) -> Mark:
    start, end = statement.from_, statement.to
    if start is None and end is None:
        start = end = statement.as_of
    words = ", ".join(part for part in (label, as_what, statement.when) if part)
    return Mark(label, words, f"{entity_url(page)}#{context.anchor(statement)}", start, end, lane)


def _party_mark(context: SiteContext, edge: Edge, party: Party) -> Mark:
    dates = {"in force": party.in_force, "joined": party.acceded, "ratified": party.ratified, "signed": party.signed}
    word, start = next(((word, date) for word, date in dates.items() if date), ("", None))
    parts = [edge.source.name, f"{word} {start.words}" if start else ""]
    leaving = leaving_words(party, context.today)
    parts.append(leaving or (f"withdrawn {party.withdrawn.words}" if party.withdrawn else ""))
    url = f"{entity_url(edge.source)}#{context.anchor(party)}"
    return Mark(edge.source.name, ", ".join(filter(None, parts)), url, start, party.withdrawn, "treaty")


def _role_words(context: SiteContext, role: Role) -> str:
    place = context.find(role.organization) if role.organization else None
    return f"{role.title}, {place.name}" if place else role.title
