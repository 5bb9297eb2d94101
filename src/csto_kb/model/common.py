"""What the kinds share: the entity, the statement, the fact, the place.

Each kind has a module beside this file. What only one kind needs belongs there, not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from csto_kb.choices import Choice, OneOf
from csto_kb.dates import UNKNOWN, Date, DateError, interval_words
from csto_kb.field_types import (
    DEFAULT_READING,
    Id,
    Language,
    Latitude,
    Link,
    Longitude,
    Number,
    PartialDate,
    ProseText,
    Reading,
    Source,
    Text,
    check_web_address,
    parse_prose,
    reading_of,
)
from csto_kb.fields import FieldRole, Record, Ref, Relation, SchemaOrg, describe
from csto_kb.languages import ENGLISH
from csto_kb.model.properties import PROPERTIES, Property
from csto_kb.model.relations import SEE_ALSO
from csto_kb.model.vocabulary import CONFIDENCES, HIGH, QUALIFIERS
from csto_kb.prose import Citation, NotationError, Prose, Reference
from csto_kb.spans import Span, make_span

Confidence = Annotated[Choice, OneOf(CONFIDENCES), FieldRole.CONFIDENCE]
Sources = Annotated[tuple[Source, ...], Field(min_length=1), FieldRole.SOURCES]
"""The citations of a statement: at least one."""


class Naming(Enum):
    """The form of the names of a kind, which decides how records are distinguished and found."""

    NAME = "a name, which prose uses in passing"
    PHRASE = "a phrase by which it is looked up"
    SENTENCE = "a sentence, too long to stand for the record in a list of names"
    TITLE = "a title that somebody else chose; many are alike"


@dataclass(frozen=True)
class Kind:
    """The names of a kind of record, and the folder of its records."""

    name: str
    folder: str
    """The folder under `entities/`, and the path on the site."""
    label: str
    plural: str
    about: str
    """One sentence for the index page."""
    columns: tuple[str, ...] = ()
    """Keys of the fields that the index page shows beside the name."""
    topics: tuple[str, ...] = ()
    """The topics of facts that come first on its page; the others follow in the order of the registry."""
    schema_org: tuple[str, ...] = ("Thing",)
    """The types of schema.org that it is in JSON-LD."""
    opening: str = "summary"
    """The key of the prose at the beginning of a page; '' where there is none."""
    naming: Naming = Naming.NAME
    life_words: tuple[str, str] = ("began", "ended")
    """What its beginning and its end are called."""
    has_chart: bool = False
    """Whether a page of the kind has a chart of its time: terms, memberships and events."""
    has_list: bool = False
    """Whether a page lists records of the kind that refer to it by time rather than by relation."""


class Sourced(Record):
    """Anything for which a source is cited."""

    sources: Sources = Field(
        description="The sources it rests on, at least one: an id, with the place in it behind a comma.",
        examples=[["tass-2024-02, para. 3"]],
    )
    according_to: (
        Annotated[Link, Ref((), Relation("statements-attributed-to-it", "Statements attributed to it"))] | None
    ) = Field(None, description="Who says so, where the site does not say it in its own voice.")
    confidence: Confidence = Field(HIGH, description="How sure: high, medium or low.")
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
            parts.append(f"as of {self.as_of.words}" if self.as_of.is_known else self.as_of.words)
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


class Fact(Statement):
    """A statement about an entity, with a property from the registry."""

    property_: Id = Field(
        alias="property",
        title="Property",
        description="What it states: a property of the registry.",
        examples=["population"],
    )
    value: Any = Field(description="The value, as the property's datatype asks.", examples=[2962300])
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

    def _dates_itself(self) -> bool:
        return isinstance(self.value, Date)

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


class Place(Record):
    """Where something is."""

    name: Annotated[Text, FieldRole.NAME] = Field(
        description="The place, as precise as the source.", examples=["Northport"]
    )
    state: Annotated[Link, Ref(("state",), Relation("located-here", "Located here"))] | None = Field(
        None, description="The state it lies in."
    )
    latitude: Annotated[Latitude, FieldRole.POSITION] | None = Field(
        None, description="Degrees north, WGS 84.", examples=[40.18]
    )
    longitude: Annotated[Longitude, FieldRole.POSITION] | None = Field(
        None, description="Degrees east, WGS 84.", examples=[44.51]
    )
    sources: Annotated[tuple[Source, ...], FieldRole.SOURCES] = Field(
        (), title="Sources", description="Where sources of the record as a whole do not say so."
    )


class Entity(Record):
    """What every record has, whatever its kind."""

    kind: ClassVar[Kind]
    _id: str = PrivateAttr(default="")
    _language: str = PrivateAttr(default=ENGLISH)

    name: Annotated[Text, SchemaOrg("name"), FieldRole.NAME] = Field(
        description="The name in the language of the records, the same everywhere on the site.",
        examples=["Collective Security Treaty Organization"],
    )
    names: Annotated[dict[Language, Text], SchemaOrg("alternateName"), FieldRole.NAMES] = Field(
        default_factory=dict,
        title="Names",
        description="The name in other languages, by language tag.",
        examples=[{"hy": "Հայաստան"}],
    )
    abbreviations: Annotated[dict[Language, Text], SchemaOrg("alternateName")] = Field(
        default_factory=dict,
        title="Abbreviations",
        description="The abbreviation by language tag.",
        examples=[{"en": "LC", "fr": "CL"}],
    )
    aliases: tuple[Annotated[Text, SchemaOrg("alternateName")], ...] = Field(
        (), title="Also known as", description="Other names and spellings in use.", examples=[["Lake Pact"]]
    )
    summary: ProseText | None = Field(
        None, description="What it is. The first sentence stands alone in a search result or a card."
    )
    facts: tuple[Fact, ...] = Field((), title="Facts", description="Statements about it, each with date and sources.")
    see_also: tuple[Annotated[Link, Ref((), SEE_ALSO), FieldRole.HINT], ...] = Field(
        (), title="See also", description="Related records that no other field names."
    )
    wikidata: Annotated[str, Field(pattern=r"^Q[1-9][0-9]*$")] | None = Field(
        None, title="Wikidata", description="The Wikidata item.", examples=["Q318693"]
    )
    reviewed: Annotated[PartialDate, FieldRole.BOOKKEEPING] = Field(
        title="Last reviewed", description="The day somebody last checked this record."
    )
    formerly: Annotated[tuple[Id, ...], FieldRole.BOOKKEEPING] = Field(
        (), title="Former ids", description="Ids that this record had; they redirect."
    )

    @cached_property
    def id(self) -> str:
        return self._id

    @classmethod
    def make(cls, id: str, data: dict[str, Any], reading: Reading = DEFAULT_READING) -> Self:  # noqa: A002 - `id` is the term of the design
        """Validate plain data into an entity. Raises pydantic's `ValidationError`."""
        entity = cls.model_validate(data, context=reading)
        entity._id = id
        entity._language = reading.language
        return entity

    @property
    def record_language(self) -> str:
        """The language that the record is written in, as a tag of BCP 47."""
        return self._language

    @property
    def name_language(self) -> str:
        """The language of `name`, as a tag of BCP 47."""
        return self.record_language

    @property
    def full_name(self) -> str:
        """The name, with its owner where names of the kind do not say whose it is."""
        return self.name

    @property
    def distinct_names(self) -> tuple[str, ...]:
        """Longer names, for use where another record has the same name; the shortest first."""
        return (f"{self.name} ({self.kind.label.lower()})",)

    @property
    def opening(self) -> Prose | None:
        """The prose that says what it is: its summary, else the prose at the beginning of its page."""
        openings = (field.of(self) for field in describe(type(self)) if field.key == self.kind.opening)
        return self.summary or next(openings, None)

    @property
    def sort(self) -> Choice | None:
        """Its type; None where the kind has no types."""
        found: Choice | None = self.of_role(FieldRole.SORT)
        return found

    @property
    def wholes(self) -> tuple[Reference, ...]:
        """The records that it is a part of."""
        return self.of_role(FieldRole.WHOLE) or ()

    @property
    def start(self) -> Date:
        """The first day on which it happened; `unknown` for what is not an event in time."""
        return Date.parse(UNKNOWN)

    @property
    def end(self) -> Date:
        """The last day on which it happened; `unknown` where it continues, and for what is not an event in time."""
        return Date.parse(UNKNOWN)

    @property
    def is_announced(self) -> bool:
        """Whether it had not happened yet when its record was reviewed."""
        return False

    @property
    def timing(self) -> str:
        return self.when

    @property
    def lifetime(self) -> tuple[Date | None, Date | None]:
        """When it began and ceased to exist, by fields of its kind; facts are not read here."""
        return None, None

    @property
    def anchors(self) -> frozenset[str]:
        """Anchors on its page that a reference may name."""
        return frozenset()
