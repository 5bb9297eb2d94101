"""One record and its ring: the records that it is connected to, around it, by kind."""

from dataclasses import dataclass
from math import cos, pi, sin

from csto_kb.insight.names import short_name
from csto_kb.model import MODELS, Entity
from csto_kb.render.context import SiteContext

WIDTH, HEIGHT = 1040, 1040
"""The size of the drawing, in its own units."""
RADIUS = 210
MOST = 64
"""How many records are on the ring; of more, those with the most connections to others on it."""
LONGEST = 42
"""The length in letters of the longest name that has room; a longer one is replaced by its abbreviation, or cut."""


@dataclass(frozen=True)
class Spoke:
    """A record on the ring: the place of its mark, and the turn of its name in degrees."""

    entity: Entity
    x: float
    y: float
    turn: float
    name: str
    is_left: bool
    """Whether its name ends at the mark instead of beginning there."""


@dataclass(frozen=True)
class Ring:
    """The drawing of one record."""

    centre: Entity
    spokes: tuple[Spoke, ...]
    total: int
    """How many records it is connected to."""
    width: int = WIDTH
    height: int = HEIGHT


def ring(context: SiteContext) -> Ring | None:
    """The ring of the organization in focus, else of the record with the most connections; None without connections."""
    ties = context.connections
    if not ties.neighbours:
        return None
    most = max(ties.neighbours, key=lambda key: (len(ties.neighbours[key]), key))
    centre = context.focus.id if context.focus and context.focus.id in ties.neighbours else most
    own = ties.neighbours[centre]
    nearest = ties.nearest_first(centre, own)[:MOST]
    kinds = [model.kind.name for model in MODELS]
    around = sorted(
        (context.graph.entities[key] for key in nearest),
        key=lambda entity: (kinds.index(entity.kind.name), entity.name, entity.id),
    )
    spokes = tuple(_spoke(entity, place, len(around)) for place, entity in enumerate(around))
    return Ring(context.graph.entities[centre], spokes, len(own))


def _spoke(entity: Entity, place: int, count: int) -> Spoke:
    angle = 2 * pi * place / count - pi / 2
    x, y = WIDTH / 2 + RADIUS * cos(angle), HEIGHT / 2 + RADIUS * sin(angle)
    degrees = 360 * place / count - 90
    is_left = 90 < degrees < 270
    name = entity.name if len(entity.name) <= LONGEST else min(entity.name, short_name(entity), key=len)
    name = name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip(" ,") + "…"
    return Spoke(entity, round(x, 1), round(y, 1), round(degrees - 180 if is_left else degrees, 1), name, is_left)
