"""The files of the index, in its folder: small pieces, of which a browser loads those that a search needs.

    index.json                    what every search needs: the first word of each piece, kinds, weights
    names.json                    all names of records, for Connections
    <version>/terms-<n>.json      words from one to another, with the documents they stand in
    <version>/documents-<n>.json  what hits show of the documents of sixteen numbers
    <version>/passages-<n>.json   the statements of one document
    <version>/words-<script>.json words of the subject in other languages and scripts, with their groups
    <version>/spelling.json       words to which a misspelt one may be corrected
    <version>/<filter>-<n>.json   the documents with one value of a filter

`<version>` is made of the content, so these files never change and may be kept by a browser for ever.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from csto_kb.languages import script_of
from csto_kb.model import Source
from csto_kb.search.documents import SearchDocument
from csto_kb.search.index import Index, Postings
from csto_kb.search.names import NAMES, write_names
from csto_kb.search.thesaurus import Thesaurus
from csto_kb.search.words import IGNORED, fold, make_key, split_words

ENTRY = "index.json"
_PIECE = 12_000
"""Characters of a piece of the words, before it is packed."""
_IN_FILE = 16
"""Documents of one file."""
_SPELLINGS = 4000
"""Words to which a misspelt one may be corrected."""


def write_files(
    index: Index, thesaurus: Thesaurus, examples: Sequence[str] = (), ignored: Mapping[str, Sequence[str]] | None = None
) -> dict[str, str]:
    """The files by their path below the folder of the search; `ignored` are words of questions by language."""
    pieces = dict(_write_terms(index))
    scripts: dict[str, dict[str, Any]] = defaultdict(dict)
    for language, table in thesaurus.tables():
        scripts[script_of(language)][language] = table
    kept = {f"words-{script}.json": _json(tables) for script, tables in sorted(scripts.items())}
    kept |= {name: _json(piece) for name, piece in pieces.items()}
    kept |= dict(_write_documents(index))
    kept["spelling.json"] = _json(_spellings(index))
    for name, values in index.filters.items():
        kept |= {f"{name}-{place}.json": _json(numbers) for place, numbers in enumerate(values.values())}
    digest = hashlib.sha256("\0".join(f"{path}\0{text}" for path, text in sorted(kept.items())).encode())
    version = digest.hexdigest()[:12]
    other = sorted({fold(word) for words in (ignored or {}).values() for word in words} | IGNORED)
    entry = {
        "version": version,
        "documents": len(index.documents),
        "language": thesaurus.language,
        "inFile": _IN_FILE,
        "kinds": [one for one, _ in index.kinds],
        "plurals": [many for _, many in index.kinds],
        "runs": index.levels,
        "filters": {name: list(values) for name, values in index.filters.items()},
        "scripts": sorted(scripts),
        "script": script_of(thesaurus.language),
        "ignored": " ".join(other),
        "examples": list(examples),
        "terms": [next(iter(piece)) for piece in pieces.values()],
    }
    files = {f"{version}/{path}": text for path, text in kept.items()}
    return {**files, ENTRY: _json(entry), NAMES: write_names(index.documents)}


def _write_terms(index: Index) -> Iterator[tuple[str, dict[str, Any]]]:
    """The words in pieces, in the order of UTF-16, in which JavaScript compares."""
    piece: dict[str, Any] = {}
    size = number = 0
    for term in sorted(index.terms, key=lambda text: text.encode("utf-16-be")):
        value = _pack(index.terms[term])
        piece[term] = value
        size += len(term) + 8 + 4 * sum(map(len, value[1:]))
        if size > _PIECE:
            yield f"terms-{number}.json", piece
            piece, size, number = {}, 0, number + 1
    if piece:
        yield f"terms-{number}.json", piece


def _pack(postings: Postings) -> list[Any]:
    """How many documents, then for each its distance from the one before and the weight; the same for names."""
    texts: list[int] = []
    last = 0
    for number, impact in postings.texts:
        texts += (number - last, impact)
        last = number
    names: list[int] = []
    last = 0
    for number, place, length in postings.names:
        names += (number - last, place, length)
        last = number
    return [postings.count, texts, names] if names else [postings.count, texts]


def _write_documents(index: Index) -> Iterator[tuple[str, str]]:
    for start in range(0, len(index.documents), _IN_FILE):
        shown = [_show(document) for document in index.documents[start : start + _IN_FILE]]
        yield f"documents-{start // _IN_FILE}.json", _json(shown)
    for number, document in enumerate(index.documents):
        if document.passages:
            rows = [
                [item.anchor, item.label, item.text, item.when, item.source, int(item.is_current)]
                for item in document.passages
            ]
            yield f"passages-{number}.json", _json(rows)


def _show(document: SearchDocument) -> dict[str, Any]:
    shown = {
        "url": document.url,
        "title": document.title,
        "summary": document.summary,
        "when": document.when,
        "names": list(document.names),
        "codes": list(document.codes),
        "parts": [[len(part.names), part.title, part.anchor, part.summary] for part in document.parts],
        "hasPassages": int(bool(document.passages)),
    }
    return {key: value for key, value in shown.items() if value or key == "url"}


def _spellings(index: Index) -> list[str]:
    """The words of names, and the most frequent others, as they are most often written; sorted."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    weights: Counter[str] = Counter()
    for document in index.documents:
        is_source = document.model is Source
        for text in (document.title, *document.names, document.lead):
            for word in split_words(text):
                if len(word) > 3 and word.isalpha() and (key := make_key(word)):
                    written[key][word] += 1
        for name in () if is_source else (document.title, *document.names):
            for word in split_words(name):
                weights[make_key(word)] += 1000
    for key, forms in written.items():
        weights[key] += forms.total()
    chosen = [key for key, _ in sorted(weights.items(), key=lambda item: (-item[1], item[0])) if key in written]
    return sorted(min(written[key].items(), key=lambda item: (-item[1], item[0]))[0] for key in chosen[:_SPELLINGS])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
