"""How one record is connected to another: the shortest paths, each step with its relation, date and sources.

Paths of the same length are ordered by the number of connections of the records between, fewest first: a path through
a small meeting says more than one through a state that is connected to everything. The script of the page does the
same search over `data/connections.json`; a test compares the two.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from csto_kb.insight.connections import Connection
from csto_kb.model import MODELS, Entity, Source
from csto_kb.render.context import SiteContext

MAX_PATHS = 3
MAX_EXAMPLES = 4

Neighbours = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Step:
    """From one record to the next, with every connection between the two."""

    start: Entity
    end: Entity
    ties: tuple[Connection, ...]


@dataclass(frozen=True)
class Example:
    """Two records and the shortest paths between them."""

    start: Entity
    end: Entity
    paths: tuple[tuple[Step, ...], ...]


def shortest_paths(neighbours: Neighbours, start: str, end: str, most: int = MAX_PATHS) -> list[tuple[str, ...]]:
    """The shortest paths between two records, as ids; at most `most`.

    They are ordered by the total number of connections of the records between, then by the ids on the path.
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
            paths = [
                (cost + rest, (at, *path)) for after in _nearer(neighbours, distances, at) for rest, path in best[after]
            ]
            best[at] = sorted(paths)[:most]
    return [path for _, path in best[start]]


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
    """The shortest paths between two records, with the sources of each step."""
    paths = shortest_paths(context.connections.neighbours, start.id, end.id)
    return Example(start, end, tuple(tuple(_steps(context, path)) for path in paths))


def _steps(context: SiteContext, path: tuple[str, ...]) -> Iterator[Step]:
    entities = context.graph.entities
    for first, second in pairwise(path):
        ties = context.connections.by_entity[first]
        between = tuple(tie for tie in ties if tie.other(entities[first]).id == second)
        yield Step(entities[first], entities[second], between)


def connections(context: SiteContext) -> list[Example]:
    """Examples: the most connected record of a kind, with that of the next kind that is not connected to it."""
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
        if start is None or len(found) == MAX_EXAMPLES:
            continue
        near = {start.id, *used, *ties.neighbours[start.id]}
        end = next((item for item in second if item.id not in near), None)
        example = connect(context, start, end) if end else None
        if example and example.paths:
            found.append(example)
            used |= {start.id, example.end.id}
    return found
