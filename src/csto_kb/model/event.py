"""Events: what happened, when, where, and who took part."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from csto_kb.choices import OneOf
from csto_kb.dates import Date, interval_words
from csto_kb.field_types import Link, PartialDate, ProseText, Source, Text
from csto_kb.fields import FieldRole, Record, Ref, Relation, SchemaOrg
from csto_kb.model.common import Entity, Kind, Place
from csto_kb.model.relations import VOTES_CAST
from csto_kb.model.sourced import Confidence, Sourced, Sources
from csto_kb.model.vocabulary import ANSWERS, EVENT_TYPES, HIGH, VOTES, EventType, Toned, VoteChoice
from csto_kb.spans import Span, make_span

Count = Annotated[int, Field(ge=0)]


class Participant(Record):
    """A participant."""

    who: Annotated[Link, Ref(("state", "organization", "person"), Relation("events", "Events"))] = Field(
        title="Participant", description="Who took part."
    )
    role: Text | None = Field(
        None,
        title="Role",
        description="In what role, as a noun that cannot be misread.",
        examples=["host", "attacked state"],
    )
    sources: Annotated[tuple[Source, ...], FieldRole.SOURCES] = Field(
        (), title="Sources", description="The sources, where those of the event do not say so."
    )

    @property
    def detail(self) -> str:
        return self.role or ""


class Vote(Sourced):
    """How a state voted."""

    state: Annotated[Link, Ref(("state",), VOTES_CAST)] = Field(title="State", description="Who voted.")
    vote: Annotated[VoteChoice, OneOf(VOTES)] = Field(title="Vote", description="How it voted.")

    @property
    def detail(self) -> str:
        return self.vote.label

    @property
    def word(self) -> str:
        return self.vote.label


class Tally(Sourced):
    """The count of a vote."""

    for_: Count | None = Field(None, alias="for", title="For", description="How many voted for it.")
    against: Count | None = Field(None, title="Against", description="How many voted against it.")
    abstained: Count | None = Field(None, title="Abstained", description="How many abstained.")
    absent: Count | None = Field(None, title="Absent", description="How many took no part, where a source counts them.")


class Appeal(Sourced):
    """An appeal of a member for help, or a case in which no appeal was made."""

    by: Annotated[Link, Ref(("state",), Relation("appeals", "Appeals for help"))] = Field(
        title="Asked by", description="Who asked; where nobody did, the state concerned."
    )
    ground: ProseText = Field(title="Ground", description="What was asked for, and by which clause.")
    answer: Annotated[Toned, OneOf(ANSWERS)] = Field(title="Granted", description="Whether it was given.")
    answered: ProseText = Field(title="Answer", description="What was answered.")
    came_of_it: ProseText = Field(title="What came of it", description="What followed.")


class Event(Entity):
    """Something that happened at a time."""

    alternatives: ClassVar[tuple[str, ...]] = ("date", "from")
    kind: ClassVar[Kind] = Kind(
        "event",
        "events",
        "Event",
        "Events",
        "What happened, when and where, and who took part.",
        columns=("date", "type"),
        schema_org=("Event",),
        has_list=True,
    )

    type: Annotated[EventType, OneOf(EVENT_TYPES), FieldRole.SORT] = Field(
        title="Type", description="What sort of event it was."
    )
    date: Annotated[PartialDate, SchemaOrg("startDate"), FieldRole.TIME] | None = Field(
        None, title="Date", description="The day of an event of one day."
    )
    from_: Annotated[PartialDate, SchemaOrg("startDate"), FieldRole.TIME] | None = Field(
        None, alias="from", title="From", description="The first day."
    )
    to: Annotated[PartialDate, SchemaOrg("endDate"), FieldRole.END] | None = Field(
        None, title="To", description="The last day; never a scheduled one."
    )
    is_planned: bool = Field(False, title="Planned", description="True where only the plan is sourced.")
    sources: Sources = Field(title="Sources", description="The sources for the event itself.")
    confidence: Confidence = Field(HIGH, description="How sure it is that it happened like this.")
    places: tuple[Annotated[Place, SchemaOrg("location")], ...] = Field(
        (), title="Places", description="Where it happened."
    )
    participants: tuple[Participant, ...] = Field((), title="Participants", description="Who took part, in which role.")
    part_of: tuple[
        Annotated[Link, Ref(("event",), Relation("comprises", "Comprises")), SchemaOrg("superEvent"), FieldRole.WHOLE],
        ...,
    ] = Field((), title="Part of", description="The larger event it belongs to.")
    legal_basis: tuple[Annotated[Link, Ref(("treaty",), Relation("invoked-in", "Invoked in"))], ...] = Field(
        (),
        title="Legal basis",
        description="The treaty invoked, with its article.",
        examples=[["lake-treaty#article-1"]],
    )
    appeal: Appeal | None = Field(
        None, title="Appeal for help", description="Who asked the other members for help, and what came of it."
    )
    outcome: ProseText | None = Field(None, title="Outcome", description="What came of it, with citations.")
    relevance: ProseText | None = Field(None, title="Why it matters here", description="One or two sentences.")
    resolution: Text | None = Field(
        None, title="Resolution", description="For a vote: the resolution's symbol.", examples=["A/RES/ES-11/1"]
    )
    tally: Tally | None = Field(None, title="Count", description="For a vote: the count over all states.")
    votes: tuple[Vote, ...] = Field((), title="Votes", description="For a vote: how the states voted.")

    @property
    def start(self) -> Date:
        return self.date or self.from_ or Date.parse("unknown")

    @property
    def end(self) -> Date:
        """The last day; `unknown` where it continues."""
        return self.date or self.to or Date.parse("unknown")

    @property
    def when(self) -> str:
        return self.date.words if self.date else interval_words(self.from_, self.to)

    @property
    def span(self) -> Span:
        """From its first day on, without an end."""
        return make_span(self.start, None)

    @property
    def is_announced(self) -> bool:
        return self.is_planned

    @model_validator(mode="after")
    def _must_be_dated(self) -> Self:
        if (self.date is None) == (self.from_ is None):
            hint = "give 'date', or 'from' and 'to'; not both"
            raise PydanticCustomError("undated", "an event needs one date or one interval", {"hint": hint})
        return self
