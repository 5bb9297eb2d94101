"""The description of a table of data, and the file of a table.

A table is described once, column by column: its name, its type, what it holds, what an empty cell means, and how its
value is found. The CSV file, the schema in `datapackage.json`, the SQLite file and the Data page read the description.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from csto_kb.csv_text import write_csv
from csto_kb.dates import Date, iso_day
from csto_kb.export.base import Export
from csto_kb.insight import Insight
from csto_kb.model import Entity
from csto_kb.prose import Citation
from csto_kb.site import entity_url

Row = TypeVar("Row")
Cell = str | int | Decimal | bool | None


class ColumnType(StrEnum):
    """The type of a column's values, by the names of Data Package 2.0 (Table Schema)."""

    TEXT = "string"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DAY = "date"


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of a table."""

    name: str
    about: str
    """What it holds, in a sentence."""
    of: Callable[[Row], object]
    """Finds the value in a row: text, a number, a truth value, or None for an empty cell."""
    type: ColumnType = ColumnType.TEXT
    empty: str = ""
    """What an empty cell means; '' where no cell is empty."""
    refers: str = ""
    """The table whose key it holds."""
    pattern: str = ""
    """A regular expression that each text fits."""

    def cell(self, row: Row) -> Cell:
        """The value of the column in a row; numbers, truth values and None as they are, everything else as text."""
        value = self.of(row)
        if value is None or value == "":
            return None
        return value if isinstance(value, int | Decimal | bool) else str(value)


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A table of the knowledge base."""

    name: str
    """The name of its file without the ending, and of the table in SQLite."""
    title: str
    about: str
    """What a row is, in a sentence."""
    columns: tuple[Column[Row], ...]
    rows: Callable[[Insight], Iterable[Row]]
    key: str = ""
    """The column that identifies a row; '' where rows have no id."""
    page: str | None = None
    """The address of the page that shows the same, where one does."""

    @property
    def file(self) -> str:
        """The name of its file in the folder of the data."""
        return f"{self.name}.csv"

    def cells(self, insight: Insight) -> Iterator[Sequence[Cell]]:
        """The rows of the table, each as the values of its columns; a former id of a record is its id of today."""
        redirects = insight.graph.redirects
        for row in self.rows(insight):
            cells = ((column, column.cell(row)) for column in self.columns)
            yield [redirects.get(str(cell), cell) if column.refers else cell for column, cell in cells]

    def write(self, insight: Insight) -> str:
        """Write the table as CSV."""
        return write_csv([column.name for column in self.columns], self.cells(insight))

    @property
    def export(self) -> Export:
        """The file of the table."""
        module = self.rows.__module__
        return Export(self.file, self.title, self.about, "text/csv", self.write, self.page, self.columns, module)


def sources_column(of: Callable[[Any], Iterable[Citation]], empty: str = "") -> Column[Any]:
    """The column of the sources of a row."""
    about = "The sources, each with the place in it, separated by '; '."
    return Column("sources", about, lambda row: "; ".join(map(str, of(row))), empty=empty)


def page_column(of: Callable[[Any], Entity]) -> Column[Any]:
    """The column of the address of a record's page."""
    return Column("address", "The address of its page, relative to the site.", lambda row: entity_url(of(row)))


def date_columns(
    name: str, about: str, empty: str, of: Callable[[Any], Date | None]
) -> tuple[Column[Any], Column[Any], Column[Any]]:
    """Three columns for a partial date: as written (EDTF), and the first and the last day that it may mean."""

    def first(row: Any) -> str:
        date = of(row)
        return iso_day(date.earliest) if date and date.is_known else ""

    def last(row: Any) -> str:
        date = of(row)
        return iso_day(date.latest) if date and date.is_known else ""

    either = f"{empty} The same where the date is `unknown`."
    return (
        Column(name, f"{about} In the notation of EDTF, with the precision of the source.", of, empty=empty),
        Column(f"{name}_first", f"The first day that `{name}` may mean.", first, ColumnType.DAY, either),
        Column(f"{name}_last", f"The last day that `{name}` may mean.", last, ColumnType.DAY, either),
    )
