"""The parts of a record that rest on sources: the sourced part, the statement, the fact.

The registry of properties (`properties`) says what a fact may state. Statements of one kind only are in the module of
that kind.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from csto_kb.choices import Choice, OneOf
from csto_kb.dates import Date, DateError, interval_words
from csto_kb.field_types import (
    Id,
    Link,
    Number,
    PartialDate,
    ProseText,
    Reading,
    Source,
    check_web_address,
    parse_prose,
    reading_of,
)
from csto_kb.fields import FieldRole, Record, Ref, Relation, describe
from csto_kb.model.properties import PROPERTIES, Property
from csto_kb.model.vocabulary import CONFIDENCES, HIGH, QUALIFIERS
from csto_kb.prose import Citation, NotationError, Prose, Reference
from csto_kb.spans import Span, make_span

Confidence = Annotated[Choice, OneOf(CONFIDENCES), FieldRole.CONFIDENCE]
Sources = Annotated[tuple[Source, ...], Field(min_length=1), FieldRole.SOURCES]
"""The citations of a statement: at least one."""


class Sourced(Record):
    """Anything for which a source is cited."""

    sources: Sources = Field(
        description="The sources it rests on, at least one: an id, and after a comma the place in it.",
        examples=[["tass-2024-02, para. 3"]],
    )
    according_to: (
        Annotated[Link, Ref((), Relation("statements-attributed-to-it", "Statements attributed to it"))] | None
    ) = Field(None, description="Who says so, where the site does not say it in its own voice.")
    confidence: Confidence = Field(HIGH, description="How sure it is: high, medium or low.")
    note: Annotated[ProseText, FieldRole.NOTE] | None = Field(None, description="What a reader must know to weigh it.")

    @property
    def sort_date(self) -> Date | None:
        """The date that distinguishes it from others; None where it has none."""
        values = (field.of(self) for field in describe(type(self)))
        return next((value for value in values if isinstance(value, Date)), None)

    @property
    def end(self) -> Date | None:
        """The day on which what it states ended; None where it continues, or has no time."""
        return None

    @property
    def subject(self) -> str:
        """What it is about, where its field does not say so."""
        return ""

    @property
    def stated_for(self) -> Date | None:
        """The day for which it is stated; None where it has none, or has a beginning instead."""
        return None

    @property
    def grounds(self) -> tuple[Citation, ...]:
        """All that it cites: its sources, and those in what it states."""
        return (*self.sources, *(self.passage.citations if self.passage else ()))

    @property
    def word(self) -> str:
        """What it states about the record it names, in a word, such as a vote; else ''."""
        return ""

    @property
    def passage(self) -> Prose | None:
        """What it states, where that is prose."""
        return None


class Statement(Sourced):
    """The unit of fact: a value, when it held, and who says so."""

    alternatives: ClassVar[tuple[str, ...]] = ("as_of", "from", "to")

    as_of: Annotated[PartialDate, FieldRole.TIME] | None = Field(
        None, title="As of", description="The day for which it is stated."
    )
    from_: Annotated[PartialDate, FieldRole.TIME] | None = Field(
        None, alias="from", title="From", description="The day since when it holds."
    )
    to: Annotated[PartialDate, FieldRole.END] | None = Field(
        None, title="To", description="The day it ended; an actual end, never a plan."
    )

    @property
    def is_dated(self) -> bool:
        return any((self.as_of, self.from_, self.to))

    @property
    def sort_date(self) -> Date:
        """The date by which statements are put in order; undated ones come last."""
        return self.from_ or self.as_of or self.to or Date.parse("unknown")

    @property
    def when(self) -> str:
        """When it held, in words."""
        parts = [interval_words(self.from_, self.to)] if self.from_ or self.to else []
        if self.as_of:
            is_condition = self.as_of.is_known and self._states_condition()
            parts.append(f"as of {self.as_of.words}" if is_condition else self.as_of.words)
        return ", ".join(parts)

    @property
    def stated_for(self) -> Date | None:
        return self.as_of

    @property
    def span(self) -> Span:
        return make_span(self.from_, self.to, self.as_of)

    @property
    def end(self) -> Date | None:
        return self.to

    @model_validator(mode="after")
    def _must_be_dated(self) -> Self:
        if not self.is_dated and not self._dates_itself():
            hint = "give 'as_of', or 'from' and 'to'; where no source gives a date write 'as_of: unknown'"
            raise PydanticCustomError("undated", "a statement without a date", {"hint": hint})
        return self

    def _dates_itself(self) -> bool:
        return False

    def _states_condition(self) -> bool:
        """Whether it says what was so on a day, rather than what happened or was said on it."""
        return True


class Fact(Statement):
    """A statement about an entity, with a property from the registry."""

    property_: Id = Field(
        alias="property",
        title="Property",
        description="What it states: a property of the registry.",
        examples=["population"],
    )
    value: Any = Field(description="The value, of the property's datatype.", examples=[2962300])
    upper: Number | None = Field(None, description="The upper end, where a source gives a range of numbers.")
    qualifier: Annotated[Choice, OneOf(QUALIFIERS)] | None = Field(
        None, description="How a number is meant, where it is not exact."
    )

    _definition: Property = PrivateAttr()

    @property
    def definition(self) -> Property:
        return self._definition

    @model_validator(mode="after")
    def _define(self, info: ValidationInfo) -> Self:
        self._definition = _registry(info)[self.property_]
        return self

    @property
    def quantity(self) -> str:
        """Its number with qualifier, range and unit, joined by no-break spaces: `about 3,500–3,600 people`."""
        upper = f"–{self.upper:,f}" if self.upper is not None else ""
        parts = (str(self.qualifier or ""), f"{self.value:,f}{upper}", self.definition.unit)
        return "\u00a0".join(part for part in parts if part)

    def _dates_itself(self) -> bool:
        return isinstance(self.value, Date)

    def _states_condition(self) -> bool:
        return self.definition.states_condition

    @property
    def sort_date(self) -> Date:
        return self.value if isinstance(self.value, Date) else super().sort_date

    @property
    def subject(self) -> str:
        return self.definition.label

    @property
    def passage(self) -> Prose | None:
        return self.value if isinstance(self.value, Prose) else None

    @field_validator("property_", mode="after")
    @classmethod
    def _known_property(cls, name: str, info: ValidationInfo) -> str:
        known = tuple(_registry(info))
        if name not in known:
            given = {"name": repr(name), "given": name, "known": known}
            raise PydanticCustomError("unknown-property", "no property {name}", given)
        return name

    @field_validator("value", mode="before")
    @classmethod
    def _value_fits(cls, value: Any, info: ValidationInfo) -> Any:
        definition = _registry(info).get(info.data.get("property_", ""))
        if definition is None:
            return value  # the unknown property is reported already
        try:
            return _read_value(definition, value, reading_of(info))
        except (DateError, NotationError) as error:
            raise PydanticCustomError("bad-value", "{message}", {"message": str(error), "hint": error.hint}) from None


def _registry(info: ValidationInfo) -> Mapping[str, Property]:
    """The properties that a record may use: those of its subject."""
    registry = reading_of(info).properties
    return PROPERTIES if registry is None else registry


def _read_value(definition: Property, value: Any, reading: Reading) -> Any:
    """Read a fact's value as its property's datatype; raises `DateError` or `NotationError`."""
    if definition.datatype == "quantity":
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise NotationError(
                f"'{definition.id}' takes a number", "write 3600, with 'qualifier: about' or 'upper:' beside it"
            )
        return Decimal(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise NotationError(f"'{definition.id}' takes {definition.datatype}", "write it on the same line")
    match definition.datatype:
        case "date":
            return Date.parse(value)
        case "entity":
            return Reference.parse(value)
        case "url":
            return check_web_address(value)
        case _:
            return parse_prose(value, reading)
