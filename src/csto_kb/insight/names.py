"""What a record is called: its name, its names and abbreviations in other languages, its aliases."""

from dataclasses import dataclass

from csto_kb.languages import ENGLISH
from csto_kb.model import Entity


@dataclass(frozen=True)
class Name:
    """One of the names of a record."""

    text: str
    entity: Entity
    language: str = ENGLISH
    """The tag of its language; English where the record gives none."""


def list_names(entity: Entity) -> list[Name]:
    """Every name of a record once, its own first, then those of other languages, then aliases."""
    found = {entity.name: Name(entity.name, entity)}
    for language, text in (*entity.names.items(), *entity.abbreviations.items()):
        found.setdefault(text, Name(text, entity, language))
    for text in entity.aliases:
        found.setdefault(text, Name(text, entity))
    return list(found.values())


def short_name(entity: Entity) -> str:
    """The English abbreviation of a record, where it has one, else its name."""
    return entity.abbreviations.get(ENGLISH, entity.name)
