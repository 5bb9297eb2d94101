"""What a problem is, and how it is shown.

Whoever finds a problem yields a `Diagnostic` (`problem`); whoever talks to a person calls a `format_*` function, with
the lines around the place (`text`); `machine` has what other programs read. A new way to show diagnostics is one more
function, named in `FORMATS`.
"""

from collections.abc import Callable, Mapping, Sequence

from csto_kb.diagnostics.machine import format_github, format_json, format_junit, format_sarif
from csto_kb.diagnostics.markdown import format_markdown
from csto_kb.diagnostics.places import ShowPath, relocate, seen_from_here, seen_from_repository
from csto_kb.diagnostics.problem import (
    Code,
    Diagnostic,
    Position,
    Severity,
    find_nearest,
    has_errors,
    report,
    sort_diagnostics,
    suggest,
    summarize,
)
from csto_kb.diagnostics.text import ReadText, excerpt, format_here, format_html, format_text, printable, read_below

FORMATS: Mapping[str, Callable[[Sequence[Diagnostic]], str]] = {
    "json": format_json,
    "github": format_github,
    "sarif": format_sarif,
    "junit": format_junit,
    "markdown": format_markdown,
}
"""What other programs read, by the name that an editor gives; people read `format_text`."""
FOR_FORGES = ("github", "sarif", "junit")
"""Those that are laid over the files of a repository: their paths start at its root."""

__all__ = [
    "FORMATS",
    "FOR_FORGES",
    "Code",
    "Diagnostic",
    "Position",
    "ReadText",
    "Severity",
    "ShowPath",
    "excerpt",
    "find_nearest",
    "format_github",
    "format_here",
    "format_html",
    "format_json",
    "format_junit",
    "format_markdown",
    "format_sarif",
    "format_text",
    "has_errors",
    "printable",
    "read_below",
    "relocate",
    "report",
    "seen_from_here",
    "seen_from_repository",
    "sort_diagnostics",
    "suggest",
    "summarize",
]
