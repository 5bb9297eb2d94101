"""What came when: all events in lanes, and the time of one record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from csto_kb.dates import Date
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
from csto_kb.render.graphics.changes import Change, list_changes
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
UNDATED = "Date not known"
CHANGES = "changes"
CHANGES_LANE = "Members, treaties in force, chairs"
"""The lane of what changed without being an event."""
MANY = 4
"""The least number of entries of a year that has a chart."""
RECENT = 8
"""How many of the last years stand on the strip where there is room for few."""
STRIP = 40
"""The height of the highest bar of the strip."""

MOST_EVENTS = 12
"""The most events that the chart of a record draws."""


@dataclass(frozen=True)
class Timed:
    """An event with its values for filters."""

    event: Event
    states: tuple[Entity, ...]
    questions: tuple[Entity, ...]
    held: str
    lane: int
    """The place of its lane among all lanes."""


@dataclass(frozen=True)
class Year:
    """What a year has, the newest first, with a chart by month where it is much; or what has no known date."""

    label: str
    anchor: str
    entries: tuple[Timed | Change, ...]
    chart: Chart | None
    bar: int
    """The height of its bar on the strip: its events."""
    gap: str
    """The years before it that have nothing, where they are several."""
    is_recent: bool

    @property
    def count(self) -> int:
        """How many events it has."""
        return sum(isinstance(entry, Timed) for entry in self.entries)

    @property
    def is_dated(self) -> bool:
        return self.label.isdigit()


@dataclass(frozen=True)
class Timeline:
    """The content of the timeline page."""

    years: tuple[Year, ...]
    """The newest first, those without a known date last."""
    filters: tuple[Filter, ...]
    """Filters by type, state and question, with the options that events have."""

    @property
    def count(self) -> int:
        return sum(year.count for year in self.years)

    @property
    def strip(self) -> tuple[Year, ...]:
        """The years with a known date, the oldest first."""
        return tuple(year for year in reversed(self.years) if year.is_dated)

    @property
    def fullest(self) -> Year | None:
        """The year with the most events, which a reader sees first; the newest of several."""
        return max((year for year in self.years if year.is_dated), key=lambda year: year.count, default=None)


def timeline(context: SiteContext) -> Timeline | None:
    """All events by year, and what changed beside them; None where there are no events."""
    found = list(_timed(context))
    if not found:
        return None
    changes = list_changes(context)
    marks = [*(_mark_change(change) for change in changes), *map(_event_mark, found)]
    dated = [mark for mark in marks if mark.start and mark.start.is_known]
    lanes = {CHANGES: CHANGES_LANE, **_event_lanes(context)}
    by_year: dict[str, list[Timed | Change]] = defaultdict(list)
    entries: list[Timed | Change] = [*found[::-1], *changes]
    for entry in entries:
        start = _start(entry)
        by_year[str(start.year) if start.is_known else UNDATED].append(entry)
    labels = sorted((label for label in by_year if label.isdigit()), key=int)
    most = max((_count(by_year[label]) for label in labels), default=1) or 1
    before = {label: _gap(int(last) + 1, int(label) - 1) for last, label in pairwise(labels)}
    years = [
        Year(
            label,
            f"year-{label.lower().replace(' ', '-')}",
            tuple(sorted(by_year[label], key=_start, reverse=True)),
            _chart(label, by_year[label], dated, lanes),
            round(STRIP * _count(by_year[label]) / most) if label.isdigit() else 0,
            before.get(label, ""),
            label in labels[-RECENT:],
        )
        for label in [*labels[::-1], *({UNDATED} & by_year.keys())]
    ]
    return Timeline(
        tuple(years),
        (
            _offer_types(found),
            offer("state", "State", (state for item in found for state in item.states)),
            offer("question", "Question", (question for item in found for question in item.questions)),
        ),
    )


def _start(entry: Timed | Change) -> Date:
    return entry.event.start if isinstance(entry, Timed) else entry.date


def _count(entries: Iterable[Timed | Change]) -> int:
    return sum(isinstance(entry, Timed) for entry in entries)


def _gap(first: int, last: int) -> str:
    """Years without anything, in words; '' for none."""
    return "" if first > last else str(first) if first == last else f"{first}–{last}"


def _chart(
    label: str, entries: Sequence[Timed | Change], marks: Iterable[Mark], lanes: Mapping[str, str]
) -> Chart | None:
    if not label.isdigit() or len(entries) < MANY:
        return None
    year = int(label)
    return draw_chart(f"{label}, by month", lanes, _within(marks, year, year), (year, year))


def _mark_change(change: Change) -> Mark:
    title = f"{change.label}, {change.date.words}"
    return Mark(change.label, title, change.url, change.date, change.date, CHANGES, held=change.held)


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
    lanes = list(_event_lanes(context))
    for item in list_events(context):
        lane = lanes.index(item.event.type.lane.id)
        yield Timed(item.event, item.states, item.questions, held_days(item.event), lane)


def _event_lanes(context: SiteContext) -> dict[str, str]:
    """The labels of the lanes of events, by id."""
    return {lane.id: lane.label for lane in context.subject.table(LANES).values()}


def _offer_types(found: Iterable[Timed]) -> Filter:
    types = {item.event.type.id: item.event.type.label for item in found}
    return Filter("type", "Type", tuple(sorted(types.items())))


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
