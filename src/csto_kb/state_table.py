"""Tables of states of web pages, committed with the records: the files `links/*.tsv`.

One line for each key, sorted, so that a run changes only the lines of what it checked. Commands write such a file,
other code reads it. It can come from a pull request, so it is not trusted: a line that cannot be parsed is reported
and skipped.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from filelock import FileLock, Timeout

from csto_kb.diagnostics import Code, Diagnostic, Position, report
from csto_kb.file_writing import replace_file

LINK_STATE = Code(
    "link-state",
    "error",
    "A line of `links/external.tsv`, or of another table in `links/`, does not read. The files are written by `csto-kb "
    "links --external` and `csto-kb archive`; a line that is taken away is written anew when its address is asked the "
    "next time.",
)
CODES = (LINK_STATE,)

Row = TypeVar("Row")
Key = TypeVar("Key", str, tuple[str, str])


class LockedError(Exception):
    """Another process is updating a table; the message says so."""


@dataclass(frozen=True)
class StateTable(Generic[Row, Key]):
    """One such file: its name, its columns, and the conversion of a row."""

    file: str
    columns: tuple[str, ...]
    read_cells: Callable[[list[str]], Row]
    """Raises `ValueError` for an invalid row."""
    write_cells: Callable[[Row], tuple[str, ...]]
    key: Callable[[Row], Key]
    """The key of a row. Rows are sorted by it, and it is unique."""

    def read(self, root: Path) -> tuple[dict[Key, Row], list[Diagnostic]]:
        """Read the rows of a project by their key. Without the file there are none."""
        try:
            text = (root / self.file).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return {}, []
        except OSError as error:
            return {}, [report(LINK_STATE, self.file, Position(), f"cannot be read: {error.strerror}")]
        rows: dict[Key, Row] = {}
        problems = []
        for number, line in enumerate(text.split("\n")[1:], start=2):
            if not line:
                continue
            try:
                row = self._read_line(line)
                if self.key(row) in rows:
                    raise ValueError("a second line with the same key")
            except ValueError as error:
                problems.append(report(LINK_STATE, self.file, Position(number), str(error), "take the line away"))
            else:
                rows[self.key(row)] = row
        return rows, problems

    def write(self, root: Path, rows: Iterable[Row]) -> None:
        """Write the rows, completely or not at all. Raises `OSError`."""
        path = root / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, self.format(rows))

    @contextmanager
    def locked(self, root: Path) -> Iterator[None]:
        """Keep other processes from updating this table during the block.

        The system releases the lock when its holder dies. Raises `LockedError`, and `OSError` where the disk is full.
        """
        path = root / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f".{path.name}.lock"), mode=0o644)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise LockedError(f"another run is updating {self.file}: wait until it has ended") from None
        try:
            yield
        finally:
            # Removed while locked, or a third process could lock a file that the second no longer sees.
            with suppress(OSError):
                Path(lock.lock_file).unlink()
            lock.release()

    def format(self, rows: Iterable[Row]) -> str:
        """The text of the file: a head, then the rows, sorted by their key."""
        lines = ["\t".join(self.columns)]
        lines += ["\t".join(self.write_cells(row)) for row in sorted(rows, key=self.key)]
        return "\n".join(lines) + "\n"

    def _read_line(self, line: str) -> Row:
        cells = line.split("\t")
        if len(cells) != len(self.columns):
            raise ValueError(f"{len(cells)} columns, expected {len(self.columns)}")
        return self.read_cells(cells)


def read_day(text: str) -> date:
    """Read an ISO date; raises `ValueError` with words for an editor."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a day such as 2026-11-23") from None
