"""Graphics and tables that are worked out of the whole graph: who was in it when, who voted how, what came when.

One module a graphic. Each returns plain data, which a template draws as SVG and as a table beside it; figures that a
graphic shows are written from the same data as CSV. The next one goes into a module of its own, what writes its file
into the table below, and what pages may ask for into `offered`.
"""

from collections.abc import Callable, Iterable

from csto_kb.render.context import SiteContext
from csto_kb.render.graphics import connections, membership, reliance, tables
from csto_kb.render.graphics.timeline import timeline_files
from csto_kb.site import DataFile

FILES: tuple[Callable[[SiteContext], Iterable[DataFile]], ...] = (
    connections.files,
    membership.membership_files,
    reliance.files,
    timeline_files,
    tables.table_files,
)
"""What writes the CSV files of the graphics."""
