"""Sources: what the statements rest on."""

from typing import Annotated, ClassVar

from pydantic import Field

from csto_kb.choices import OneOf
from csto_kb.fields import FieldRole, Language, Link, PartialDate, ProseText, Ref, Relation, SchemaOrg, Text, Url
from csto_kb.model.common import Entity, Kind, Naming
from csto_kb.model.vocabulary import SOURCE_TYPES, SourceType


class Source(Entity):
    """A page, document or data set; `name` is its title."""

    kind: ClassVar[Kind] = Kind(
        "source",
        "sources",
        "Source",
        "Sources",
        "Every page, document and data set that a statement rests on.",
        columns=("publisher", "published", "type", "language"),
        opening="",
        schema_org=("CreativeWork",),
        naming=Naming.TITLE,
    )

    name: Annotated[Text, SchemaOrg("name"), FieldRole.NAME] = Field(
        description="The title, as the source has it.", examples=["Leaders meet in Yerevan"]
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
    ) = Field(None, title="Repost of", description="The source that it repeats.")
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
    def when(self) -> str:
        """The date it bears."""
        return self.published.words if self.published else ""
