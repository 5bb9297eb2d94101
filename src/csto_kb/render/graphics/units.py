"""The unit and the decimals in which a table writes its numbers: one of each, and at most four digits."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MOST_DIGITS = 4
"""The most digits of a number in a table; its statement has the number as it was reported."""
_POWERS = {"": 0, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}


@dataclass(frozen=True)
class Unit:
    """How a table writes its numbers."""

    words: str
    """The unit with its power of ten: `billion US dollars`."""
    power: int
    """By how many powers of ten the reported unit is smaller."""
    decimals: int

    def scale(self, value: Decimal) -> Decimal:
        """A reported number in this unit, rounded to its decimals, halves away from zero."""
        return value.scaleb(-self.power).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)

    def write(self, value: Decimal) -> str:
        """A reported number in this unit."""
        return f"{self.scale(value):,f}"


def choose_unit(reported: str, values: Sequence[Decimal]) -> Unit:
    """The unit for numbers reported in `reported`: the smallest in which all have at most `MOST_DIGITS` digits.

    There are no more decimals than the least precise of the numbers was reported with.
    """
    first, _, rest = reported.partition(" ")
    known, words = (_POWERS[first], rest) if first in _POWERS and rest else (0, reported)
    largest = max((abs(value) for value in values), default=Decimal(0))
    steps = [step - known for step in _POWERS.values() if step >= known]
    power = next((step for step in steps if largest.scaleb(-step) < 10**MOST_DIGITS - Decimal("0.5")), steps[-1])
    name = next(name for name, step in _POWERS.items() if step == power + known)
    fewest = min((_decimals(value) + power for value in values), default=0)
    units = [Unit(f"{name} {words}".strip(), power, decimals) for decimals in range(min(MOST_DIGITS, fewest), 0, -1)]
    whole = Unit(f"{name} {words}".strip(), power, 0)
    return next((unit for unit in units if len(unit.scale(largest).as_tuple().digits) <= MOST_DIGITS), whole)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
