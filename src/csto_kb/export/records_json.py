"""All records in one JSON file, by kind and id."""

import json

from csto_kb.export.base import Export, to_plain
from csto_kb.graph import Graph
from csto_kb.insight import Insight
from csto_kb.json_text import write_json
from csto_kb.model import MODELS, Entity


def write(insight: Insight) -> str:
    """Write `{folder: {id: record}}`, with the keys of the YAML files, a record a line."""
    kinds = [f"{json.dumps(model.kind.folder)}: {{\n{_records(insight.graph, model)}\n}}" for model in MODELS]
    return "{" + ",\n".join(kinds) + "}\n"


def _records(graph: Graph, model: type[Entity]) -> str:
    entities = graph.of_kind(model.kind.name)
    lines = (f"{json.dumps(item.id)}: {write_json(to_plain(item))}" for item in entities)
    return ",\n".join(lines)


EXPORT = Export(
    "records.json",
    "All records",
    "Each record by kind and id, with the keys of its YAML file.",
    "application/json",
    write,
)
