"""The states of the passages that citations point at: the committed file `links/passages.tsv`.

`csto-kb links --external --passages` writes it; the pages show it as a badge at each source.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from csto_kb.diagnostics import Diagnostic, printable
from csto_kb.state_table import StateTable, read_day

PASSAGES_FILE = "links/passages.tsv"

PassageKey = tuple[str, str]
"""The address, and where in it the passage is said to be, in the notation of a citation."""


class PassageVerdict(StrEnum):
    """The result of looking for a passage on its page."""

    FOUND = "found"
    ELSEWHERE = "moved within the page"
    """Found, but in another paragraph or on another page than the citation names."""
    MISSING = "not found"
    UNREADABLE = "unreadable"
    """The page could not be read: a paywall, a script, a film, no answer. The passage may be there."""

    @property
    def is_there(self) -> bool:
        return self in (PassageVerdict.FOUND, PassageVerdict.ELSEWHERE)


@dataclass(frozen=True)
class PassageState:
    """The last verdict on one passage."""

    address: str
    passage: str
    """As a citation writes it, without its level of support: `para. 3, "first words … last words"`."""
    verdict: PassageVerdict
    checked: date
    seen: date | None
    """The last day on which it was found; None where it never was."""
    place: str
    """Where it was last found: a page of a PDF, a paragraph, or how far down."""
    due: date
    """The day from which it is due again."""
    detail: str = ""
    """The most similar words, or why the page cannot be read. One line of visible characters, since it may come from a
    server."""

    def __post_init__(self) -> None:
        for name in ("place", "detail"):
            object.__setattr__(self, name, printable(" ".join(getattr(self, name).split())))

    @property
    def key(self) -> PassageKey:
        return self.address, self.passage


@dataclass(frozen=True)
class SeenPassages:
    """The passages of one source taken together, for its badge."""

    count: int
    seen: date | None
    """The last day on which any of them was found."""
    missing: int
    """The passages that were not found in the last search."""


def sum_up(states: Iterable[PassageState]) -> dict[str, SeenPassages]:
    """The states of the passages of each address."""
    known: dict[str, list[PassageState]] = defaultdict(list)
    for state in states:
        known[state.address].append(state)
    return {address: _sum_up(found) for address, found in known.items()}


def _sum_up(states: list[PassageState]) -> SeenPassages:
    days = [state.seen for state in states if state.seen]
    missing = sum(state.verdict is PassageVerdict.MISSING for state in states)
    return SeenPassages(len(states), max(days, default=None), missing)


def _read_cells(cells: list[str]) -> PassageState:
    address, passage, verdict, checked, seen, place, due, detail = cells
    if verdict not in list(PassageVerdict):
        raise ValueError(f"{verdict!r} is not a verdict")
    last_seen = read_day(seen) if seen else None
    return PassageState(
        address, passage, PassageVerdict(verdict), read_day(checked), last_seen, place, read_day(due), detail
    )


def _write_cells(state: PassageState) -> tuple[str, ...]:
    seen = str(state.seen or "")
    return *state.key, state.verdict, str(state.checked), seen, state.place, str(state.due), state.detail


_TABLE: StateTable[PassageState, PassageKey] = StateTable(
    PASSAGES_FILE,
    ("address", "passage", "verdict", "checked", "seen", "place", "due", "detail"),
    _read_cells,
    _write_cells,
    lambda state: state.key,
)


def read_passages(root: Path) -> tuple[dict[PassageKey, PassageState], list[Diagnostic]]:
    """Read the passages of a project by address and notation. Without the file there are none."""
    return _TABLE.read(root)


def write_passages(root: Path, states: Mapping[PassageKey, PassageState]) -> None:
    """Write the passages, completely or not at all. Raises `OSError`."""
    _TABLE.write(root, states.values())
