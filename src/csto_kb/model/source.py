"""Sources, on which the statements rest."""

from typing import Annotated, ClassVar

from pydantic import Field

from csto_kb.choices import Choice, OneOf
from csto_kb.dates import Date
from csto_kb.field_types import Language, Link, PartialDate, ProseText, Text, Url
from csto_kb.fields import FieldRole, Record, Ref, Relation, SchemaOrg
from csto_kb.model.common import Entity, Kind, Naming
from csto_kb.model.vocabulary import MEDIA, SOURCE_STATUSES, SOURCE_TYPES, SourceType


class Acceptance(Record):
    """An exception: statements may still rest on the source, for some time."""

    until: Annotated[PartialDate, FieldRole.BOOKKEEPING] = Field(
        title="Until", description="The last day of the exception."
    )
    why: Text = Field(
        title="Why",
        description="Why statements may still rest on it.",
        examples=["The corrected figures are not used here."],
    )


class SourceStatus(Record):
    """The withdrawal, correction or replacement of a source after its publication."""

    what: Annotated[Choice, OneOf(SOURCE_STATUSES)] = Field(
        title="What", description="Whether it was withdrawn, corrected or superseded."
    )
    date: PartialDate = Field(title="Date", description="The day of it; 'unknown' where nobody says.")
    by: Text = Field(title="By", description="Who did so.", examples=["The Herald"])
    why: Text = Field(title="Why", description="The reason, as far as known.", examples=["The speech was invented."])
    replaced_by: Annotated[Link, Ref(("source",), Relation("takes-the-place-of", "Takes the place of"))] | None = Field(
        None, title="Replaced by", description="The source that takes its place."
    )
    accepted: Acceptance | None = Field(
        None, title="Accepted", description="An exception for statements that rest on nothing else, with its end."
    )

    @property
    def words(self) -> str:
        """`withdrawn by the Herald, 3 May 2024`."""
        return f"{self.what} by {self.by}, {self.date.words}" if self.date.is_known else f"{self.what} by {self.by}"


class Source(Entity):
    """A page, document or data set; `name` is its title."""

    kind: ClassVar[Kind] = Kind(
        "source",
        "sources",
        "Source",
        "Sources",
        "Every page, document and data set that a statement rests on.",
        columns=("publisher", "published", "language"),
        on_card=("type",),
        opening="",
        schema_org=("CreativeWork",),
        naming=Naming.TITLE,
    )

    name: Annotated[Text, SchemaOrg("name"), FieldRole.NAME] = Field(
        description="The title as in the source.", examples=["Leaders meet in Northport"]
    )
    type: Annotated[SourceType, OneOf(SOURCE_TYPES), FieldRole.SORT] = Field(
        title="Source kind", description="What sort of source it is."
    )
    publisher: Annotated[Text, SchemaOrg("publisher", names="Organization")] = Field(
        title="Publisher", description="Who published it.", examples=["TASS"]
    )
    author: Annotated[Text, SchemaOrg("author", names="Person")] | None = Field(
        None, title="Author", description="Who wrote it, where named.", examples=["Anna Petrova"]
    )
    url: Annotated[Url, SchemaOrg("url")] | None = Field(
        None, title="Address", description="Where it was seen.", examples=["https://example.org/news/1"]
    )
    archived_url: Annotated[Url, SchemaOrg("archivedAt")] | None = Field(
        None,
        title="Archived copy",
        description="A copy in a web archive.",
        examples=["https://web.archive.org/web/20221123000000/https://example.org/news/1"],
    )
    archived: Annotated[PartialDate, FieldRole.KEPT] | None = Field(
        None, title="Archived on", description="The day of the archived copy."
    )
    published: Annotated[PartialDate, SchemaOrg("datePublished")] | None = Field(
        None, title="Published", description="The date it bears."
    )
    retrieved: Annotated[PartialDate, FieldRole.ACCESS] = Field(title="Retrieved", description="The day it was seen.")
    language: Annotated[Language, SchemaOrg("inLanguage")] = Field(
        title="Language", description="The language tag of its text.", examples=["ru"]
    )
    title_language: Language | None = Field(
        None,
        title="Language of the title",
        description="Where the title is not in the language of the text: 'en' for one that was translated.",
        examples=["en"],
    )
    licence: Annotated[Text, SchemaOrg("license", names="CreativeWork")] | None = Field(
        None, title="Licence", description="The licence of a data set.", examples=["CC BY 4.0"]
    )
    repost_of: (
        Annotated[Link, Ref(("source",), Relation("reposted-in", "Reposted in")), SchemaOrg("isBasedOn")] | None
    ) = Field(None, title="Repost of", description="The source that it repeats, translates or reports.")
    origin: Text | None = Field(
        None,
        title="Origin",
        description="The publisher of the text that it only carries, where that text has no record.",
        examples=["Reuters"],
    )
    medium: Annotated[Choice, OneOf(MEDIA)] | None = Field(
        None, title="Medium", description="For a recording rather than a text: places in it are times."
    )
    status: SourceStatus | None = Field(None, title="Status", description="Its withdrawal, correction or replacement.")
    note: ProseText | None = Field(None, title="Note", description="What a reader must know to weigh it.")

    @property
    def name_language(self) -> str:
        return self.title_language or self.language

    @property
    def full_name(self) -> str:
        return f"{self.name} ({self.publisher})"

    @property
    def distinct_names(self) -> tuple[str, ...]:
        if self.published is None or not self.published.is_known:
            return (self.full_name,)
        return self.full_name, f"{self.name} ({self.publisher}, {self.published.words})"

    @property
    def speaks_until(self) -> Date:
        """The last day of which it can report: its own date, else the day on which it was retrieved."""
        return self.published if self.published and self.published.is_known else self.retrieved

    @property
    def when(self) -> str:
        """Its own date."""
        return self.published.words if self.published else ""
