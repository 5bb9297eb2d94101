"""Tables of who and what as plain data: the page and the CSV file of a table are made of the same entries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from csto_kb.csv_text import write_csv
from csto_kb.dates import Date
from csto_kb.model import Entity
from csto_kb.prose import Citation
from csto_kb.site import DATA, DataFile

FOLDER = "tables/"
"""Where the pages of the tables stand."""


@dataclass(frozen=True)
class Entry:
    """One thing in a cell: what is shown, what it means, and the statement that says so."""

    text: str
    words: str
    """What it means in full, for those who do not see letter and colour, and for the file."""
    url: str
    """The page and anchor of the statement, from the site's root."""
    value: object
    """As the file has it: a word, a number, a date in EDTF."""
    sources: Sequence[Citation] = ()
    mark: str = ""
    """The class of its colour; the letter says the same."""
    small: str = ""
    """What is shown small beside it."""
    held: str = ""
    """When it held, for the as-of date."""

    @property
    def order(self) -> object:
        """By what its column is sorted: a date or number as such, of a letter the word, else what is shown."""
        return self.value if self.mark or isinstance(self.value, Date | int | Decimal) else self.text


@dataclass(frozen=True)
class Column:
    """A column: its key in the file, its heading, the whole of its name, and the page it leads to."""

    key: str
    label: str
    title: str = ""
    url: str = ""
    is_number: bool = False
    is_prose: bool = False
    held: str = ""
    """When there was something to say in it, for the as-of date; '' for ever."""


@dataclass(frozen=True)
class Bar:
    """A bar of a small chart: its place and size, and the number that it shows, in words."""

    x: float
    y: float
    width: float
    height: float
    words: str
    held: str = ""


@dataclass(frozen=True)
class Row:
    """A row: its key in the file, its heading, and a cell for each column."""

    key: str
    label: str
    url: str
    cells: tuple[tuple[Entry, ...], ...]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the filters ask: for each the values that the row has."""
    held: str = ""
    has_ended: bool = False
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True)
class Filter:
    """A choice that leaves some rows: its name in the address, its label, and value and label of each option."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """One table of a page."""

    key: str
    label: str
    """What it shows, in a line."""
    head: str
    """The heading of the first column."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...] = ()
    """Rows that stay at the foot, however the others are sorted."""


@dataclass(frozen=True)
class Sheet:
    """What is known of a page of tables before it is filled."""

    name: str
    title: str
    label: str
    """A shorter title, for navigation."""
    question: str
    """What they answer."""
    header: tuple[str, ...]
    """What a table, a row, a column and a value are called in the file; the first only where there are several."""

    @property
    def url(self) -> str:
        return f"{FOLDER}{self.name}/"

    @property
    def file(self) -> str:
        return f"{DATA}{self.name}.csv"

    def fill(
        self,
        tables: tuple[Table, ...],
        filters: tuple[Filter, ...] = (),
        legend: tuple[tuple[str, str, str], ...] = (),
    ) -> "Tables":
        return Tables(self.name, self.title, self.label, self.question, self.header, tables, filters, legend)


@dataclass(frozen=True)
class Tables(Sheet):
    """The tables of one page, with the file of their entries."""

    tables: tuple[Table, ...]
    filters: tuple[Filter, ...]
    legend: tuple[tuple[str, str, str], ...]
    """The letters: mark, letter and meaning of each."""

    @property
    def rows(self) -> int:
        return sum(len(table.rows) for table in self.tables)


def write_tables(tables: Tables) -> DataFile:
    """A row for each entry: whose it is, under what, the value, the same in words, its sources, and the statement."""
    rows = []
    for table in tables.tables:
        for row in (*table.rows, *table.totals):
            for column, entries in zip(table.columns, row.cells, strict=True):
                for entry in entries:
                    names = (table.key, row.key, column.key)[-len(tables.header) + 1 :]
                    sources = "; ".join(map(str, entry.sources))
                    rows.append((*names, entry.value, entry.words, sources, entry.url))
    return DataFile(tables.file, write_csv((*tables.header, "words", "sources", "statement"), rows))


def offer(name: str, label: str, entities: Iterable[Entity]) -> Filter:
    """A filter by records, in the order of their names."""
    pairs = {entity.id: entity.name for entity in entities}
    return Filter(name, label, tuple(sorted(pairs.items(), key=lambda pair: (pair[1].casefold(), pair[0]))))
