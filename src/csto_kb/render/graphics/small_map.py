"""The map of the members at the size of a picture: the outlines on a coarse grid, without names, bases and events."""

from collections.abc import Iterable
from dataclasses import dataclass

from csto_kb.insight.membership import Period, focus_members
from csto_kb.model import Entity, State
from csto_kb.render.context import SiteContext
from csto_kb.render.geometry import Point

COARSENESS = 3
"""How many units of the geometry one unit of the picture is."""


@dataclass(frozen=True)
class SmallState:
    """The outline of a state with its periods of membership."""

    entity: Entity
    path: str
    periods: tuple[Period, ...]
    is_marked: bool
    """Whether the map sets it apart."""


@dataclass(frozen=True)
class SmallMap:
    """The content of the picture."""

    view_box: str
    land: str
    """The outlines of all other states, as one path."""
    states: tuple[SmallState, ...]
    marks: tuple[str, ...]
    """What the legend says of the states that are set apart."""


def small_map(context: SiteContext) -> SmallMap | None:
    """The picture; None without a focus, or where the project has no geometry."""
    geometry, found = context.geometry, focus_members(context)
    if geometry is None or found is None:
        return None
    marks = context.subject.map.marked if context.subject.map else ()
    marked = {item.state.id for item in marks}
    of_periods = {period.state.id for period in found.periods}
    codes = {
        state.iso_numeric: state
        for state in context.graph.of_kind(State.kind.name)
        if isinstance(state, State) and state.iso_numeric and state.id in (marked | of_periods)
    }
    states = [
        SmallState(
            codes[code],
            coarsen(rings),
            tuple(period for period in found.periods if period.state.id == codes[code].id),
            codes[code].id in marked,
        )
        for code, rings in geometry.rings.items()
        if code in codes
    ]
    land = "".join(coarsen(rings) for code, rings in geometry.rings.items() if code not in codes)
    top, bottom = (edge // COARSENESS for edge in geometry.shown)
    view_box = f"0 {top} {geometry.size[0] // COARSENESS} {bottom - top}"
    return SmallMap(view_box, land, tuple(states), tuple(item.legend for item in marks))


def coarsen(rings: Iterable[list[Point]]) -> str:
    """Outlines on a grid of `COARSENESS` units as an SVG path; what is smaller than the grid is left out.

    Equal points stay equal, so that common boundaries stay common.
    """
    paths = []
    for ring in rings:
        grid = [(x // COARSENESS, y // COARSENESS) for x, y in ring]
        points = [point for index, point in enumerate(grid) if index == 0 or point != grid[index - 1]]
        if len(set(points)) > 2:
            steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in zip(points, points[1:], strict=False)]
            paths.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z")
    return "".join(paths)
