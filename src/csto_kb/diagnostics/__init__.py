"""What a problem is, and how it is shown.

Whoever finds a problem yields a `Diagnostic` (`problem`); whoever talks to a person calls a `format_*` function, with
the lines around the place (`text`); `machine` has what other programs read. A new way to show diagnostics is one more
function, named in `FORMATS`.
"""

from collections.abc import Callable, Mapping, Sequence

from csto_kb.diagnostics.machine import format_github, format_json, format_junit, format_sarif
from csto_kb.diagnostics.problem import (
    Code,
    Diagnostic,
    Mark,
    Severity,
    has_errors,
    report,
    sort_diagnostics,
    suggest,
    summarize,
)
from csto_kb.diagnostics.text import ReadText, excerpt, format_html, format_text, printable, read_below

FORMATS: Mapping[str, Callable[[Sequence[Diagnostic]], str]] = {
    "json": format_json,
    "github": format_github,
    "sarif": format_sarif,
    "junit": format_junit,
}
"""What other programs read, by the name that an editor gives; people read `format_text`."""

__all__ = [
    "FORMATS",
    "Code",
    "Diagnostic",
    "Mark",
    "ReadText",
    "Severity",
    "excerpt",
    "format_github",
    "format_html",
    "format_json",
    "format_junit",
    "format_sarif",
    "format_text",
    "has_errors",
    "printable",
    "read_below",
    "report",
    "sort_diagnostics",
    "suggest",
    "summarize",
]
