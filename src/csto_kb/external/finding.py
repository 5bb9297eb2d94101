"""Finds a passage in the text of a page by its first and last words, as a browser finds a text fragment.

Only letters and digits are compared. Case, punctuation, hyphens at the ends of lines, and elements within a word are
ignored ("URL Fragment Text Directives", WICG, 3.5, finds whole words in any case).
"""

import re
import unicodedata
from array import array
from bisect import bisect, bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz

_WORD = re.compile(r"[^\W_]+")
_LONGEST_PASSAGE = 6_000
"""The most letters and digits from the first word to the last of a passage."""
_MOST_PLACES = 2_000
"""The most occurrences of the first words that are tried."""
_COMPARED = 2_000_000
"""The most letters and digits that are searched for similar words, which takes time."""


@dataclass(frozen=True)
class Part:
    """A part of a text: a page of a PDF, a paragraph, or the text between paragraphs."""

    text: str
    names: frozenset[str] = frozenset()
    """The places by which a citation may name it: `p. 12`, `para. 3`."""
    name: str = ""
    """The name of the part in a report."""


@dataclass(frozen=True)
class Sought:
    """A passage that is looked for."""

    first: str
    last: str = ""
    """'' where the pointer gives one run of words."""
    places: tuple[frozenset[str], ...] = ()
    """The names of the parts in which the passage should begin: one name of every set must fit."""


@dataclass(frozen=True)
class Found:
    """Where a passage was found."""

    place: str
    is_in_place: bool = True
    """Whether that is the place that the citation names, as far as the text has such places."""


@dataclass(frozen=True)
class NotFound:
    """The words that are not in a text, and the most similar words of the text."""

    words: str
    likeness: int
    """The similarity in percent; 0 where nothing is similar."""
    likest: str = ""
    """The most similar words of the text, as many as were looked for."""


@dataclass(frozen=True)
class Text:
    """The text of a page in parts, prepared for searching."""

    parts: Sequence[Part]

    @property
    def compact(self) -> str:
        """Letters and digits only."""
        return self._read[0]

    @property
    def starts(self) -> "array[int]":
        """The offsets at which words begin, then the end of the text."""
        return self._read[1]

    def words_from(self, number: int, count: int) -> str:
        """A run of words, by its first and last index."""
        offsets = self.starts[number : number + count + 1]
        return " ".join(self.compact[start:end] for start, end in pairwise(offsets))

    @cached_property
    def units(self) -> frozenset[str]:
        """The units in which its parts are counted: `p.`, `para.`."""
        return frozenset(_unit(name) for part in self.parts for name in part.names)

    def find(self, needle: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        """The offsets from `start` to `end` at which the needle stands as whole words."""
        while needle and (start := self.compact.find(needle, start, end)) >= 0:
            if self._is_between_words(start) and self._is_between_words(start + len(needle)):
                yield start
            start += 1

    def part_at(self, offset: int) -> Part:
        """The part in which an offset lies."""
        return self.parts[bisect(self._read[2], offset)]

    def _is_between_words(self, offset: int) -> bool:
        return self.starts[bisect_left(self.starts, offset)] == offset

    @cached_property
    def _read(self) -> "tuple[str, array[int], list[int]]":
        """The compact text, the starts of words and the ends of parts. Handles texts of millions of words."""
        pieces, ends = [], []
        starts = array("Q")
        offset = 0
        for part in self.parts:
            words = _words(part.text)
            for word in words:
                starts.append(offset)
                offset += len(word)
            pieces.append("".join(words))
            ends.append(offset)
        starts.append(offset)
        return "".join(pieces), starts, ends


def find_passage(text: Text, sought: Sought) -> Found | NotFound:
    """Find the shortest passage from its first to its last words: at the named place, or else anywhere."""
    opening, ending = _compact(sought.first), _compact(sought.last)
    best: tuple[bool, int, int] | None = None
    is_opened = False
    for count, start in enumerate(text.find(opening)):
        is_opened = True
        if count >= _MOST_PLACES:
            break
        behind = start + len(opening)
        end = next(text.find(ending, behind, behind + _LONGEST_PASSAGE), None) if ending else start
        if end is not None:
            found = not _is_said(text, start, sought), end - start, start
            best = min(best, found) if best else found
    if best is None:
        return _find_likest(text, sought.last if is_opened else sought.first)
    is_elsewhere, _, start = best
    percent = start * 100 // len(text.compact)
    return Found(text.part_at(start).name or f"{percent} % down", not is_elsewhere)


def _is_said(text: Text, offset: int, sought: Sought) -> bool:
    """Whether an offset lies at the named place. A unit that the text does not count fits everywhere."""
    names = text.part_at(offset).names
    return all(
        names & place or not any(_unit(name) in text.units for name in place) for place in sought.places if place
    )


def _unit(name: str) -> str:
    return name.partition(" ")[0]


def _find_likest(text: Text, words: str) -> NotFound:
    needle = _compact(words)
    alignment = fuzz.partial_ratio_alignment(needle, text.compact[:_COMPARED]) if needle and text.compact else None
    if alignment is None or not alignment.score:
        return NotFound(words, 0)
    # The most similar stretch may begin within a word.
    number = bisect_left(text.starts, alignment.dest_start, hi=len(text.starts) - 2)
    if number and text.starts[number] - alignment.dest_start > alignment.dest_start - text.starts[number - 1]:
        number -= 1
    return NotFound(words, int(alignment.score), text.words_from(number, len(_words(words))))


def _compact(text: str) -> str:
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
