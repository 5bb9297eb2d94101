"""The site's day: the newest day on which its records were reviewed.

No output asks a clock, so this day is what "today" means in a table or on the map. A single mistyped year must not
move it: a day that leaps ahead of all others is believed once several records say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from csto_kb.dates import Date
from csto_kb.model import Entity

LEAP = timedelta(days=183)
"""More than this between two reviews that follow each other is a leap: half a year."""
BELIEVED = 3
"""So many records bear a leap out; in a small project half of all do."""


@dataclass(frozen=True)
class Reviews:
    """When the records were reviewed."""

    newest: Date
    """The site's day; `unknown` where no record has a day."""
    ahead: tuple[Entity, ...]
    """The records whose review leaps ahead of all others and is not believed."""


def read_reviews(entities: Iterable[Entity]) -> Reviews:
    """Find the newest review that is believed, and those ahead of it; a partial date counts as its last day."""
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
    """The newest review of some of a site's records that is not ahead of the site's day; `unknown` where none is."""
    days = [entity.reviewed for entity in entities if entity.reviewed.latest <= site_day.latest]
    return max((day for day in days if day.is_known), key=lambda day: day.latest, default=Date.parse("unknown"))


STALE_AFTER = timedelta(days=365)
"""How long a review holds, unless somebody says otherwise."""


def is_stale(reviewed: Date, day: date, age: timedelta = STALE_AFTER) -> bool:
    """Whether a record or page was last reviewed more than `age` before a day, or nobody knows when."""
    return not reviewed.is_known or day - date(*reviewed.latest) > age
