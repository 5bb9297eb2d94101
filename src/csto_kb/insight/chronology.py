"""All events in the order of time, each with its states and questions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from csto_kb.graph import Graph
from csto_kb.insight import Insight
from csto_kb.model import Entity, Event, Question, State
from csto_kb.model.relations import SEE_ALSO


@dataclass(frozen=True)
class Happening:
    """An event with its states and questions, by name."""

    event: Event
    states: tuple[Entity, ...]
    questions: tuple[Entity, ...]


def list_events(insight: Insight) -> Iterator[Happening]:
    """All events in the order of time."""
    questions = _questions(insight.graph)
    for event in insight.events:
        if isinstance(event, Event):
            states = {
                edge.target.id: edge.target
                for edge in insight.graph.outgoing(event.id)
                if isinstance(edge.target, State) and edge.back is not SEE_ALSO
            }
            yield Happening(event, _by_name(states.values()), _by_name(questions.get(event.id, {}).values()))


def _questions(graph: Graph) -> Mapping[str, Mapping[str, Entity]]:
    """The questions of each event: those about it, that mention it, or that have a claim about it."""
    found: dict[str, dict[str, Entity]] = defaultdict(dict)
    for question in graph.of_kind(Question.kind.name):
        for edge in graph.outgoing(question.id):
            found[edge.target.id][question.id] = question
        for edge in graph.incoming(question.id):
            for about in graph.outgoing(edge.source.id) if edge.path == ("question",) else ():
                found[about.target.id][question.id] = question
    for event in graph.of_kind(Event.kind.name):
        for use in graph.mentions_of.get(event.id, ()):
            if isinstance(use.entity, Question):
                found[event.id][use.entity.id] = use.entity
    return found


def _by_name(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=attrgetter("name", "id")))
