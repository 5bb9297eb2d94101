"""The list of names that the browser searches itself, which also finds misspelt names.

Pagefind finds words and beginnings of words as they are spelt. Names have several spellings, and the record with a
name should rank before all records that mention it.
"""

import json
from collections.abc import Iterable, Mapping

from csto_kb.model import MODELS, Entity, Naming
from csto_kb.search.documents import SearchDocument

NAMES = "names.json"
_RANKS: Mapping[type[Entity] | None, int] = {model: rank for rank, model in enumerate([None, *MODELS])}
_UNNAMED = (Naming.SENTENCE, Naming.TITLE)
"""Kinds of names that are left to Pagefind."""


def write_names(documents: Iterable[SearchDocument]) -> str:
    """Write the list as JSON, sorted by kind, then by name; results are filtered by `state` and `year`."""
    named = [document for document in documents if not (document.model and document.model.kind.naming in _UNNAMED)]
    entries = [
        {
            "url": document.url,
            "title": document.title,
            "kind": document.kind,
            "when": document.when,
            "names": document.names,
            "state": document.states,
            "year": [str(year) for year in document.years],
        }
        for document in sorted(named, key=lambda item: (_RANKS[item.model], item.title, item.url))
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")) + "\n"
