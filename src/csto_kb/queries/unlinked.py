"""Names of records that stand in the prose of other records, and on pages written by hand, without a link."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from csto_kb.content import Content, ContentPage
from csto_kb.fields import Value, walk
from csto_kb.graph import Graph, target_id
from csto_kb.insight.names import short_name
from csto_kb.model import Entity, Naming
from csto_kb.notation import NotationSpan
from csto_kb.prose import Prose, Reference

_WORD = re.compile(r"\w+")
_NOT_PLAIN = re.compile(r"\[[^\]]*\]\([^)]*\)|<(?:https?:|/?[a-z])[^>]*>|`[^`]*`")
"""Markdown links, addresses, tags and code."""
_MIN_LENGTH = 3


@dataclass(frozen=True)
class Unlinked:
    """A name in the prose of an entity, and the entity that bears it."""

    entity: Entity
    value: Value
    name: str
    occurrence: int
    """How many times the name stands earlier in the same prose."""
    target: Entity


@dataclass(frozen=True)
class UnlinkedOnPage:
    """A name on a page written by hand, and the entity that bears it."""

    page: ContentPage
    offset: int
    name: str
    target: Entity


def find_unlinked_on_pages(graph: Graph, content: Content) -> Iterator[UnlinkedOnPage]:
    """The first place on each page with the name of a record that the page links nowhere."""
    names = _index_names(graph)
    for page in content.pages:
        spans = [found for found in page.notation if isinstance(found, NotationSpan)]
        known = {target_id(mention.target) for span in spans for mention in span.mentions}
        for name, offset, identifier in _find_names(page.text, names, page.asides):
            if identifier not in known:
                known.add(identifier)
                yield UnlinkedOnPage(page, offset, name, graph.entities[identifier])


def find_unlinked(graph: Graph) -> Iterator[Unlinked]:
    """The first place in each record with the name of another that it refers to nowhere.

    A name that two records bear is passed over, and so is one that is part of a longer name.
    """
    names = _index_names(graph)
    for entity in graph.entities.values():
        values = [value for value in walk(entity) if isinstance(value.value, Prose)]
        known = {entity.id, *(edge.target.id for edge in graph.outgoing(entity.id))}
        for value in values:
            known |= {mention.target.id for mention in value.value.mentions if isinstance(mention.target, Reference)}
        for value in values:
            for name, offset, identifier in _find_names(value.value.text, names, _spans(value.value.text)):
                if identifier not in known:
                    known.add(identifier)
                    occurrence = value.value.text.count(name, 0, offset)
                    yield Unlinked(entity, value, name, occurrence, graph.entities[identifier])


def _index_names(graph: Graph) -> Mapping[str, list[tuple[str, str]]]:
    """Names with the id that each belongs to, by their first word, the longest name first."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for entity in graph.entities.values():
        if entity.kind.naming is Naming.NAME:
            for name in (entity.name, short_name(entity), *entity.aliases):
                bearers[name].add(entity.id)
    index: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(bearers, key=lambda name: (-len(name), name)):
        first = _WORD.match(name)
        if first and len(name) >= _MIN_LENGTH and len(bearers[name]) == 1:
            index[first[0]].append((name, min(bearers[name])))
    return index


def _spans(text: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in Prose(text).spans]


def _find_names(
    text: str, names: Mapping[str, list[tuple[str, str]]], asides: Iterable[tuple[int, int]]
) -> Iterator[tuple[str, int, str]]:
    """Names in the plain words of a text, outside some stretches of it, as (name, offset, id)."""
    covered = [*asides, *(match.span() for match in _NOT_PLAIN.finditer(text))]
    position = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < position or any(first <= start < end for first, end in covered):
            continue
        for name, identifier in names.get(word[0], ()):
            if re.match(re.escape(name) + r"(?!\w)", text[start : start + len(name) + 1]):
                position = start + len(name)
                yield name, start, identifier
                break
