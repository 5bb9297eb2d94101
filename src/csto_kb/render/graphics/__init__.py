"""Graphics and tables that are worked out of the whole graph: who was in it when, who voted how, what came when.

One module a graphic. Each takes the view of the page it stands on and returns plain data, which a template draws as
SVG and as a table beside it; figures that a graphic shows are written from the same data as CSV. The next one goes
into a module of its own, and its names into the tables below: what templates may call, and what is written as files.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from csto_kb.render.context import SiteContext
from csto_kb.render.graphics import connections, map, membership, neighbourhood, network, reliance, shapes, tables
from csto_kb.render.graphics.timeline import life, timeline, timeline_files
from csto_kb.site import DataFile

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "base_span": map.base_span,
    "bases_by_host": map.bases_by_host,
    "boundaries": map.boundaries,
    "connections": connections.connections,
    "draw_map": map.draw_map,
    "entities_by_name": connections.entities_by_name,
    "life": life,
    "list_tables": tables.list_tables,
    "membership": membership.membership,
    "neighbourhood": neighbourhood.neighbourhood,
    "network": network.network,
    "reliance": reliance.reliance,
    "shape": shapes.shape,
    "spell_address": membership.spell_address,
    "timeline": timeline,
    **{make.__name__: make for make in tables.PAGES},
}
"""What templates know as `graphics.NAME(view, ...)`."""
FILES: tuple[Callable[[SiteContext], Iterable[DataFile]], ...] = (
    connections.files,
    membership.membership_files,
    reliance.files,
    timeline_files,
    tables.table_files,
)
"""What writes the CSV files of the graphics."""
