"""How one record is connected to another: the shortest ways, each step a tie with its relation, date and sources.

Of several ways of the same length those come first that lead through the records with the fewest ties: a way through
a small meeting says more than one through a state that is tied to everything. The script of the page searches in
the same way over `data/connections.json`; a test holds the two against each other.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from csto_kb.insight.connections import Connection
from csto_kb.model import MODELS, Entity, Source
from csto_kb.render.context import SiteContext

MOST_WAYS = 3
EXAMPLES = 4

Neighbours = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Step:
    """From one record to the next, with every tie between the two."""

    start: Entity
    end: Entity
    ties: tuple[Connection, ...]


@dataclass(frozen=True)
class Example:
    """Two records and the shortest ways between them."""

    start: Entity
    end: Entity
    ways: tuple[tuple[Step, ...], ...]


def shortest_ways(neighbours: Neighbours, start: str, end: str, most: int = MOST_WAYS) -> list[tuple[str, ...]]:
    """The shortest ways between two records, as ids; at most so many.

    Ordered by the ties of the records between, all together, then by the ids on the way.
    """
    distances = _distances(neighbours, end)
    if start == end or start not in distances:
        return []
    best: dict[str, list[tuple[int, tuple[str, ...]]]] = {end: [(0, (end,))]}
    layer = {start}
    layers = [layer]
    while end not in layer:
        layer = {after for at in layer for after in _nearer(neighbours, distances, at)}
        layers.append(layer)
    for members in reversed(layers[:-1]):
        for at in members:
            cost = 0 if at == start else len(neighbours[at])
            ways = [
                (cost + rest, (at, *way)) for after in _nearer(neighbours, distances, at) for rest, way in best[after]
            ]
            best[at] = sorted(ways)[:most]
    return [way for _, way in best[start]]


def _nearer(neighbours: Neighbours, distances: Mapping[str, int], at: str) -> list[str]:
    return [other for other in neighbours[at] if distances[other] == distances[at] - 1]


def _distances(neighbours: Neighbours, end: str) -> dict[str, int]:
    distances = {end: 0}
    queue = deque(distances)
    while queue:
        at = queue.popleft()
        for other in neighbours.get(at, ()):
            if other not in distances:
                distances[other] = distances[at] + 1
                queue.append(other)
    return distances


def connect(context: SiteContext, start: Entity, end: Entity) -> Example:
    """The shortest ways between two records, with what each step rests on."""
    ways = shortest_ways(context.connections.neighbours, start.id, end.id)
    return Example(start, end, tuple(tuple(_steps(context, way)) for way in ways))


def _steps(context: SiteContext, way: tuple[str, ...]) -> Iterator[Step]:
    entities = context.graph.entities
    for first, second in zip(way, way[1:], strict=False):
        ties = context.connections.by_entity[first]
        between = tuple(tie for tie in ties if tie.other(entities[first]).id == second)
        yield Step(entities[first], entities[second], between)


def connections(context: SiteContext) -> list[Example]:
    """Examples: the most tied record of a kind, with the most tied one of the next kind that it has no tie with."""
    ties = context.connections
    found: list[Example] = []
    used: set[str] = set()
    ranked = [
        sorted(
            (item for item in context.graph.of_kind(model.kind.name) if item.id in ties.neighbours),
            key=lambda item: (-len(ties.neighbours[item.id]), item.id),
        )
        for model in MODELS
        if model is not Source
    ]
    for first, second in zip(ranked, ranked[1:] + ranked[:1], strict=True):
        start = next((item for item in first if item.id not in used), None)
        if start is None or len(found) == EXAMPLES:
            continue
        near = {start.id, *used, *ties.neighbours[start.id]}
        end = next((item for item in second if item.id not in near), None)
        example = connect(context, start, end) if end else None
        if example and example.ways:
            found.append(example)
            used |= {start.id, example.end.id}
    return found
