"""Terms: the glossary."""

from typing import Annotated, ClassVar

from pydantic import Field

from csto_kb.field_types import Link
from csto_kb.fields import Ref, Relation
from csto_kb.model.common import Entity, Kind


class Term(Entity):
    """A word that a newcomer needs; its summary is the definition."""

    kind: ClassVar[Kind] = Kind(
        "term", "terms", "Term", "Glossary", "The words that a newcomer needs.", schema_org=("DefinedTerm",)
    )

    about: tuple[Annotated[Link, Ref((), Relation("terms", "Terms"))], ...] = Field(
        (), title="Used of", description="The records that the term belongs to."
    )
