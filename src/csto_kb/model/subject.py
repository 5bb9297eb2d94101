"""What a knowledge base is about: the words and choices that are the project's and not the program's.

They stand in `subject.yaml` beside `mkdocs.yml`, and are read and checked as a record is. Every key may be left out,
and so may the file: then the program's own words stand, and nothing is said of a focus or a map.
"""

from typing import Annotated

from pydantic import Field

from csto_kb.fields import Language, Link, PartialDate, Record, Ref, Text, Url
from csto_kb.model.common import Kind
from csto_kb.model.organization import Organization
from csto_kb.model.treaty import Treaty


class Licence(Record):
    """The licence of the text and the data."""

    name: Text = Field(title="Name", description="Its name, as pages say it.", examples=["CC BY 4.0"])
    url: Url | None = Field(
        None,
        title="Address",
        description="Where its text stands.",
        examples=["https://creativecommons.org/licenses/by/4.0/"],
    )


class KindWords(Record):
    """What this project says of a kind of record."""

    about: Text | None = Field(
        None,
        title="About",
        description="One sentence for the index page of the kind.",
        examples=["The parties, and the states that claim a part of the continent."],
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
        "en", title="Language", description="The language of records and pages, by its tag.", examples=["en"]
    )
    licence: Licence | None = Field(None, title="Licence", description="The licence of the text and the data.")
    kinds: dict[str, KindWords] = Field(
        default_factory=dict, title="Kinds", description="What is said of each kind of record."
    )
    map: MapOf | None = Field(None, title="Map", description="What the map is drawn from; left out, none is drawn.")
    appeal_rules: tuple[Annotated[Link, Ref((Treaty.kind.name,))], ...] = Field(
        (),
        title="Rules on appeals",
        description="The articles on asking for help, which the table of appeals quotes.",
        examples=[["treaty#article-4"]],
    )

    def about(self, kind: Kind) -> str:
        """What is said of a kind of record."""
        words = self.kinds.get(kind.name)
        return words.about if words and words.about else kind.about
