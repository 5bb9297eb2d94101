"""The passage of a source that a citation names: place, first and last words, and how far it supports the statement.

A citation's place is one of the `UNITS` with its number or its title: `p. 12`, `pp. 12-14, 17`, `art. 4(2)`,
`min. 12:30`, `table 2, row "Northland"`. A pointer is the first and the last words of the passage, in quotation
marks and in the language of the source: `"first words … last words"`. It locates the passage without quoting
it in full.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote

MOST_WORDS = 5
"""Words of a passage on either side of a pointer."""
_MOST_CHARACTERS = 100
"""Characters on either side of a pointer: some languages are written without spaces between words."""
_MOST_IN_QUOTES = 300
QUOTED = rf'"(?:[^"\n]|\n(?![ \t]*\r?\n)){{1,{_MOST_IN_QUOTES}}}"'
"""Text in quotation marks, where commas, semicolons and brackets do not separate; within one paragraph."""
_ELLIPSIS = re.compile(r"…|\.\.\.")
_NUMBER = r"(?:[0-9]{1,6}[a-z]?(?:\.[0-9]{1,6})*(?:\([0-9a-z]{1,6}\))*(?: (?:bis|ter))?|[ivxlc]{1,8}|[A-Z]|last)"
_TIME = r"[0-9]{1,3}(?::[0-5][0-9]){0,2}"


class NotationError(ValueError):
    """A reference or citation is not written as it should be; `hint` says how."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Unit:
    """A unit in which places in a source are counted."""

    one: str
    """Its abbreviation before a single number or a title."""
    many: str
    """Its abbreviation before several numbers."""
    word: str
    number: str = _NUMBER
    """The pattern of a number."""
    has_title: bool = False
    """Whether it may have a title or heading in place of a number."""
    is_time: bool = False
    """Whether it is a time in a recording, not a place in a text."""


UNITS = (
    Unit("p.", "pp.", "page"),
    Unit("para.", "paras.", "paragraph"),
    Unit("art.", "arts.", "article"),
    Unit("ch.", "chs.", "chapter"),
    Unit("section", "sections", "section", has_title=True),
    Unit("annex", "annexes", "annex", has_title=True),
    Unit("note", "notes", "footnote"),
    Unit("table", "tables", "table", has_title=True),
    Unit("row", "rows", "row", has_title=True),
    Unit("column", "columns", "column", has_title=True),
    Unit("min.", "min.", "minute", number=_TIME, is_time=True),
)
_BY_WORD = {word: unit for unit in UNITS for word in (unit.one, unit.many)}
_MEANT = {
    word: unit for unit in UNITS for word in (unit.one.rstrip("."), unit.many.rstrip("."), unit.word, f"{unit.word}s")
}
"""What an editor may write instead, for hints."""
_GRAMMAR = 'write p. 12, pp. 12-14, para. 3, art. 4(2), min. 12:30, table 2, row "Northland", section "Title"'
_POINTER = 'write the first and the last words of the passage: "first words … last words"'


class SupportLevel(Enum):
    """How far a source supports a statement."""

    OUTRIGHT = "outright"
    IN_PART = "in part"
    FOLLOWS = "follows"

    @property
    def words(self) -> str:
        """Words for readers; '' for full support."""
        return {SupportLevel.IN_PART: "says so in part", SupportLevel.FOLLOWS: "it follows from this"}.get(self, "")


@dataclass(frozen=True)
class CitedPlace:
    """A place in a source: numbers of a unit, or the title of one."""

    unit: Unit
    numbers: tuple[str, ...] = ()
    """`3`, or a range `12-14`."""
    title: str = ""

    @property
    def words(self) -> str:
        """For readers: `pp. 12–14`, `row “Northland”`."""
        written = f"{self.unit.one} “{self.title}”" if self.title else str(self).replace("-", "–")
        return written.replace("para. last", "last para.")

    def __str__(self) -> str:
        if self.title:
            return f'{self.unit.one} "{self.title}"'
        is_one = len(self.numbers) == 1 and "-" not in self.numbers[0]
        return f"{self.unit.one if is_one else self.unit.many} {', '.join(self.numbers)}"


@dataclass(frozen=True)
class Pointer:
    """The first and the last words of a passage; `last` is '' where `first` has all its words."""

    first: str
    last: str = ""

    @classmethod
    def parse(cls, text: str) -> "Pointer":
        """Read the text between the quotation marks. Raises `NotationError`."""
        first, *rest = (" ".join(part.split()) for part in _ELLIPSIS.split(text))
        if len(rest) > 1:
            raise NotationError("a pointer with two gaps", _POINTER)
        for words in (first, *rest):
            count = sum(any(character.isalnum() for character in word) for word in words.split())
            if not count:
                raise NotationError("a pointer without words", _POINTER)
            if count > MOST_WORDS or len(words) > _MOST_CHARACTERS:
                long = f"{count} words" if count > MOST_WORDS else f"{len(words)} characters"
                most = f"{MOST_WORDS} words" if count > MOST_WORDS else f"{_MOST_CHARACTERS} characters"
                raise NotationError(f"a pointer with {long} in a row; it has at most {most}", _POINTER)
        return cls(first, *rest)

    @property
    def words(self) -> str:
        """`first words … last words`."""
        return f"{self.first} … {self.last}" if self.last else self.first

    def lead(self, address: str) -> str:
        """A web address with a text directive, by which a browser shows the passage.

        The directive follows `:~:` in the fragment; in its terms `-`, `,` and `&` have a special meaning and are
        percent-encoded ("URL Fragment Text Directives", WICG, 3.2 and 3.3).
        """
        terms = ",".join(quote(term, safe="").replace("-", "%2D") for term in (self.first, self.last) if term)
        return f"{address}{'' if '#' in address else '#'}:~:text={terms}"

    def __str__(self) -> str:
        return f'"{self.words}"'


@dataclass(frozen=True)
class Passage:
    """The part of a citation after the id of the source."""

    places: tuple[CitedPlace, ...] = ()
    """From the outer to the inner: `table 2, row "Northland"`."""
    pointer: Pointer | None = None
    support: SupportLevel = SupportLevel.OUTRIGHT

    @classmethod
    def parse(cls, text: str) -> "Passage":
        """Read places, a pointer and a level of support, separated by commas. Raises `NotationError`."""
        places: list[CitedPlace] = []
        pointer: Pointer | None = None
        support: SupportLevel | None = None
        for _, part in split_outside_quotes(text, ","):
            if part.startswith('"'):
                if pointer:
                    raise NotationError("two pointers in one citation", "cite the source once for each passage")
                pointer = Pointer.parse(_unquote(part))
            elif part in _SUPPORTS:
                if support:
                    raise NotationError("two levels of support in one citation", "keep one")
                support = _SUPPORTS[part]
            elif places and _continues(places[-1], part) and not (pointer or support):
                last = places.pop()
                places.append(CitedPlace(last.unit, (*last.numbers, part)))
            else:
                places.append(_parse_place(part))
        return cls(tuple(places), pointer, support or SupportLevel.OUTRIGHT)

    def __str__(self) -> str:
        support = "" if self.support is SupportLevel.OUTRIGHT else self.support.value
        parts = *map(str, self.places), str(self.pointer or ""), support
        return ", ".join(part for part in parts if part)


_SUPPORTS = {support.value: support for support in SupportLevel}


def split_outside_quotes(text: str, separator: str) -> Iterator[tuple[int, str]]:
    """Split a text at separators outside quotation marks; yield the offset and the text of each part.

    >>> list(split_outside_quotes('a "b;c"; d', ";"))
    [(0, 'a "b;c"'), (9, 'd')]
    """
    sign = re.escape(separator)
    for match in re.finditer(rf"(?:^|{sign})((?:{QUOTED}|[^{sign}])*+)", text):
        part = match[1].strip()
        yield match.start(1) + match[1].index(part), part


def _unquote(part: str) -> str:
    if not re.fullmatch(QUOTED, part):
        hint = f'put at most {_MOST_IN_QUOTES} characters between two straight quotation marks: "first … last"'
        raise NotationError(f"{_short(part)} is not a single text in quotation marks", hint)
    return part[1:-1]


def _continues(place: CitedPlace, part: str) -> bool:
    """Whether a part is one more number of the place before it: the 5 of `paras. 2, 5`."""
    return bool(place.numbers) and _is_number(place.unit, part)


def _is_number(unit: Unit, text: str) -> bool:
    return re.fullmatch(rf"{unit.number}(?:-{unit.number})?", text) is not None


def _parse_place(part: str) -> CitedPlace:
    word, _, rest = part.partition(" ")
    unit = _BY_WORD.get(word)
    if unit and rest.startswith('"') and unit.has_title and (title := " ".join(_unquote(rest).split())):
        return CitedPlace(unit, title=title)
    if unit and _is_number(unit, rest):
        return CitedPlace(unit, (rest,))
    raise NotationError(f"{_short(part)} is not a place in a source", _hint(word, rest))


def _hint(word: str, rest: str) -> str:
    """A hint for a place that the grammar does not have."""
    meant = _MEANT.get(word.casefold().rstrip("."))
    rest = rest.replace("–", "-")
    if meant and _is_number(meant, rest):
        return f"write {CitedPlace(meant, (rest,))}"
    if word.startswith(("“", "„", "«", "‘", "'")):
        return f"{_POINTER}, in straight quotation marks"
    return _GRAMMAR


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}…")
