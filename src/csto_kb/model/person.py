"""People: experts, leaders, officials."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, PrivateAttr, ValidationInfo, model_validator

from csto_kb.choices import Choice, OneOf
from csto_kb.field_types import Link, Text, reading_of
from csto_kb.fields import FieldRole, Ref, SchemaOrg
from csto_kb.model.common import Entity, Kind
from csto_kb.model.relations import OFFICE_HOLDERS
from csto_kb.model.sourced import Statement
from csto_kb.model.vocabulary import OFFICES, PERSON_TYPES, VOCABULARY


class Role(Statement):
    """An office or a post that somebody held."""

    title: Annotated[Text, FieldRole.NAME] = Field(
        title="Office",
        description="The office or post.",
        examples=["Secretary-General"],
    )
    organization: Annotated[Link, Ref(("organization", "state"), OFFICE_HOLDERS)] | None = Field(
        None, title="At", description="The organization or state it is held in."
    )
    affiliation: Text | None = Field(
        None,
        title="Affiliation",
        description="The organization's name, where it has no record.",
        examples=["University of Northland"],
    )

    _is_single: bool = PrivateAttr(default=False)

    @property
    def detail(self) -> str:
        return self.title

    @property
    def is_single(self) -> bool:
        """Whether one person holds such an office at a time."""
        return self._is_single

    @model_validator(mode="after")
    def _look_office_up(self, info: ValidationInfo) -> Self:
        offices = (reading_of(info).vocabulary or VOCABULARY)[OFFICES.name].values()
        self._is_single = self.title.startswith(tuple(office.label for office in offices))
        return self


class Person(Entity):
    """A person who holds an office, or who has made a claim on a question."""

    kind: ClassVar[Kind] = Kind(
        "person",
        "people",
        "Person",
        "People",
        "Leaders, officials and experts, with their offices and what they said.",
        columns=("type", "roles"),
        topics=("life-and-career", "assessments"),
        schema_org=("Person",),
        life_words=("was born", "died"),
        has_chart=True,
    )

    type: Annotated[Choice, OneOf(PERSON_TYPES), FieldRole.SORT] = Field(
        title="Known as", description="Why the person has a record: as leader, official or expert."
    )
    roles: tuple[Annotated[Role, SchemaOrg("jobTitle")], ...] = Field(
        (), title="Roles", description="Offices and posts, each with its dates."
    )
