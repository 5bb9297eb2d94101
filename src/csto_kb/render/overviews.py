"""The lists of overview pages, and additional data for the pages of some kinds of records."""

from collections import defaultdict
from collections.abc import Sequence

from csto_kb.dates import Date, iso_day
from csto_kb.graph import Edge
from csto_kb.insight.listing import Listed, list_groups
from csto_kb.insight.order import in_order
from csto_kb.link_state import LinkState
from csto_kb.model import MODELS, Entity, Event, Question, Source
from csto_kb.render.context import SiteContext
from csto_kb.render.grouping import sorted_edges
from csto_kb.render.record_page import edges_from, filled


def kinds(context: SiteContext) -> list[type[Entity]]:
    """The kinds that have records."""
    return [model for model in MODELS if context.graph.of_kind(model.kind.name)]


def latest_events(context: SiteContext) -> list[Entity]:
    """All events, the newest first, without planned and undated ones."""
    events = context.graph.of_kind(Event.kind.name)
    happened = [item for item in events if item.start.is_known and not item.is_announced]
    return in_order(happened)[::-1]


def newest_source(context: SiteContext) -> Date:
    """The newest day on which a source was published, up to the site's day; `unknown` where none has one."""
    sources = (item for item in context.graph.of_kind(Source.kind.name) if isinstance(item, Source))
    days = [item.published for item in sources if item.published and item.published.is_known]
    told = [day for day in days if iso_day(day.latest) <= context.today]
    return max(told, key=lambda day: day.latest, default=Date.parse("unknown"))


def question_groups(context: SiteContext) -> list[Listed]:
    """The questions in the groups that the subject names, and then the others, those with most claims first."""
    return list_groups(context, Question, questions(context))


def question_turn(context: SiteContext, question: Entity) -> tuple[Entity | None, Entity | None]:
    """The questions before and after one, in the order of their groups."""
    order = [item for group in question_groups(context) for item in group.entities]
    return _beside(order, order.index(question))


def questions(context: SiteContext) -> list[Entity]:
    """The questions, those with most claims first."""
    found = context.graph.of_kind(Question.kind.name)
    return sorted(found, key=lambda item: (-len(edges_from(context, item, "claim")), item.name, item.id))


def speakers(context: SiteContext) -> list[tuple[Entity, list[Edge]]]:
    """All speakers of claims by name, with their claims in chronological order."""
    edges: dict[str, list[Edge]] = defaultdict(list)
    for claim in context.graph.of_kind("claim"):
        for edge in context.graph.outgoing(claim.id):
            if edge.path == ("speaker",):
                edges[edge.target.id].append(edge)
    found = [(context.graph.entities[identifier], sorted_edges(items)) for identifier, items in edges.items()]
    return sorted(found, key=lambda pair: (pair[0].name, pair[0].id))


def checked_sources(context: SiteContext) -> list[tuple[Source, LinkState]]:
    """The sources whose address was checked, with its last known state."""
    sources = [item for item in context.graph.of_kind(Source.kind.name) if isinstance(item, Source)]
    pairs = [(source, context.link_state(source)) for source in sources]
    return [(source, state) for source, state in pairs if state]


def turn(context: SiteContext, event: Entity) -> tuple[Entity | None, Entity | None]:
    """The events before and after one in time."""
    return _beside(context.events, context.event_places[event.id])


def _beside(order: Sequence[Entity], place: int) -> tuple[Entity | None, Entity | None]:
    """The records before and after a place in an order."""
    return order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None


def tally(_context: SiteContext, event: Entity) -> list[tuple[str, int]]:
    """The tally of a vote over all states: the label of each choice, and how many chose it."""
    if not isinstance(event, Event) or event.tally is None:
        return []
    return [(field.label, value) for field, value in filled(event.tally) if isinstance(value, int)]
