"""The data and tables that a page can request by name in its front matter (`data`, `table`).

Each is a function from the context of the site, and for the page of a record from the record too, to plain data. The
template has the data under the same name. `content/contributing/templates.md` documents the names.
"""

from collections.abc import Callable, Mapping
from typing import Any

from csto_kb.insight.citation_coverage import measure_citations
from csto_kb.insight.coverage import list_empty_fields, list_gaps, measure_coverage
from csto_kb.insight.membership import focus_members
from csto_kb.insight.reliance import weigh_sources
from csto_kb.insight.resting import what_rests
from csto_kb.model import Entity
from csto_kb.render import overviews
from csto_kb.render.alphabet import alphabet
from csto_kb.render.context import SiteContext
from csto_kb.render.graphics.connections import connections
from csto_kb.render.graphics.map import bases_by_host, boundaries, draw_members
from csto_kb.render.graphics.network import network
from csto_kb.render.graphics.ring import ring
from csto_kb.render.graphics.small_map import small_map
from csto_kb.render.graphics.table import Tables
from csto_kb.render.graphics.tables import PAGES, list_tables
from csto_kb.render.graphics.timeline import timeline
from csto_kb.render.graphics.votes_strip import votes_strip

OF_THE_SITE: Mapping[str, Callable[[SiteContext], Any]] = {
    "alphabet": lambda context: alphabet(context.graph),
    "bases_by_host": bases_by_host,
    "boundaries": boundaries,
    "checked_sources": overviews.checked_sources,
    "citations": measure_citations,
    "connections": connections,
    "coverage": measure_coverage,
    "drawing": draw_members,
    "empty_fields": list_empty_fields,
    "focus": lambda context: context.focus,
    "gaps": list_gaps,
    "kinds": overviews.kinds,
    "last_reviewed": lambda context: context.last_reviewed,
    "latest_events": overviews.latest_events,
    "list_of_tables": list_tables,
    "members": focus_members,
    "network": network,
    "newest_source": overviews.newest_source,
    "question_groups": overviews.question_groups,
    "questions": overviews.questions,
    "reliance": weigh_sources,
    "ring": ring,
    "small_map": small_map,
    "speakers": overviews.speakers,
    "timeline": timeline,
    "votes_strip": votes_strip,
}
"""Data for any page."""
OF_A_RECORD: Mapping[str, Callable[[SiteContext, Entity], Any]] = {
    "question_turn": overviews.question_turn,
    "resting": what_rests,
    "tally": overviews.tally,
    "turn": overviews.turn,
}
"""Additional data for the page of a record."""
TABLES: Mapping[str, Callable[[SiteContext], Tables]] = {sheet.name: fill for sheet, fill in PAGES}
"""The tables that a page can show."""


def make_data(name: str, context: SiteContext, entity: Entity | None) -> Any:
    """Make the data of a name; `entity` is the record whose page it is; None for any other page."""
    if entity is not None and name in OF_A_RECORD:
        return OF_A_RECORD[name](context, entity)
    return OF_THE_SITE[name](context)
