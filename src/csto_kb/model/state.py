"""States, present and past. Their participation is recorded in treaties and organizations."""

from typing import Annotated, ClassVar

from pydantic import Field

from csto_kb.dates import Date
from csto_kb.field_types import Language, PartialDate, Text
from csto_kb.fields import FieldRole, SchemaOrg
from csto_kb.model.common import Entity, Kind, Place
from csto_kb.model.sourced import Sourced


class Capital(Sourced, Place):
    """A capital, with its coordinates."""


class State(Entity):
    """A state."""

    kind: ClassVar[Kind] = Kind(
        "state",
        "states",
        "State",
        "States",
        "Members, former members, and the other states that matter to the story.",
        on_card=("official_name", "iso3"),
        topics=(
            "membership-and-status",
            "forces",
            "armed-forces-and-spending",
            "relations-with-others",
            "assessments",
            "how-it-works",
            "law-and-rules",
            "population-and-territory",
        ),
        # Both a place and a body that acts: a member, an author.
        schema_org=("Country", "Organization"),
        has_chart=True,
    )

    official_name: Annotated[Text, SchemaOrg("alternateName")] | None = Field(
        None,
        title="Official name",
        description="The full name.",
        examples=["Republic of Northland"],
    )
    official_names: Annotated[dict[Language, Text], FieldRole.NAMES] = Field(
        default_factory=dict,
        title="Official names",
        description="The full name in other languages, by language tag.",
        examples=[{"hy": "Հայաստանի Հանրապետություն"}],
    )
    iso2: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = Field(
        None, title="ISO 3166 alpha-2", description="Two-letter code.", examples=["AM"]
    )
    iso3: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = Field(
        None, title="ISO 3166 alpha-3", description="Three-letter code.", examples=["ARM"]
    )
    iso_numeric: Annotated[str, Field(pattern=r"^[0-9]{3}$")] | None = Field(
        None, title="ISO 3166 numeric", description='Three digits, in quotes: "051".', examples=["051"]
    )
    capital: Capital | None = Field(None, title="Capital", description="The capital, with its source.")
    existed_from: Annotated[PartialDate, FieldRole.TIME] | None = Field(
        None, title="Existed from", description="For states that are no more."
    )
    existed_to: Annotated[PartialDate, FieldRole.END] | None = Field(
        None, title="Existed until", description="For states that are no more."
    )

    @property
    def lifetime(self) -> tuple[Date | None, Date | None]:
        return self.existed_from, self.existed_to
