"""What rests on each source, a row each."""

from csto_kb.csv_text import write_csv
from csto_kb.export.base import Export
from csto_kb.insight import Insight
from csto_kb.insight.reliance import weigh_sources

_COLUMNS = ("source", "name", "publisher", "type", "statements", "on_nothing_else")


def write(insight: Insight) -> str:
    """Write a row for each source, in the order of its page."""
    rows = [
        (load.source.id, load.source.name, load.source.publisher, load.source.type.id, load.statements, load.sole)
        for load in weigh_sources(insight).loads
    ]
    return write_csv(_COLUMNS, rows)


EXPORT = Export(
    "reliance.csv",
    "What rests on which source",
    "How many statements rest on each source, and how many on nothing else.",
    "text/csv",
    write,
    "what-rests-on-what/",
)
