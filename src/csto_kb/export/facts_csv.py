"""All facts in one table, a row each."""

import csv
import io

from csto_kb.export.base import Export
from csto_kb.graph import Graph
from csto_kb.prose import Prose

_COLUMNS = ("entity", "kind", "property", "value", "upper", "unit", "as_of", "from", "to", "confidence", "sources")


def write(graph: Graph) -> str:
    """Write RFC 4180 CSV. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    for entity in graph.entities.values():
        for fact in entity.facts:
            value = fact.value.plain if isinstance(fact.value, Prose) else fact.value
            row = (
                entity.id,
                entity.kind.name,
                fact.property_,
                value,
                fact.upper,
                fact.definition.unit,
                fact.as_of,
                fact.from_,
                fact.to,
                fact.confidence,
                "; ".join(map(str, fact.sources)),
            )
            table.writerow([_guard(cell) for cell in row])
    return buffer.getvalue()


def _guard(cell: object) -> object:
    if cell is None or isinstance(cell, int | float):
        return "" if cell is None else cell
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


EXPORT = Export("facts.csv", "All facts, a row each", "text/csv", write)
