"""An export that fails."""

from csto_kb.export import Export
from csto_kb.insight import Insight


def write(insight: Insight) -> str:
    """Write how many records there are for each other term."""
    return str(len(insight.graph.entities) / len(insight.graph.of_kind("term")[1:]))


EXPORTS = (Export("share.txt", "Share", "Records for each other term.", "text/plain", write),)
