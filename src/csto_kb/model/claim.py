"""Claims: who said what, when, on which question, with which stance. A claim is not a fact."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from csto_kb.fields import Link, PartialDate, ProseText, Ref, SchemaOrg, Text
from csto_kb.model.common import Confidence, Entity, Kind, Sourced, Sources


class Assessment(Sourced):
    """What later evidence says of a claim."""

    verdict: Literal["borne out", "partly borne out", "contradicted", "open"] = Field(
        title="Verdict", description="What the record shows so far."
    )
    as_of: PartialDate = Field(title="As of", description="The day for which it is assessed.")
    text: ProseText = Field(title="Why", description="Why, with citations.")


class Claim(Entity):
    """Something that somebody said."""

    kind: ClassVar[Kind] = Kind(
        "claim",
        "claims",
        "Claim",
        "Claims",
        "Who said what, when, and how it held up.",
        columns=("date", "speaker", "stance", "question"),
        opening="said",
        schema_org=("Claim",),
    )

    speaker: Annotated[Link, Ref(("person", "organization", "state"), inverse="Claims"), SchemaOrg("author")] = Field(
        title="Speaker", description="Who said it."
    )
    speaker_role: Text | None = Field(
        None, title="Speaking as", description="The office or role at that time.", examples=["Secretary-General"]
    )
    question: Annotated[Link, Ref(("question",), inverse="Claims")] = Field(
        title="Question", description="The question it answers."
    )
    stance: Literal["affirms", "denies", "conditional", "unclear"] = Field(
        title="Stance", description="How it answers the question."
    )
    date: Annotated[PartialDate, SchemaOrg("datePublished")] = Field(
        title="Date", description="When it was said; 'unknown' where no source says."
    )
    said: Annotated[ProseText, SchemaOrg("text")] = Field(
        title="What was said", description="The claim in our own words, attributed."
    )
    sources: Sources = Field(title="Sources", description="Where it was reported.")
    confidence: Confidence = Field("high", description="How sure that it was said so.")
    about: tuple[Annotated[Link, Ref(inverse="Claims about it"), SchemaOrg("about")], ...] = Field(
        (), title="About", description="The records it concerns, beside the question."
    )
    assessment: Assessment | None = Field(None, title="How it held up", description="What later evidence says.")
