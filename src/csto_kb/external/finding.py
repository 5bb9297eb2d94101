"""A passage found in the text of a page by its first and its last words, as a browser finds a text fragment.

What counts is letters and digits: case, punctuation, hyphens at the ends of lines, and elements within a word do not
("URL Fragment Text Directives", WICG, 3.5, finds whole words whatever their case).
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
"""Letters and digits from the first word to the last; what is further apart is no passage."""
_MOST_PLACES = 2_000
"""Places of the first words that are looked at."""
_COMPARED = 2_000_000
"""Letters and digits that are searched for the likest words; a likeness takes time."""


@dataclass(frozen=True)
class Part:
    """A part of a text: a page of a PDF, a paragraph, or what stands between."""

    text: str
    names: frozenset[str] = frozenset()
    """What a citation may call it: `p. 12`, `para. 3`."""
    name: str = ""
    """What it is called in a report."""


@dataclass(frozen=True)
class Sought:
    """A passage that is looked for."""

    first: str
    last: str = ""
    """'' where it is one run of words."""
    places: tuple[frozenset[str], ...] = ()
    """What the parts may be called in which it is said to begin; of every set, one."""


@dataclass(frozen=True)
class Found:
    """Where a passage stands."""

    place: str
    is_in_place: bool = True
    """Whether that is where it is said to be, as far as the text has such places."""


@dataclass(frozen=True)
class NotFound:
    """The words that do not stand in a text, and what is likest to them."""

    words: str
    likeness: int
    """In percent; 0 where there is nothing like it."""
    likest: str = ""
    """As many words of the text as were looked for."""


@dataclass(frozen=True)
class Text:
    """The text of a page in its parts, ready to be searched."""

    parts: Sequence[Part]

    @property
    def compact(self) -> str:
        """Letters and digits only."""
        return self._read[0]

    @property
    def starts(self) -> "array[int]":
        """The offsets at which words begin, and the end of all."""
        return self._read[1]

    def words_from(self, number: int, count: int) -> str:
        """Some words in a row."""
        offsets = self.starts[number : number + count + 1]
        return " ".join(self.compact[start:end] for start, end in pairwise(offsets))

    @cached_property
    def units(self) -> frozenset[str]:
        """What its parts are counted in: `p.`, `para.`."""
        return frozenset(_unit(name) for part in self.parts for name in part.names)

    def find(self, needle: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        """The offsets between two others at which whole words stand that make up a needle."""
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
        """What is compact, the starts of words, and the ends of parts; made for texts of millions of words."""
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
    """Find the shortest passage from its first to its last words, where it is said to be, or else anywhere."""
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
    """Whether an offset lies where a passage is said to begin. Of what the text does not count, nothing is known."""
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
    # The likest stretch may begin within a word.
    number = bisect_left(text.starts, alignment.dest_start, hi=len(text.starts) - 2)
    if number and text.starts[number] - alignment.dest_start > alignment.dest_start - text.starts[number - 1]:
        number -= 1
    return NotFound(words, int(alignment.score), text.words_from(number, len(_words(words))))


def _compact(text: str) -> str:
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
