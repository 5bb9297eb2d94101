"""The document of each page: what the search finds it by, and what a hit shows of it.

Documents are made of the records, not of their pages: a hit shows the record's own summary or answer, its statements
keep their anchors, and nothing that a page repeats from another is found there again.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from csto_kb.choices import Choice
from csto_kb.dates import Date
from csto_kb.fields import FieldRole, describe, walk
from csto_kb.graph import Graph
from csto_kb.insight.names import list_names
from csto_kb.model import Entity, Naming, Organization, Question, Source, State, Treaty
from csto_kb.prose import Prose, Reference
from csto_kb.search.statements import Name, Passage, record_passages
from csto_kb.site import Page, entity_url

PAGE = "Page"
"""The kind that is shown for a page that is not a record's."""

_EDITORIAL = frozenset({FieldRole.BOOKKEEPING, FieldRole.ACCESS, FieldRole.KEPT})
"""The roles of dates on which somebody edited or read something, which the record is not about."""
_NOT_FOUND_BY = _EDITORIAL | {FieldRole.SOURCES, FieldRole.CONFIDENCE, FieldRole.HINT, FieldRole.POSITION}
_LEAD = ("summary", "verdict", "answer", "said", "relevance", "heading")
"""Keys of what a record is in short: a word there weighs more than one in the rest."""
_CODES = frozenset({"wikidata", "url", "archived_url", "licence"})


@dataclass(frozen=True)
class Part:
    """A part of a record that is found by its own name, such as an article of a treaty."""

    names: tuple[str, ...]
    title: str
    anchor: str
    summary: str


@dataclass(frozen=True)
class SearchDocument:
    """What is found of one page."""

    url: str
    """The page's directory on the site, as in `Page`."""
    title: str
    summary: str = ""
    """The first line of a hit, in plain text."""
    model: type[Entity] | None = None
    """The kind of the record whose page it is; None for any other page."""
    when: str = ""
    """The date that is shown with a result, in words."""
    names: tuple[str, ...] = ()
    """Other names, in any language and script."""
    codes: tuple[str, ...] = ()
    """Symbols and official names that it is found by as by a name, but that no hit shows."""
    parts: tuple[Part, ...] = ()
    lead: str = ""
    """What it is in short."""
    headings: str = ""
    """The labels of its fields and properties."""
    body: str = ""
    """Everything else it says."""
    passages: tuple[Passage, ...] = ()
    """Its statements or sections, of which a hit shows those with the words."""
    about: Mapping[str, float] = field(default_factory=dict)
    """The addresses of the records that it is about or speaks of, with how much it does."""
    states: tuple[str, ...] = ()
    """The names of the states that it is related to."""
    years: tuple[int, ...] = ()
    links: int = 0
    """How many records refer to it."""
    is_focus: bool = False
    """Whether it is the organization in focus, or a treaty that this rests on."""

    @property
    def kind(self) -> str:
        """The kind that is shown beside the title."""
        return self.model.kind.label if self.model else PAGE


def describe_site(graph: Graph, pages: Iterable[Page], focus: Reference | None = None) -> Iterator[SearchDocument]:
    """The documents of rendered pages, one at a time: the full page of a record, the description of any other page."""
    entities = {entity_url(entity): entity for entity in graph.entities.values()}
    links = _Links(graph)
    central = _central(graph, focus)
    for page in pages:
        entity = entities.get(page.url)
        if entity is not None:
            yield _describe_record(graph, links, entity, page, entity.id in central)
        elif not page.is_record:
            yield SearchDocument(page.url, page.title, page.description, lead=page.description)


def describe_written(url: str, title: str, html: str, description: str) -> SearchDocument:
    """The document of a hand-written page, from the HTML of its text: a passage for each section."""
    sections: list[tuple[str, str, list[str]]] = [("", "", [])]
    body = LexborHTMLParser(html).body
    for node in body.iter() if body else ():
        if re.fullmatch("h[2-4]", node.tag or ""):
            sections.append((node.attributes.get("id") or "", node.text(strip=True), []))
        elif node.tag != "h1":
            sections[-1][2].append(" ".join(node.text(separator=" ").split()))
    passages = tuple(Passage(anchor, label, " ".join(texts)) for anchor, label, texts in sections if any(texts))
    text = " ".join(f"{passage.label} {passage.text}" for passage in passages)
    return SearchDocument(url, title, description, lead=description, body=text, passages=passages)


class _Links:
    """What the records refer to, counted once for the whole graph."""

    def __init__(self, graph: Graph) -> None:
        self.spoken_of: dict[str, Counter[str]] = defaultdict(Counter)
        """The records that the prose of each record links to, with how often."""
        self.count: Counter[str] = Counter()
        """How many records refer to each."""
        for target, uses in graph.mentions_of.items():
            for use in uses:
                self.spoken_of[use.entity.id][target] += 1
        for identifier in graph.entities:
            referring = {edge.source.id for edge in graph.incoming(identifier)}
            referring |= {use.entity.id for use in graph.mentions_of.get(identifier, ())}
            self.count[identifier] = len(referring)


def _describe_record(graph: Graph, links: _Links, entity: Entity, page: Page, is_central: bool) -> SearchDocument:
    name = graph.name_of
    lead, headings, body = _texts(entity, name)
    verdict = entity.verdict if isinstance(entity, Question) else ""
    is_named = entity.kind.naming in (Naming.NAME,)
    return SearchDocument(
        entity_url(entity),
        entity.name,
        verdict or page.description,
        type(entity),
        f"answer as of {entity.answered.words}" if isinstance(entity, Question) else entity.when,
        tuple(found.text for found in list_names(entity)[1:]),
        tuple(_codes(entity)) if is_named else (),
        _parts(entity, name) if isinstance(entity, Treaty) else (),
        lead,
        headings,
        body,
        () if isinstance(entity, Source) else tuple(record_passages(graph, entity)),
        _about(graph, entity, links.spoken_of.get(entity.id, Counter())),
        _states(graph, entity, links.spoken_of.get(entity.id, Counter())),
        _years(entity),
        links.count[entity.id],
        is_central,
    )


def _central(graph: Graph, focus: Reference | None) -> frozenset[str]:
    """The ids of the organization in focus and of the treaties that it rests on."""
    entity = graph.entities.get(focus.id) if focus else None
    if not isinstance(entity, Organization):
        return frozenset()
    return frozenset({entity.id, *(treaty.id for treaty in entity.founding_treaties)})


def _texts(entity: Entity, name: Name) -> tuple[str, str, str]:
    """All texts of a record: what it is in short, the labels of its fields and properties, and the rest."""
    lead: list[str] = []
    body: list[str] = []
    for found in walk(entity):
        if found.field.role in _NOT_FOUND_BY or found.field.key in _CODES or found.field.role is FieldRole.NAMES:
            continue
        match found.value:
            case Prose():
                text = found.value.to_plain(name)
            case Reference():
                text = name(found.value)
            case Date():
                text = found.value.words
            case Choice():
                text = found.value.label
            case str():
                text = found.value
            case _:
                continue
        key = found.path[0] if len(found.path) < 3 else found.field.key
        if key in ("name", "names", "aliases", "abbreviations"):
            continue
        (lead if key in _LEAD else body).append(text)
    labels = {found.label for found in describe(type(entity)) if found.of(entity) not in (None, (), {}, "")}
    labels |= {statement.definition.label for statement in entity.facts}
    return "\n".join(lead), "\n".join(sorted(labels)), "\n".join(body)


def _codes(entity: Entity) -> Iterator[str]:
    """Short texts that name it: a symbol, an official name, a code of ISO 3166."""
    for found in describe(type(entity)):
        if found.is_inherited and found.role is not FieldRole.NAMES or found.key in _CODES:
            continue
        value = found.of(entity)
        if isinstance(value, str) and found.type is str and not found.is_address:
            yield value
        elif found.role is FieldRole.NAMES and found.key != "names" and isinstance(value, dict):
            yield from value.values()


def _parts(treaty: Treaty, name: Name) -> tuple[Part, ...]:
    """The articles of a treaty, each found by its number, and by its number with the name of the treaty."""
    parts = []
    for article in treaty.articles:
        short = f"Article {article.number}"
        title = f"{treaty.name}, {short}" + (f": {article.heading}" if article.heading else "")
        names = (short, f"{treaty.name} {short}", *((f"{short} {article.heading}",) if article.heading else ()))
        parts.append(Part(names, title, article.anchor, article.gist.to_plain(name)))
    return tuple(parts)


def _about(graph: Graph, entity: Entity, spoken_of: Counter[str]) -> Mapping[str, float]:
    """How much it is about others: most about itself, then what it names as its subject, then what it links to."""
    found: dict[str, float] = defaultdict(float)
    found[entity_url(entity)] = 12.0
    for edge in graph.outgoing(entity.id):
        if edge.path[0] != "see_also":
            found[entity_url(edge.target)] += 3.0 if edge.path[0] in ("about", "question") else 1.5
    for identifier, count in spoken_of.items():
        found[entity_url(graph.entities[identifier])] += min(count, 6)
    return found


def _states(graph: Graph, entity: Entity, spoken_of: Counter[str]) -> tuple[str, ...]:
    """The states among the record itself, its references, the records that refer to it, and the links of its prose."""
    related = [entity, *(edge.target for edge in graph.outgoing(entity.id))]
    related += [edge.source for edge in graph.incoming(entity.id)]
    related += [graph.entities[identifier] for identifier in spoken_of]
    return tuple(sorted({other.name for other in related if isinstance(other, State)}))


def _years(entity: Entity) -> tuple[int, ...]:
    """The years of its own dates; for a record without any, those of its statements."""
    if entity.start.is_known and entity.end.is_known:
        return tuple(range(entity.start.year, entity.end.year + 1))
    own = [found.of(entity) for found in describe(type(entity)) if found.role not in _EDITORIAL]
    dates = [value for value in own if isinstance(value, Date)]
    if not dates:
        dates = [
            found.value
            for found in walk(entity)
            if isinstance(found.value, Date) and found.field.role not in _EDITORIAL
        ]
    return tuple(sorted({date.year for date in dates if date.is_known}))
