"""Timelines with lanes: the positions of marks and labels, so that none covers another.

A chart is plain data in units of its SVG; a template draws it. All numbers are rounded, so that the same
records give the same bytes. Text is not measured: the width of a label is estimated from its length.
"""

import datetime
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from csto_kb.dates import MONTHS, Date
from csto_kb.render.graphics.label import GAP, LETTER, Lines, lines_of

WIDTH = 860
"""The width of the time axis; the drawing is a little wider, for the last label of the axis."""
MIN_MARK = 8
"""The least width of a mark with a label."""
DOT = 7
"""The least width of a mark without a label."""
LABELLED_ROW = 18
"""The height of a line of labels."""
DENSE_ROW = 10
LANE_HEAD = 20
"""The height of a lane's heading."""
LANE_FOOT = 8
AXIS = 24
"""The height of the axis."""
DENSE_GAP = 2
"""The least distance between two marks without labels."""
FEW = 7
"""The most marks of a labelled lane of events in a chart of few years; in other charts it is two."""
FEW_YEARS = 12
MOST = 16
"""The most marks of a labelled lane of names, such as members."""


@dataclass(frozen=True)
class Mark:
    """Something to draw: its label, its link and its dates."""

    label: str
    title: str
    """Its full name, with its date in words."""
    url: str
    """Relative to the root of the site, with the anchor of the statement."""
    start: Date | None
    """None where the start is not known."""
    end: Date | None
    """The same as `start` for what has one date; None where it has not ended."""
    lane: str
    key: str = ""
    """The id of its event, for filters."""
    is_planned: bool = False
    held: str = ""
    """When it held, for the as-of date."""


@dataclass(frozen=True)
class Shape:
    """A mark with its position. The outer bar covers all possible time, the core the certain time."""

    mark: Mark
    label: tuple[str, ...]
    """The lines of its label; none in a lane without labels."""
    x: float
    width: float
    core_x: float
    core_width: float
    """0 where no time is certain: for a date of a year only."""
    y: float
    label_x: float
    label_is_left: bool
    """Whether its label ends at `label_x`, to the left of the mark, instead of beginning there."""
    label_y: float
    """The top of the first line of its label."""
    is_open_left: bool
    """Whether it began before the chart, or its start is not known."""
    is_open_right: bool


@dataclass(frozen=True)
class Lane:
    """Marks of one group, under a label."""

    label: str
    y: float
    height: float
    shapes: tuple[Shape, ...]
    is_labelled: bool


@dataclass(frozen=True)
class Tick:
    """A tick of the axis, with its label to the right of it."""

    label: str
    x: float
    year: int


@dataclass(frozen=True)
class Chart:
    """A chart, ready to draw."""

    title: str
    height: float
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    is_by_month: bool

    @property
    def marks(self) -> int:
        return sum(len(lane.shapes) for lane in self.lanes)


@dataclass(frozen=True)
class _Scale:
    """Maps days to units; it covers the years `first` to `last`, both included."""

    first: int
    last: int

    @property
    def start(self) -> int:
        return datetime.date(self.first, 1, 1).toordinal()

    @property
    def end(self) -> int:
        """The day after the last."""
        return datetime.date(self.last, 12, 31).toordinal() + 1

    def x(self, day: int) -> float:
        """The position of the start of a day; days outside are at the edge."""
        return WIDTH * (min(max(day, self.start), self.end) - self.start) / (self.end - self.start)


def draw_chart(
    title: str, lanes: Mapping[str, str], marks: Iterable[Mark], years: tuple[int, int], named: Container[str] = ()
) -> Chart:
    """Lay out marks in their lanes (label by key, in order) over whole years, the first and the last included.

    Every mark must overlap the years; lanes without marks are left out. In a chart of one year all lanes are labelled;
    `named` are the keys of lanes of names, which are labelled up to `MOST` marks.
    """
    scale = _Scale(*years)
    by_lane: dict[str, list[Mark]] = {key: [] for key in lanes}
    for mark in sorted(marks, key=_order):
        by_lane[mark.lane].append(mark)
    y: float = AXIS
    drawn = []
    for key, label in lanes.items():
        if found := by_lane[key]:
            most = MOST if key in named else FEW if years[1] - years[0] < FEW_YEARS else 2
            is_labelled = len(found) <= most or years[0] == years[1]
            lane = _place(label, found, scale, y, is_labelled=is_labelled)
            drawn.append(lane)
            y += lane.height
    return Chart(title, y, tuple(_ticks(scale)), tuple(drawn), years[0] == years[1])


def years_of(marks: Sequence[Mark], last: int) -> tuple[int, int]:
    """The first and last year of marks; those that have not ended extend to the year `last`."""
    days = [date for mark in marks for date in (mark.start, mark.end) if date and date.is_known]
    years = [year for date in days for year in (date.earliest[0], date.latest[0])] or [last]
    is_open = any(mark.end is None for mark in marks)
    return min(years), max([*years, last] if is_open else years)


def is_within(mark: Mark, first: int, last: int) -> bool:
    """Whether a mark may overlap these years."""
    starts = mark.start is None or not mark.start.is_known or mark.start.earliest[0] <= last
    ends = mark.end is None or not mark.end.is_known or mark.end.latest[0] >= first
    return starts and ends


def _order(mark: Mark) -> tuple[Date, str, str]:
    start = mark.start if mark.start and mark.start.is_known else Date.parse("0001")
    return (start, mark.label, mark.url)


def _place(label: str, marks: Sequence[Mark], scale: _Scale, y: float, *, is_labelled: bool) -> Lane:
    """Put each mark into the first row in which it overlaps no other."""
    height, least = (LABELLED_ROW, MIN_MARK) if is_labelled else (DENSE_ROW, DOT)
    lines = Lines(WIDTH, GAP if is_labelled else DENSE_GAP)
    top = y + LANE_HEAD
    shapes = []
    for mark in marks:
        x, right, core_x, core_right = _extent(mark, scale)
        x, right = min(x, WIDTH - least), max(right, min(x, WIDTH - least) + least)
        words = lines_of(mark.label) if is_labelled else ()
        spot = lines.place(x, right, words)
        if core_right > core_x:
            core_x, core_right = min(core_x, WIDTH - least), max(core_right, min(core_x, WIDTH - least) + least)
        shape = Shape(
            mark=mark,
            label=words,
            x=_round(x),
            width=_round(right - x),
            core_x=_round(core_x),
            core_width=_round(max(core_right - core_x, 0)),
            y=_round(top + spot.line * height),
            label_x=_round(spot.x),
            label_is_left=spot.is_left,
            label_y=_round(top + (spot.line + spot.first) * height),
            is_open_left=mark.start is None or not mark.start.is_known or _day(mark.start.latest) < scale.start,
            is_open_right=mark.end is None or not mark.end.is_known or _day(mark.end.earliest) >= scale.end,
        )
        shapes.append(shape)
    return Lane(label, _round(y), LANE_HEAD + len(lines) * height + LANE_FOOT, tuple(shapes), is_labelled)


def _extent(mark: Mark, scale: _Scale) -> tuple[float, float, float, float]:
    """The start and end of the possible time of a mark, then of its certain time."""
    start = mark.start if mark.start and mark.start.is_known else None
    end = mark.end if mark.end and mark.end.is_known else None
    outer = _day(start.earliest) if start else scale.start
    outer_end = _day(end.latest) + 1 if end else scale.end
    if start is not None and start == end:
        is_day = start.earliest == start.latest and start.notation[-1] not in "~?%"
        core, core_end = (outer, outer_end) if is_day else (0, 0)
    else:
        core = _day(start.latest) if start else outer_end
        core_end = _day(end.earliest) + 1 if end else scale.end if mark.end is None else 0
    if core_end <= core:
        return scale.x(outer), scale.x(outer_end), 0, 0
    return scale.x(outer), scale.x(outer_end), scale.x(core), scale.x(core_end)


def _ticks(scale: _Scale) -> Iterable[Tick]:
    if scale.first == scale.last:
        for month in range(1, 13):
            yield Tick(
                MONTHS[month][:3], _round(scale.x(datetime.date(scale.first, month, 1).toordinal())), scale.first
            )
        return
    span = scale.last - scale.first + 1
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if span / step <= WIDTH / 55)
    years = [scale.first, *range(scale.first - scale.first % step + step, scale.last + 1, step)]
    if len(years) > 1 and (years[1] - years[0]) * WIDTH / span < len("2000") * LETTER + GAP:
        del years[0]  # there is no room for both labels
    for year in years:
        yield Tick(str(year), _round(scale.x(datetime.date(year, 1, 1).toordinal())), year)


def labels_apart(chart: Chart) -> bool:
    """Whether no two labels or marks of a lane overlap; tests assert it of every chart."""
    for lane in chart.lanes:
        rows: dict[float, list[tuple[float, float]]] = {}
        for shape in lane.shapes:
            rows.setdefault(shape.y, []).append((shape.x, shape.x + shape.width))
            for at, line in enumerate(shape.label):
                row = rows.setdefault(round(shape.label_y + at * LABELLED_ROW, 1), [])
                width = len(line) * LETTER
                left = shape.label_x - width if shape.label_is_left else shape.label_x
                row.append((left, left + width))
        for row in rows.values():
            if any(first[1] > second[0] for first, second in pairwise(sorted(row))):
                return False
    return True


def _day(day: tuple[int, int, int]) -> int:
    return datetime.date(*day).toordinal()


def _round(number: float) -> float:
    return round(number, 1)
