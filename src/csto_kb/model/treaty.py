"""Treaties: articles with anchors, and the table of participants."""

from typing import Annotated, ClassVar

from pydantic import Field

from csto_kb.choices import Choice, OneOf
from csto_kb.dates import Date
from csto_kb.field_types import Link, PartialDate, ProseText, Text
from csto_kb.fields import FieldRole, Ref, Relation, SchemaOrg
from csto_kb.model.common import Entity, Kind
from csto_kb.model.properties import ENDS, IN_FORCE, SIGNED
from csto_kb.model.relations import PARTY_TO
from csto_kb.model.sourced import Sourced
from csto_kb.model.vocabulary import TREATY_TYPES
from csto_kb.prose import Prose
from csto_kb.spans import Span, make_span


class Article(Sourced):
    """One article, its gist in our own words."""

    number: Annotated[str, Field(pattern=r"^[0-9]+[a-z]?$")] = Field(
        title="Number", description='The number, in quotes: "4".', examples=["4"]
    )
    heading: Text | None = Field(
        None, title="Heading", description="Its subject in a few words of our own.", examples=["Mutual aid"]
    )
    gist: ProseText = Field(title="Gist", description="What it says, in our own words.")
    as_amended: ProseText | None = Field(None, title="As amended", description="What an amendment changed, and when.")

    @property
    def anchor(self) -> str:
        return f"article-{self.number}"

    @property
    def passage(self) -> Prose:
        return self.gist


class Party(Sourced):
    """One period of participation. A state that left and returned has two."""

    state: Annotated[Link, Ref(("state", "organization"), PARTY_TO)] = Field(
        title="Participant", description="The participant."
    )
    signed: PartialDate | None = Field(None, title="Signature", description="The day of signature.")
    ratified: PartialDate | None = Field(None, title="Ratification", description="The day of ratification.")
    acceded: PartialDate | None = Field(None, title="Accession or return", description="The day it joined later.")
    in_force: PartialDate | None = Field(
        None, title="In force", description="The day of entry into force for the party."
    )
    notified: PartialDate | None = Field(
        None,
        title="Notice of withdrawal",
        description="The day on which it gave notice; its withdrawal, 'withdrawn', may then lie ahead.",
    )
    withdrawn: Annotated[PartialDate, FieldRole.END] | None = Field(
        None, title="Withdrawal", description="The day it ceased to be a party."
    )

    @property
    def span(self) -> Span:
        """From signature or accession, as the members of an organization are counted, to withdrawal.

        See the check `membership-without-treaty`.
        """
        return make_span(self.joined, self.withdrawn)

    @property
    def end(self) -> Date | None:
        return self.withdrawn

    @property
    def joined(self) -> Date | None:
        """The first step of its participation, from which members of an organization are counted."""
        steps = (self.signed, self.acceded, self.ratified, self.in_force)
        return min((date for date in steps if date), default=None)


class Treaty(Entity):
    """A treaty, charter, protocol or agreement."""

    kind: ClassVar[Kind] = Kind(
        "treaty",
        "treaties",
        "Treaty",
        "Treaties",
        "Treaties, charters, protocols and agreements.",
        columns=("type",),
        schema_org=("Legislation",),
    )

    type: Annotated[Choice, OneOf(TREATY_TYPES), SchemaOrg("legislationType"), FieldRole.SORT] = Field(
        title="Type", description="What sort of instrument it is."
    )
    under: tuple[Annotated[Link, Ref(("treaty",), Relation("instruments-under-it", "Instruments under it"))], ...] = (
        Field((), title="Made under", description="The treaty it was made under.")
    )
    amends: tuple[
        Annotated[Link, Ref(("treaty",), Relation("amended-by", "Amended by")), SchemaOrg("legislationChanges")], ...
    ] = Field((), title="Amends", description="The treaty it changes or prolongs.")
    articles: tuple[Article, ...] = Field((), title="Articles", description="The articles, in their order.")
    parties: tuple[Party, ...] = Field((), title="Participants", description="Who signed, ratified, left and returned.")

    @property
    def anchors(self) -> frozenset[str]:
        return frozenset(article.anchor for article in self.articles)

    @property
    def span(self) -> Span | None:
        """From signature, else from its entry into force; None where no source gives either."""
        return self._span_from(SIGNED) or self.span_in_force

    @property
    def span_in_force(self) -> Span | None:
        """When it was in force; None where no source says that it was."""
        return self._span_from(IN_FORCE)

    def _span_from(self, role: str) -> Span | None:
        """From the first date that a fact gives, to the day of its dissolution, if any."""
        dates = {fact.definition.role: fact.value for fact in reversed(self.facts) if isinstance(fact.value, Date)}
        return make_span(dates[role], dates.get(ENDS)) if role in dates else None
