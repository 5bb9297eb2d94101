"""The map: the states by their membership, areas, bases, and places of events."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from csto_kb.insight.membership import MembershipOf, Period, focus_members
from csto_kb.model import Entity, Event, Fact, Organization, State
from csto_kb.model.common import Place
from csto_kb.model.properties import BEGINS, BOUNDARIES
from csto_kb.model.subject import Hatched, MarkedState
from csto_kb.model.vocabulary import BASE
from csto_kb.render.context import SiteContext
from csto_kb.render.geometry import Geometry, NamePosition, Point
from csto_kb.site import entity_url
from csto_kb.spans import Span, make_span

_STEP = 17
"""The distance between the marks of two bases, in units."""
NAMED_FROM = 60
"""A state has a name in an inset where it fills at least one part in so many."""
LARGE = 8
"""A state that fills at least one part in so many of the drawing is large."""
_BELOW = 9
"""The distance from the baseline of a name to the marks below it, in units."""


@dataclass(frozen=True)
class DrawnState:
    """A state that has a record, with its periods of membership."""

    code: str
    path: str
    entity: Entity
    periods: tuple[Period, ...]
    is_neighbour: bool
    """Whether it shares a boundary in the drawing with a state that is or was a member."""
    label: NamePosition | None
    mark: MarkedState | None
    """Why it is set apart from all others; None where it is not."""
    is_large: bool
    """Whether its name stands on the smallest map too: it is set apart, or a large member."""

    @property
    def address(self) -> str:
        return entity_url(self.entity)


@dataclass(frozen=True)
class DrawnInset:
    """A part of the map, drawn once more: its states, each with the position of its name."""

    name: str
    view_box: str
    factor: int
    """How many times larger it is, beside the map, in one of two columns."""
    letter: float
    """The height of a name, in units of the drawing."""
    states: tuple[tuple[DrawnState, Point | None], ...]


@dataclass(frozen=True)
class DrawnBase:
    """A base: a mark below the name of its host state, as records have no coordinates of bases."""

    entity: Organization
    at: Point
    span: Span
    is_today: bool

    @property
    def address(self) -> str:
        return entity_url(self.entity)


@dataclass(frozen=True)
class EventPlace:
    """A place with its events, the earliest first."""

    name: str
    state: Entity | None
    at: Point
    events: tuple[Event, ...]
    span: Span

    @property
    def anchor(self) -> str:
        return f"at-{self.at[0]}-{self.at[1]}"


@dataclass(frozen=True)
class DrawnArea:
    """A hatched area, and the record that gives the reason."""

    words: Hatched
    path: str
    label: NamePosition | None
    record: Entity | None
    """None where the record is broken and left out."""


@dataclass(frozen=True)
class Drawing:
    """The content of the map."""

    view_box: str
    states: tuple[DrawnState, ...]
    others: str
    """The outlines of the states without a record, as one path."""
    areas: tuple["DrawnArea", ...]
    """The hatched areas."""
    insets: tuple[DrawnInset, ...]
    bases: tuple[DrawnBase, ...]
    places: tuple[EventPlace, ...]
    undrawn: tuple[Entity, ...]
    """Those with a period of membership for which the geometry has no outline, by name."""


def draw_members(context: SiteContext) -> Drawing | None:
    """The map of the members; None without a focus, or where the project has no geometry."""
    geometry, found = context.geometry, focus_members(context)
    if geometry is None or found is None:
        return None
    states = tuple(_states(context, geometry, found))
    drawn = {state.code for state in states}
    seen = {state.entity.id for state in states}
    undrawn = {period.state.id: period.state for period in found.periods if period.state.id not in seen}
    others = "".join(path for code, path in geometry.states.items() if code not in drawn)
    return Drawing(
        f"0 {geometry.shown[0]} {geometry.size[0]} {geometry.shown[1] - geometry.shown[0]}",
        states,
        others,
        tuple(_areas(context, geometry)),
        tuple(_insets(context, geometry, states)),
        tuple(_bases(context, states)),
        tuple(_places(context, geometry)),
        tuple(undrawn.values()),
    )


def bases_by_host(context: SiteContext) -> list[tuple[Entity | None, list[tuple[Organization, Span]]]]:
    """The bases abroad by host state, sorted by name, each with the time for which it exists."""
    hosts: dict[str, list[tuple[Organization, Span]]] = defaultdict(list)
    for base in sorted(_bases_abroad(context), key=lambda base: base.name):
        hosts[base.location[0].state.id if base.location[0].state else ""].append((base, base_span(base)))
    found = [(context.find(host), bases) for host, bases in hosts.items()]
    return sorted(found, key=lambda item: item[0].name if item[0] else "")


def base_span(base: Entity) -> Span:
    """The time for which a base exists: from its founding, else with certainty from the first date of its facts."""
    dated = [fact for fact in base.facts if fact.sort_date.is_known]
    founded = next((fact.value for fact in dated if fact.definition.role == BEGINS), None)
    seen = min((fact.sort_date for fact in dated), default=base.reviewed)
    return make_span(founded, None, seen)


def boundaries(context: SiteContext) -> list[tuple[Entity, list[Fact]]]:
    """The facts of states on boundaries on maps, and on occupied or disputed areas."""
    pairs = [
        (state, [fact for fact in state.facts if fact.definition.role == BOUNDARIES]) for state in _all_states(context)
    ]
    return [(state, facts) for state, facts in pairs if facts]


def _all_states(context: SiteContext) -> list[Entity]:
    return sorted(context.graph.of_kind(State.kind.name), key=lambda state: state.name)


def _states(context: SiteContext, geometry: Geometry, members: MembershipOf) -> Iterator[DrawnState]:
    periods: dict[str, list[Period]] = defaultdict(list)
    for period in members.periods:
        periods[period.state.id].append(period)
    records = {state.iso_numeric: state for state in context.graph.of_kind(State.kind.name) if isinstance(state, State)}
    parties = frozenset(code for code, state in records.items() if code and state.id in periods)
    neighbours = geometry.neighbours_of(parties)
    marked = {item.state.id: item for item in (context.subject.map.marked if context.subject.map else ())}
    for code, path in geometry.states.items():
        state = records.get(code)
        if state is not None:
            own = tuple(periods.get(state.id, ()))
            mark = marked.get(state.id)
            fills = bool(own) and LARGE * geometry.area_of(code) >= geometry.size[0] * geometry.size[1]
            is_large = mark is not None or fills
            label = geometry.labels.get(code)
            yield DrawnState(code, path, state, own, code in neighbours, label, mark, is_large)


def _insets(context: SiteContext, geometry: Geometry, states: tuple[DrawnState, ...]) -> Iterator[DrawnInset]:
    """The insets of the subject; a state has a name where enough of it is inside."""
    for inset in context.subject.map.insets if context.subject.map else ():
        box = geometry.box(*map(float, (inset.west, inset.east, inset.south, inset.north)))
        width, height = box[2] - box[0], box[3] - box[1]
        inside = []
        for state in states:
            if found := geometry.middle_within(state.code, box):
                middle, area = found
                inside.append((state, middle if NAMED_FROM * area >= width * height else None))
        view_box = f"{box[0]} {box[1]} {width} {height}"
        factor = round(geometry.size[0] / (2 * width))
        yield DrawnInset(inset.name, view_box, factor, round(width / 30, 1), tuple(inside))


def _areas(context: SiteContext, geometry: Geometry) -> Iterator[DrawnArea]:
    for words in context.subject.map.hatched if context.subject.map else ():
        if words.area in geometry.areas:
            record = context.graph.entities.get(words.why.id)
            yield DrawnArea(words, geometry.areas[words.area], geometry.labels.get(words.area), record)


def _bases(context: SiteContext, states: tuple[DrawnState, ...]) -> Iterator[DrawnBase]:
    """The marks of the bases of each state in a row below its name."""
    hosted: dict[str, list[Organization]] = defaultdict(list)
    for base in _bases_abroad(context):
        if base.location[0].state:
            hosted[base.location[0].state.id].append(base)
    for state in states:
        bases = hosted.get(state.entity.id, [])
        if state.label is None:
            continue
        width = len(bases) * _STEP
        left = {"start": 0, "middle": -width // 2, "end": -width}[state.label.anchor]
        for index, base in enumerate(bases):
            at = (state.label.at[0] + left + index * _STEP, state.label.at[1] + _BELOW)
            span = base_span(base)
            yield DrawnBase(base, at, span, context.holds_today(span))


def _bases_abroad(context: SiteContext) -> Iterator[Organization]:
    """The bases in a state other than the one that operates them."""
    for base in context.graph.of_kind(Organization.kind.name):
        if isinstance(base, Organization) and base.type == BASE and base.location:
            host = base.location[0].state
            if host is None or host.id not in {state.id for state in base.operated_by}:
                yield base


def _places(context: SiteContext, geometry: Geometry) -> Iterator[EventPlace]:
    """The places of events by name, without planned events."""
    found: dict[Point, list[tuple[Place, Event]]] = defaultdict(list)
    for event in context.events:
        if isinstance(event, Event) and not event.is_planned:
            for place in event.places:
                if place.latitude is not None and place.longitude is not None:
                    at = geometry.place(float(place.latitude), float(place.longitude))
                    if at:
                        found[at].append((place, event))
    for at, pairs in sorted(found.items(), key=lambda item: (item[1][0][0].name, item[0])):
        first = pairs[0][0]
        events = _once(pairs)
        spans = [span for event in events if (span := event.span)]
        span = Span(min(span.first for span in spans), min(span.last for span in spans))
        state = context.graph.entities.get(first.state.id) if first.state else None
        yield EventPlace(first.name, state, at, events, span)


def _once(pairs: list[tuple[Place, Event]]) -> tuple[Event, ...]:
    """The events without duplicates."""
    return tuple({event.id: event for _, event in pairs}.values())
