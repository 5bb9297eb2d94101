"""The words of a subject that mean the same, in several languages, as the index and the browser use them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from csto_kb.search.words import fold, keys_of, split_words, stemmer

_STEMMED = frozenset({"de", "fr", "tr"})
"""Languages in Latin script whose words are stemmed by their own rules; of other scripts the script decides."""


@dataclass(frozen=True)
class Thesaurus:
    """Groups of words, each by language; those in the language of the records are what pages are found by."""

    groups: Sequence[Mapping[str, Sequence[str]]] = ()
    language: str = "en"

    @cached_property
    def _members(self) -> list[list[tuple[str, ...]]]:
        return [[tuple(keys_of(word)) for word in group.get(self.language, ())] for group in self.groups]

    @cached_property
    def _by_key(self) -> Mapping[str, list[tuple[int, tuple[str, ...]]]]:
        found: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for number, members in enumerate(self._members):
            for member in members:
                if member:
                    found.setdefault(member[0], []).append((number, member))
        return found

    def find(self, weights: Mapping[str, float]) -> dict[str, float]:
        """The groups of which a text has a word, by their key in the index, with the weight of their words in it."""
        found: dict[str, float] = {}
        for key in weights.keys() & self._by_key.keys():
            for number, member in self._by_key[key]:
                least = min(weights.get(part, 0.0) for part in member)
                if least:
                    found[concept(number)] = found.get(concept(number), 0.0) + least
        return found

    def tables(self) -> Iterator[tuple[str, dict[str, list[int]]]]:
        """For each language its words, as keys joined by spaces, with the numbers of their groups."""
        languages = sorted({language for group in self.groups for language in group})
        for language in languages:
            table: dict[str, list[int]] = {}
            for number, group in enumerate(self.groups):
                for word in group.get(language, ()):
                    key = self.key(word, language)
                    if key and number not in table.setdefault(key, []):
                        table[key].append(number)
            yield language, dict(sorted(table.items()))

    def key(self, words: str, language: str) -> str:
        """The keys of a word, or of several, in a language."""
        if language not in _STEMMED:
            return " ".join(keys_of(words))
        stem = stemmer(language).stemWord
        return " ".join(filter(None, (fold(stem(word)) for word in split_words(words))))


def concept(number: int) -> str:
    """The key of a group in the index."""
    return f"~{number}"
