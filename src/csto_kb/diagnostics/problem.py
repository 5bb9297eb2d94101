"""A problem as plain data: where, what, and how to fix it. Nothing here prints or raises."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

Severity = Literal["error", "warning"]

_MAX_TEXT = 500
"""Characters of a message or hint, which quote records."""
_MAX_WORD = 100
"""Characters of a word for which another is suggested."""


@dataclass(frozen=True)
class Code:
    """A kind of problem: a stable name, its severity, and a paragraph that explains it."""

    name: str
    severity: Severity
    explanation: str


@dataclass(frozen=True)
class Position:
    """A position in a text: line and column, counted in characters from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True)
class Diagnostic:
    """One problem. `path` is relative to the project root, with forward slashes."""

    path: str
    line: int
    column: int
    severity: Severity
    code: str
    message: str
    hint: str = ""

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (self.path, self.line, self.column, self.code, self.message)


def report(code: Code, path: str, position: Position, message: str, hint: str = "") -> Diagnostic:
    """Make a diagnostic of `code` at a position, with the severity of the code. Long texts are cut."""
    message, hint = (f"{text[:_MAX_TEXT]}…" if len(text) > _MAX_TEXT else text for text in (message, hint))
    return Diagnostic(path, position.line, position.column, code.severity, code.name, message, hint)


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by position, then code; drop exact repetitions."""
    return sorted(set(diagnostics), key=lambda diagnostic: diagnostic.sort_key)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def summarize(diagnostics: Iterable[Diagnostic], failures: int = 0) -> str:
    """Return e.g. `2 errors, 1 warning`, or `no problems`. `failures` are errors that belong to no file."""
    counts = {"error": failures, "warning": 0}
    for diagnostic in diagnostics:
        counts[diagnostic.severity] += 1
    parts = [f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count]
    return ", ".join(parts) or "no problems"


def suggest(word: str, candidates: Iterable[str]) -> str:
    """Return a did-you-mean hint for a mistyped word, or '' where none is similar."""
    match = find_nearest(word, candidates)
    return f"did you mean '{match}'?" if match else ""


def find_nearest(word: str, candidates: Iterable[str]) -> str:
    """The candidate that a mistyped word most likely means, or '' where none is similar."""
    if len(word) > _MAX_WORD:
        return ""
    # Sorted, for a set has no order and the first of equals wins; OSA counts swapped letters as one mistake.
    match = process.extractOne(word, sorted(candidates), scorer=OSA.normalized_similarity, score_cutoff=0.6)
    return match[0] if match else ""
