"""The index: which documents a word stands in, and how much it weighs there.

A word weighs by the fields it stands in (BM25F: Robertson, Zaragoza, Taylor 2004): names most, then what a record is
in short, then the rest, which counts less in a long text. Each name is also kept by itself, because a name that is
asked for as a whole says more than its words in several names. How rare a word is, and what kind of record comes first,
is weighed when the index is asked, in `search-rank.js`.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from csto_kb.model import Claim, Entity, Event, Organization, Person, Question, Source, State, Term, Treaty
from csto_kb.search.documents import PAGE, SearchDocument
from csto_kb.search.thesaurus import Thesaurus
from csto_kb.search.words import keys_of

IMPACTS = 63
"""The greatest weight of a word in a document."""
MOST = 2000
"""How many documents and names a word is found in at most, those in which it weighs most: no word is heavy to load."""
LEVELS = 40
"""How many steps the weight of a document itself has."""
PARTS = 512
"""The number of the first name of a part; names of the document itself come before it."""

_NAME, _LEAD, _HEADING, _BODY, _SATURATION, _LENGTH = 5.0, 2.5, 7.0, 1.0, 2.5, 0.6
"""The weights of the fields, and the constants k1 and b of BM25. A word of a heading weighs at least so much."""
_ABOUT_SATURATION = 4.0
_KINDS: Mapping[type[Entity] | None, float] = {
    Question: 1.45,
    Treaty: 1.15,
    Organization: 1.2,
    State: 1.15,
    Person: 0.95,
    Term: 1.15,
    Event: 1.05,
    Claim: 0.8,
    None: 0.85,
    Source: 0.3,
}
"""Which kind comes first where all else is equal: answers and law before claims, claims before sources."""
_ORDER = (Question, Treaty, Organization, State, Person, Event, Term, None, Claim, Source)
_FOCUS = 8
"""The steps that the organization in focus has more, and the treaties that it rests on."""
_ASIDE = 0.35
"""The weight of pages about the site itself."""


@dataclass
class Postings:
    """Where a word stands."""

    count: int = 0
    """In how many documents."""
    texts: list[tuple[int, int]] = field(default_factory=list)
    """The document and the weight there."""
    names: list[tuple[int, int, int]] = field(default_factory=list)
    """The document, the number of its name, and how much all words of that name weigh, in quarters."""


@dataclass(frozen=True)
class Index:
    """The index of a site, before it is cut into files."""

    documents: Sequence[SearchDocument]
    """In their order: by kind, then by weight."""
    levels: Sequence[Sequence[int]]
    """Runs of documents of one kind and weight: the number of the first, the kind's place, the weight in percent."""
    kinds: Sequence[tuple[str, str]]
    """What a document of each kind is called, and several."""
    terms: Mapping[str, Postings]
    filters: Mapping[str, Mapping[str, list[int]]]
    """For each filter its values with the documents that have them."""


def make_index(documents: Iterable[SearchDocument], thesaurus: Thesaurus, aside: Sequence[str] = ()) -> Index:
    """Index documents; `aside` are addresses of pages about the site itself, or of folders of them."""
    ordered = sorted(documents, key=lambda item: (_place(item.model), -_level(item, aside), item.url))
    numbers = {document.url: number for number, document in enumerate(ordered)}
    terms: dict[str, Postings] = defaultdict(Postings)
    bodies = [Counter(keys_of(document.body)) for document in ordered]
    lengths = [body.total() for body in bodies]
    mean = sum(lengths) / len(lengths) if lengths else 1
    named: list[dict[int, frozenset[str]]] = []
    for number, document in enumerate(ordered):
        names = {place: frozenset(keys_of(name)) for place, name in number_names(document)}
        named.append(names)
        shrink = 1 - _LENGTH + _LENGTH * lengths[number] / (mean or 1)
        for key, weight in _weigh(document, names, bodies[number], shrink, thesaurus).items():
            impact = round(IMPACTS * weight / (weight + _SATURATION))
            terms[key].texts.append((number, max(impact, 1)))
        for url, weight in document.about.items():
            if url in numbers:
                impact = round(IMPACTS * weight / (weight + _ABOUT_SATURATION))
                terms[f"@{numbers[url]}"].texts.append((number, max(impact, 1)))
    for postings in terms.values():
        postings.count = len(postings.texts)
    _add_names(terms, named, thesaurus)
    for postings in terms.values():
        if len(postings.texts) > MOST:
            postings.texts = sorted(sorted(postings.texts, key=lambda item: (-item[1], item[0]))[:MOST])
        if len(postings.names) > MOST:
            postings.names = sorted(sorted(postings.names, key=lambda item: (item[2], item))[:MOST])
    return Index(ordered, _runs(ordered, aside), [_labels(model) for model in _ORDER], terms, _filter(ordered))


def number_names(document: SearchDocument) -> Iterator[tuple[int, str]]:
    """All that a document is found by as by a name, numbered: its names and symbols, then the names of its parts."""
    yield from enumerate((document.title, *document.names, *document.codes))
    yield from enumerate((name for part in document.parts for name in part.names), PARTS)


def rarity(count: int, total: int) -> float:
    """How much a word says that stands in `count` of `total` documents; `search-rank.js` has the same."""
    return math.log(1 + total / max(count, 1))


def _weigh(
    document: SearchDocument,
    names: Mapping[int, frozenset[str]],
    body: Counter[str],
    shrink: float,
    thesaurus: Thesaurus,
) -> dict[str, float]:
    """The weight of each word, and of each group of words that mean the same."""
    weights = {key: _BODY * count / shrink for key, count in body.items()}
    for key, count in Counter(keys_of(document.lead)).items():
        weights[key] = weights.get(key, 0.0) + _LEAD * count
    for key in set(keys_of(document.headings)):
        weights[key] = max(weights.get(key, 0.0), _HEADING)
    for key in frozenset().union(*names.values()):
        weights[key] = weights.get(key, 0.0) + _NAME
    return {**weights, **thesaurus.find(weights)}


def _add_names(terms: dict[str, Postings], named: list[dict[int, frozenset[str]]], thesaurus: Thesaurus) -> None:
    total = len(named)
    for number, names in enumerate(named):
        for place, name in names.items():
            length = round(4 * sum(rarity(terms[key].count, total) for key in sorted(name)))
            for key in sorted(name | thesaurus.find(dict.fromkeys(name, 1.0)).keys()):
                terms[key].names.append((number, place, length))


def _place(model: type[Entity] | None) -> int:
    return _ORDER.index(model) if model in _ORDER else len(_ORDER)


def _labels(model: type[Entity] | None) -> tuple[str, str]:
    return (model.kind.label, model.kind.plural) if model else (PAGE, f"{PAGE}s")


def _level(document: SearchDocument, aside: Sequence[str]) -> int:
    """The step of a document's weight: how many records refer to it, on a logarithmic scale."""
    if document.model is None:
        return int(not any(document.url == url or url.endswith("/") and document.url.startswith(url) for url in aside))
    return min(LEVELS - 1, math.floor(4 * math.log2(1 + document.links)) + _FOCUS * document.is_focus)


def _runs(ordered: Sequence[SearchDocument], aside: Sequence[str]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number, document in enumerate(ordered):
        level = _level(document, aside)
        weight = _KINDS.get(document.model, 1.0)
        weight *= 1 + 0.014 * level if document.model else 1.0 if level else _ASIDE
        run = [number, _place(document.model), round(100 * weight)]
        if not runs or runs[-1][1:] != run[1:]:
            runs.append(run)
    return runs


def _filter(ordered: Sequence[SearchDocument]) -> dict[str, dict[str, list[int]]]:
    states: dict[str, list[int]] = defaultdict(list)
    years: dict[str, list[int]] = defaultdict(list)
    for number, document in enumerate(ordered):
        for state in document.states:
            states[state].append(number)
        for year in document.years:
            years[str(year)].append(number)
    return {"state": dict(sorted(states.items())), "year": dict(sorted(years.items(), reverse=True))}
