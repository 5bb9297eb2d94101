"""A record's neighbourhood: the records nearest to it by relation, and which of them are tied to each other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from csto_kb.fields import Relation
from csto_kb.insight.connections import Connection, Connections
from csto_kb.model import Entity, Source
from csto_kb.render.context import SiteContext

MOST = 40
"""Neighbours that are drawn; of more, the best."""
FEWEST = 2
"""With fewer neighbours there is nothing to draw."""
WIDTH = 10.0
"""Of the room for the arcs, in the unit in which a row is 1 high."""


@dataclass(frozen=True)
class Neighbour:
    """A record that is tied to the one in question, and the tie that is named first."""

    entity: Entity
    tie: Connection
    row: int
    arcs: int
    """How many of the others drawn it is tied to."""


@dataclass(frozen=True)
class Circle:
    """The neighbours by one relation; each stands in one circle only."""

    label: str
    neighbours: tuple[Neighbour, ...]
    total: int


@dataclass(frozen=True)
class Arc:
    """A tie between two of the neighbours, named by their rows."""

    first: int
    second: int

    @property
    def path(self) -> str:
        """A bow to the left: the farther apart its ends, the wider."""
        top, bottom = self.first + 0.5, self.second + 0.5
        reach = WIDTH - min(WIDTH - 0.4, 0.6 + 1.7 * sqrt(bottom - top))
        return f"M{WIDTH:g} {top:g}C{reach:.1f} {top:g} {reach:.1f} {bottom:g} {WIDTH:g} {bottom:g}"


@dataclass(frozen=True)
class Neighbourhood:
    """What is drawn beside each other: a row for the record, for each circle's name, for each neighbour."""

    circles: tuple[Circle, ...]
    arcs: tuple[Arc, ...]
    rows: int
    shown: int
    total: int


def neighbourhood(context: SiteContext, entity: Entity) -> Neighbourhood | None:
    """The neighbourhood of a record, or None where it has next to no neighbours, or is a source."""
    ties = context.connections
    if isinstance(entity, Source) or len(ties.neighbours.get(entity.id, ())) < FEWEST:
        return None
    circles = _by_relation(ties, entity)
    total = sum(map(len, circles.values()))
    chosen = _choose(circles)
    names = {tie.other(entity).id for tied in chosen.values() for tie in tied}
    row = 1
    drawn, rows = [], {}
    for relation, tied in chosen.items():
        neighbours = []
        for tie in tied:
            row += 1
            other = tie.other(entity)
            rows[other.id] = row
            neighbours.append(Neighbour(other, tie, row, len(ties.neighbours[other.id] & names)))
        drawn.append(Circle(relation.heading, tuple(neighbours), len(circles[relation])))
        row += 1
    arcs = sorted((at, rows[other]) for identifier, at in rows.items() for other in ties.neighbours[identifier] & names)
    return Neighbourhood(
        tuple(drawn), tuple(Arc(first, second) for first, second in arcs if first < second), row, len(names), total
    )


def _by_relation(ties: Connections, entity: Entity) -> Mapping[Relation, list[Connection]]:
    """A tie for each neighbour, under the rarest of the relations that it has; the nearest neighbours first.

    The nearest is the one that has most neighbours in common; among equals the order of the records holds.
    """
    relations: dict[Relation, dict[str, Connection]] = defaultdict(dict)
    for tie in ties.by_entity[entity.id]:
        relations[tie.relation(entity)].setdefault(tie.other(entity).id, tie)
    own = ties.neighbours[entity.id]
    found: dict[Relation, list[Connection]] = {}
    seen: set[str] = set()
    for relation, by_neighbour in sorted(relations.items(), key=lambda item: (len(item[1]), item[0].heading)):
        fresh = [identifier for identifier in by_neighbour if identifier not in seen]
        seen.update(fresh)
        if fresh:
            fresh.sort(key=lambda identifier: (-len(own & ties.neighbours[identifier]), identifier))
            found[relation] = [by_neighbour[identifier] for identifier in fresh]
    return found


def _choose(circles: Mapping[Relation, Sequence[Connection]]) -> Mapping[Relation, Sequence[Connection]]:
    """The first of each circle, then the second of each, and so on: small circles stay whole."""
    counts = dict.fromkeys(circles, 0)
    left = MOST
    while left and any(counts[relation] < len(tied) for relation, tied in circles.items()):
        for relation, tied in circles.items():
            if left and counts[relation] < len(tied):
                counts[relation] += 1
                left -= 1
    return {relation: tied[: counts[relation]] for relation, tied in circles.items() if counts[relation]}
