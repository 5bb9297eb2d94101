"""What a page lists: an entity's fields, facts, relations and neighbours, in groups and in order.

A template's `view` is a `PageView`: what is said here and in `view`. The next list that a page needs goes
here, as a method that returns records, groups or edges; a template shows them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from csto_kb.dates import Date
from csto_kb.fields import Field, FieldRole, Record, Relation, describe
from csto_kb.graph import Edge
from csto_kb.insight.coverage import (
    EmptyField,
    Gap,
    KindCoverage,
    list_empty_fields,
    list_gaps,
    measure_coverage,
)
from csto_kb.insight.evidence import group_disagreeing
from csto_kb.insight.order import in_order
from csto_kb.insight.resting import Resting, what_rests
from csto_kb.model import MODELS, Entity, Fact, Naming, Question, Statement
from csto_kb.model.properties import PROPERTIES, TOPICS, Property
from csto_kb.model.relations import SEE_ALSO
from csto_kb.prose import Prose
from csto_kb.render.holding import held
from csto_kb.render.sorting import sorted_by
from csto_kb.render.view import View
from csto_kb.site import entity_url, kind_url

MAX_INFOBOX_TEXT = 120
"""Longer texts, in characters of YAML, stand under their heading only."""

_NEVER = Date.parse("0001")
"""Before everything."""


@dataclass(frozen=True)
class Group:
    """Things under a common heading."""

    label: str
    items: list[Any]
    key: str = ""
    """What its anchor is made of, whatever its label."""


class PageView(View):
    """The view from one page, with what pages list."""

    def own_fields(self, entity: Entity) -> list[tuple[Field, Any]]:
        """The fields that only this kind has and that are filled, with their values."""
        return [
            (described, value)
            for described, value in self.all_fields(entity)
            if not described.is_inherited and value not in (None, (), {}, False)
        ]

    def filled(self, record: Record) -> list[tuple[Field, Any]]:
        """The filled fields of a record part, with their values."""
        pairs = [(described, described.of(record)) for described in describe(type(record))]
        return [(described, value) for described, value in pairs if value not in (None, (), {})]

    def part_fields(self, field: Field) -> list[Field]:
        """The columns of a table of record parts: what only these have, then what all statements have."""
        fields = describe(field.model) if field.model else ()
        return sorted(fields, key=lambda column: column.is_inherited)

    def topics(self, entity: Entity) -> list[Group]:
        """Facts by topic, then by property, the newest first; those that contradict each other together.

        The topics that matter most for the kind come first, then the others in the order of the registry.
        """
        by_topic: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
        for fact in entity.facts:
            by_topic[fact.definition.topic][fact.property_].append(fact)
        groups = []
        for topic in dict.fromkeys((*entity.kind.topics, *TOPICS)):
            if topic in by_topic:
                facts = [
                    Group(name, group_disagreeing(_newest_first(items))) for name, items in by_topic[topic].items()
                ]
                groups.append(Group(TOPICS[topic], facts, topic))
        return groups

    def key_facts(self, entity: Entity) -> list[tuple[Property, list[Fact]]]:
        """The latest fact of each property that belongs in the infobox, or the latest ones that disagree."""
        by_property: dict[str, list[Fact]] = defaultdict(list)
        for fact in entity.facts:
            is_short = not isinstance(fact.value, Prose) or len(fact.value.text) <= MAX_INFOBOX_TEXT
            if fact.definition.is_key and is_short:
                by_property[fact.property_].append(fact)
        names = [name for name in PROPERTIES if name in by_property]
        return [(PROPERTIES[name], group_disagreeing(_newest_first(by_property[name]))[0]) for name in names]

    def relations(self, entity: Entity) -> list[Group]:
        """What refers to the entity, grouped by the inverse that each field declares; events and claims apart."""
        groups: dict[Relation, list[Edge]] = defaultdict(list)
        for edge in self.graph.incoming(entity.id):
            if edge.back and edge.back is not SEE_ALSO and not edge.source.kind.has_list:
                groups[edge.back].append(edge)
        ordered = sorted(groups.items(), key=lambda item: item[0].heading)
        return [Group(relation.heading, _sorted_edges(edges), relation.id) for relation, edges in ordered]

    def events(self, entity: Entity) -> list[Edge]:
        """Events that refer to the entity, each once, in the order of time."""
        return self._once(entity, "event")

    def claims(self, entity: Entity) -> list[Edge]:
        """Claims that refer to the entity, each once, in the order of time."""
        return self._once(entity, "claim")

    def see_also(self, entity: Entity) -> list[Entity]:
        """Related records that either side names, by name."""
        pairs = [(edge.back, edge.target) for edge in self.graph.outgoing(entity.id)]
        pairs += [(edge.back, edge.source) for edge in self.graph.incoming(entity.id)]
        found = {other.id: other for relation, other in pairs if relation is SEE_ALSO}
        return sorted(found.values(), key=lambda other: (other.name, other.id))

    def _once(self, entity: Entity, kind: str) -> list[Edge]:
        first: dict[str, Edge] = {}
        for edge in self.graph.incoming(entity.id):
            if edge.source.kind.name == kind:
                first.setdefault(edge.source.id, edge)
        return _sorted_edges(first.values())

    def mentions(self, entity: Entity) -> list[Group]:
        """Entities whose prose links here and that no relation lists already, by kind; then pages written by hand."""
        related = {edge.source.id for edge in self.graph.incoming(entity.id)}
        found = {
            use.entity.id: use.entity
            for use in self.graph.mentions_of.get(entity.id, ())
            if use.entity.id not in related
        }
        pages = list({use.page.name: use.page for use in self.graph.pages_linking(entity.id)}.values())
        return by_kind(found.values()) + ([Group("Pages", pages)] if pages else [])

    def related(self, entity: Entity) -> list[tuple[Entity, str]]:
        """Records without a relation of their own to an entity that share relations with it, and what they share."""
        return [(other, _name_some(shared)) for other, shared in self.context.related(entity)]

    def before_and_after(self, event: Entity) -> tuple[Entity | None, Entity | None]:
        """The events before and after one in time."""
        events, place = self.context.events, self.context.event_places[event.id]
        return events[place - 1] if place else None, events[place + 1] if place + 1 < len(events) else None

    def trail(self, entity: Entity) -> list[tuple[str, str]]:
        """The way down to an entity's page: label and address of its kind's index and of the records it is part of."""
        parts: list[Entity] = []
        current: Entity | None = entity
        while current and (upper := current.wholes):
            current = self.entity(upper[0])
            if current is None or current in parts or current is entity:
                break
            parts.insert(0, current)
        steps = [(entity.kind.plural, self.kind_path(type(entity)))]
        return steps + [(part.name, self.path(entity_url(part))) for part in parts]

    def resting(self, source: Entity) -> Resting:
        """What rests on a source."""
        return what_rests(self.context, source)

    def years(self, edges: Sequence[Edge]) -> list[Group]:
        """Group events or claims by year."""
        groups: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges:
            date = edge.source.start
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
        return [(described, described.of(entity)) for described in describe(type(entity))]

    def cell(self, entity: Entity, field: Field) -> Markup:
        """A field as one cell of an index: a date or interval in words; of many parts the one held last."""
        value = field.of(entity)
        if field.key in entity.alternatives:
            return Markup("<td{}>{}</td>").format(sorted_by(entity.start), entity.when)
        if field.model and value:
            return Markup("<td>{}</td>").format(self._parts(value))
        shown = "" if value in (None, ()) else self.value(value)
        return Markup("<td{}>{}</td>").format(
            sorted_by(value) if isinstance(value, Date | int | Decimal) else "", shown
        )

    def _parts(self, parts: Sequence[Record]) -> Markup:
        """The title of the part held last; behind it the others, for the days on which these were held."""
        last = max(parts, key=_recency)
        shown = [
            Markup("<span{}{}>{}</span>").format(
                "" if part is last else Markup(' class="kb-not-today"'),
                held(part),
                part.of_role(FieldRole.NAME) or "",
            )
            for part in (last, *(part for part in parts if part is not last))
        ]
        return Markup(" ").join(shown)

    def in_order(self, entities: Iterable[Entity]) -> list[Entity]:
        """By date where the kind has one, else by name."""
        return in_order(entities)

    def latest(self, entities: Iterable[Entity], count: int | None) -> list[Entity]:
        """The last ones in time, newest first, or all; plans, and what has no date, are left out."""
        happened = [item for item in entities if item.start.is_known and not item.is_announced]
        return in_order(happened)[::-1][:count]

    def event_years(self) -> list[Group]:
        """All events by year."""
        groups: dict[str, list[Entity]] = defaultdict(list)
        for event in self.context.events:
            date = event.start
            groups[str(date.year) if date.is_known else "Date not known"].append(event)
        return [Group(label, items) for label, items in groups.items()]

    def most_argued(self) -> list[Entity]:
        """The questions, those with most claims first."""
        questions = self.graph.of_kind(Question.kind.name)
        return sorted(questions, key=lambda question: (-len(self.claims(question)), question.name, question.id))

    def coverage(self) -> list[KindCoverage]:
        return measure_coverage(self.context)

    def gaps(self) -> Mapping[str, list[Gap]]:
        return list_gaps(self.context)

    def empty_fields(self) -> list[EmptyField]:
        return list_empty_fields(self.context)

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


def by_kind(entities: Iterable[Entity]) -> list[Group]:
    """Group entities by kind, in the order of the kinds, each sorted by name."""
    grouped: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        grouped[entity.kind.name].append(entity)
    return [
        Group(
            model.kind.plural,
            sorted(grouped[model.kind.name], key=lambda item: (item.start, item.name, item.id)),
        )
        for model in MODELS
        if model.kind.name in grouped
    ]


def _name_some(shared: Sequence[Entity]) -> str:
    """What two records share, in a few words: two names, and how many more there are. Names of claims are too long."""
    named = [item.name for item in shared if item.kind.naming is not Naming.SENTENCE][:2]
    if not named:
        return "one claim" if len(shared) == 1 else f"{len(shared)} claims"
    rest = len(shared) - len(named)
    return f"{', '.join(named)} and {rest} more" if rest else " and ".join(named)


def _sorted_edges(edges: Iterable[Edge]) -> list[Edge]:
    """By the date of what refers, or of the statement in which it does, such as a term of office; then by name."""

    def key(edge: Edge) -> tuple[Date, str, str]:
        date = edge.source.start
        if not date.is_known and isinstance(edge.owner, Statement):
            date = edge.owner.sort_date
        return (date, edge.source.name, edge.source.id)

    return sorted(edges, key=key)


def _recency(part: Record) -> tuple[bool, Date, Date]:
    """How late a part of a record holds, to be compared: what has not ended last, then by its end and its start."""
    dates = [part.to, part.from_, part.as_of] if isinstance(part, Statement) else [None, None]
    known = [date if date and date.is_known else _NEVER for date in dates]
    return dates[0] is None, max(known), max(known[1:])


def _newest_first(facts: list[Fact]) -> list[Fact]:
    """Known dates downwards, then the undated; the order of the record within a date."""
    known = [fact for fact in facts if fact.sort_date.is_known]
    rest = [fact for fact in facts if not fact.sort_date.is_known]
    return sorted(known, key=lambda fact: fact.sort_date, reverse=True) + rest
