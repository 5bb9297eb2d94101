"""What a knowledge base is about: the words and choices of the project.

They are in `subject.yaml` beside `mkdocs.yml`, and are read and checked like a record. Every key is optional, and so is
the file: without it the words of the program apply, and there is no focus and no map.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, StringConstraints

from csto_kb.choices import Choice, Choices
from csto_kb.field_types import Id, Language, Link, Number, PartialDate, Reading, Text, Url
from csto_kb.fields import Field as Described
from csto_kb.fields import Record, Ref, describe
from csto_kb.languages import ENGLISH
from csto_kb.limits import Limits
from csto_kb.model.common import Kind
from csto_kb.model.organization import Organization
from csto_kb.model.properties import PROPERTIES, TOPICS, Property
from csto_kb.model.state import State
from csto_kb.model.treaty import Treaty
from csto_kb.model.vocabulary import (
    ANSWERS,
    EVENT_TYPES,
    LANES,
    NO_LANE,
    OFFICES,
    ORGANIZATION_TYPES,
    PERSON_TYPES,
    SOURCE_TYPES,
    STANCES,
    STANDINGS,
    STATUSES,
    TREATY_TYPES,
    VERDICTS,
    VOCABULARY,
    VOTES,
)

T = TypeVar("T", bound=Choice)
ChoiceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([ -][a-z0-9]+)*$", max_length=40)]
"""The id of a choice. CSS classes and addresses contain it, so other characters are not allowed."""


class Licence(Record):
    """The licence of the text and the data."""

    name: Text = Field(title="Name", description="Its name, as pages say it.", examples=["CC BY 4.0"])
    url: Url | None = Field(
        None,
        title="Address",
        description="Where its text stands.",
        examples=["https://creativecommons.org/licenses/by/4.0/"],
    )


class RecordGroup(Record):
    """Records of a kind that readers look for together."""

    id: Id = Field(title="Id", description="Its anchor on the index page of the kind.", examples=["claimants"])
    label: Text = Field(title="Label", description="The heading above them.", examples=["Who claims a part"])
    records: tuple[Annotated[Link, Ref()], ...] = Field(
        title="Records",
        description="The records, in the order in which they are listed.",
        examples=[["northland"]],
    )


class KindWords(Record):
    """The words of this project for a kind of record."""

    about: Text | None = Field(
        None,
        title="About",
        description="One sentence for the index page of the kind.",
        examples=["The parties, and the states that claim a part of the continent."],
    )
    topics: tuple[Id, ...] = Field(
        (), title="Topics", description="The topics of facts that come first on its page.", examples=[["key-facts"]]
    )
    groups: tuple[RecordGroup, ...] = Field(
        (), title="Groups", description="Records that its index and the home page show together under a heading."
    )


class Home(Record):
    """What the home page shows beside the questions."""

    votes: tuple[Annotated[Link, Ref(("event",))], ...] = Field(
        (),
        title="Votes",
        description="The votes that it shows for each member, the earliest first.",
        examples=[["vote-1962"]],
    )


class Hatched(Record):
    """An area of the map that is hatched, because a record says something of it."""

    area: Text = Field(title="Area", description="Its name among the 'areas' of the geometry.", examples=["sector"])
    name: Text = Field(title="Name", description="What it is called on the map.", examples=["The sector"])
    words: Text = Field(
        title="Words", description="What a reader is told of it.", examples=["The sector: claimed by two states"]
    )
    legend: Text = Field(title="Legend", description="What the pattern stands for.", examples=["claimed by two states"])
    why: Annotated[Link, Ref()] = Field(
        title="Why", description="The record that says so; as of an earlier day than its own nothing is hatched."
    )


class MarkedState(Record):
    """A state that the map sets apart from all others."""

    state: Annotated[Link, Ref((State.kind.name,))] = Field(title="State", description="The state.")
    legend: Text = Field(title="Legend", description="What its outline stands for.", examples=["the host of the seat"])


Longitude = Annotated[Number, Field(ge=-180, le=180)]
Latitude = Annotated[Number, Field(ge=-90, le=90)]


class Inset(Record):
    """A part of the map that is drawn once more, larger."""

    name: Text = Field(title="Name", description="What the part is called.", examples=["The peninsula"])
    west: Longitude = Field(title="West", description="Its western edge, in degrees of longitude.", examples=[39])
    east: Longitude = Field(title="East", description="Its eastern edge, in degrees of longitude.", examples=[51])
    south: Latitude = Field(title="South", description="Its southern edge, in degrees of latitude.", examples=[38])
    north: Latitude = Field(title="North", description="Its northern edge, in degrees of latitude.", examples=[44])


class MapOf(Record):
    """The map: what it is drawn from, and what it shows beside the members of the organization in focus."""

    geometry: Text = Field(
        title="Geometry", description="The file of outlines, in the project.", examples=["geometry/world.json"]
    )
    labels: Text | None = Field(
        None, title="Labels", description="The file that says where names stand.", examples=["geometry/labels.json"]
    )
    region: Text = Field(title="Region", description="The part of the world that it shows.", examples=["the world"])
    hatched: tuple[Hatched, ...] = Field((), title="Hatched", description="Areas that are hatched, and why.")
    marked: tuple[MarkedState, ...] = Field((), title="Marked", description="States that are set apart, and why.")
    insets: tuple[Inset, ...] = Field((), title="Insets", description="Parts that are drawn once more, larger.")


class ChoiceWords(Record):
    """A choice: one of the program's with other words, or a new one with all its parts."""

    id: ChoiceId = Field(title="Id", description="As it is written in a record.", examples=["expedition"])
    label: Text | None = Field(None, title="Label", description="What a reader sees, in the middle of a sentence.")
    meaning: Text | None = Field(None, title="Meaning", description="One sentence for editors: when to choose it.")
    tone: Literal["yes", "no", "maybe", "plain"] | None = Field(
        None, title="Tone", description="The colour that it has beside its words: yes, no, maybe or plain."
    )
    letter: Text | None = Field(None, title="Letter", description="Of a vote: what tables show.")
    lane: Text | None = Field(None, title="Lane", description="Of a type of event: its row of the timeline.")
    csl: Text | None = Field(None, title="CSL", description="Of a type of source: its type in CSL JSON.")
    ris: Text | None = Field(None, title="RIS", description="Of a type of source: its type in RIS.")
    zotero: Text | None = Field(None, title="Zotero", description="Of a type of source: its type in Zotero.")
    is_part: bool | None = Field(
        None, title="Part", description="Of a type of source: whether it is a part of what its publisher is called."
    )
    alone: Text | None = Field(
        None, title="Alone", description="Of a type of source: how a statement that rests on one alone is marked."
    )

    @property
    def parts(self) -> dict[str, Any]:
        """The parts that are given, beside the id."""
        given = {item.name: item.of(self) for item in describe(type(self)) if item.name != "id"}
        return {name: value for name, value in given.items() if value is not None}


_FIRST = "Those named here come first, in this order; the program's others follow."
_Words = tuple[ChoiceWords, ...]


class Vocabularies(Record):
    """The choices of fields."""

    lanes: _Words = Field((), title="Lanes", description=f"The rows of the timeline. {_FIRST}")
    event_types: _Words = Field((), title="Types of event", description=_FIRST)
    organization_types: _Words = Field((), title="Types of organization", description=_FIRST)
    treaty_types: _Words = Field((), title="Types of treaty", description=_FIRST)
    person_types: _Words = Field((), title="Types of person", description=_FIRST)
    offices: _Words = Field(
        (), title="Offices", description="That one person holds at a time: the label is what a title begins with."
    )
    source_types: _Words = Field((), title="Types of source", description=_FIRST)
    statuses: _Words = Field((), title="Statuses", description=f"Of members. {_FIRST}")
    standings: _Words = Field((), title="Standings", description=f"What a membership has become. {_FIRST}")
    votes: _Words = Field((), title="Votes", description=_FIRST)
    stances: _Words = Field((), title="Stances", description=f"Of claims. {_FIRST}")
    verdicts: _Words = Field((), title="Verdicts", description=f"On claims. {_FIRST}")
    answers: _Words = Field((), title="Answers", description=f"To appeals. {_FIRST}")

    def tables(self) -> Iterator[tuple[str, Choices[Any], _Words]]:
        """Each key with the program's table and the words given for it."""
        return ((item.key, _TABLES[item.key], item.of(self)) for item in describe(Vocabularies))


_TABLES: Mapping[str, Choices[Any]] = {
    "lanes": LANES,
    "event_types": EVENT_TYPES,
    "organization_types": ORGANIZATION_TYPES,
    "treaty_types": TREATY_TYPES,
    "person_types": PERSON_TYPES,
    "offices": OFFICES,
    "source_types": SOURCE_TYPES,
    "statuses": STATUSES,
    "standings": STANDINGS,
    "votes": VOTES,
    "stances": STANCES,
    "verdicts": VERDICTS,
    "answers": ANSWERS,
}
"""The program's table behind each key of `vocabularies`."""


class TopicWords(Record):
    """A topic of facts."""

    id: Id = Field(title="Id", description="What properties and kinds name it by.", examples=["climate"])
    label: Text | None = Field(None, title="Label", description="The heading over its facts.", examples=["Climate"])
    has_votes: bool = Field(
        False, title="With votes", description="Whether the votes of a state stand at its head, in one row."
    )


class PropertyWords(Record):
    """A property: what a fact can be about."""

    id: Id = Field(title="Id", description="As it is written in a record.", examples=["ice-thickness"])
    label: Text = Field(title="Label", description="What a reader sees.", examples=["Thickness of the ice"])
    datatype: Literal["quantity", "date", "text", "entity", "url"] = Field(
        title="Datatype", description="What its value is: quantity, date, text, entity or url.", examples=["quantity"]
    )
    topic: Id = Field(title="Topic", description="The heading under which it stands.", examples=["key-facts"])
    unit: Text | None = Field(None, title="Unit", description="Of a quantity: the unit after the number.")
    wikidata: Text | None = Field(None, title="Wikidata", description="The matching property of Wikidata.")
    is_key: bool = Field(False, title="Key fact", description="Whether its latest value stands in the box of a page.")
    is_lasting: bool = Field(
        False,
        title="Lasting",
        description="Of a text: whether it says what was so and may have changed, not what happened or was said.",
    )

    @property
    def definition(self) -> Property:
        return Property(
            self.id,
            self.label,
            self.datatype,
            self.topic,
            self.unit or "",
            self.wikidata or "",
            self.is_key,
            is_lasting=self.is_lasting,
        )


class Subject(Record):
    """What a knowledge base is about."""

    focus: Annotated[Link, Ref((Organization.kind.name,))] | None = Field(
        None,
        title="Focus",
        description="The organization whose members the home page, the map and the pages of states speak of.",
        examples=["treaty-parties"],
    )
    first_day: PartialDate | None = Field(
        None,
        title="First day",
        description="The first day as of which the site can be read; else that of the first event.",
        examples=["1959-12-01"],
    )
    language: Language = Field(
        ENGLISH,
        title="Language",
        description="The language that the records are written in, by its tag; the pages say it as theirs.",
        examples=["en"],
    )
    licence: Licence | None = Field(None, title="Licence", description="The licence of the text and the data.")
    kinds: dict[str, KindWords] = Field(
        default_factory=dict, title="Kinds", description="What is said of each kind of record."
    )
    home: Home = Field(Home(), title="Home page", description="What the home page shows beside the questions.")
    map: MapOf | None = Field(None, title="Map", description="What the map is drawn from; left out, none is drawn.")
    appeal_rules: tuple[Annotated[Link, Ref((Treaty.kind.name,))], ...] = Field(
        (),
        title="Rules on appeals",
        description="The articles on asking for help, which the table of appeals quotes.",
        examples=[["treaty#article-4"]],
    )

    search: Text | None = Field(
        None,
        title="Search",
        description="The file of words that the search knows beside the records, in the project.",
        examples=["search.yaml"],
    )
    topics: tuple[TopicWords, ...] = Field((), title="Topics", description=f"The headings over facts. {_FIRST}")
    properties: tuple[PropertyWords, ...] = Field(
        (), title="Properties", description="What facts can be about, beside the properties of the program."
    )
    vocabularies: Vocabularies = Field(
        Vocabularies(), title="Vocabularies", description="The choices of fields: types, lanes, statuses."
    )

    def reading(self, limits: Limits, is_partial: bool = False) -> Reading:
        """The context for reading a record of this subject; `is_partial` where a broken part is left out."""
        return Reading(limits, self.vocabulary, self.registry, is_partial, self.language)

    @cached_property
    def topic_labels(self) -> Mapping[str, str]:
        """Every topic with its heading, in their order on a page."""
        own = {topic.id: topic.label or TOPICS.get(topic.id, topic.id) for topic in self.topics}
        return {**own, **{key: label for key, label in TOPICS.items() if key not in own}}

    @cached_property
    def topics_with_votes(self) -> frozenset[str]:
        """The topics at whose head the votes of a state stand."""
        return frozenset(topic.id for topic in self.topics if topic.has_votes)

    @cached_property
    def registry(self) -> Mapping[str, Property]:
        """Every property by its id, in the order of their topics."""
        order = list(self.topic_labels)
        every = [*PROPERTIES.values(), *(words.definition for words in self.properties)]
        every.sort(key=lambda item: order.index(item.topic) if item.topic in order else len(order))
        return {item.id: item for item in every}

    @cached_property
    def vocabulary(self) -> Mapping[str, Choices[Any]]:
        """Every table of choices by its name."""
        lanes = _merge(LANES, self.vocabularies.lanes, {})
        tables = [_merge(table, words, lanes) for _, table, words in self.vocabularies.tables()]
        return {**VOCABULARY, **{table.name: table for table in tables}}

    def table(self, table: Choices[T]) -> Choices[T]:
        """One of the program's tables, as this subject has it."""
        return self.vocabulary[table.name]

    def choices(self, field: Described) -> tuple[Choice, ...]:
        """The choices of a field."""
        return tuple(self.vocabulary[field.vocabulary].values()) if field.vocabulary else ()

    def topics_of(self, kind: Kind) -> tuple[str, ...]:
        """The topics of facts in their order on the page of a kind."""
        words = self.kinds.get(kind.name)
        return tuple(dict.fromkeys((*(words.topics if words else ()), *kind.topics, *self.topic_labels)))

    def groups_of(self, kind: Kind) -> tuple[RecordGroup, ...]:
        """The groups of a kind, in their order."""
        words = self.kinds.get(kind.name)
        return words.groups if words else ()

    def about(self, kind: Kind) -> str:
        """The sentence about a kind of record."""
        words = self.kinds.get(kind.name)
        return words.about if words and words.about else kind.about


def _merge(table: Choices[T], words: tuple[ChoiceWords, ...], lanes: Mapping[str, Choice]) -> Choices[T]:
    """A table with the choices of a subject merged in: those come first, in their order.

    Missing parts of a new choice are empty here; `subject.read_subject` reports them.
    """
    choice_type = type(next(iter(table.values())))
    own = {item.id: _choose(choice_type, table.get(item.id), item, lanes) for item in words}
    return Choices(table.name, [*own.values(), *(choice for key, choice in table.items() if key not in own)])


def _choose(choice_type: type[T], known: T | None, words: ChoiceWords, lanes: Mapping[str, Choice]) -> T:
    parts = {name: value for name, value in words.parts.items() if name in choice_type.__dataclass_fields__}
    if "lane" in parts:
        parts["lane"] = lanes.get(parts["lane"], NO_LANE)
    if known is not None:
        return replace(known, **parts)
    return choice_type(**{"id": words.id, "label": "", "meaning": "", **parts})
