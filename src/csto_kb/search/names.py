"""What is found by its name, also where it is misspelt: a list that the browser searches by itself.

Pagefind finds words as they are written or begun. Names come in several spellings, and the record that bears a
name belongs before all those that mention it.
"""

import json
from collections.abc import Iterable

from csto_kb.model import MODELS, Claim, Source
from csto_kb.search.documents import PAGE, Document

NAMES = "names.json"
_RANKS = {label: rank for rank, label in enumerate([PAGE, *(model.kind.label for model in MODELS)])}
_UNNAMED = frozenset({Claim.kind.label, Source.kind.label})
"""Kinds whose names are sentences or titles: Pagefind finds their words."""


def write_names(documents: Iterable[Document]) -> str:
    """The list as JSON: kinds in their order, then names; states and years are what a hit is filtered by."""
    named = [document for document in documents if document.kind not in _UNNAMED]
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
        for document in sorted(named, key=lambda item: (_RANKS[item.kind], item.title, item.url))
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")) + "\n"
