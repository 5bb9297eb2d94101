"""Searches for archived copies that found no copy, kept in the committed file `links/archive.tsv`.

A copy that was found stands in the record of its source. A search in this file is not repeated before it is due.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from zlib import crc32

from csto_kb.diagnostics import Diagnostic, printable
from csto_kb.state_table import StateTable, read_day

ARCHIVE_FILE = "links/archive.tsv"


class Search(StrEnum):
    """Why a search found no copy."""

    NONE = "none"
    """No copy near the day on which the page was retrieved."""
    OTHER = "another page"
    """The archive named copies, but none of them is of the page."""
    BAD = "no page"
    """The copy shows a robot check, or a page that says that the page is missing."""
    ASKED = "asked"
    """The archive is making a copy, which can be looked for tomorrow."""
    REFUSED = "refused"
    """The archive refuses to copy the page."""
    FAILING = "failing"
    """No answer, or an unreadable one."""
    PRIVATE = "private"
    """The address is not public, so it is not sent to the archive."""


_DUE_AFTER: Mapping[Search, int] = {
    Search.NONE: 60,
    Search.OTHER: 60,
    Search.BAD: 60,
    Search.ASKED: 1,
    Search.REFUSED: 90,
    Search.FAILING: 3,
    Search.PRIVATE: 90,
}
"""Days until a copy is looked for again."""
_SPREAD = 14
"""Waits of two months or more are spread over a fortnight, so that searches of one day do not all come due together."""


@dataclass(frozen=True)
class ArchiveState:
    """The last search for a copy of one address."""

    address: str
    verdict: Search
    asked: date
    due: date
    detail: str = ""
    """On one line, without invisible characters: the archive can influence this text."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "detail", printable(" ".join(self.detail.split())))


def remember_search(address: str, verdict: Search, detail: str, today: date) -> ArchiveState:
    """The state of an address after a search of today."""
    wait = _DUE_AFTER[verdict]
    if wait >= _DUE_AFTER[Search.NONE]:
        wait += crc32(address.encode()) % _SPREAD
    return ArchiveState(address, verdict, today, today + timedelta(days=wait), detail)


def _read_cells(cells: list[str]) -> ArchiveState:
    address, verdict, asked, due, detail = cells
    if verdict not in list(Search):
        raise ValueError(f"{verdict!r} is not a verdict")
    return ArchiveState(address, Search(verdict), read_day(asked), read_day(due), detail)


def _write_cells(state: ArchiveState) -> tuple[str, ...]:
    return state.address, state.verdict, str(state.asked), str(state.due), state.detail


_TABLE: StateTable[ArchiveState, str] = StateTable(
    ARCHIVE_FILE,
    ("address", "verdict", "asked", "due", "detail"),
    _read_cells,
    _write_cells,
    lambda state: state.address,
)


def read_searches(root: Path) -> tuple[dict[str, ArchiveState], list[Diagnostic]]:
    """Read the searches of a project by address. Without the file there are none."""
    return _TABLE.read(root)


def lock_searches(root: Path) -> AbstractContextManager[None]:
    """Keep other processes from searching at the same time; see `StateTable.locked`."""
    return _TABLE.locked(root)


def write_searches(root: Path, states: Mapping[str, ArchiveState]) -> None:
    """Write the searches, whole or not at all. Raises `OSError`."""
    _TABLE.write(root, states.values())
