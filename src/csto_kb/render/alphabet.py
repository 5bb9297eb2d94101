"""Every name of every record, in alphabetical order."""

import unicodedata
from dataclasses import dataclass
from itertools import groupby

from csto_kb.graph import Graph
from csto_kb.insight.names import Name, list_names
from csto_kb.model import Naming


@dataclass(frozen=True)
class Letter:
    """The names that begin with a letter."""

    letter: str
    names: list[Name]

    @property
    def anchor(self) -> str:
        """`letter-a`; for a letter outside ASCII its code point: `letter-0531`."""
        return f"letter-{self.letter.lower() if self.letter.isascii() else f'{ord(self.letter[0]):04x}'}"


def alphabet(graph: Graph) -> list[Letter]:
    """All names, aliases and abbreviations by first letter, without those of sources; digits come first."""
    names = [
        name
        for entity in graph.entities.values()
        if entity.kind.naming is not Naming.TITLE
        for name in list_names(entity)
    ]
    ordered = sorted(names, key=_sort_key)
    return [Letter(letter, list(group)) for letter, group in groupby(ordered, lambda name: _first(name.text))]


def _sort_key(name: Name) -> tuple[str, str, str]:
    """Sorts without diacritics and leading punctuation, in the order of Unicode, independent of the locale."""
    return (_fold(name.text), name.text, name.entity.id)


def _first(text: str) -> str:
    first = _fold(text)[:1].upper()
    return "0-9" if first.isdigit() or not first else first


def _fold(text: str) -> str:
    letters = [letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)]
    folded = "".join(letters).casefold()
    return folded.lstrip("".join({letter for letter in folded if not letter.isalnum()}))
