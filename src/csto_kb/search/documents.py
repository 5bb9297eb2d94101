"""What the search knows of a page: its text, its names, and what it is filtered by.

Pagefind reads HTML with attributes of its own. It gets documents made here, so that the pages of the site carry
none of them but the one that keeps a neighbourhood out, whose words stand elsewhere on the page. An excerpt leads
to the heading before it, by the heading's anchor.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from csto_kb.dates import Date
from csto_kb.fields import FieldRole, describe, walk
from csto_kb.graph import Graph
from csto_kb.insight.names import list_names
from csto_kb.model import Entity, Source, State
from csto_kb.site import Page, entity_url

PAGE = "Page"
"""What a page that is not a record's is called beside the kinds of records."""

_OF_THE_RECORD = frozenset({FieldRole.BOOKKEEPING, FieldRole.ACCESS, FieldRole.KEPT})
"""Roles of dates that say when somebody worked on the record, and not what it is about."""
_NAME_WEIGHT, _SOURCE_WEIGHT = 7.0, 0.1
"""Against 1 for a word of the text. Titles of sources are full of names: they come after what they speak of."""
_CELL_END = re.compile("(?=</(?:dt|dd|th|td)>)")
"""Where Pagefind would join the last word of a cell to the first of the next."""


@dataclass(frozen=True)
class Document:
    """One page as the search sees it."""

    url: str
    """The page's directory on the site, as in `Page`."""
    title: str
    html: Markup
    """Its text, with headings that have anchors."""
    model: type[Entity] | None = None
    """The kind whose record it is the page of; None for any other page."""
    when: str = ""
    """The date shown with a hit, in words."""
    names: tuple[str, ...] = ()
    """Other names, in any language and script."""
    states: tuple[str, ...] = ()
    """The names of the states that it has to do with."""
    years: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """What the page is called beside its title."""
        return self.model.kind.label if self.model else PAGE

    def to_html(self, language: str) -> str:
        """The document that Pagefind reads, in a language."""
        weight, name_weight = (_SOURCE_WEIGHT, _SOURCE_WEIGHT) if self.model is Source else (1, _NAME_WEIGHT)
        values = [("meta", "kind", self.kind), ("meta", "when", self.when), ("filter", "kind", self.kind)]
        values += [("filter", "state", state) for state in self.states]
        values += [("filter", "year", str(year)) for year in self.years]
        properties = "".join(
            f'<p data-pagefind-ignore data-pagefind-{attribute}="{name}">{escape(value)}</p>'
            for attribute, name, value in values
            if value
        )
        return (
            f'<!doctype html><html lang="{language}"><body data-pagefind-weight="{weight}">'
            f'<p data-pagefind-meta="title" data-pagefind-weight="{name_weight}">{escape(self.title)}</p>'
            f'<p data-pagefind-weight="{name_weight}">{escape("; ".join(self.names))}</p>'
            f"{properties}{_CELL_END.sub(' ', self.html)}</body></html>"
        )


def describe_site(graph: Graph, pages: Iterable[Page]) -> Iterator[Document]:
    """The documents of pages that templates make, one by one: of a record its page, of a list its description."""
    entities = {entity_url(entity): entity for entity in graph.entities.values()}
    mentioned = _states_mentioned(graph)
    for page in pages:
        entity = entities.get(page.url)
        if entity is not None:
            yield Document(
                page.url,
                entity.name,
                page.html,
                type(entity),
                _when(entity),
                _other_names(entity),
                _states(graph, entity, mentioned.get(entity.id, set())),
                _years(entity),
            )
        elif not page.is_record:
            yield Document(page.url, page.title, Markup("<p>{}</p>").format(page.description))


def _other_names(entity: Entity) -> tuple[str, ...]:
    return tuple(name.text for name in list_names(entity)[1:])


def _when(entity: Entity) -> str:
    return entity.when or f"reviewed {entity.reviewed.words}"


def _states_mentioned(graph: Graph) -> Mapping[str, set[str]]:
    """The states that the prose of each record links to."""
    states: dict[str, set[str]] = defaultdict(set)
    for state in graph.of_kind(State.kind.name):
        for use in graph.mentions_of.get(state.id, ()):
            states[use.entity.id].add(state.name)
    return states


def _states(graph: Graph, entity: Entity, mentioned: set[str]) -> tuple[str, ...]:
    """Itself, those that its fields name, those that name it, those that its prose links to."""
    related = [entity, *(edge.target for edge in graph.outgoing(entity.id))]
    related += [edge.source for edge in graph.incoming(entity.id)]
    return tuple(sorted({other.name for other in related if isinstance(other, State)} | mentioned))


def _years(entity: Entity) -> tuple[int, ...]:
    """The years of its own dates; of a record without any, those of its statements."""
    if entity.start.is_known and entity.end.is_known:
        return tuple(range(entity.start.year, entity.end.year + 1))
    own = [field.of(entity) for field in describe(type(entity)) if field.role not in _OF_THE_RECORD]
    dates = [value for value in own if isinstance(value, Date)]
    if not dates:
        dates = [
            found.value
            for found in walk(entity)
            if isinstance(found.value, Date) and found.field.role not in _OF_THE_RECORD
        ]
    return tuple(sorted({date.year for date in dates if date.is_known}))
