"""What a problem is, and how it is shown.

A diagnostic is plain data: where, what, and how to mend it. Nothing here prints, raises or stops;
whoever found the problem yields a `Diagnostic`, whoever talks to a person calls a `format_*` function.
A new way to show diagnostics is one more `format_*` function, named in `FORMATS`.
"""

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from markupsafe import Markup
from rapidfuzz import process
from rapidfuzz.distance import OSA

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Code:
    """A kind of problem: a stable name, how grave it is, and a paragraph that explains it."""

    name: str
    severity: Severity
    explanation: str


@dataclass(frozen=True)
class Mark:
    """A place in a text: line and column, counted in characters from 1."""

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


def report(code: Code, path: str, mark: Mark, message: str, hint: str = "") -> Diagnostic:
    """Make a diagnostic of `code` at a place; the severity is the code's own."""
    return Diagnostic(path, mark.line, mark.column, code.severity, code.name, message, hint)


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by place, then code; drop exact repetitions."""
    return sorted(set(diagnostics), key=lambda diagnostic: diagnostic.sort_key)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def summarize(diagnostics: Iterable[Diagnostic]) -> str:
    """Return e.g. `2 errors, 1 warning`, or `no problems`."""
    counts = {"error": 0, "warning": 0}
    for diagnostic in diagnostics:
        counts[diagnostic.severity] += 1
    parts = [f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count]
    return ", ".join(parts) or "no problems"


def printable(text: str) -> str:
    """Show control, bidirectional and line-break characters as escapes.

    Messages quote records, and records are not trusted: nothing in them may move the cursor,
    reverse the line or start a new one.
    """
    return "".join(
        character
        if character == " " or unicodedata.category(character)[0] not in "CZ"
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def format_text(diagnostics: Iterable[Diagnostic]) -> str:
    """`path:line:column: severity[code] message`, the hint on a line of its own."""
    lines = []
    for found in diagnostics:
        where = f"{printable(found.path)}:{found.line}:{found.column}"
        lines.append(f"{where}: {found.severity}[{found.code}] {printable(found.message)}")
        if found.hint:
            lines.append(f"  hint: {printable(found.hint)}")
    return "\n".join(lines)


def format_html(diagnostics: Sequence[Diagnostic]) -> Markup:
    """A block for a page of the live preview; nothing where nothing is wrong."""
    if not diagnostics:
        return Markup("")
    items = [
        Markup("<li><code>{}:{}:{}</code> {}{}</li>").format(
            printable(found.path),
            found.line,
            found.column,
            printable(found.message),
            Markup(" <em>{}</em>").format(printable(found.hint)) if found.hint else "",
        )
        for found in diagnostics
    ]
    block = Markup(
        '<div class="kb-problems" role="alert"><strong>{}; what is broken is left out of this preview.</strong>'
    )
    return block.format(summarize(diagnostics)) + Markup("<ul>{}</ul></div>").format(Markup("").join(items))


def format_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A list of objects; what `printable` escapes is escaped here in JSON's own notation."""
    text = json.dumps([asdict(diagnostic) for diagnostic in diagnostics], indent=2, ensure_ascii=False)
    return "".join(
        character if character == "\n" or printable(character) == character else json.dumps(character)[1:-1]
        for character in text
    )


def format_github(diagnostics: Iterable[Diagnostic]) -> str:
    """GitHub's workflow commands, which annotate the lines of a pull request.

    Escaping follows `actions/toolkit`, `packages/core/src/command.ts`.
    """

    def escape(text: str, *, is_property: bool) -> str:
        text = printable(text).replace("%", "%25")
        return text.replace(":", "%3A").replace(",", "%2C") if is_property else text

    lines = []
    for found in diagnostics:
        place = f"file={escape(found.path, is_property=True)},line={found.line},col={found.column}"
        message = found.message + (f" (hint: {found.hint})" if found.hint else "")
        title = f"title={found.code}"
        lines.append(f"::{found.severity} {place},{title}::{escape(message, is_property=False)}")
    return "\n".join(lines)


FORMATS: Mapping[str, Callable[[Iterable[Diagnostic]], str]] = {
    "text": format_text,
    "json": format_json,
    "github": format_github,
}


def suggest(word: str, candidates: Iterable[str]) -> str:
    """Return a did-you-mean hint for a mistyped word, or '' where nothing comes near."""
    # Sorted, for a set has no order and the first of equals wins; OSA counts swapped letters as one mistake.
    match = process.extractOne(word, sorted(candidates), scorer=OSA.normalized_similarity, score_cutoff=0.6)
    return f"did you mean '{match[0]}'?" if match else ""
