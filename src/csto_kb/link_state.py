"""The states of the web addresses that records name: the committed file `links/external.tsv`.

`csto-kb links --external` writes it, and all else reads it: the pages show it as a badge.
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
    """The result of a request for an address."""

    OK = "ok"
    MOVED = "moved"
    """Permanently: the detail is the new address."""
    BLOCKED = "blocked"
    """The server refuses robots, or this region. A reader may get the page."""
    SOFT_404 = "soft-404"
    """Status 200, but with the home page or a page that says that nothing is there."""
    MISSING = "missing"
    """404 or 410, but not yet on enough days to be sure."""
    GONE = "gone"
    TLS = "tls"
    DNS = "dns"
    TIMEOUT = "timeout"
    FAILING = "failing"
    """No connection, an error of the server, an endless redirect."""
    PRIVATE = "private"
    """Leads to an address that is not public; no request is sent."""
    NEVER = "never checked"

    @property
    def is_failure(self) -> bool:
        """Whether a reader may fail to get the page, too."""
        return self not in (Verdict.OK, Verdict.MOVED, Verdict.BLOCKED, Verdict.NEVER)


@dataclass(frozen=True)
class LinkState:
    """The last verdict on one address."""

    address: str
    verdict: Verdict
    checked: date
    since: date | None
    """The first day of an unbroken series of failures; None where it does not fail."""
    days: int
    """How many checked days in a row had this verdict."""
    due: date
    """The day from which it is due again."""
    detail: str = ""
    """The status, a reason; the new address of one that moved. One line of visible characters, since it may come
    from a server."""

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
    """Read the states of a project by address. Without the file there are none."""
    return _TABLE.read(root)


def lock_states(root: Path) -> AbstractContextManager[None]:
    """Keep other processes from requesting meanwhile; see `StateTable.locked`."""
    return _TABLE.locked(root)


def write_states(root: Path, states: Mapping[str, LinkState]) -> None:
    """Write the states, completely or not at all. Raises `OSError`."""
    _TABLE.write(root, states.values())


def format_states(states: Iterable[LinkState]) -> str:
    """The text of the file: a head, then the states, sorted by address."""
    return _TABLE.format(states)
