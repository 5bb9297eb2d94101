"""The site's day: the newest day on which its records were reviewed.

No output depends on a clock, so this day is "today" in tables and on the map. A single mistyped year must not move it:
a review far ahead of all others is accepted once several records have one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from csto_kb.dates import Date
from csto_kb.model import Entity

LEAP = timedelta(days=183)
"""A review more than this after the one before it is far ahead: half a year."""
BELIEVED = 3
"""So many records confirm a review far ahead; in a small project half of all do."""


@dataclass(frozen=True)
class Reviews:
    """When the records were reviewed."""

    newest: Date
    """The site's day; `unknown` where no record has a day."""
    ahead: tuple[Entity, ...]
    """The records whose review is far ahead of all others and not accepted."""


def read_reviews(entities: Iterable[Entity]) -> Reviews:
    """Find the newest accepted review, and those ahead of it; a partial date counts as its last day."""
    known = [entity for entity in entities if entity.reviewed.is_known]
    known.sort(key=lambda entity: (entity.reviewed.latest, entity.id), reverse=True)
    believed = min(BELIEVED, (len(known) + 1) // 2)
    ahead = 0
    for place, (entity, before) in enumerate(zip(known, known[1:], strict=False), 1):
        if place - ahead >= believed:
            break
        if date(*entity.reviewed.latest) - date(*before.reviewed.latest) > LEAP:
            ahead = place
    newest = known[ahead].reviewed if known else Date.parse("unknown")
    return Reviews(newest, tuple(known[:ahead]))


def newest_review(entities: Iterable[Entity], site_day: Date) -> Date:
    """The newest review of some records that is not ahead of the site's day; `unknown` where there is none."""
    days = [entity.reviewed for entity in entities if entity.reviewed.latest <= site_day.latest]
    return max((day for day in days if day.is_known), key=lambda day: day.latest, default=Date.parse("unknown"))


STALE_AFTER = timedelta(days=365)
"""The default age at which a review is stale."""


def is_stale(reviewed: Date, day: date, age: timedelta = STALE_AFTER) -> bool:
    """Whether a record or page was last reviewed more than `age` before a day, or on an unknown day."""
    return not reviewed.is_known or day - date(*reviewed.latest) > age
