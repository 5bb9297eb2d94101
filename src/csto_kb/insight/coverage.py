"""What the knowledge base covers, by kind and field, and what it does not know, for the two pages on that.

A field is *sourced* where it has a citation of its own, or where the record as a whole names its sources.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from csto_kb.dates import Date
from csto_kb.fields import PROVENANCE, Field, FieldRole, Record, describe
from csto_kb.insight import Insight
from csto_kb.insight.reviews import is_stale
from csto_kb.model import MODELS, Claim, Entity, Fact, Sourced
from csto_kb.model.properties import Property
from csto_kb.model.statements import Located
from csto_kb.model.vocabulary import HIGH, LOW, OPEN
from csto_kb.prose import Citation, Prose

MOSTLY = 0.8
"""A field that this share of the records of a kind and type fills counts as missing where it is empty."""
_UNCOUNTED = PROVENANCE | {FieldRole.NAME, FieldRole.HINT, FieldRole.BOOKKEEPING}
"""Roles of fields whose coverage is not counted, because it says nothing."""
_DATES = frozenset({FieldRole.TIME, FieldRole.END})
"""Roles of fields that never count as missing: a record has one date or two, and may have no end."""


@dataclass
class CoverageRow:
    """How the records of a kind cover a field, or a property of facts; as numbers of records or of statements."""

    label: str
    help: str
    filled: int = 0
    statements: int = 0
    sourced: int = 0
    """Of the filled: how many have a citation, or are in a record with sources of its own."""
    single: int = 0
    """Statements that rest on one independent source."""
    stale: int = 0
    """Of the filled: how many are in a stale record."""
    undated: int = 0
    """Statements whose date no source gives."""
    doubtful: int = 0
    """Statements of medium or low confidence."""


@dataclass
class KindCoverage:
    """The coverage of one kind."""

    model: type[Entity]
    records: int
    stale: int
    fields: list[CoverageRow] = field(default_factory=list)
    properties: list[CoverageRow] = field(default_factory=list)


@dataclass(frozen=True)
class Gap:
    """Something that is not known: where, and what it is about."""

    entity: Entity
    anchor: str
    label: str


@dataclass(frozen=True)
class EmptyField:
    """A field that most records of a kind and type fill, and those that do not."""

    kind: str
    label: str
    filled: int
    total: int
    missing: list[Entity]


def measure_coverage(insight: Insight) -> list[KindCoverage]:
    """The coverage of every kind that has records."""
    return [_measure(insight, model) for model in MODELS if insight.graph.of_kind(model.kind.name)]


def _measure(insight: Insight, model: type[Entity]) -> KindCoverage:
    entities = insight.graph.of_kind(model.kind.name)
    stale = {entity.id for entity in entities if _is_stale(insight, entity)}
    rows = {item.key: CoverageRow(item.label, item.help) for item in _counted(model)}
    properties: dict[str, CoverageRow] = {}
    for entity in entities:
        for described in _counted(model):
            value = described.of(entity)
            if not _is_empty(value):
                row = rows[described.key]
                row.filled += 1
                row.sourced += bool(entity.citations) or _cites(value)
                row.stale += entity.id in stale
        for located in insight.graph.statements[entity.id]:
            if isinstance(located.statement, Fact):
                definition = located.statement.definition
                row = properties.setdefault(definition.id, CoverageRow(definition.label, ""))
            else:
                row = rows[located.field.key]
            _count_statement(insight, row, located)
        for name in dict.fromkeys(fact.property_ for fact in entity.facts):
            properties[name].filled += 1
            properties[name].sourced += 1
            properties[name].stale += entity.id in stale
    in_order = [properties[name] for name in insight.subject.registry if name in properties]
    return KindCoverage(model, len(entities), len(stale), list(rows.values()), in_order)


def _count_statement(insight: Insight, row: CoverageRow, located: Located) -> None:
    row.statements += 1
    row.single += len(insight.evidence.origins(located.statement.sources)) == 1
    row.undated += has_unknown_date(located.statement)
    row.doubtful += located.statement.confidence != HIGH


def _is_stale(insight: Insight, entity: Entity) -> bool:
    """Whether a record was last reviewed long before the newest review of any record: no clock is read."""
    newest = insight.last_reviewed
    return newest.is_known and is_stale(entity.reviewed, date(*newest.latest))


def has_unknown_date(statement: Record) -> bool:
    """Whether a statement says that no source gives its date, or one of its dates."""
    values = (item.of(statement) for item in describe(type(statement)))
    return any(isinstance(value, Date) and not value.is_known for value in values)


def list_gaps(insight: Insight) -> Mapping[str, list[Gap]]:
    """What is not known, statement by statement: unknown dates, open claims, low confidence."""
    gaps: dict[str, list[Gap]] = defaultdict(list)
    for entity in insight.graph.entities.values():
        if isinstance(entity, Claim) and (entity.assessment is None or entity.assessment.verdict == OPEN):
            gaps["open"].append(Gap(entity, "assessment" if entity.assessment else "", ""))
        if entity.how_sure == LOW:
            gaps["doubtful"].append(Gap(entity, "", ""))
        gaps["undated"] += _own_unknown_dates(entity)
        for located in insight.graph.statements[entity.id]:
            gap = Gap(entity, located.anchor, insight.label(located))
            if has_unknown_date(located.statement):
                gaps["undated"].append(gap)
            if located.statement.confidence == LOW:
                gaps["doubtful"].append(gap)
    return gaps


def _own_unknown_dates(entity: Entity) -> Iterator[Gap]:
    for item in describe(type(entity)):
        value = item.of(entity)
        if isinstance(value, Date) and not value.is_known:
            yield Gap(entity, "", item.label)


def list_empty_fields(insight: Insight) -> list[EmptyField]:
    """Fields and properties that most records of a kind and type fill, with the records that do not."""
    found = []
    for model in MODELS:
        by_type: dict[str, list[Entity]] = defaultdict(list)
        for entity in insight.graph.of_kind(model.kind.name):
            by_type[entity.sort.label.lower() if entity.sort else ""].append(entity)
        for name, entities in sorted(by_type.items()):
            is_said = name in ("", model.kind.label.lower())  # the type is the kind itself
            what = model.kind.label if is_said else f"{model.kind.label}, {name}"
            found += list(_empty_fields(model, what, entities, insight.subject.registry))
    return found


def _empty_fields(
    model: type[Entity], what: str, entities: list[Entity], registry: Mapping[str, Property]
) -> Iterator[EmptyField]:
    columns = [(item.label, [not _is_empty(item.of(entity)) for entity in entities]) for item in _optional(model)]
    held = [{fact.property_ for fact in entity.facts} for entity in entities]
    for name, definition in registry.items():
        columns.append((definition.label, [name in names for names in held]))
    for label, column in columns:
        filled = sum(column)
        if MOSTLY * len(entities) <= filled < len(entities):
            missing = [entity for entity, is_filled in zip(entities, column, strict=True) if not is_filled]
            yield EmptyField(what, label, filled, len(entities), missing)


def _optional(model: type[Entity]) -> list[Field]:
    """The optional fields that count as missing where they are empty."""
    return [item for item in _counted(model) if not item.is_required and item.role not in _DATES]


def _counted(model: type[Entity]) -> list[Field]:
    """The fields whose coverage is counted; facts are counted by property."""
    return [item for item in describe(model) if item.role not in _UNCOUNTED and item.model is not Fact]


def _is_empty(value: Any) -> bool:
    return value is None or value in ((), {})


def _cites(value: Any) -> bool:
    """Whether a value, or a part of it, has a citation."""
    match value:
        case Citation() | Sourced():
            return True
        case Prose():
            return any(isinstance(mention.target, Citation) for mention in value.mentions)
        case tuple():
            return any(_cites(item) for item in value)
        case Record():
            return bool(value.citations)
        case _:
            return False
