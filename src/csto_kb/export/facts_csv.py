"""All facts in one table, a row each."""

from csto_kb.csv_text import write_csv
from csto_kb.export.base import Export
from csto_kb.insight import Insight
from csto_kb.prose import Prose

_COLUMNS = ("entity", "kind", "property", "value", "upper", "unit", "as_of", "from", "to", "confidence", "sources")


def write(insight: Insight) -> str:
    """Write a row for each fact, in the order of the records."""
    rows = []
    for entity in insight.graph.entities.values():
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
                fact.confidence.id,
                "; ".join(map(str, fact.sources)),
            )
            rows.append(row)
    return write_csv(_COLUMNS, rows)


EXPORT = Export("facts.csv", "All facts", "A row for each fact, with its dates and sources.", "text/csv", write)
