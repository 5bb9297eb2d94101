"""Partial dates: a year, a month or a day, with the precision of the source.

The notation is a subset of the Extended Date/Time Format (EDTF, ISO 8601-2:2019, as published by
the Library of Congress): `2022`, `2022-11`, `2022-11-23`, a season as `2022-23` (21 spring,
22 summer, 23 autumn, 24 winter), a decade `198X`; all but a season may have `~` (about), `?`
(uncertain) or `%` (both) after them. The word `unknown` says that no source gives the date.
"""

import calendar
import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Self

MONTHS = tuple(calendar.month_name)
SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
WINTER = 24
SEASON_MONTHS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}
UNKNOWN = "unknown"

PATTERN = r"(\d{4}|\d{3}X)(?:-(\d{2})(?:-(\d{2}))?)?([~?%]?)"
"""Year, month, day and qualifier; a regular expression that is also valid in JSON Schema."""

_NOTATION = re.compile(PATTERN, re.ASCII)
_QUALIFIERS = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}


class DateError(ValueError):
    """A text is not a date in this notation; `hint` says how to correct it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@total_ordering
@dataclass(frozen=True, eq=False)
class Date:
    """A date with its precision. Ordered by its first day, then its last; `unknown` comes last."""

    notation: str
    earliest: tuple[int, int, int]
    """The first day that the date may mean, as (year, month, day)."""
    latest: tuple[int, int, int]
    """The last day that the date may mean."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one date. Raises `DateError` for anything outside the notation or the calendar."""
        if text == UNKNOWN:
            return cls(UNKNOWN, (9999, 12, 31), (9999, 12, 31))
        match = _NOTATION.fullmatch(text)
        if match is None:
            raise DateError(f"{text!r} is not a date", _mend(text))
        year, month, day, qualifier = match.groups()
        if year.endswith("X"):
            if month:
                raise DateError(f"{text!r}: a decade has no months", "write 198X, or 1985-03")
            first = int(year[:3]) * 10
            if first == 0:
                raise DateError(f"{text!r}: there is no year 0000", "years run from 0001")
            return cls(text, (first, 1, 1), (first + 9, 12, 31))
        if year == "0000":
            raise DateError(f"{text!r}: there is no year 0000", "years run from 0001")
        if month and int(month) in SEASONS and qualifier:
            raise DateError(f"{text!r}: EDTF has no qualified seasons", f"write {text[:-1]}, or {year}~")
        return cls(text, *_span(text, int(year), int(month) if month else None, int(day) if day else None))

    @property
    def is_known(self) -> bool:
        return self.notation != UNKNOWN

    @property
    def is_qualified(self) -> bool:
        """Whether the date is approximate or uncertain."""
        return self.notation.endswith(tuple("~?%"))

    @property
    def year(self) -> int:
        return self.earliest[0]

    @property
    def iso(self) -> str:
        """The value for `<time datetime>`: a valid HTML date string, or '' where there is none."""
        bare = self.notation.rstrip("~?%")
        if not self.is_known or "X" in bare:
            return ""
        is_season = len(bare) == len("2022-23") and int(bare[5:]) in SEASONS
        return bare[:4] if is_season else bare

    @property
    def words(self) -> str:
        """The date in words: `23 November 2022`, `about 2005`, `autumn 2007`."""
        if not self.is_known:
            return "date not known"
        bare = self.notation.rstrip("~?%")
        about = _QUALIFIERS[self.notation[len(bare) :]]
        if "X" in bare:
            return f"{about}{bare[:3]}0s"
        parts = [int(part) for part in bare.split("-")]
        if len(parts) == 1:
            return f"{about}{parts[0]}"
        name = SEASONS.get(parts[1]) or MONTHS[parts[1]]
        return about + " ".join([*(str(day) for day in parts[2:]), name, str(parts[0])])

    def is_before(self, other: "Date") -> bool:
        """True only where every day of this date lies before every day of the other.

        An approximate or uncertain date may lie outside its days by up to a year. The same holds for a winter: sources
        mean the one that begins in the year or the one that ends in it, and EDTF does not decide.
        """
        if self.latest >= other.earliest or not (self.is_known and other.is_known):
            return False
        year, month, day = self.latest
        leeway = 1 if self._is_vague or other._is_vague else 0
        return (year + leeway, month, day) < other.earliest

    def __str__(self) -> str:
        return self.notation

    @property
    def _is_vague(self) -> bool:
        return self.is_qualified or self.notation[4:] == f"-{WINTER}"

    def _order(self) -> tuple[tuple[int, int, int], tuple[int, int, int], str]:
        return (self.earliest, self.latest, self.notation)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Date) and self.notation == other.notation

    def __lt__(self, other: "Date") -> bool:
        return self._order() < other._order()

    def __hash__(self) -> int:
        return hash(self.notation)


def must_overlap(first: tuple[Date | None, Date | None], second: tuple[Date | None, Date | None]) -> bool:
    """Whether two terms certainly had a day in common, other than the day of a handover.

    A term whose end is None continues. With an `unknown` beginning or end nothing is certain.
    """
    return all(
        start is not None and start.is_known and (end is None or start.is_before(end))
        for start, end in ((first[0], second[1]), (second[0], first[1]))
    )


def iso_day(day: tuple[int, int, int]) -> str:
    """A day as an ISO date, which sorts as text.

    >>> iso_day((1992, 5, 15))
    '1992-05-15'
    """
    return "{:04}-{:02}-{:02}".format(*day)


def interval_words(start: Date | None, end: Date | None) -> str:
    """An interval in words, shortened where both ends share a month or a year.

    >>> interval_words(Date.parse("2022-01-05"), Date.parse("2022-01-19"))
    '5–19 January 2022'
    """
    if start is None and end is None:
        return ""
    if end is None and start is not None and not start.is_known:
        return "start not known"
    if start is None or end is None:
        return f"since {start.words}" if start else f"until {end.words}" if end else ""
    if start == end:
        return start.words
    if not start.is_known:
        return f"until {end.words}, start not known"
    if not end.is_known:
        return f"from {start.words}, end not known"
    first, last = start.words.split(" "), end.words.split(" ")
    shared = 0
    if len(first) == len(last) and not {"about", "perhaps"}.intersection(first + last):
        while shared < len(first) - 1 and first[-1 - shared] == last[-1 - shared]:
            shared += 1
    short = " ".join(first[: len(first) - shared])
    dash = "–" if " " not in short and " " not in " ".join(last[: len(last) - shared]) else " – "
    return f"{short}{dash}{end.words}"


def _span(
    text: str, year: int, month: int | None, day: int | None
) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    if month is None:
        return (year, 1, 1), (year, 12, 31)
    if month in SEASONS and day is None:
        first, last = SEASON_MONTHS[month]
        return (year, first, 1), (year, last, calendar.monthrange(year, last)[1])
    if not 1 <= month <= 12:
        raise DateError(f"{text!r}: there is no month {month:02d}", "write year-month-day")
    days = calendar.monthrange(year, month)[1]
    if day is None:
        return (year, month, 1), (year, month, days)
    if not 1 <= day <= days:
        raise DateError(f"{text!r}: {MONTHS[month]} {year} has {days} days")
    return (year, month, day), (year, month, day)


def _mend(text: str) -> str:
    if "T" in text or ":" in text:
        return "leave out the time of day: 2022-11-23"
    if re.fullmatch(r"\d{1,2}[./]\d{1,2}[./]\d{4}", text, re.ASCII):
        return "write year-month-day: 2022-11-23"
    if "/" in text:
        return "an interval stands in two fields, 'from' and 'to'"
    return "write 2022, 2022-11, 2022-11-23, with ~ after it for 'about', or unknown"
