"""The order in which records are listed: by time where their kind has a date, else by name."""

from collections.abc import Iterable

from csto_kb.model import Entity


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """By date where the kind has one, else by name."""
    return sorted(entities, key=lambda item: (item.start, item.name.casefold(), item.id))
