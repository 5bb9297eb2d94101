"""What is known of the web addresses that records name: the committed file `links/external.tsv`.

It is written by `csto-kb links --external` and read by everything else: the pages show a badge of it.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from csto_kb.diagnostics import Diagnostic, printable
from csto_kb.state_table import StateTable, read_day

STATE_FILE = "links/external.tsv"


class Verdict(StrEnum):
    """What became of an address when it was asked."""

    OK = "ok"
    MOVED = "moved"
    """For good: the detail is the new address."""
    BLOCKED = "blocked"
    """The server refuses robots, or this region. Says nothing about readers."""
    SOFT_404 = "soft-404"
    """Answered as if all were well, with a page that says it is not there, or with the home page."""
    MISSING = "missing"
    """404 or 410, and not yet on enough days to be sure."""
    GONE = "gone"
    TLS = "tls"
    DNS = "dns"
    TIMEOUT = "timeout"
    FAILING = "failing"
    """No connection, an error of the server, redirects without end."""
    PRIVATE = "private"
    """Leads to an address that is not public, and is not asked."""
    NEVER = "never checked"

    @property
    def is_failure(self) -> bool:
        """Whether a reader, too, may get nothing there."""
        return self not in (Verdict.OK, Verdict.MOVED, Verdict.BLOCKED, Verdict.NEVER)


@dataclass(frozen=True)
class LinkState:
    """The last verdict on one address."""

    address: str
    verdict: Verdict
    checked: date
    since: date | None
    """The first day of the failures without a success between; None where it does not fail."""
    days: int
    """On how many days in a row it was asked and got this verdict."""
    due: date
    """The day from which on it is to be asked again."""
    detail: str = ""
    """The status, a reason; the new address of one that moved. On one line, and nothing in it that does not show:
    servers have a say in it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "detail", printable(" ".join(self.detail.split())))

    @property
    def is_gone(self) -> bool:
        return self.verdict is Verdict.GONE


def _read_cells(cells: list[str]) -> LinkState:
    address, verdict, checked, since, days, due, detail = cells
    if verdict not in list(Verdict) or verdict == Verdict.NEVER:
        raise ValueError(f"{verdict!r} is not a verdict")
    if not days.isascii() or not days.isdigit():
        raise ValueError(f"{days!r} is not a number of days")
    return LinkState(
        address,
        Verdict(verdict),
        read_day(checked),
        read_day(since) if since else None,
        int(days[:6]),
        read_day(due),
        detail,
    )


def _write_cells(state: LinkState) -> tuple[str, ...]:
    since = state.since.isoformat() if state.since else ""
    return (
        state.address,
        state.verdict,
        str(state.checked),
        since,
        str(state.days),
        str(state.due),
        state.detail,
    )


_TABLE: StateTable[LinkState, str] = StateTable(
    STATE_FILE,
    ("address", "verdict", "checked", "failing since", "days", "due", "detail"),
    _read_cells,
    _write_cells,
    lambda state: state.address,
)


def read_states(root: Path) -> tuple[dict[str, LinkState], list[Diagnostic]]:
    """Read the states of a project by address. No file is no states."""
    return _TABLE.read(root)


def hold_states(root: Path) -> AbstractContextManager[None]:
    """Let no other process ask meanwhile; see `StateTable.held`."""
    return _TABLE.held(root)


def write_states(root: Path, states: Mapping[str, LinkState]) -> None:
    """Write the states, whole or not at all. Raises `OSError`."""
    _TABLE.write(root, states.values())


def format_states(states: Iterable[LinkState]) -> str:
    """The text of the file: a head, then the states, sorted by address."""
    return _TABLE.format(states)
