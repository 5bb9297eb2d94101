"""All statements of all kinds, a row each.

A statement can be made again from its row: a field of the statement has a column of its own, or is in `more`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from csto_kb.choices import Choice
from csto_kb.dates import Date
from csto_kb.export.base import to_plain
from csto_kb.export.data_table import Column, ColumnType, Table, date_columns
from csto_kb.fields import describe
from csto_kb.insight import Insight
from csto_kb.json_text import write_json
from csto_kb.model import Entity, Fact
from csto_kb.model.statements import Located, identity
from csto_kb.prose import Prose, Reference
from csto_kb.site import statement_url

_COLUMNS = ("property", "value", "upper", "qualifier", "as_of", "from", "to", "confidence", "according_to", "sources")
"""The keys of a fact that have columns of their own."""
_PROVENANCE = ("as_of", "from", "to", "confidence", "according_to", "sources")
"""The keys of any statement that have columns of their own."""


@dataclass(frozen=True)
class StatementRow:
    """A statement and its record."""

    entity: Entity
    located: Located
    label: str

    @property
    def id(self) -> str:
        return f"{self.entity.id}#{self.located.anchor}"

    @cached_property
    def plain(self) -> dict[str, Any]:
        """The statement by the keys of its record."""
        plain: dict[str, Any] = to_plain(self.located.statement)
        return plain

    @property
    def fact(self) -> Fact | None:
        statement = self.located.statement
        return statement if isinstance(statement, Fact) else None

    @property
    def property_id(self) -> str:
        """The property of a fact; for another statement the field of the record in which it stands."""
        return self.fact.property_ if self.fact else self.located.field.key

    @property
    def values(self) -> list[object]:
        """What it states: the value of a fact; for another statement the fields that identify it."""
        if self.fact:
            return [self.fact.value]
        statement = self.located.statement
        return [field.of(statement) for field in identity(type(statement))]

    @property
    def value(self) -> str:
        """What it states, as plain text."""
        return "; ".join(_words(value) for value in self.values)

    @property
    def number(self) -> Decimal | None:
        """The value, where it is a number."""
        return self.fact.value if self.fact and isinstance(self.fact.value, Decimal) else None

    @property
    def speaker(self) -> str:
        """The id of the record of who says so; '' where the site says so itself."""
        speaker = self.located.statement.according_to
        return speaker.id if speaker else ""

    @property
    def record_named(self) -> str:
        """The id of the record that the value is, or that it names first."""
        return next((value.id for value in self.values if isinstance(value, Reference)), "")

    def date(self, key: str) -> Date | None:
        """A date of the statement by its key; None where it has no such date."""
        statement = self.located.statement
        found = (field.of(statement) for field in describe(type(statement)) if field.key == key)
        return next((date for date in found if isinstance(date, Date)), None)

    @property
    def note(self) -> str:
        """The note as plain text; '' where there is none."""
        note = self.located.statement.note
        return note.plain if note else ""

    @property
    def more(self) -> str:
        """The other fields, and the value where its plain text loses links or citations, as JSON; '' for none."""
        own = _COLUMNS if self.fact else _PROVENANCE
        rest = {key: value for key, value in self.plain.items() if key not in own}
        if self.fact and isinstance(self.fact.value, Prose) and self.fact.value.text != self.value:
            rest["value"] = self.plain["value"]
        if "note" in rest and rest["note"] == self.note:
            del rest["note"]
        return write_json(rest) if rest else ""


def _words(value: object) -> str:
    match value:
        case Prose():
            return value.plain
        case Reference() | Choice():
            return value.id
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def list_statements(insight: Insight) -> Iterable[StatementRow]:
    """Every statement of every record, in the order of the records."""
    for name, found in insight.graph.statements.items():
        for located in found:
            yield StatementRow(insight.graph.entities[name], located, insight.label(located))


TABLE: Table[StatementRow] = Table(
    "statements",
    "Statements",
    "A row for each statement of every kind: facts, memberships, parties, votes, offices and others.",
    (
        Column("id", "The id of the record and the permanent anchor of the statement.", lambda row: row.id),
        Column("record", "The record that it is about.", lambda row: row.entity.id, refers="entities"),
        Column(
            "field", "The field of the record in which it stands: `facts` for facts.", lambda row: row.located.field.key
        ),
        Column("property", "The property of a fact; for another statement its field.", lambda row: row.property_id),
        Column("label", "What it is about, in words.", lambda row: row.label),
        Column(
            "value",
            "What it states, as plain text: the value of a fact; for another statement the fields that identify it, "
            "separated by '; '.",
            lambda row: row.value,
            empty="The other columns say it all.",
        ),
        Column(
            "number", "The value of a quantity.", lambda row: row.number, ColumnType.NUMBER, "The value is no number."
        ),
        Column(
            "upper",
            "The upper end of a range of numbers; `number` is the lower end.",
            lambda row: row.fact.upper if row.fact else None,
            ColumnType.NUMBER,
            "The value is no range.",
        ),
        Column(
            "qualifier",
            "How a number is meant that is not exact: `about`, `over`, `under`, `up to`.",
            lambda row: row.fact.qualifier.id if row.fact and row.fact.qualifier else None,
            empty="The number is exact, or the value is no number.",
        ),
        Column(
            "unit",
            "The unit of a quantity.",
            lambda row: row.fact.definition.unit if row.fact else None,
            empty="The value is no quantity, or it has no unit.",
        ),
        Column(
            "named",
            "The record that the value is, or that it names first.",
            lambda row: row.record_named,
            empty="The value names no record.",
            refers="entities",
        ),
        *date_columns(
            "as_of",
            "The day for which it is stated.",
            "It has a beginning or an end instead, or no date.",
            lambda row: row.date("as_of"),
        ),
        *date_columns("from", "The day since when it holds.", "No beginning is stated.", lambda row: row.date("from")),
        *date_columns("to", "The day on which it ended.", "No end is stated.", lambda row: row.date("to")),
        Column("confidence", "How sure it is: high, medium or low.", lambda row: row.located.statement.confidence.id),
        Column(
            "according_to",
            "The record of who says so.",
            lambda row: row.speaker,
            empty="The site says so in its own voice, on the sources named.",
            refers="entities",
        ),
        Column(
            "sources",
            "The sources, each with the place in it, separated by '; '. The table `citations` has them one by one.",
            lambda row: "; ".join(map(str, row.located.statement.sources)),
        ),
        Column(
            "note",
            "What a reader must know to weigh it, as plain text.",
            lambda row: row.note,
            empty="There is no note.",
        ),
        Column(
            "more",
            "The fields without a column, and texts with links and citations, as JSON with the keys of the record.",
            lambda row: row.more,
            empty="The columns say it all.",
        ),
        Column(
            "address",
            "Its permanent address, relative to the site.",
            lambda row: statement_url(row.entity, row.located.anchor),
        ),
    ),
    list_statements,
    key="id",
)
