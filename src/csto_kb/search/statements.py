"""What a hit can show of a page: its statements, each with its value, date, source and anchor."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from csto_kb.choices import Choice
from csto_kb.dates import Date
from csto_kb.fields import Field, FieldRole, Record, describe
from csto_kb.graph import Graph
from csto_kb.model import Entity, Fact, Source, Statement
from csto_kb.model.sourced import Sourced
from csto_kb.model.statements import section_anchor
from csto_kb.model.treaty import Article
from csto_kb.prose import Citation, Prose, Reference
from csto_kb.site import entity_url

Name = Callable[[Reference], str]

_NOT_SAID = frozenset({FieldRole.SOURCES, FieldRole.CONFIDENCE, FieldRole.NOTE, FieldRole.POSITION, FieldRole.HINT})


@dataclass(frozen=True)
class Passage:
    """A statement, or a section of a page."""

    anchor: str
    """Its anchor on the page, '' where it has none; of one on another page, the address of that page with it."""
    label: str
    text: str
    when: str = ""
    source: str = ""
    is_current: bool = False
    """Whether it is dated and has not ended."""


def record_passages(graph: Graph, entity: Entity) -> Iterator[Passage]:
    """The statements of a record, what its other fields say, and who held an office in it."""
    name = graph.name_of
    for found in graph.statements[entity.id]:
        statement = found.statement
        when = statement.when if isinstance(statement, Statement) else ""
        source = _source(graph, statement.citations)
        is_current = isinstance(statement, Statement) and statement.is_dated and statement.to is None
        label = statement.subject or found.field.label
        if isinstance(statement, Article):
            label = f"Article {statement.number}" + (f": {statement.heading}" if statement.heading else "")
        said = statement.gist.to_plain(name) if isinstance(statement, Article) else _say(statement, name)
        yield Passage(found.anchor, label, said, when, source, is_current)
    for field in describe(type(entity)):
        value = field.of(entity)
        if field.model and not issubclass(field.model, Sourced) and isinstance(value, tuple) and value:
            text = "; ".join(_say(item, name) for item in value)
            yield Passage(section_anchor(field.key), field.label, text)
        elif field.type is Prose and isinstance(value, Prose):
            anchor = "" if field.is_inherited else section_anchor(field.key)
            yield Passage(anchor, field.label, value.to_plain(name))
    for edge in graph.incoming(entity.id):
        if isinstance(edge.owner, Statement) and edge.owner.detail:
            anchor = next((it.anchor for it in graph.statements[edge.source.id] if it.statement is edge.owner), "")
            address = f"{entity_url(edge.source)}#{anchor}"
            source = _source(graph, edge.owner.citations)
            is_current = edge.owner.to is None
            yield Passage(address, edge.owner.detail, edge.source.name, edge.owner.when, source, is_current)


def _say(record: Record, name: Name) -> str:
    """What a part of a record says, in words."""
    if isinstance(record, Fact):
        return _say_value(record, name)
    said = []
    for field in describe(type(record)):
        value = field.of(record)
        if value in (None, (), {}) or field.role in _NOT_SAID or field.is_inherited and isinstance(record, Statement):
            continue
        said.append(_say_field(field, value, name))
    return ", ".join(filter(None, said))


def _say_field(field: Field, value: object, name: Name) -> str:
    match value:
        case Prose():
            return value.to_plain(name)
        case Reference():
            return name(value)
        case Date():
            return f"{field.label.lower()} {value.words}"
        case Choice():
            return value.label
        case str():
            return value
        case bool():
            return ""
        case int():
            return f"{field.label.lower()} {value}"
    return ""


def _say_value(fact: Fact, name: Name) -> str:
    """The value of a fact, with its unit and how it is meant."""
    match fact.value:
        case Prose():
            return fact.value.to_plain(name)
        case Reference():
            return name(fact.value)
        case Date():
            return fact.value.words
        case str():
            return fact.value
    return fact.quantity.replace("\u00a0", " ")


def _source(graph: Graph, citations: tuple[Citation, ...]) -> str:
    """The first source of a statement, by its publisher."""
    for citation in citations[:1]:
        source = graph.entities.get(citation.source)
        if isinstance(source, Source):
            more = f" and {len(citations) - 1} more" if len(citations) > 1 else ""
            return f"{source.publisher}{more}"
    return ""
