"""Diagnostics for people: on a terminal and in a page of the live preview, with the lines around the position."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from markupsafe import Markup

from csto_kb.diagnostics.places import ShowPath, seen_from_here
from csto_kb.diagnostics.problem import Diagnostic, summarize

ReadText = Callable[[str], str | None]
"""The text of a file by its path in the project; None where it has none."""

_COMMAND = re.compile(r"##(?=\w*\[)|^( *):(?=:)")
"""What a CI runner takes for a command: GitHub `##[error]` (Azure `##vso[`, TeamCity `##teamcity[`) anywhere in a line,
`::error` at its beginning (`actions/runner`, `ActionCommand.cs`)."""
_WIDTH = 100
"""Characters of a line that are shown."""
_LINE_END = re.compile("\r\n|\r|\n")
_MAX_SHOWN = 1 << 20
"""Characters of a file that are looked at for an excerpt."""


def printable(text: str) -> str:
    """Show control, bidirectional and line-break characters as escapes.

    Messages quote records, and records are not trusted: nothing in them may move the cursor, reverse the line,
    start a new one, or give a command to the CI runner that reads the log. All text that quotes a record is escaped
    here, one line at a time.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(escape_invisible, text))
    return _COMMAND.sub(lambda match: "#\\x23" if match[1] is None else f"{match[1]}\\x3a", text)


def escape_invisible(character: str) -> str:
    """A character as it is, or as an escape where it is invisible or moves the line."""
    is_shown = character == " " or unicodedata.category(character)[0] not in "CZ"
    return character if is_shown else character.encode("unicode_escape").decode("ascii")


def read_below(root: Path) -> ReadText:
    """Read the files below `root`, as far as they are text."""

    def read(path: str) -> str | None:
        file = root / path
        try:
            if not file.is_file() or not file.resolve().is_relative_to(root.resolve()):
                return None
            with file.open(encoding="utf-8-sig", errors="replace", newline="") as opened:
                return opened.read(_MAX_SHOWN)
        except OSError:
            return None

    return read


def excerpt(text: str, line: int, column: int, around: int = 0) -> list[str]:
    """The line of a position with `around` lines before and after it, numbered, and a caret under the column.

    A long line is cut to the text around the column. Returns nothing where the text has no such line.
    """
    lines = _LINE_END.split(text)
    if not 1 <= line <= len(lines) or not lines[line - 1].strip():
        return []
    first, last = max(1, line - around), min(len(lines), line + around)
    start = max(0, column - 1 - _WIDTH * 2 // 3) if len(lines[line - 1]) > _WIDTH else 0
    width = len(str(last))
    shown = []
    for number in range(first, last + 1):
        content = lines[number - 1].replace("\t", " ")
        before, after = ("…" if start else ""), ("…" if len(content) > start + _WIDTH else "")
        written = before + printable(content[start : start + _WIDTH]) + after
        shown.append(f"{number:>{width}} | {written}".rstrip())
        if number == line:
            offset = len(before) + len(printable(content[start : column - 1].replace("\t", " ")))
            shown.append(f"{'':>{width}} | {'':{offset}}^")
    return shown


def format_here(diagnostics: Iterable[Diagnostic], root: Path) -> str:
    """`format_text` for the project at `root`: with the lines, and with paths as seen from the current folder."""
    return format_text(diagnostics, read_below(root), seen_from_here(root))


def format_text(
    diagnostics: Iterable[Diagnostic], read: ReadText | None = None, show: ShowPath = lambda path: path
) -> str:
    """`path:line:column: severity[code] message`, the line where it can be read, then the hint."""
    lines = []
    for found in diagnostics:
        where = f"{printable(show(found.path))}:{found.line}:{found.column}"
        lines.append(f"{where}: {found.severity}[{found.code}] {printable(found.message)}")
        lines += [f"  {shown}" for shown in _excerpt_of(found, read)]
        if found.hint:
            lines.append(f"  hint: {printable(found.hint)}")
    return "\n".join(lines)


def format_html(diagnostics: Sequence[Diagnostic], read: ReadText | None = None) -> Markup:
    """A block for a page of the live preview; '' without problems."""
    if not diagnostics:
        return Markup("")
    head = Markup("<strong>{}; what is broken is left out of this preview.</strong>").format(summarize(diagnostics))
    items = Markup("").join(_html_item(found, read) for found in diagnostics)
    return Markup('<div class="kb-problems" role="alert">{}<ul>{}</ul></div>').format(head, items)


def _html_item(found: Diagnostic, read: ReadText | None) -> Markup:
    lines = _excerpt_of(found, read, around=2)
    return Markup("<li><code>{}:{}:{}</code> {}{}{}</li>").format(
        printable(found.path),
        found.line,
        found.column,
        printable(found.message),
        Markup(" <em>{}</em>").format(printable(found.hint)) if found.hint else "",
        Markup("<pre>{}</pre>").format("\n".join(lines)) if lines else "",
    )


def _excerpt_of(found: Diagnostic, read: ReadText | None, around: int = 0) -> list[str]:
    text = read(found.path) if read else None
    return excerpt(text, found.line, found.column, around) if text else []
