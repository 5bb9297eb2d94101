"""Small line charts in the rows of a table: all on one scale, and a gap wherever the source changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

WIDTH = 110
HEIGHT = 28
"""The size of a chart, in pixels."""
_EDGE = 4
"""The room for a dot at the edges."""
_FAR = 3
"""How many times larger than the next a row's largest value must be for the scale to end below it."""
_MOST_CUT = 4
"""One row in so many may be cut at the end of the scale."""


@dataclass(frozen=True)
class Value:
    """A number of a row: the year for which it holds, and the source that all comparable numbers share."""

    year: int
    number: Decimal
    source: str
    words: str
    held: str = ""


@dataclass(frozen=True)
class Dot:
    """A number, at its place."""

    x: float
    y: float
    words: str
    held: str


@dataclass(frozen=True)
class Segment:
    """A line between two numbers of one source."""

    x1: float
    y1: float
    x2: float
    y2: float
    held: str


@dataclass(frozen=True)
class Sparkline:
    """The chart of a row."""

    dots: tuple[Dot, ...]
    segments: tuple[Segment, ...]
    is_cut: bool
    """Whether a number is larger than the scale; it is drawn at its end."""


@dataclass(frozen=True)
class Scale:
    """The scale of all charts of a table: years from left to right, numbers from zero upwards."""

    first: int
    last: int
    top: Decimal

    def place(self, value: Value) -> tuple[float, float]:
        """The position of a number; one that is larger than the scale is at its end."""
        share = (value.year - self.first) / (self.last - self.first)
        height = min(max(value.number, Decimal(0)), self.top) / self.top
        return round(_EDGE + share * (WIDTH - 2 * _EDGE), 1), round(HEIGHT - _EDGE - float(height) * (HEIGHT - 8), 1)


def draw_sparklines(rows: Mapping[str, Sequence[Value]]) -> tuple[Decimal, Mapping[str, Sparkline]]:
    """The end of the common scale, and the chart of each row; no charts where no row has two comparable numbers."""
    years = [value.year for values in rows.values() for value in values]
    if not any(first.source == second.source for values in rows.values() for first, second in pairwise(values)):
        return Decimal(0), {}
    top = _round_up(_top({key: max(value.number for value in values) for key, values in rows.items() if values}))
    if top <= 0:
        return Decimal(0), {}
    scale = Scale(min(years), max(years), top)
    return top, {key: _draw(scale, values) for key, values in rows.items() if values}


def _draw(scale: Scale, values: Sequence[Value]) -> Sparkline:
    dots = tuple(Dot(*scale.place(value), value.words, value.held) for value in values)
    segments = tuple(
        Segment(dots[at].x, dots[at].y, dots[at + 1].x, dots[at + 1].y, second.held)
        for at, (first, second) in enumerate(pairwise(values))
        if first.source == second.source
    )
    return Sparkline(dots, segments, any(value.number > scale.top for value in values))


def _top(largest: Mapping[str, Decimal]) -> Decimal:
    """The largest number that the scale has room for: few rows that are far above all others are cut."""
    ranked = sorted(largest.values(), reverse=True)
    for cut in range(len(ranked) // _MOST_CUT, 0, -1):
        if ranked[cut - 1] >= _FAR * ranked[cut]:
            return ranked[cut]
    return ranked[0]


def _round_up(number: Decimal) -> Decimal:
    """The next of 1, 2, 3, 5, 8 and 10 times a power of ten."""
    if number <= 0:
        return Decimal(0)
    unit = Decimal(1).scaleb(number.adjusted())
    steps: Iterable[int] = (1, 2, 3, 5, 8, 10)
    return next(unit * step for step in steps if unit * step >= number)
