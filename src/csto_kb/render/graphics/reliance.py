"""Which sources the whole rests on, for its page and its file."""

from collections.abc import Iterable

from csto_kb.csv_text import write_csv
from csto_kb.insight.reliance import weigh_sources
from csto_kb.render.context import SiteContext
from csto_kb.site import DATA, DataFile

_COLUMNS = ("source", "name", "publisher", "type", "statements", "on_nothing_else")


def files(context: SiteContext) -> Iterable[DataFile]:
    """The table as CSV."""
    rows = [
        (load.source.id, load.source.name, load.source.publisher, load.source.type.id, load.statements, load.sole)
        for load in weigh_sources(context).loads
    ]
    return [DataFile(f"{DATA}reliance.csv", write_csv(_COLUMNS, rows))]
