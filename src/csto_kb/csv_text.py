"""Tables as CSV, the same for every file of data."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write RFC 4180 CSV, to be stored as UTF-8 without a byte order mark.

    With a mark Excel would open the file correctly on a double click, but the mark would become part of the first
    column's name in Python's `csv`, R and Unix tools. The Data page says how to import a file into Excel. A text that a
    spreadsheet would read as a formula gets an apostrophe before it, and so does one that begins with apostrophes and
    then like a formula, so that the first apostrophe can be taken away again.
    """
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\r\n")
    table.writerow(columns)
    table.writerows([_guard(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def _guard(cell: object) -> object:
    if isinstance(cell, Decimal):
        return f"{cell:f}"  # the digits that were written, without an exponent
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if cell is None or isinstance(cell, int | float):
        return "" if cell is None else cell
    text = str(cell)
    is_formula = text.lstrip("'").startswith(("=", "+", "-", "@", "\t")) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text
