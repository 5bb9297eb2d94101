"""The whole graph as one drawing: every record but the sources, every connection, and names where there is room."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from csto_kb.insight.names import short_name
from csto_kb.model import MODELS, Entity
from csto_kb.render.context import SiteContext
from csto_kb.render.graphics.layout import Position, place_nodes
from csto_kb.render.graphics.neighbourhood import has_neighbourhood

SIZE = 940
"""The width and height of the drawing, in its own units."""
MARGIN = 28
TEXT = 12
"""The height of the names."""
_LETTER = 6.9
"""The mean width of a letter at that height."""
_ROW = 30
"""The height of the rows by which marks are looked up; boxes that overlap are in one row or in adjacent rows."""
MAX_NAME_LENGTH = 26
"""The length in letters of the longest name that is written into the drawing."""
ALWAYS_NAMED = 20
"""How many records are named even where the name covers a small mark: without them the drawing says nothing."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Label:
    """A name or its abbreviation, and its position."""

    text: str
    x: float
    y: float
    anchor: str
    """The `text-anchor` of SVG: `start`, `middle` or `end`."""


@dataclass(frozen=True)
class Node:
    """A record in the drawing."""

    number: int
    """Its index in the list of nodes."""
    entity: Entity
    x: float
    y: float
    scale: float
    """The scale of its mark, which grows with the number of connections."""
    neighbours: tuple[int, ...]
    """The numbers of the nodes that it is connected to."""
    label: Label | None
    has_neighbourhood: bool
    """Whether its page has a drawing of its neighbours."""


@dataclass(frozen=True)
class Network:
    """The drawing."""

    nodes: tuple[Node, ...]
    lines: str
    """The path of all edges in SVG."""
    pairs: int
    """The number of pairs of connected records."""
    alone: tuple[Entity, ...]
    """Records without any connection; they are not drawn."""
    kinds: tuple[type[Entity], ...]
    size: int = SIZE


def network(context: SiteContext) -> Network:
    """Lay out all records, and name the most connected."""
    graph, ties = context.graph, context.connections
    entities = [graph.entities[identifier] for identifier in ties.by_entity]
    numbers = {entity.id: number for number, entity in enumerate(entities)}
    pairs = tuple((numbers[first], numbers[second]) for first, second in ties.pairs)
    positions = place_nodes(len(entities), pairs, SIZE, MARGIN)
    degrees = [len(ties.neighbours[entity.id]) for entity in entities]
    scales = [round(0.75 + 0.14 * sqrt(degree), 2) for degree in degrees]
    labels = _label(entities, positions, degrees, scales)
    nodes = tuple(
        Node(
            number,
            entity,
            *positions[number],
            scales[number],
            tuple(sorted(numbers[other] for other in ties.neighbours[entity.id])),
            labels.get(number),
            has_neighbourhood(context, entity),
        )
        for number, entity in enumerate(entities)
    )
    lines = "".join(f"M{_point(positions[first])}L{_point(positions[second])}" for first, second in pairs)
    others = [entity for model in MODELS for entity in graph.of_kind(model.kind.name) if model.kind.name != "source"]
    kinds = tuple(model for model in MODELS if any(isinstance(entity, model) for entity in entities))
    alone = tuple(entity for entity in others if entity.id not in numbers)
    return Network(nodes, lines, len(pairs), alone, kinds)


def _point(position: Position) -> str:
    return f"{position[0]:g} {position[1]:g}"


def _label(
    entities: Sequence[Entity], positions: Sequence[Position], degrees: Sequence[int], scales: Sequence[float]
) -> dict[int, Label]:
    """Names beside marks, the most connected first, where they cover no mark and no other name.

    The first `ALWAYS_NAMED` are named in any case: where they cover least, and never another name.
    """
    marks: dict[int, list[tuple[int, Box]]] = defaultdict(list)
    for number, ((x, y), scale) in enumerate(zip(positions, scales, strict=True)):
        mark = (number, (x - 6 * scale, y - 6 * scale, x + 6 * scale, y + 6 * scale))
        for row in range(int(y // _ROW) - 1, int(y // _ROW) + 2):
            marks[row].append(mark)
    names: list[Box] = []
    found: dict[int, Label] = {}
    for rank, number in enumerate(sorted(range(len(entities)), key=lambda at: (-degrees[at], at))):
        name = min(_names(entities[number]), key=len)
        if len(name) > MAX_NAME_LENGTH:
            continue
        best: tuple[int, Label, Box] | None = None
        for label, box in _positions(name, positions[number], 6 * scales[number] + 2):
            if box[0] < 0 or box[2] > SIZE or any(_overlap(box, other) for other in names):
                continue
            near = marks[int((box[1] + box[3]) / 2 // _ROW)]
            covered = sum(degrees[at] + 1 for at, other in near if at != number and _overlap(box, other))
            if best is None or covered < best[0]:
                best = covered, label, box
        if best and (not best[0] or rank < ALWAYS_NAMED):
            found[number] = best[1]
            names.append(best[2])
    return found


def _positions(name: str, position: Position, gap: float) -> Iterator[tuple[Label, Box]]:
    """The labels and their boxes right of a mark, left of it, below and above."""
    x, y = position
    width, half = _LETTER * len(name), TEXT * 0.6
    for anchor, at, middle, left in (
        ("start", x + gap, y, x + gap),
        ("end", x - gap, y, x - gap - width),
        ("middle", x, y + gap + half, x - width / 2),
        ("middle", x, y - gap - half, x - width / 2),
    ):
        box = (left, middle - half, left + width, middle + half)
        yield Label(name, round(at, 1), round(middle + 4, 1), anchor), box


def _names(entity: Entity) -> Iterator[str]:
    yield entity.name
    if short_name(entity) != entity.name:
        yield short_name(entity)


def _overlap(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]
