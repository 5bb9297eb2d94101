"""Diagnostics for other programs: JSON, GitHub's annotations, SARIF, JUnit.

Text of records is never printed unescaped: see `printable`.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from urllib.parse import quote
from xml.etree import ElementTree

from csto_kb import __version__
from csto_kb.diagnostics.problem import Diagnostic
from csto_kb.diagnostics.text import escape_invisible, printable


def format_json(diagnostics: Sequence[Diagnostic]) -> str:
    """A list of objects; what `printable` escapes is escaped here in JSON's own notation."""
    text = json.dumps([asdict(diagnostic) for diagnostic in diagnostics], indent=2, ensure_ascii=False)
    escaped = "".join(
        character if character == "\n" or escape_invisible(character) == character else json.dumps(character)[1:-1]
        for character in text
    )
    return _escape_commands(escaped)


def format_github(diagnostics: Sequence[Diagnostic]) -> str:
    """GitHub's workflow commands, which annotate the lines of a pull request.

    Escaping follows `actions/toolkit`, `packages/core/src/command.ts`.
    """

    def escape(text: str, *, is_property: bool) -> str:
        text = printable(text).replace("%", "%25")
        return text.replace(":", "%3A").replace(",", "%2C") if is_property else text

    lines = []
    for found in diagnostics:
        place = f"file={escape(found.path, is_property=True)},line={found.line},col={found.column}"
        title = f"title={found.code}"
        lines.append(f"::{found.severity} {place},{title}::{escape(_message(found), is_property=False)}")
    return "\n".join(lines)


def format_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """SARIF 2.1.0 (OASIS, 2020), which code hosts show beside the code. Columns count Unicode code points."""
    rules = {found.code: found.severity for found in diagnostics}
    results = [
        {
            "ruleId": found.code,
            "level": found.severity,
            "message": {"text": _message(found)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(found.path, errors="replace")},
                        "region": {"startLine": found.line, "startColumn": found.column},
                    }
                }
            ],
        }
        for found in diagnostics
    ]
    driver = {
        "name": "csto-kb",
        "version": __version__,
        "rules": [
            {"id": code, "defaultConfiguration": {"level": severity}} for code, severity in sorted(rules.items())
        ],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return _escape_commands(json.dumps(log, indent=2))


def format_junit(diagnostics: Sequence[Diagnostic]) -> str:
    """JUnit XML, for test dashboards: a case for each problem. A warning is a case that passed, with its message."""
    suite = ElementTree.Element(
        "testsuite",
        name="csto-kb",
        tests=str(max(1, len(diagnostics))),
        failures=str(sum(found.severity == "error" for found in diagnostics)),
    )
    for found in diagnostics:
        path, line = printable(found.path), str(found.line)
        name = f"{path}:{line}:{found.column} {found.code}"
        case = ElementTree.SubElement(suite, "testcase", classname=found.code, name=name, file=path, line=line)
        if found.severity == "error":
            ElementTree.SubElement(case, "failure", type=found.code, message=_message(found))
        else:
            ElementTree.SubElement(case, "system-out").text = _message(found)
    if not diagnostics:
        ElementTree.SubElement(suite, "testcase", classname="csto-kb", name="no problems")
    ElementTree.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suite, encoding="unicode")


def _escape_commands(text: str) -> str:
    """JSON without the `##[` that a CI runner obeys; it can stand in strings only."""
    return text.replace("##", "#\\u0023")


def _message(found: Diagnostic) -> str:
    return printable(found.message + (f" (hint: {found.hint})" if found.hint else ""))
