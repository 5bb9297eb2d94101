"""The order of records and of their parts: by time where they have a date, else by name."""

from collections.abc import Iterable
from typing import TypeVar

from csto_kb.dates import Date
from csto_kb.fields import Record
from csto_kb.model import Entity, Statement

T = TypeVar("T", bound=Record)
_NEVER = Date.parse("0001")
"""Earlier than every other date."""


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """By date where the kind has one, else by name."""
    return sorted(entities, key=lambda item: (item.start, item.name.casefold(), item.id))


def last_part(parts: Iterable[T]) -> T:
    """The part of a record, such as an office, that held last: one that has not ended, else by end and start.

    Raises `ValueError` where there is none.
    """
    return max(parts, key=_recency)


def _recency(part: Record) -> tuple[bool, Date, Date]:
    dates = [part.to, part.from_, part.as_of] if isinstance(part, Statement) else [None, None]
    known = [date if date and date.is_known else _NEVER for date in dates]
    return dates[0] is None, max(known), max(known[1:])
