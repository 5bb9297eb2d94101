"""Graphics and tables that are worked out of the whole graph: who was in it when, who voted how, what came when.

One module a graphic. Each takes the view of the page it stands on and returns plain data, which a template draws as
SVG and as a table beside it; figures that a graphic shows are written from the same data as CSV. The next one goes
into a module of its own, and its names into the tables below: what templates may call, and what is written as files.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from csto_kb.render.context import SiteContext
from csto_kb.render.graphics.map import base_span, bases_by_host, boundaries, draw_map
from csto_kb.render.graphics.membership import membership, membership_files
from csto_kb.site import DataFile

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "base_span": base_span,
    "bases_by_host": bases_by_host,
    "boundaries": boundaries,
    "draw_map": draw_map,
    "membership": membership,
}
"""What templates know as `graphics.NAME(view, ...)`."""
FILES: tuple[Callable[[SiteContext], Iterable[DataFile]], ...] = (membership_files,)
"""What writes the CSV files of the graphics."""
