"""The tables of data in one SQLite file, with their keys, indexes, and a full-text index of the statements.

The file has the same bytes for the same tables: pages of one size, no journal, no free pages, and a fixed
version of the library in the head (https://www.sqlite.org/fileformat2.html, 1.3.16), which SQLite only records.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

from csto_kb.export.base import Export
from csto_kb.export.data_table import Cell, Column, ColumnType, Table
from csto_kb.export.tables import TABLES
from csto_kb.insight import Insight

_TYPES = {
    ColumnType.TEXT: "TEXT",
    ColumnType.NUMBER: "NUMERIC",
    ColumnType.INTEGER: "INTEGER",
    ColumnType.BOOLEAN: "INTEGER",
    ColumnType.DAY: "TEXT",
}
_SEARCHED = ("label", "value", "note")
"""The columns of `statements` that the full-text index has."""
_VERSION_AT = 96
_VERSION = (3_040_000).to_bytes(4, "big")


def write(insight: Insight) -> bytes:
    """Write the database and return its bytes."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA page_size = 4096")
        with database:
            for table in TABLES:
                database.execute(_declare(table))
            for table in TABLES:
                marks = ", ".join("?" * len(table.columns))
                rows = ([_store(cell) for cell in row] for row in table.cells(insight))
                database.executemany(f"INSERT INTO {_quote(table.name)} VALUES ({marks})", rows)  # noqa: S608 - own names
            for statement in _indexes():
                database.execute(statement)
            columns = ", ".join(_SEARCHED)
            database.execute(
                f"CREATE VIRTUAL TABLE search USING fts5({columns}, content='statements', tokenize='unicode61')"
            )
            database.execute("INSERT INTO search (search) VALUES ('rebuild')")
            database.execute("INSERT INTO search (search) VALUES ('optimize')")
        database.execute("VACUUM")
        content = bytearray(database.serialize())
    content[_VERSION_AT : _VERSION_AT + len(_VERSION)] = _VERSION
    return bytes(content)


def _declare(table: Table[Any]) -> str:
    keys = {other.name: other.key for other in TABLES}
    lines = [_declare_column(column, table, keys) for column in table.columns]
    return f"CREATE TABLE {_quote(table.name)} (\n  " + ",\n  ".join(lines) + "\n)"


def _declare_column(column: Column[Any], table: Table[Any], keys: dict[str, str]) -> str:
    words = [_quote(column.name), _TYPES[column.type]]
    if column.name == table.key:
        words.append("PRIMARY KEY")
    if not column.empty:
        words.append("NOT NULL")
    if column.refers:
        words.append(f"REFERENCES {_quote(column.refers)} ({_quote(keys[column.refers])})")
    return " ".join(words)


def _indexes() -> Iterator[str]:
    """An index for every column that refers to a table, so that joins are quick both ways."""
    for table in TABLES:
        for column in table.columns:
            if column.refers and column.name != table.key:
                name = _quote(f"{table.name}_by_{column.name}")
                yield f"CREATE INDEX {name} ON {_quote(table.name)} ({_quote(column.name)})"


def _store(cell: Cell) -> str | int | float | None:
    """A cell as SQLite stores it. A number with more digits than SQLite's floating point keeps is stored as text."""
    if isinstance(cell, Decimal):
        if cell == cell.to_integral_value():
            return int(cell) if abs(cell) < 2**63 else str(cell)
        return float(cell) if Decimal(repr(float(cell))) == cell else str(cell)
    return cell


def _quote(name: str) -> str:
    return f'"{name}"'


EXPORT = Export(
    "knowledge-base.sqlite",
    "Tables in one SQLite file",
    "The tables of the data package with keys and indexes, and `search`, a full-text index of the statements.",
    "application/vnd.sqlite3",
    write,
)
