"""Tables as plain data: the page and the CSV file of a table are made from the same entries."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from csto_kb.csv_text import write_csv
from csto_kb.dates import Date
from csto_kb.model import Entity
from csto_kb.prose import Citation
from csto_kb.render.graphics.sparkline import Sparkline
from csto_kb.site import DATA, DataFile

FOLDER = "tables/"
"""The folder of the pages of tables."""


@dataclass(frozen=True)
class Entry:
    """One entry of a cell: its text, its meaning, and the statement that it shows."""

    text: str
    words: str
    """Its meaning in full, for screen readers and for the file."""
    url: str
    """The page and anchor of the statement, relative to the site's root."""
    value: object
    """The value in the file: a word, a number, or a date in EDTF."""
    sources: Sequence[Citation] = ()
    mark: str = ""
    """The class of its colour; the letter has the same meaning."""
    small: str = ""
    """A note in small print beside it."""
    held: str = ""
    """When it held, for the as-of date."""
    letter: str = ""
    """The letter of its source in the key below the table, where there are several."""

    @property
    def order(self) -> object:
        """The sort key in its column: a date or number itself, the word for a letter, else the text."""
        return self.value if self.mark or isinstance(self.value, Date | int | Decimal) else self.text


@dataclass(frozen=True)
class Column:
    """A column: its key in the file, its heading, its full name, and the page that it links to."""

    key: str
    label: str
    title: str = ""
    url: str = ""
    is_number: bool = False
    is_prose: bool = False
    is_upright: bool = False
    """Whether its heading is written upwards, above letters."""
    held: str = ""
    """When it can have entries, for the as-of date; '' for always."""
    small: str = ""
    """A line in small print below the heading."""


@dataclass(frozen=True)
class Difference:
    """The difference between two columns of a row, in the unit of the table."""

    value: Decimal

    def __str__(self) -> str:
        """With its sign; zero has none."""
        return f"{self.value:+,f}".replace("-", "\N{MINUS SIGN}") if self.value else f"{self.value.copy_abs():,f}"


@dataclass(frozen=True)
class Row:
    """A row: its key in the file, its heading, and a cell for each column."""

    key: str
    label: str
    url: str
    cells: tuple[tuple[Entry, ...], ...]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The values of the row for each filter."""
    held: str = ""
    has_ended: bool = False
    note: str = ""
    """A note in small print below its heading."""
    chart: Sparkline | None = None
    breaks: frozenset[str] = frozenset()
    """The keys of the columns before which the row cannot be compared: another source counts."""
    change: Difference | None = None
    is_strong: bool = False


@dataclass(frozen=True)
class Aside:
    """An entry that stands below the table: the keys, the name and the page of its row, and its column."""

    key: str
    label: str
    url: str
    column: str
    unit: str
    entry: Entry


@dataclass(frozen=True)
class Key:
    """A letter beside entries, and the source that it stands for."""

    letter: str
    name: str
    source: str


@dataclass(frozen=True)
class Filter:
    """A filter of rows: its name in the address, its label, and the value and label of each option."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    preset: str = ""
    """The value that is chosen where the address chooses nothing; '' for all rows."""


@dataclass(frozen=True)
class Table:
    """One table of a page."""

    key: str
    label: str
    """One line on its content."""
    head: str
    """The heading of the first column."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...] = ()
    """Rows that stay at the bottom when the others are sorted."""
    scale: str = ""
    """The end of the one scale of all charts, as the table writes it; '' without charts."""
    change: str = ""
    """Between which columns the rows give a change; '' where they give none."""
    change_held: str = ""
    """From when on the change is known, for the as-of date."""
    keys: tuple[Key, ...] = ()
    asides: tuple[Aside, ...] = ()
    strong: str = ""
    """What the rows in bold have in common."""
    caption: str = ""
    """What stands above the table in place of the label."""

    @property
    def charted(self) -> bool:
        return any(row.chart for row in self.rows)

    @property
    def breaks(self) -> frozenset[str]:
        """The columns before which most rows cannot be compared."""
        counts = Counter(key for row in self.rows for key in row.breaks)
        return frozenset(key for key, count in counts.items() if 2 * count > len(self.rows))


@dataclass(frozen=True)
class Sheet:
    """The description of a page of tables, without the tables."""

    name: str
    title: str
    label: str
    """A shorter title, for navigation."""
    question: str
    """The question that they answer."""
    header: tuple[str, ...]
    """The headings in the file for table, row, column and value; the first only where there are several tables."""

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
    """The tables of one page, and of its file."""

    tables: tuple[Table, ...]
    filters: tuple[Filter, ...]
    legend: tuple[tuple[str, str, str], ...]
    """The mark, letter and meaning of each letter that is used."""

    @property
    def rows(self) -> int:
        return sum(len(table.rows) for table in self.tables)


def write_tables(tables: Tables) -> DataFile:
    """Write the file: a line for each entry with row, column, value, words, sources, and address of the statement."""
    rows = []
    for table in tables.tables:
        for row, column, entry in _entries(table):
            names = (table.key, row, column)[-len(tables.header) + 1 :]
            rows.append((*names, entry.value, entry.words, "; ".join(map(str, entry.sources)), entry.url))
    return DataFile(tables.file, write_csv((*tables.header, "words", "sources", "statement"), rows))


def _entries(table: Table) -> Iterator[tuple[str, str, Entry]]:
    """Every entry with the keys of its row and its column."""
    for row in (*table.rows, *table.totals):
        for column, entries in zip(table.columns, row.cells, strict=True):
            for entry in entries:
                yield row.key, column.key, entry
    for aside in table.asides:
        yield aside.key, aside.column, aside.entry


def offer(name: str, label: str, entities: Iterable[Entity]) -> Filter:
    """A filter by records, sorted by name."""
    pairs = {entity.id: entity.name for entity in entities}
    return Filter(name, label, tuple(sorted(pairs.items(), key=lambda pair: (pair[1].casefold(), pair[0]))))
