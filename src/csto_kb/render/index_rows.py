"""The rows of an index: records in groups, each with its cells and the time in which it belongs there."""

from dataclasses import dataclass

from markupsafe import Markup

from csto_kb.model import Entity
from csto_kb.render.index_filters import filter_values
from csto_kb.spans import Span


@dataclass(frozen=True)
class IndexRow:
    """A record in the index of its kind."""

    entity: Entity
    cells: list[Markup]
    span: Span | None
    """When it belongs into its group; None where it always does."""
    is_today: bool = True

    @property
    def values(self) -> dict[str, str]:
        """What the filters compare."""
        return filter_values(self.entity)


@dataclass(frozen=True)
class IndexGroup:
    """Rows under a heading."""

    key: str
    label: str
    """'' where the index is one group."""
    rows: list[IndexRow]

    @property
    def count(self) -> int:
        """How many of its records belong into it today."""
        return sum(row.is_today for row in self.rows)
