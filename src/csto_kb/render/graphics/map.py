"""The map: which state is drawn how, and what lies where."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from csto_kb.insight.membership import MembershipOf, Spell, membership_of
from csto_kb.model import Entity, Event, Fact, Organization, State
from csto_kb.model.common import Place
from csto_kb.model.properties import BEGINS, BOUNDARIES
from csto_kb.model.subject import Hatched
from csto_kb.model.vocabulary import BASE
from csto_kb.render.context import SiteContext
from csto_kb.render.geometry import Geometry, Label, Point
from csto_kb.site import entity_url
from csto_kb.spans import Span, make_span

_STEP = 17
"""Units from one mark of a base to the next."""
_BELOW = 9
"""Units from the baseline of a name to the marks below it."""


@dataclass(frozen=True)
class DrawnState:
    """A state that has a record, and what it was when."""

    code: str
    path: str
    entity: Entity
    spells: tuple[Spell, ...]
    is_neighbour: bool
    """Whether it has a piece of boundary with a state that is or was a member, by the drawing."""
    label: Label | None

    @property
    def address(self) -> str:
        return entity_url(self.entity)


@dataclass(frozen=True)
class DrawnBase:
    """A base: a mark beside the name of the state that hosts it, for no record has its position."""

    entity: Organization
    at: Point
    span: Span
    is_today: bool

    @property
    def address(self) -> str:
        return entity_url(self.entity)


@dataclass(frozen=True)
class EventPlace:
    """A place with the events that happened there, the earliest first."""

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
    """An area that is hatched, and the record that says why."""

    words: Hatched
    path: str
    label: Label | None
    record: Entity | None
    """None where it is broken and left out."""


@dataclass(frozen=True)
class Drawing:
    """Everything that the map shows."""

    view_box: str
    states: tuple[DrawnState, ...]
    others: str
    """The outlines of the states without a record, as one path."""
    areas: tuple["DrawnArea", ...]
    """The areas that are hatched."""
    bases: tuple[DrawnBase, ...]
    places: tuple[EventPlace, ...]
    undrawn: tuple[Entity, ...]
    """Those with a spell of membership for which the geometry has no outline, by name."""


def members(context: SiteContext) -> MembershipOf | None:
    """Who was what of the organization in focus when; None without a focus."""
    return membership_of(context, context.focus) if context.focus else None


def draw_members(context: SiteContext) -> Drawing | None:
    """The map of them; None without a focus, or where the project has no geometry."""
    geometry, found = context.geometry, members(context)
    if geometry is None or found is None:
        return None
    states = tuple(_states(context, geometry, found))
    drawn = {state.code for state in states}
    seen = {state.entity.id for state in states}
    undrawn = {spell.state.id: spell.state for spell in found.spells if spell.state.id not in seen}
    others = "".join(path for code, path in geometry.states.items() if code not in drawn)
    return Drawing(
        f"0 {geometry.shown[0]} {geometry.size[0]} {geometry.shown[1] - geometry.shown[0]}",
        states,
        others,
        tuple(_areas(context, geometry)),
        tuple(_bases(context, states)),
        tuple(_places(context, geometry)),
        tuple(undrawn.values()),
    )


def bases_by_host(context: SiteContext) -> list[tuple[Entity | None, list[tuple[Organization, Span]]]]:
    """The bases abroad under each state that hosts them, by name, each with the time since when there is one."""
    hosts: dict[str, list[tuple[Organization, Span]]] = defaultdict(list)
    for base in sorted(_bases_abroad(context), key=lambda base: base.name):
        hosts[base.location[0].state.id if base.location[0].state else ""].append((base, base_span(base)))
    found = [(context.find(host), bases) for host, bases in hosts.items()]
    return sorted(found, key=lambda item: item[0].name if item[0] else "")


def base_span(base: Entity) -> Span:
    """Since when there is a base: its founding, else certain only from the first day of which a source speaks."""
    dated = [fact for fact in base.facts if fact.sort_date.is_known]
    founded = next((fact.value for fact in dated if fact.definition.role == BEGINS), None)
    seen = min((fact.sort_date for fact in dated), default=base.reviewed)
    return make_span(founded, None, seen)


def boundaries(context: SiteContext) -> list[tuple[Entity, list[Fact]]]:
    """What the records of states say of boundaries on maps, and of areas that are occupied or disputed."""
    pairs = [
        (state, [fact for fact in state.facts if fact.definition.role == BOUNDARIES]) for state in _all_states(context)
    ]
    return [(state, facts) for state, facts in pairs if facts]


def _all_states(context: SiteContext) -> list[Entity]:
    return sorted(context.graph.of_kind(State.kind.name), key=lambda state: state.name)


def _states(context: SiteContext, geometry: Geometry, members: MembershipOf) -> Iterator[DrawnState]:
    spells: dict[str, list[Spell]] = defaultdict(list)
    for spell in members.spells:
        spells[spell.state.id].append(spell)
    records = {state.iso_numeric: state for state in context.graph.of_kind(State.kind.name) if isinstance(state, State)}
    parties = frozenset(code for code, state in records.items() if code and state.id in spells)
    neighbours = geometry.neighbours_of(parties)
    for code, path in geometry.states.items():
        state = records.get(code)
        if state is not None:
            own = tuple(spells.get(state.id, ()))
            yield DrawnState(code, path, state, own, code in neighbours, geometry.labels.get(code))


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
    """The bases that stand in another state than the one that runs them."""
    for base in context.graph.of_kind(Organization.kind.name):
        if isinstance(base, Organization) and base.type == BASE and base.location:
            host = base.location[0].state
            if host is None or host.id not in {state.id for state in base.operated_by}:
                yield base


def _places(context: SiteContext, geometry: Geometry) -> Iterator[EventPlace]:
    """Where events happened that are no mere plans, by name."""
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
    """Each event once."""
    return tuple({event.id: event for _, event in pairs}.values())
