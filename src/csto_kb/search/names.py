"""What is found by its name, also where it is misspelt: a list that the browser searches by itself.

Pagefind finds words as they are written or begun. Names come in several spellings, and the record that bears a
name belongs before all those that mention it.
"""

import json
from collections.abc import Iterable, Mapping

from csto_kb.model import MODELS, Entity, Naming
from csto_kb.search.documents import Document

NAMES = "names.json"
_RANKS: Mapping[type[Entity] | None, int] = {model: rank for rank, model in enumerate([None, *MODELS])}
_UNNAMED = (Naming.SENTENCE, Naming.TITLE)
"""Names whose words Pagefind finds."""


def write_names(documents: Iterable[Document]) -> str:
    """The list as JSON: kinds in their order, then names; states and years are what a hit is filtered by."""
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
