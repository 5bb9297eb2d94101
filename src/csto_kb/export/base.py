"""What an export is, and the one traversal that turns a record into plain data."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from csto_kb.choices import Choice
from csto_kb.fields import Record, describe
from csto_kb.graph import Graph


@dataclass(frozen=True)
class Export:
    """A data file made from the graph."""

    name: str
    """The file name under `data/`."""
    title: str
    media_type: str
    write: Callable[[Graph], str]


def to_plain(value: Any) -> Any:
    """A value of a record as mappings, lists, text and numbers; empty fields are left out."""
    if isinstance(value, Record):
        pairs = ((field.key, field.of(value)) for field in describe(type(value)))
        return {key: to_plain(item) for key, item in pairs if item not in (None, (), {})}
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Choice):
        return value.id
    return value if isinstance(value, bool | int | Decimal) else str(value)
