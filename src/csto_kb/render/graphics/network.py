"""The whole graph as one picture: every record but the sources, every tie, and names where there is room for them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from csto_kb.insight.names import short_name
from csto_kb.model import MODELS, Entity
from csto_kb.render.context import SiteContext
from csto_kb.render.graphics.layout import Place, place_nodes

SIZE = 940
"""The side of the picture, in its own units."""
MARGIN = 28
TEXT = 12
"""The height of the names."""
_LETTER = 6.9
"""The mean width of a letter of that height."""
_ROW = 30
"""The height of the rows in which marks are looked up: what overlaps stands in one row or in two beside each other."""
MAX_NAME = 26
"""Letters of a name; a longer one is not written into the picture."""
ALWAYS = 20
"""How many records are named even where a name covers a small mark: a picture without them says nothing."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Label:
    """A name, or its abbreviation, with its place."""

    text: str
    x: float
    y: float
    anchor: str
    """Which part of it stands there: `start`, `middle` or `end`, as SVG has it."""


@dataclass(frozen=True)
class Node:
    """A record in the picture."""

    number: int
    """Its place in the list of nodes."""
    entity: Entity
    x: float
    y: float
    scale: float
    """Of its mark: the more ties, the larger."""
    ties: tuple[int, ...]
    """The numbers of the records that it is tied to."""
    label: Label | None


@dataclass(frozen=True)
class Network:
    """The picture."""

    nodes: tuple[Node, ...]
    lines: str
    """The path of all ties."""
    ties: int
    alone: tuple[Entity, ...]
    """Records without a tie to any other; they are not drawn."""
    kinds: tuple[type[Entity], ...]
    size: int = SIZE


def network(context: SiteContext) -> Network:
    """Place every record and name the most tied."""
    graph, ties = context.graph, context.ties
    entities = [graph.entities[identifier] for identifier in ties.by_entity]
    numbers = {entity.id: number for number, entity in enumerate(entities)}
    pairs = tuple((numbers[first], numbers[second]) for first, second in ties.pairs)
    places = place_nodes(len(entities), pairs, SIZE, MARGIN)
    degrees = [len(ties.neighbours[entity.id]) for entity in entities]
    scales = [round(0.75 + 0.14 * sqrt(degree), 2) for degree in degrees]
    labels = _label(entities, places, degrees, scales)
    nodes = tuple(
        Node(
            number,
            entity,
            *places[number],
            scales[number],
            tuple(sorted(numbers[other] for other in ties.neighbours[entity.id])),
            labels.get(number),
        )
        for number, entity in enumerate(entities)
    )
    lines = "".join(f"M{_point(places[first])}L{_point(places[second])}" for first, second in pairs)
    others = [entity for model in MODELS for entity in graph.of_kind(model.kind.name) if model.kind.name != "source"]
    kinds = tuple(model for model in MODELS if any(isinstance(entity, model) for entity in entities))
    alone = tuple(entity for entity in others if entity.id not in numbers)
    return Network(nodes, lines, len(pairs), alone, kinds)


def _point(place: Place) -> str:
    return f"{place[0]:g} {place[1]:g}"


def _label(
    entities: Sequence[Entity], places: Sequence[Place], degrees: Sequence[int], scales: Sequence[float]
) -> dict[int, Label]:
    """Names beside marks, the most tied first, where they cover no mark and no other name.

    The most tied of all are named in any case, where they cover least, and no other name.
    """
    marks: dict[int, list[tuple[int, Box]]] = defaultdict(list)
    for number, ((x, y), scale) in enumerate(zip(places, scales, strict=True)):
        mark = (number, (x - 6 * scale, y - 6 * scale, x + 6 * scale, y + 6 * scale))
        for row in range(int(y // _ROW) - 1, int(y // _ROW) + 2):
            marks[row].append(mark)
    names: list[Box] = []
    found: dict[int, Label] = {}
    for rank, number in enumerate(sorted(range(len(entities)), key=lambda at: (-degrees[at], at))):
        name = min(_names(entities[number]), key=len)
        if len(name) > MAX_NAME:
            continue
        best: tuple[int, Label, Box] | None = None
        for label, box in _positions(name, places[number], 6 * scales[number] + 2):
            if box[0] < 0 or box[2] > SIZE or any(_overlap(box, other) for other in names):
                continue
            near = marks[int((box[1] + box[3]) / 2 // _ROW)]
            covered = sum(degrees[at] + 1 for at, other in near if at != number and _overlap(box, other))
            if best is None or covered < best[0]:
                best = covered, label, box
        if best and (not best[0] or rank < ALWAYS):
            found[number] = best[1]
            names.append(best[2])
    return found


def _positions(name: str, place: Place, gap: float) -> Iterator[tuple[Label, Box]]:
    """Right of a mark, left of it, below, above."""
    x, y = place
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
