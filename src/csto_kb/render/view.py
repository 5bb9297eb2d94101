"""What a template sees of one page: the graph, and ways to show its values as safe HTML.

Everything returned is `Markup` made by escaping; templates never need to mark a value as safe.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag

from markupsafe import Markup, escape

from csto_kb.dates import Date
from csto_kb.fields import Field, Record, describe
from csto_kb.graph import Edge, Graph, Use
from csto_kb.link_state import LinkState
from csto_kb.model import MODELS, Entity, Event, Fact, Source
from csto_kb.model.properties import TOPICS, Property
from csto_kb.prose import Citation, Prose, Reference, first_sentence
from csto_kb.render.notes import Notes
from csto_kb.site import entity_url, kind_url, relative_url

MAX_INFOBOX_TEXT = 120
"""Longer texts, in characters of YAML, stand under their heading only."""

_COMMON = frozenset(field.name for field in describe(Entity))


@dataclass(frozen=True)
class Group:
    """Things under a common heading."""

    label: str
    items: list[Any]


@dataclass
class View:
    """The view of the graph from one page."""

    graph: Graph
    url: str
    link_states: Mapping[str, LinkState] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)

    def path(self, target: str) -> str:
        """The relative address of a page or file of the site."""
        return relative_url(target, self.url)

    def link(self, target: Entity | Reference | str, label: str = "") -> Markup:
        """A link to an entity; plain text where its record is broken and left out."""
        entity = target if isinstance(target, Entity) else self.entity(target)
        if entity is None:
            return Markup(f"<span>{escape(label or target)}</span>")  # noqa: S704 - escaped
        anchor, part = "", ""
        if isinstance(target, Reference) and target.anchor:
            anchor, part = f"#{target.anchor}", f", {target.anchor.replace('-', ' ')}"
        # An id and an anchor are made of a-z, 0-9 and hyphens, and need no escaping in an address.
        address = self.path(entity_url(entity)) + anchor
        return Markup(f'<a class="kb-link" href="{address}">{escape(label or entity.name + part)}</a>')  # noqa: S704 - escaped

    def entity(self, reference: Reference | str) -> Entity | None:
        return self.graph.entities.get(reference.id if isinstance(reference, Reference) else reference)

    def link_state(self, source: Source) -> LinkState | None:
        """What is known of the address of a source; None where it was never asked, or there is none."""
        return self.link_states.get(urldefrag(source.url).url) if source.url else None

    def cite(self, citations: Sequence[Citation]) -> Markup:
        """Numbered marks; a citation of a record that is broken, or is no source, is left out."""
        found = [citation for citation in citations if isinstance(self.entity(citation.source), Source)]
        return self.notes.cite(found)

    def cite_beyond(self, citations: Sequence[Citation], prose: Prose) -> Markup:
        """Cite only what the prose before it does not cite itself."""
        cited = {mention.target for mention in prose.mentions}
        return self.cite([citation for citation in citations if citation not in cited])

    def prose(self, prose: Prose) -> Markup:
        return prose.render(self.link, self.cite)

    def first_sentence(self, prose: Prose) -> str:
        """The first sentence as plain text, with the names of what it links."""

        def name(reference: Reference) -> str:
            entity = self.entity(reference)
            return entity.name if entity else reference.id

        return first_sentence(prose.to_plain(name))

    def inline(self, prose: Prose) -> Markup:
        """Prose without the paragraph around it, where it is a single paragraph."""
        html = self.prose(prose).strip()
        if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
            return Markup(html[len("<p>") : -len("</p>")])  # noqa: S704 - a slice of what `prose` made
        return Markup(html)  # noqa: S704 - what `prose` made

    def date(self, date: Date | None) -> Markup:
        if date is None:
            return Markup("")
        if not date.iso:
            return Markup("{}").format(date.words)
        return Markup('<time datetime="{}">{}</time>').format(date.iso, date.words)

    def fact_value(self, fact: Fact) -> Markup:
        """A fact's value in words, with qualifier, range and unit."""
        if isinstance(fact.value, int | float):
            upper = f"–{number(fact.upper)}" if fact.upper is not None else ""
            parts = [fact.qualifier or "", number(fact.value) + upper, fact.definition.unit]
            return Markup("{}").format("\u00a0".join(part for part in parts if part))
        return self.value(fact.value)

    def value(self, value: Any) -> Markup:
        """Any value of a field, shown by what it is."""
        match value:
            case Date():
                return self.date(value)
            case Prose():
                return self.inline(value)
            case Reference():
                return self.link(value)
            case Citation():
                return self.cite([value])
            case bool() | int() | float():
                return Markup("{}").format(number(value))
            case str() if value.startswith(("http://", "https://")):
                return Markup('<a class="kb-web" href="{}">{}</a>').format(value, value.split("//", 1)[1].rstrip("/"))
            case dict():
                items = [Markup('<span lang="{}">{}</span>').format(key, text) for key, text in value.items()]
                return Markup(", ").join(items)
            case tuple():
                return Markup(", ").join(self.value(item) for item in value)
            case Record():
                return self.record(value)
            case _:
                return Markup("{}").format(value)

    def record(self, record: Record) -> Markup:
        """A part of a record on one line: its fields, then its sources."""
        shown = []
        for described in describe(type(record)):
            value = getattr(record, described.name)
            is_shown = value not in (None, (), {}) and described.key not in (
                "sources",
                "confidence",
                "latitude",
                "longitude",
            )
            if is_shown:
                shown.append(self.value(value))
        return Markup(", ").join(shown) + self.cite(getattr(record, "sources", ()))

    def own_fields(self, entity: Entity) -> list[tuple[Field, Any]]:
        """The fields that only this kind has and that are filled, with their values."""
        return [
            (described, value)
            for described, value in self.all_fields(entity)
            if described.name not in _COMMON and value not in (None, (), {}, False)
        ]

    def filled(self, record: Record) -> list[tuple[Field, Any]]:
        """The filled fields of a record part, with their values."""
        pairs = [(described, getattr(record, described.name)) for described in describe(type(record))]
        return [(described, value) for described, value in pairs if value not in (None, (), {})]

    def part_fields(self, field: Field) -> list[Field]:
        """The columns of a table of record parts."""
        return list(describe(field.model)) if field.model else []

    def topics(self, entity: Entity) -> list[Group]:
        """Facts by topic, then by property; in each, the newest first."""
        by_topic: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
        for fact in entity.facts:
            by_topic[fact.definition.topic][fact.property_].append(fact)
        groups = []
        for topic, label in TOPICS.items():
            if topic in by_topic:
                facts = [Group(name, _newest_first(items)) for name, items in by_topic[topic].items()]
                groups.append(Group(label, facts))
        return groups

    def key_facts(self, entity: Entity) -> list[tuple[Property, Fact]]:
        """The latest fact of each property that belongs in the infobox."""
        latest: dict[str, Fact] = {}
        for fact in entity.facts:
            is_short = not isinstance(fact.value, Prose) or len(fact.value.text) <= MAX_INFOBOX_TEXT
            if fact.definition.is_key and is_short:
                known = latest.get(fact.property_)
                if known is None or _recency(known) < _recency(fact):
                    latest[fact.property_] = fact
        return [(fact.definition, fact) for fact in latest.values()]

    def relations(self, entity: Entity) -> list[Group]:
        """What refers to the entity, grouped by the inverse that each field declares; events and claims apart."""
        groups: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.graph.incoming(entity.id):
            if edge.inverse not in ("", "See also") and edge.source.kind.name not in ("event", "claim"):
                groups[edge.inverse].append(edge)
        return [Group(label, _sorted_edges(edges)) for label, edges in sorted(groups.items())]

    def events(self, entity: Entity) -> list[Edge]:
        """Events that refer to the entity, each once, in the order of time."""
        return self._once(entity, "event")

    def claims(self, entity: Entity) -> list[Edge]:
        """Claims that refer to the entity, each once, in the order of time."""
        return self._once(entity, "claim")

    def see_also(self, entity: Entity) -> list[Entity]:
        """Related records that either side names, by name."""
        pairs = [(edge.label, edge.target) for edge in self.graph.outgoing(entity.id)]
        pairs += [(edge.inverse, edge.source) for edge in self.graph.incoming(entity.id)]
        found = {other.id: other for label, other in pairs if label == "See also"}
        return sorted(found.values(), key=lambda other: (other.name, other.id))

    def _once(self, entity: Entity, kind: str) -> list[Edge]:
        first: dict[str, Edge] = {}
        for edge in self.graph.incoming(entity.id):
            if edge.source.kind.name == kind:
                first.setdefault(edge.source.id, edge)
        return _sorted_edges(first.values())

    def mentions(self, entity: Entity) -> list[Group]:
        """Entities whose prose links here and that no relation lists already, by kind."""
        related = {edge.source.id for edge in self.graph.incoming(entity.id)}
        found = {
            use.entity.id: use.entity
            for use in self.graph.mentions_of.get(entity.id, ())
            if use.entity.id not in related
        }
        return by_kind(found.values())

    def citations(self, entity: Entity) -> list[Group]:
        """What rests on a source: per citing entity, its uses; grouped by kind."""
        uses: dict[str, list[Use]] = defaultdict(list)
        for use in self.graph.citations_of.get(entity.id, ()):
            uses[use.entity.id].append(use)
        groups = by_kind(self.graph.entities[identifier] for identifier in sorted(uses))
        return [Group(group.label, [(item, uses[item.id]) for item in group.items]) for group in groups]

    def use_label(self, use: Use) -> str:
        """What a citation stands behind: the property or field, and when it held."""
        if isinstance(use.owner, Fact):
            when = f" ({use.owner.when})" if use.owner.when else ""
            return f"{use.owner.definition.label}{when}"
        outer = next((item for item in describe(type(use.entity)) if use.path and item.key == use.path[0]), None)
        return "The record as a whole" if outer is None or outer.key == "sources" else outer.label

    def years(self, edges: Sequence[Edge]) -> list[Group]:
        """Group events or claims by year."""
        groups: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges:
            date = entity_date(edge.source)
            groups[str(date.year) if date.is_known else "Date not known"].append(edge)
        return [Group(label, items) for label, items in groups.items()]

    def edges_by_kind(self, edges: Sequence[Edge]) -> list[Group]:
        """Group references by the kind of what refers, in the order of the kinds."""
        kinds = [model.kind for model in MODELS]
        groups = [Group(kind.plural, [edge for edge in edges if edge.source.kind is kind]) for kind in kinds]
        return [group for group in groups if group.items]

    def kinds(self) -> list[type[Entity]]:
        return [model for model in MODELS if self.graph.of_kind(model.kind.name)]

    def all_fields(self, entity: Entity) -> list[tuple[Field, Any]]:
        """Every field of an entity with its value, filled or not."""
        return [(described, getattr(entity, described.name)) for described in describe(type(entity))]

    def cell(self, entity: Entity, field: Field) -> Markup:
        """A field as one cell of an index: an event's interval for its date, the latest of many parts."""
        if field.key == "date" and isinstance(entity, Event):
            return Markup("{}").format(entity.when)
        value = getattr(entity, field.name)
        if field.model and value:
            last = value[-1]
            return Markup("{}").format(getattr(last, "title", None) or getattr(last, "name", ""))
        return Markup("") if value in (None, ()) else self.value(value)

    def in_order(self, entities: Iterable[Entity]) -> list[Entity]:
        """By date where the kind has one, else by name."""
        return sorted(entities, key=lambda item: (entity_date(item), item.name.casefold(), item.id))

    def latest(self, entities: Iterable[Entity], count: int) -> list[Entity]:
        """The last ones in time, newest first; plans are left out."""
        happened = [item for item in entities if not getattr(item, "is_planned", False)]
        return self.in_order(happened)[::-1][:count]

    def event_years(self) -> list[Group]:
        """All events by year."""
        groups: dict[str, list[Entity]] = defaultdict(list)
        for event in self.in_order(self.graph.of_kind(Event.kind.name)):
            date = entity_date(event)
            groups[str(date.year) if date.is_known else "Date not known"].append(event)
        return [Group(label, items) for label, items in groups.items()]

    def speakers(self) -> list[tuple[Entity, list[Edge]]]:
        """Everybody with claims, by name, with the claims in the order of time."""
        edges: dict[str, list[Edge]] = defaultdict(list)
        for claim in self.graph.of_kind("claim"):
            for edge in self.graph.outgoing(claim.id):
                if edge.path == ("speaker",):
                    edges[edge.target.id].append(edge)
        found = [(self.graph.entities[identifier], _sorted_edges(items)) for identifier, items in edges.items()]
        return sorted(found, key=lambda pair: (pair[0].name, pair[0].id))

    def kind_path(self, model: type[Entity]) -> str:
        return self.path(kind_url(model.kind.folder))


def number(value: int | float) -> str:
    """Digits in groups of three, parted by commas, no more precision than was written; a truth value as a word."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}"


def entity_date(entity: Entity) -> Date:
    """The date of an event or claim; `unknown` for everything else."""
    found = getattr(entity, "start", None) or getattr(entity, "date", None) or Date.parse("unknown")
    return found if isinstance(found, Date) else Date.parse("unknown")


def by_kind(entities: Iterable[Entity]) -> list[Group]:
    """Group entities by kind, in the order of the kinds, each sorted by name."""
    grouped: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        grouped[entity.kind.name].append(entity)
    return [
        Group(
            model.kind.plural,
            sorted(grouped[model.kind.name], key=lambda item: (entity_date(item), item.name, item.id)),
        )
        for model in MODELS
        if model.kind.name in grouped
    ]


def _sorted_edges(edges: Iterable[Edge]) -> list[Edge]:
    def key(edge: Edge) -> tuple[Date, str, str]:
        return (entity_date(edge.source), edge.source.name, edge.source.id)

    return sorted(edges, key=key)


def _recency(fact: Fact) -> tuple[bool, Date]:
    """What the latest of several facts is chosen by: an undated one never wins over a dated one."""
    return (fact.sort_date.is_known, fact.sort_date)


def _newest_first(facts: list[Fact]) -> list[Fact]:
    """Known dates downwards, then the undated; the order of the record within a date."""
    known = [fact for fact in facts if fact.sort_date.is_known]
    rest = [fact for fact in facts if not fact.sort_date.is_known]
    return sorted(known, key=lambda fact: fact.sort_date, reverse=True) + rest
