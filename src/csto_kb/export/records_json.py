"""All records in one JSON file, by kind and id."""

import json

from csto_kb.export.base import Export, to_plain
from csto_kb.graph import Graph
from csto_kb.model import MODELS


def write(graph: Graph) -> str:
    """Write `{folder: {id: record}}`, with the keys of the YAML files."""
    data = {
        model.kind.folder: {entity.id: to_plain(entity) for entity in graph.of_kind(model.kind.name)}
        for model in MODELS
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


EXPORT = Export("records.json", "All records", "application/json", write)
