"""Graphics and tables that are worked out of the whole graph: who was in it when, who voted how, what came when.

One module a graphic. Each takes the view of the page it stands on and returns plain data, which a template draws as
SVG and as a table beside it. The next one goes into a module of its own, and its names into the table below: what
templates may call. A file of the same data is an export, over what both read in `insight`; those of the tables are
written of the tables (`tables.table_files`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from csto_kb.render.graphics import connections, map, membership, neighbourhood, network, reliance, shapes, tables
from csto_kb.render.graphics.timeline import life, timeline

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
    **{fill.__name__: fill for _, fill in tables.PAGES},
}
"""What templates know as `graphics.NAME(view, ...)`."""
