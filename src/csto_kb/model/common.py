"""What the kinds share: the entity, the statement, the fact, the place.

Kinds stand beside this file, one a module. What only one kind has belongs there, not here.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from csto_kb.choices import Choice, OneOf
from csto_kb.dates import Date, DateError, interval_words
from csto_kb.fields import (
    Id,
    Language,
    Latitude,
    Link,
    Longitude,
    Number,
    PartialDate,
    ProseText,
    Record,
    Ref,
    Relation,
    SchemaOrg,
    Source,
    Text,
    check_web_address,
    limits_of,
    parse_prose,
)
from csto_kb.languages import ENGLISH
from csto_kb.limits import DEFAULT_LIMITS, Limits
from csto_kb.model.properties import PROPERTIES, Property
from csto_kb.model.relations import SEE_ALSO
from csto_kb.model.vocabulary import CONFIDENCES, HIGH, QUALIFIERS
from csto_kb.prose import NotationError, Reference

Confidence = Annotated[Choice, OneOf(CONFIDENCES)]
Sources = Annotated[tuple[Source, ...], Field(min_length=1)]
"""The citations of a statement: at least one."""


@dataclass(frozen=True)
class Kind:
    """What a kind of record is called, and where its records stand."""

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
    """The key of the prose that a page opens with; '' where it opens with none."""


class Sourced(Record):
    """Anything that a source is cited for."""

    sources: Sources = Field(
        description="The sources it rests on, at least one: an id, with the place in it behind a comma.",
        examples=[["tass-2024-02, para. 3"]],
    )
    according_to: (
        Annotated[Link, Ref((), Relation("statements-attributed-to-it", "Statements attributed to it"))] | None
    ) = Field(None, description="Who says so, where the site does not say it in its own voice.")
    confidence: Confidence = Field(HIGH, description="How sure: high, medium or low.")
    note: ProseText | None = Field(None, description="What a reader must know to weigh it.")


class Statement(Sourced):
    """The unit of fact: a value, when it held, and who says so."""

    alternatives: ClassVar[tuple[str, ...]] = ("as_of", "from", "to")

    as_of: PartialDate | None = Field(None, title="As of", description="The day for which it is stated.")
    from_: PartialDate | None = Field(None, alias="from", title="From", description="The day since when it holds.")
    to: PartialDate | None = Field(None, title="To", description="The day it ended; an actual end, never a plan.")

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

    @property
    def definition(self) -> Property:
        return PROPERTIES[self.property_]

    def _dates_itself(self) -> bool:
        return isinstance(self.value, Date)

    @property
    def sort_date(self) -> Date:
        return self.value if isinstance(self.value, Date) else super().sort_date

    @field_validator("property_", mode="after")
    @classmethod
    def _known_property(cls, name: str) -> str:
        if name not in PROPERTIES:
            raise PydanticCustomError("unknown-property", "no property {name}", {"name": repr(name), "given": name})
        return name

    @field_validator("value", mode="before")
    @classmethod
    def _value_fits(cls, value: Any, info: ValidationInfo) -> Any:
        definition = PROPERTIES.get(info.data.get("property_", ""))
        if definition is None:
            return value  # the property is reported; one fault, one message
        try:
            return _read_value(definition, value, limits_of(info))
        except (DateError, NotationError) as error:
            raise PydanticCustomError("bad-value", "{message}", {"message": str(error), "hint": error.hint}) from None


def _read_value(definition: Property, value: Any, limits: Limits) -> Any:
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
            return parse_prose(value, limits)


class Place(Record):
    """Where something is."""

    name: Text = Field(description="The place in English, as precise as the source.", examples=["Tashkent"])
    state: Annotated[Link, Ref(("state",), Relation("located-here", "Located here"))] | None = Field(
        None, description="The state it lies in."
    )
    latitude: Latitude | None = Field(None, description="Degrees north, WGS 84.", examples=[40.18])
    longitude: Longitude | None = Field(None, description="Degrees east, WGS 84.", examples=[44.51])


class Entity(Record):
    """What every record has, whatever its kind."""

    kind: ClassVar[Kind]
    _id: str = PrivateAttr(default="")

    name: Annotated[Text, SchemaOrg("name")] = Field(
        description="The name in English, the same everywhere on the site.",
        examples=["Collective Security Treaty Organization"],
    )
    names: Annotated[dict[Language, Text], SchemaOrg("alternateName")] = Field(
        default_factory=dict,
        title="Names",
        description="The name in other languages, by language tag.",
        examples=[{"hy": "Հայաստան"}],
    )
    abbreviations: Annotated[dict[Language, Text], SchemaOrg("alternateName")] = Field(
        default_factory=dict,
        title="Abbreviations",
        description="The abbreviation by language tag.",
        examples=[{"en": "CSTO", "ru": "ОДКБ"}],
    )
    aliases: tuple[Annotated[Text, SchemaOrg("alternateName")], ...] = Field(
        (), title="Also known as", description="Other names and spellings in use.", examples=[["Tashkent Pact"]]
    )
    summary: ProseText | None = Field(
        None, description="What it is. The first sentence stands alone in a search result or a card."
    )
    facts: tuple[Fact, ...] = Field((), title="Facts", description="Statements about it, each with date and sources.")
    see_also: tuple[Annotated[Link, Ref((), SEE_ALSO)], ...] = Field(
        (), title="See also", description="Related records that no other field names."
    )
    wikidata: Annotated[str, Field(pattern=r"^Q[1-9][0-9]*$")] | None = Field(
        None, title="Wikidata", description="The Wikidata item.", examples=["Q318693"]
    )
    reviewed: PartialDate = Field(title="Last reviewed", description="The day somebody last checked this record.")
    formerly: tuple[Id, ...] = Field((), title="Former ids", description="Ids that this record had; they redirect.")

    @cached_property
    def id(self) -> str:
        return self._id

    @classmethod
    def make(cls, id: str, data: dict[str, Any], limits: Limits = DEFAULT_LIMITS) -> Self:  # noqa: A002 - the word of the design
        """Validate plain data into an entity. Raises pydantic's `ValidationError`."""
        entity = cls.model_validate(data, context=limits)
        entity._id = id
        return entity

    @property
    def name_language(self) -> str:
        """The language of `name`, as a tag of BCP 47."""
        return ENGLISH

    @property
    def anchors(self) -> frozenset[str]:
        """Anchors on its page that a reference may name."""
        return frozenset()
