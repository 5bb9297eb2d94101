"""Labels beside marks: their lines, and a place in which they touch nothing. Text is not measured, but estimated."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

LETTER = 7.2
"""The width of a letter of a label: the widest average of system fonts at 12 units."""
MAX_LINE = 60
"""The letters of a line; a longer label has several, and none is cut."""
NEAR = 5
"""The distance of a label from its mark."""
GAP = 10
"""The least distance between what stands in one line."""


@dataclass(frozen=True)
class Spot:
    """The place of a mark and its label."""

    line: int
    """The first line of the lane that it takes."""
    x: float
    """Where the label's lines begin, or end where it stands to the left."""
    is_left: bool
    first: int
    """How many lines below the mark's the label begins: 0 beside the mark, 1 below it."""


class Lines:
    """The lines of a lane, filled one mark after the other."""

    def __init__(self, width: float, gap: float = GAP) -> None:
        self._width = width
        self._gap = gap
        self._taken: list[list[tuple[float, float]]] = []

    def __len__(self) -> int:
        return len(self._taken)

    def place(self, left: float, right: float, label: Sequence[str]) -> Spot:
        """The first free place of a mark and its label: to the right of it, else to the left, else below.

        The lines below a mark are its own along all of it, so that its label is never beside another mark.
        """
        needed = max((len(line) for line in label), default=0) * LETTER
        if not label:
            return self._take([(left, right)], left)
        if right + NEAR + needed <= self._width:
            return self._take([(left, right + NEAR + needed)] * len(label), right + NEAR)
        if left - NEAR - needed >= 0:
            return self._take([(left - NEAR - needed, right)] * len(label), left - NEAR, is_left=True)
        x = max(min(left, self._width - needed), 0)
        return self._take([(left, right), *[(min(left, x), max(right, x + needed))] * len(label)], x, first=1)

    def _take(self, boxes: Sequence[tuple[float, float]], x: float, *, first: int = 0, is_left: bool = False) -> Spot:
        line = 0
        while not all(self._is_free(line + at, box) for at, box in enumerate(boxes)):
            line += 1
        for at, box in enumerate(boxes):
            while len(self._taken) <= line + at:
                self._taken.append([])
            self._taken[line + at].append(box)
        return Spot(line, x, is_left, first)

    def _is_free(self, line: int, box: tuple[float, float]) -> bool:
        taken = self._taken[line] if line < len(self._taken) else []
        return all(box[1] + self._gap <= left or right + self._gap <= box[0] for left, right in taken)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a label."""
    return tuple(wrap(text, MAX_LINE, break_long_words=True))
