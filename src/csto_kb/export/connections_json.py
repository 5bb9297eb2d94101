"""All connections between records, for the script that searches for connections."""

import json

from csto_kb.export.base import Export
from csto_kb.insight import Insight
from csto_kb.model import Source
from csto_kb.site import entity_url


def write(insight: Insight) -> str:
    """Write records, sources and relations each once, and connections as lists of their numbers, to be small.

    A connection is: from, to, relation, its inverse, detail, when, anchor, sources. Records are sorted by id, which
    decides between paths of the same length.
    """
    entities = insight.graph.entities
    nodes = [entities[identifier] for identifier in insight.connections.by_entity]
    numbers = {entity.id: number for number, entity in enumerate(nodes)}
    sources: dict[str, int] = {}
    words: dict[str, int] = {}
    rows = []
    for connection in insight.connections.all:
        edge = connection.edge
        found = [
            name
            for name in dict.fromkeys(citation.source for citation in connection.sources)
            if isinstance(entities.get(name), Source)
        ]
        labels = (edge.label, connection.relation(edge.target).heading, connection.detail, connection.when)
        coded = [words.setdefault(word, len(words)) for word in labels]
        cited = [sources.setdefault(name, len(sources)) for name in found]
        rows.append([numbers[edge.source.id], numbers[edge.target.id], *coded, connection.anchor, cited])
    data = {
        "nodes": [[entity.name, entity_url(entity), entity.kind.label] for entity in nodes],
        "sources": [[entities[name].name, entity_url(entities[name])] for name in sources],
        "words": list(words),
        "ties": rows,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


EXPORT = Export(
    "connections.json",
    "Connections",
    "The relations in a short form, for the search of connections.",
    "application/json",
    write,
    "connections/",
)
