"""The content of a record's page: its fields, facts, relations and neighbours, grouped and sorted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from csto_kb.fields import Field, FieldRole, Record, Relation, describe
from csto_kb.graph import Edge
from csto_kb.insight.names import short_name
from csto_kb.model import Entity, Fact, Naming, Place
from csto_kb.model.properties import Property
from csto_kb.model.relations import QUESTIONS, SEE_ALSO, VOTES_CAST
from csto_kb.prose import Prose
from csto_kb.render.context import SiteContext
from csto_kb.render.graphics.chart import Chart
from csto_kb.render.graphics.neighbourhood import Neighbourhood, neighbourhood
from csto_kb.render.graphics.timeline import life
from csto_kb.render.grouping import Group, records_by_kind, sorted_edges
from csto_kb.render.topics import Topic, key_facts, list_topics

MAX_LATEST = 3
"""How many events a page names as the latest; with hardly more it only lists them."""

_BESIDE = ("sources", "confidence", "note", "according_to")
"""Keys of a part that are shown after its value, and not in a column."""


@dataclass(frozen=True)
class PartTable:
    """The parts of a record that one field holds, with a column for each field that any of them fills."""

    field: Field
    columns: list[Field]
    parts: Sequence[Record]
    is_statement: bool
    """Whether each part is a statement, with an anchor and a confidence."""
    is_sourced: bool
    """Whether any part has a source or a note of its own."""


@dataclass(frozen=True)
class RecordPage:
    """The content of a record's page, for a template. Lists of edges are in chronological order."""

    trail: list[tuple[str, Entity | type[Entity]]]
    """The breadcrumbs: the index of its kind, then the records that it is part of, each with its label."""
    info: list[tuple[Field, Any]]
    """The fields for the infobox, with values: those that only this kind has and that no template shows itself."""
    prose: list[tuple[Field, Prose]]
    """The same for fields of prose."""
    parts: list[PartTable]
    """The same for fields of several parts."""
    key_facts: list[tuple[Property, list[Fact]]]
    """The latest fact of each key property, for the infobox; several where the latest ones disagree."""
    questions: list[Entity]
    """The questions that concern it: first those that name it, then those with most claims."""
    latest: list[Entity]
    """The events that happened last, the newest first; none where the page has hardly more events."""
    votes: list[Edge]
    """Its votes, by date."""
    topics: list[Topic]
    """Facts by topic, then by property, the newest first; facts that disagree are grouped."""
    relations: list[Group]
    """References to it by the inverse relation of the field; without those from questions, events and claims."""
    events: list[Edge]
    """References from events, one for each event."""
    claims: list[Edge]
    """References from claims, one for each claim."""
    see_also: list[Entity]
    """Records that this one names under `see_also`, or that name it there, and that stand in no list above, by name."""
    related: list[tuple[Entity, str]]
    """Records that are not connected to it but share neighbours with it, and the neighbours that they share."""
    connected: int
    """How many records the relations, `see_also`, `related` and `mentions` name."""
    mentions: list[Group]
    """Records whose prose links here and that no relation lists, by kind; then hand-written pages."""
    neighbourhood: Neighbourhood | None
    """The drawing of its neighbours."""
    life: Chart | None
    """The chart of its terms, memberships and events over time."""


def record_page(context: SiteContext, entity: Entity, shows: Iterable[str] = ()) -> RecordPage:
    """Collect the content of a record's page, without the fields (by key) that its template shows itself."""
    own = [(field, value) for field, value in _own_fields(entity) if field.key not in shows]
    parts = [(field, value) for field, value in own if field.model and field.is_many and field.model is not Place]
    prose = [(field, value) for field, value in own if field.type is Prose]
    shown = {field.key for field, _ in (*parts, *prose)}
    events, relations = edges_from(context, entity, "event"), _relations(context, entity)
    claims, questions = edges_from(context, entity, "claim"), _questions(context, entity)
    listed = {edge.source.id for edge in (*events, *claims)} | {question.id for question in questions}
    see_also = [other for other in _see_also(context, entity) if other.id not in listed]
    mentions = _mentions(context, entity)
    related = context.related(entity)
    return RecordPage(
        trail=_trail(context, entity),
        info=[(field, value) for field, value in own if field.key not in shown],
        prose=prose,
        parts=[_part_table(field, value) for field, value in parts],
        key_facts=key_facts(context, entity),
        questions=questions,
        latest=_latest(events),
        votes=sorted_edges(edge for edge in context.graph.incoming(entity.id) if edge.back is VOTES_CAST),
        topics=list_topics(context, entity),
        relations=relations,
        events=events,
        claims=claims,
        see_also=see_also,
        related=[(other, _name_some(shared)) for other, shared in related],
        connected=_count(relations, see_also, (other for other, _ in related), mentions),
        mentions=mentions,
        neighbourhood=neighbourhood(context, entity),
        life=life(context, entity),
    )


def edges_from(context: SiteContext, entity: Entity, kind: str) -> list[Edge]:
    """The references to a record from records of a kind, one for each, in chronological order."""
    first: dict[str, Edge] = {}
    for edge in context.graph.incoming(entity.id):
        if edge.source.kind.name == kind:
            first.setdefault(edge.source.id, edge)
    return sorted_edges(first.values())


def filled(record: Record) -> list[tuple[Field, Any]]:
    """The filled fields of a record or a part of one, with their values."""
    pairs = [(field, field.of(record)) for field in describe(type(record))]
    return [(field, value) for field, value in pairs if value not in (None, (), {})]


def _own_fields(entity: Entity) -> Iterator[tuple[Field, Any]]:
    """The filled fields that only this kind has, with their values."""
    return ((field, value) for field, value in filled(entity) if not field.is_inherited and value is not False)


def _part_table(field: Field, parts: Sequence[Record]) -> PartTable:
    """A table of parts: first the columns that only these have, then those of all statements."""
    fields = sorted(describe(field.model) if field.model else (), key=lambda column: column.is_inherited)
    return PartTable(
        field,
        [column for column in fields if column.key not in _BESIDE and any(column.of(part) for part in parts)],
        parts,
        any(column.role is FieldRole.CONFIDENCE for column in fields),
        any(part.of_role(role) for part in parts for role in (FieldRole.SOURCES, FieldRole.NOTE)),
    )


def _relations(context: SiteContext, entity: Entity) -> list[Group]:
    groups: dict[Relation, list[Edge]] = defaultdict(list)
    for edge in context.graph.incoming(entity.id):
        is_listed_apart = edge.back in (SEE_ALSO, QUESTIONS) or edge.source.kind.has_list
        if edge.back and not is_listed_apart and edge.source is not entity:
            groups[edge.back].append(edge)
    ordered = sorted(groups.items(), key=lambda item: item[0].heading)
    return [Group(relation.heading, sorted_edges(edges), relation.id) for relation, edges in ordered]


def _questions(context: SiteContext, entity: Entity) -> list[Entity]:
    found = {edge.source.id: edge.source for edge in context.graph.incoming(entity.id) if edge.back is QUESTIONS}

    def rank(question: Entity) -> tuple[bool, int, str, str]:
        names_it = entity.name in question.name or short_name(entity) in question.name
        return not names_it, -len(edges_from(context, question, "claim")), question.name, question.id

    return sorted(found.values(), key=rank)


def _latest(events: Sequence[Edge]) -> list[Entity]:
    happened = [edge.source for edge in events if edge.source.start.is_known and not edge.source.is_announced]
    return happened[: -MAX_LATEST - 1 : -1] if len(happened) > 2 * MAX_LATEST else []


def _count(
    relations: Iterable[Group], see_also: Iterable[Entity], related: Iterable[Entity], mentions: Iterable[Group]
) -> int:
    """How many records and pages the lists name together, each once."""
    found = {edge.source.id for group in relations for edge in group.items}
    found |= {other.id for other in (*see_also, *related)}
    found |= {item.id if isinstance(item, Entity) else item.name for group in mentions for item in group.items}
    return len(found)


def _see_also(context: SiteContext, entity: Entity) -> list[Entity]:
    pairs = [(edge.back, edge.target) for edge in context.graph.outgoing(entity.id)]
    pairs += [(edge.back, edge.source) for edge in context.graph.incoming(entity.id)]
    found = {other.id: other for relation, other in pairs if relation is SEE_ALSO and other is not entity}
    return sorted(found.values(), key=lambda other: (other.name, other.id))


def _mentions(context: SiteContext, entity: Entity) -> list[Group]:
    related = {edge.source.id for edge in context.graph.incoming(entity.id)}
    uses = context.graph.mentions_of.get(entity.id, ())
    found = {use.entity.id: use.entity for use in uses if use.entity.id not in related}
    pages = list({use.page.name: use.page for use in context.graph.pages_linking(entity.id)}.values())
    return records_by_kind(found.values()) + ([Group("Pages", pages)] if pages else [])


def _trail(context: SiteContext, entity: Entity) -> list[tuple[str, Entity | type[Entity]]]:
    parts: list[Entity] = []
    current: Entity | None = entity
    while current and (upper := current.wholes):
        current = context.find(upper[0])
        if current is None or current in parts or current is entity:
            break
        parts.insert(0, current)
    return [(entity.kind.plural, type(entity)), *((part.name, part) for part in parts)]


def _name_some(shared: Sequence[Entity]) -> str:
    """The neighbours that two records share, in a few words: two names and a count. Names of claims are too long."""
    named = [item.name for item in shared if item.kind.naming is not Naming.SENTENCE][:2]
    if not named:
        return "one claim" if len(shared) == 1 else f"{len(shared)} claims"
    rest = len(shared) - len(named)
    return f"{', '.join(named)} and {rest} more" if rest else " and ".join(named)
