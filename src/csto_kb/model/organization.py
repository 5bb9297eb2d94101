"""Organizations: alliances, their organs and forces, missions, bases, armed groups."""

from typing import Annotated, ClassVar

from pydantic import Field

from csto_kb.choices import Choice, OneOf
from csto_kb.field_types import Link, PartialDate, Text
from csto_kb.fields import FieldRole, Ref, Relation, SchemaOrg
from csto_kb.model.common import Entity, Kind, Place
from csto_kb.model.relations import IN_THE_CHAIR_OF, MEMBER_OF
from csto_kb.model.sourced import Statement
from csto_kb.model.vocabulary import MEMBER, ORGANIZATION_TYPES, STATUSES, Toned


class Membership(Statement):
    """A state's (or an organization's) membership of an organization."""

    member: Annotated[Link, Ref(("state", "organization"), MEMBER_OF)] = Field(description="Who.")
    status: Annotated[Toned, OneOf(STATUSES)] = Field(MEMBER, description="In what capacity.")
    frozen: PartialDate | None = Field(
        None,
        title="Frozen",
        description="The day since when a member declares its participation frozen.",
    )
    notified: PartialDate | None = Field(
        None,
        title="Notice",
        description="The day on which notice of leaving was given; the end, 'to', may then lie ahead.",
    )

    @property
    def when(self) -> str:
        """The period in words, with the day of a notice of leaving."""
        notice = f", by notice of {self.notified.words}" if self.notified else ""
        return f"{super().when}{notice}"

    @property
    def words(self) -> str:
        """The status with its dates: `member since 15 May 1992, participation declared frozen since May 2024`."""
        goes_on = self.to is None or self.notified is not None
        frozen = f", participation declared frozen since {self.frozen.words}" if goes_on and self.frozen else ""
        return f"{self.status} {self.when}{frozen}"

    @property
    def timing(self) -> str:
        return self.words


class Chair(Statement):
    """A term in the chair of an organ."""

    holder: Annotated[Link, Ref(("state", "person"), IN_THE_CHAIR_OF)] = Field(
        title="Chair", description="The state, or the person, that held the chair."
    )


class Organization(Entity):
    """An organization, an organ of one, a force, a mission or a military base."""

    kind: ClassVar[Kind] = Kind(
        "organization",
        "organizations",
        "Organization",
        "Organizations",
        "Organizations, their organs, and the bodies around them.",
        columns=("type", "part_of"),
        topics=("key-facts", "membership-and-status", "how-it-works", "forces"),
        schema_org=("Organization",),
        has_chart=True,
    )

    type: Annotated[Choice, OneOf(ORGANIZATION_TYPES), FieldRole.SORT] = Field(
        title="Type", description="What sort of organization it is."
    )
    part_of: tuple[
        Annotated[
            Link,
            Ref(("organization",), Relation("parts-and-organs", "Parts and organs")),
            SchemaOrg("parentOrganization"),
            FieldRole.WHOLE,
        ],
        ...,
    ] = Field((), title="Part of", description="The organization it belongs to.")
    operated_by: tuple[Annotated[Link, Ref(("state", "organization"), Relation("operates", "Operates"))], ...] = Field(
        (), title="Operated by", description="Who runs it: for a base, the state whose forces are there."
    )
    founding_treaties: tuple[Annotated[Link, Ref(("treaty",), Relation("founds", "Founds"))], ...] = Field(
        (), title="Founding treaties", description="The treaties it rests on, and from which members are counted."
    )
    successor_of: tuple[Annotated[Link, Ref(("organization",), Relation("succeeded-by", "Succeeded by"))], ...] = Field(
        (), title="Successor of", description="What it replaced."
    )
    location: tuple[Annotated[Place, SchemaOrg("location")], ...] = Field(
        (), title="Location", description="Its seat, or where it is stationed."
    )
    members: tuple[Annotated[Membership, SchemaOrg("member")], ...] = Field(
        (), title="Members", description="Who belongs to it: one entry for each period of membership."
    )
    chairs: tuple[Chair, ...] = Field(
        (), title="In the chair", description="Who held the chair: one entry for each term, the earliest first."
    )
    site: Text | None = Field(
        None, title="Site", description="For a base: the garrison or airfield.", examples=["Kant airfield"]
    )
