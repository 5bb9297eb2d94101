"""What the kinds share: the entity with its kind, and the place.

Each kind has a module beside this file. What only one kind needs belongs there, not here.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, PrivateAttr

from csto_kb.choices import Choice
from csto_kb.dates import UNKNOWN, Date
from csto_kb.field_types import (
    DEFAULT_READING,
    Id,
    Language,
    Latitude,
    Link,
    Longitude,
    PartialDate,
    ProseText,
    Reading,
    Source,
    Text,
)
from csto_kb.fields import FieldRole, Record, Ref, Relation, SchemaOrg, describe
from csto_kb.languages import ENGLISH
from csto_kb.model.relations import SEE_ALSO
from csto_kb.model.sourced import Fact
from csto_kb.prose import Prose, Reference


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
    on_card: tuple[str, ...] = ()
    """Keys of the fields that its card shows before those."""
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
