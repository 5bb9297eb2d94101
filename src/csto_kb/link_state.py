"""What is known of the web addresses that records name: the committed file `links/external.tsv`.

A line an address, sorted, so that a check changes the lines of what it asked and no others. The file is written by
`csto-kb links --external` and read by everything else: the pages show a badge of it. It can come from a pull
request, so nothing in it is trusted: a line that does not read is reported and passed over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from csto_kb.diagnostics import Code, Diagnostic, Mark, printable, report
from csto_kb.file_writing import replace_file

STATE_FILE = "links/external.tsv"
COLUMNS = ("address", "verdict", "checked", "failing since", "days", "due", "detail")

LINK_STATE = Code(
    "link-state",
    "error",
    "A line of `links/external.tsv` does not read. The file is written by `csto-kb links --external`; a line that is "
    "taken away is written anew when its address is asked the next time.",
)
CODES = (LINK_STATE,)


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


def read_states(root: Path) -> tuple[dict[str, LinkState], list[Diagnostic]]:
    """Read the states of a project by address. No file is no states."""
    try:
        text = (root / STATE_FILE).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        return {}, [report(LINK_STATE, STATE_FILE, Mark(), f"cannot be read: {error.strerror}")]
    states: dict[str, LinkState] = {}
    problems = []
    for number, line in enumerate(text.split("\n")[1:], start=2):
        if not line:
            continue
        try:
            state = _read_line(line)
            if state.address in states:
                raise ValueError("a second line for this address")
        except ValueError as error:
            problems.append(report(LINK_STATE, STATE_FILE, Mark(number), str(error), "take the line away"))
        else:
            states[state.address] = state
    return states, problems


def write_states(root: Path, states: Mapping[str, LinkState]) -> None:
    """Write the states, whole or not at all. Raises `OSError`."""
    path = root / STATE_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, format_states(states.values()))


def format_states(states: Iterable[LinkState]) -> str:
    """The text of the file: a head, then the states, sorted by address."""
    lines = ["\t".join(COLUMNS)]
    for state in sorted(states, key=lambda state: state.address):
        since = state.since.isoformat() if state.since else ""
        cells = (state.address, state.verdict, str(state.checked), since, str(state.days), str(state.due), state.detail)
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n"


def _read_line(line: str) -> LinkState:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} columns, expected {len(COLUMNS)}")
    address, verdict, checked, since, days, due, detail = cells
    if verdict not in list(Verdict) or verdict == Verdict.NEVER:
        raise ValueError(f"{verdict!r} is not a verdict")
    if not days.isascii() or not days.isdigit():
        raise ValueError(f"{days!r} is not a number of days")
    return LinkState(
        address,
        Verdict(verdict),
        _read_day(checked),
        _read_day(since) if since else None,
        int(days[:6]),
        _read_day(due),
        detail,
    )


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a day, as 2026-11-23") from None
