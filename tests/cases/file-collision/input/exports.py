"""An export with the name of another, and one with a name that citations have."""

from csto_kb.export import Export
from csto_kb.insight import Insight


def write(insight: Insight) -> str:
    """Write how many records there are."""
    return f"{len(insight.graph.entities)}\n"


EXPORTS = tuple(
    Export(name, "Count", "How many records there are.", "text/plain", write) for name in ("facts.csv", "cite.bib")
)
