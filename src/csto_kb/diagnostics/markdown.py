"""Diagnostics as Markdown: for the summary of a CI job, or an issue of a forge.

Text of records is never printed unescaped: control characters, Markdown, HTML and mentions of users have no effect.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from csto_kb.diagnostics.problem import Diagnostic, summarize
from csto_kb.diagnostics.text import printable

MAX_ROWS = 50
"""Rows of one table; an issue of GitHub holds 65,536 characters."""
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|#~@!&]")


def format_markdown(diagnostics: Sequence[Diagnostic]) -> str:
    """A heading with the counts, then a table for each code, errors first."""
    lines = [f"### {summarize(diagnostics).capitalize()}"]
    ordered = sorted(diagnostics, key=lambda found: (found.severity, found.code, found.sort_key))
    for (severity, code), group in groupby(ordered, key=lambda found: (found.severity, found.code)):
        rows = list(group)
        lines += ["", f"#### {severity}: {code} ({len(rows):,})", "", "| where | what |", "|---|---|"]
        lines += [_row(found) for found in rows[:MAX_ROWS]]
        if len(rows) > MAX_ROWS:
            lines.append(f"| … | and {len(rows) - MAX_ROWS:,} more |")
    return "\n".join(lines)


def _row(found: Diagnostic) -> str:
    hint = f" ({_escape(found.hint)})" if found.hint else ""
    return f"| {_escape(found.path)}:{found.line} | {_escape(found.message)}{hint} |"


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", printable(text))
