"""The order in which records are listed: by time where their kind has a date, else by name."""

from collections.abc import Iterable

from csto_kb.dates import Date
from csto_kb.model import Entity


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """By date where the kind has one, else by name."""
    return sorted(entities, key=lambda item: (entity_date(item), item.name.casefold(), item.id))


def entity_date(entity: Entity) -> Date:
    """The date of an event or claim; `unknown` for everything else."""
    found = getattr(entity, "start", None) or getattr(entity, "date", None) or Date.parse("unknown")
    return found if isinstance(found, Date) else Date.parse("unknown")
