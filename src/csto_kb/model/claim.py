"""Claims: who said what, when, on which question, with which stance. A claim is not a fact."""

from typing import Annotated, ClassVar

from pydantic import Field

from csto_kb.choices import OneOf
from csto_kb.dates import Date
from csto_kb.field_types import Link, PartialDate, ProseText, Text
from csto_kb.fields import FieldRole, Ref, Relation, SchemaOrg
from csto_kb.model.common import Entity, Kind, Naming
from csto_kb.model.relations import CLAIMS
from csto_kb.model.sourced import Confidence, Sourced, Sources
from csto_kb.model.vocabulary import HIGH, STANCES, VERDICTS, Stance, Toned
from csto_kb.prose import Prose
from csto_kb.spans import Span, make_span


class Assessment(Sourced):
    """What later evidence says of a claim."""

    verdict: Annotated[Toned, OneOf(VERDICTS)] = Field(title="Verdict", description="What the record shows so far.")
    as_of: PartialDate = Field(title="As of", description="The day for which it is assessed.")
    text: ProseText = Field(title="Why", description="Why, with citations.")

    @property
    def passage(self) -> Prose:
        return self.text

    @property
    def stated_for(self) -> Date:
        return self.as_of


class Claim(Entity):
    """What a speaker said on a question."""

    kind: ClassVar[Kind] = Kind(
        "claim",
        "claims",
        "Claim",
        "Claims",
        "Who said what, when, and how it held up.",
        columns=("date", "speaker", "question"),
        opening="said",
        schema_org=("Claim",),
        naming=Naming.SENTENCE,
        has_list=True,
    )

    speaker: Annotated[Link, Ref(("person", "organization", "state"), CLAIMS), SchemaOrg("author")] = Field(
        title="Speaker", description="Who said it."
    )
    speaker_role: Text | None = Field(
        None,
        title="Speaking as",
        description="The speaker's office at that time.",
        examples=["Secretary-General"],
    )
    question: Annotated[Link, Ref(("question",), CLAIMS)] = Field(
        title="Question", description="The question it answers."
    )
    stance: Annotated[Stance, OneOf(STANCES)] = Field(title="Stance", description="How it answers the question.")
    date: Annotated[PartialDate, SchemaOrg("datePublished"), FieldRole.TIME] = Field(
        title="Date", description="When it was said; 'unknown' where no source says."
    )
    reported: Annotated[PartialDate, FieldRole.TIME] | None = Field(
        None, title="Reported", description="The day of the report, where it is later."
    )
    said: Annotated[ProseText, SchemaOrg("text")] = Field(
        title="What was said", description="The claim in our own words, attributed."
    )
    sources: Sources = Field(title="Sources", description="Where it was reported.")
    confidence: Confidence = Field(HIGH, description="How sure it is that this was said.")
    about: tuple[Annotated[Link, Ref((), Relation("claims-about-it", "Claims about it")), SchemaOrg("about")], ...] = (
        Field((), title="About", description="The records it concerns, beside the question.")
    )
    assessment: Assessment | None = Field(None, title="How it held up", description="What later evidence says.")

    @property
    def start(self) -> Date:
        return self.date

    @property
    def end(self) -> Date:
        return self.date

    @property
    def when(self) -> str:
        return self.date.words

    @property
    def span(self) -> Span:
        """From its day on, without an end."""
        return make_span(self.date, None)
