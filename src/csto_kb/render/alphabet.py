"""Every name of every record, in the order of letters."""

import unicodedata
from dataclasses import dataclass
from itertools import groupby

from csto_kb.graph import Graph
from csto_kb.languages import ENGLISH
from csto_kb.model import Entity, Source


@dataclass(frozen=True)
class Name:
    """One of the names of a record."""

    text: str
    entity: Entity
    language: str = ENGLISH
    """The tag of its language; English where the record says none."""

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """Without marks, quotes and brackets, whatever the locale; scripts in the order of Unicode."""
        return (_fold(self.text), self.text, self.entity.id)


@dataclass(frozen=True)
class Letter:
    """The names that begin with a letter."""

    letter: str
    names: list[Name]

    @property
    def anchor(self) -> str:
        """`letter-a`; the code point where a letter is not of the Latin alphabet: `letter-0531`."""
        return f"letter-{self.letter.lower() if self.letter.isascii() else f'{ord(self.letter[0]):04x}'}"


def alphabet(graph: Graph) -> list[Letter]:
    """All names, aliases and abbreviations by their first letter; those of sources apart, figures first."""
    names = [name for entity in graph.entities.values() if not isinstance(entity, Source) for name in _names(entity)]
    ordered = sorted(names, key=lambda name: name.sort_key)
    return [Letter(letter, list(group)) for letter, group in groupby(ordered, lambda name: _first(name.text))]


def _names(entity: Entity) -> list[Name]:
    found = {entity.name: Name(entity.name, entity)}
    for language, text in (*entity.names.items(), *entity.abbreviations.items()):
        found.setdefault(text, Name(text, entity, language))
    for text in entity.aliases:
        found.setdefault(text, Name(text, entity))
    return list(found.values())


def _first(text: str) -> str:
    first = _fold(text)[:1].upper()
    return "0-9" if first.isdigit() or not first else first


def _fold(text: str) -> str:
    letters = [letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)]
    folded = "".join(letters).casefold()
    return folded.lstrip("".join({letter for letter in folded if not letter.isalnum()}))
