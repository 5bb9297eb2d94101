"""A record's neighbourhood: its neighbours in the graph by relation, and which of them are connected to each other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from csto_kb.fields import Relation
from csto_kb.insight.connections import Connection, Connections
from csto_kb.model import Entity, Source
from csto_kb.render.context import SiteContext

MAX_NEIGHBOURS = 12
"""How many neighbours are drawn; of more, the nearest in each group, and of a group perhaps its name alone."""
MIN_NEIGHBOURS = 2
"""With fewer neighbours there is nothing to draw."""
WIDTH = 10.0
"""The width of the drawing of arcs; a row has the height 1."""


@dataclass(frozen=True)
class Neighbour:
    """A record that is connected to the record of the page, and the first of the connections."""

    entity: Entity
    tie: Connection
    row: int
    arcs: int
    """The number of arcs that end at it."""


@dataclass(frozen=True)
class RelationGroup:
    """The neighbours by one relation; each neighbour is in one group only."""

    label: str
    neighbours: tuple[Neighbour, ...]
    total: int


@dataclass(frozen=True)
class Arc:
    """A connection between two of the neighbours, given by their rows."""

    first: int
    second: int

    @property
    def path(self) -> str:
        """The curve in SVG, to the left of the rows: the farther apart its ends, the wider."""
        top, bottom = self.first + 0.5, self.second + 0.5
        reach = WIDTH - min(WIDTH - 0.4, 0.6 + 1.7 * sqrt(bottom - top))
        return f"M{WIDTH:g} {top:g}C{reach:.1f} {top:g} {reach:.1f} {bottom:g} {WIDTH:g} {bottom:g}"


@dataclass(frozen=True)
class Neighbourhood:
    """What is drawn: a row for the record, for the heading of each group, and for each neighbour; and the arcs."""

    groups: tuple[RelationGroup, ...]
    arcs: tuple[Arc, ...]
    rows: int
    shown: int
    total: int


def has_neighbourhood(context: SiteContext, entity: Entity) -> bool:
    """Whether a record has a drawing: it is no source, has `MIN_NEIGHBOURS`, and some connection has a date."""
    ties = context.connections
    is_connected = len(ties.neighbours.get(entity.id, ())) >= MIN_NEIGHBOURS
    return is_connected and not isinstance(entity, Source) and any(tie.when for tie in ties.by_entity[entity.id])


def neighbourhood(context: SiteContext, entity: Entity) -> Neighbourhood | None:
    """The neighbourhood of a record; None where it has none (`has_neighbourhood`)."""
    ties = context.connections
    if not has_neighbourhood(context, entity):
        return None
    groups = _by_relation(ties, entity)
    total = sum(map(len, groups.values()))
    chosen = _choose(groups)
    chosen_ids = {tie.other(entity).id for ties_of in chosen.values() for tie in ties_of}
    row = 1
    drawn, rows = [], {}
    for relation, ties_of in chosen.items():
        neighbours = []
        for tie in ties_of:
            row += 1
            other = tie.other(entity)
            rows[other.id] = row
            neighbours.append(Neighbour(other, tie, row, len(ties.neighbours[other.id] & chosen_ids)))
        drawn.append(RelationGroup(relation.heading, tuple(neighbours), len(groups[relation])))
        row += 1
    arcs = sorted(
        (at, rows[other]) for identifier, at in rows.items() for other in ties.neighbours[identifier] & chosen_ids
    )
    return Neighbourhood(
        tuple(drawn), tuple(Arc(first, second) for first, second in arcs if first < second), row, len(chosen_ids), total
    )


def _by_relation(ties: Connections, entity: Entity) -> Mapping[Relation, list[Connection]]:
    """One connection to each neighbour, under the rarest of its relations; the nearest neighbours first."""
    relations: dict[Relation, dict[str, Connection]] = defaultdict(dict)
    for tie in ties.by_entity[entity.id]:
        relations[tie.relation(entity)].setdefault(tie.other(entity).id, tie)
    found: dict[Relation, list[Connection]] = {}
    seen: set[str] = set()
    for relation, by_neighbour in sorted(relations.items(), key=lambda item: (len(item[1]), item[0].heading)):
        fresh = [identifier for identifier in by_neighbour if identifier not in seen]
        seen.update(fresh)
        if fresh:
            found[relation] = [by_neighbour[identifier] for identifier in ties.nearest_first(entity.id, fresh)]
    return found


def _choose(groups: Mapping[Relation, Sequence[Connection]]) -> Mapping[Relation, Sequence[Connection]]:
    """Take the first of each group, then the second of each, and so on, so that small groups stay complete."""
    counts = dict.fromkeys(groups, 0)
    left = MAX_NEIGHBOURS
    while left and any(counts[relation] < len(found) for relation, found in groups.items()):
        for relation, found in groups.items():
            if left and counts[relation] < len(found):
                counts[relation] += 1
                left -= 1
    return {relation: found[: counts[relation]] for relation, found in groups.items()}
