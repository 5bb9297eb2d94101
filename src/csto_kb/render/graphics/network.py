"""The whole graph as one picture: every record but the sources, every tie, and names where there is room for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from csto_kb.model import MODELS, Entity
from csto_kb.render.graphics.layout import Place, place_nodes
from csto_kb.render.view import View

SIZE = 940
"""The side of the picture, in its own units."""
MARGIN = 28
TEXT = 12
"""The height of the names."""
_LETTER = 6.3
"""The mean width of a letter of that height."""
MAX_NAME = 26
"""Letters of a name; a longer one is not written into the picture."""


@dataclass(frozen=True)
class Node:
    """A record in the picture."""

    entity: Entity
    x: float
    y: float
    scale: float
    """Of its mark: the more ties, the larger."""
    ties: tuple[int, ...]
    """The records that it is tied to, by their place in the list of nodes."""
    label: str
    """Its name or abbreviation where it is written beside the mark, or ''."""


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


def network(view: View) -> Network:
    """Place every record and name the most tied."""
    graph, ties = view.graph, view.context.ties
    entities = [graph.entities[identifier] for identifier in ties.by_entity]
    numbers = {entity.id: number for number, entity in enumerate(entities)}
    pairs = tuple((numbers[first], numbers[second]) for first, second in ties.pairs)
    places = place_nodes(len(entities), pairs, SIZE, MARGIN)
    degrees = [len(ties.neighbours[entity.id]) for entity in entities]
    scales = [round(0.75 + 0.14 * sqrt(degree), 2) for degree in degrees]
    labels = _label(entities, places, degrees, scales)
    nodes = tuple(
        Node(
            entity,
            *places[number],
            scales[number],
            tuple(sorted(numbers[other] for other in ties.neighbours[entity.id])),
            labels.get(number, ""),
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
) -> dict[int, str]:
    """Names beside marks, the most tied first, where they cover no mark and no other name."""
    boxes = [
        (x - 6 * scale, y - 6 * scale, x + 6 * scale, y + 6 * scale)
        for (x, y), scale in zip(places, scales, strict=True)
    ]
    found: dict[int, str] = {}
    for number in sorted(range(len(entities)), key=lambda at: (-degrees[at], at)):
        name = min(_names(entities[number]), key=len)
        x, y = places[number]
        left = x + 6 * scales[number] + 2
        box = (left, y - TEXT * 0.6, left + _LETTER * len(name), y + TEXT * 0.6)
        if len(name) > MAX_NAME or box[2] > SIZE:
            continue
        if not any(_overlap(box, other) for at, other in enumerate(boxes) if at != number):
            found[number] = name
            boxes.append(box)
    return found


def _names(entity: Entity) -> Iterator[str]:
    yield entity.name
    if "en" in entity.abbreviations:
        yield entity.abbreviations["en"]


def _overlap(first: tuple[float, ...], second: tuple[float, ...]) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]
