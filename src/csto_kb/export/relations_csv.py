"""Everything that joins two records, a row each."""

from csto_kb.csv_text import write_csv
from csto_kb.export.base import Export
from csto_kb.insight import Insight
from csto_kb.site import statement_url

_COLUMNS = ("from", "relation", "to", "detail", "when", "statement", "sources")


def write(insight: Insight) -> str:
    """Write a row for each connection, in the order of the records."""
    rows = []
    for connection in insight.connections.all:
        edge = connection.edge
        place = statement_url(edge.source, connection.anchor)
        cited = "; ".join(map(str, connection.sources))
        rows.append((edge.source.id, edge.label, edge.target.id, connection.detail, connection.when, place, cited))
    return write_csv(_COLUMNS, rows)


EXPORT = Export(
    "relations.csv",
    "Relations",
    "Everything that joins two records, with its date, its place and its sources.",
    "text/csv",
    write,
    "graph/",
)
