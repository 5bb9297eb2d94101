"""A passage found in the text of a page by its first and its last words, as a browser finds a text fragment.

What counts is letters and digits: case, punctuation, hyphens at the ends of lines, and elements within a word do not
("URL Fragment Text Directives", WICG, 3.5, finds whole words whatever their case).
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

_WORD = re.compile(r"[^\W_]+")
_LONGEST_PASSAGE = 6_000
"""Letters and digits from the first word to the last; what is further apart is no passage."""
_MOST_PLACES = 200
"""Places of the first words that are looked at."""
_COMPARED = 2_000_000
"""Letters and digits that are searched for the likest words; a likeness takes time."""


@dataclass(frozen=True)
class Found:
    """Where a passage stands."""

    part: int
    """The part of the text, from 0: the page of a PDF."""
    percent: int
    """How far down the text it begins."""


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

    parts: Sequence[str]

    @cached_property
    def words(self) -> list[str]:
        return [word for part in self.parts for word in _words(part)]

    @cached_property
    def compact(self) -> str:
        """Letters and digits only."""
        return "".join(self.words)

    @cached_property
    def starts(self) -> dict[int, int]:
        """The offsets at which words begin, with the number of the word; and the end of all."""
        starts = {}
        offset = 0
        for number, word in enumerate(self.words):
            starts[offset] = number
            offset += len(word)
        starts[offset] = len(self.words)
        return starts

    @cached_property
    def part_ends(self) -> list[int]:
        """The offset at which each part ends."""
        ends = []
        offset = 0
        for part in self.parts:
            offset += sum(map(len, _words(part)))
            ends.append(offset)
        return ends

    def find(self, needle: str, start: int = 0) -> Iterator[int]:
        """The offsets at which whole words stand that make up a needle."""
        while needle and (start := self.compact.find(needle, start)) >= 0:
            if start in self.starts and start + len(needle) in self.starts:
                yield start
            start += 1


def find_passage(text: Text, first: str, last: str = "") -> Found | NotFound:
    """Find the shortest passage from its first to its last words; from one run of words, where `last` is ''."""
    opening, ending = _compact(first), _compact(last)
    best: tuple[int, int] | None = None
    is_opened = False
    for count, start in enumerate(text.find(opening)):
        is_opened = True
        if count >= _MOST_PLACES:
            break
        end = next(text.find(ending, start + len(opening)), None) if ending else start
        if end is not None and end - start <= _LONGEST_PASSAGE and (best is None or end - start < best[0]):
            best = end - start, start
    if best:
        return _locate(text, best[1])
    return _find_likest(text, last if is_opened else first)


def _locate(text: Text, offset: int) -> Found:
    part = next((number for number, end in enumerate(text.part_ends) if offset < end), 0)
    return Found(part, offset * 100 // max(len(text.compact), 1))


def _find_likest(text: Text, words: str) -> NotFound:
    needle = _compact(words)
    alignment = fuzz.partial_ratio_alignment(needle, text.compact[:_COMPARED]) if needle and text.compact else None
    if alignment is None or not alignment.score:
        return NotFound(words, 0)
    number = text.starts[_nearest(sorted(text.starts)[:-1], alignment.dest_start)]
    return NotFound(words, int(alignment.score), " ".join(text.words[number : number + len(_words(words))]))


def _nearest(offsets: list[int], offset: int) -> int:
    """The nearest of some sorted offsets: the likest stretch may begin within a word."""
    index = bisect(offsets, offset)
    return min(offsets[max(index - 1, 0) : index + 1], key=lambda other: abs(other - offset))


def _compact(text: str) -> str:
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
