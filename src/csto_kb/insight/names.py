"""What a record is called: its name, its names and abbreviations in other languages, its aliases."""

from dataclasses import dataclass

from csto_kb.model import Entity


@dataclass(frozen=True)
class Name:
    """One of the names of a record."""

    text: str
    entity: Entity
    language: str
    """The tag of its language; that of the record where it says no other."""


def list_names(entity: Entity) -> list[Name]:
    """Every name of a record once, its own first, then those of other languages, then aliases."""
    found = {entity.name: Name(entity.name, entity, entity.name_language)}
    for language, text in (*entity.names.items(), *entity.abbreviations.items()):
        found.setdefault(text, Name(text, entity, language))
    for text in entity.aliases:
        found.setdefault(text, Name(text, entity, entity.record_language))
    return list(found.values())


def short_name(entity: Entity) -> str:
    """The abbreviation of a record in its own language, where it has one, else its name."""
    return entity.abbreviations.get(entity.record_language, entity.name)
