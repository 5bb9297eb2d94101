"""Rules over the graph. They yield findings; they neither print nor raise.

A new check is one function in the module of its subject, decorated with `check` and named in that
module's `CHECKS`; and one case under `tests/cases/<code>/`. Its docstring is the paragraph that
explains the code to an editor.
"""

from collections.abc import Iterator

from csto_kb.checks import (
    anchors,
    archives,
    claims,
    coverage,
    dates,
    lives,
    membership,
    origins,
    passages,
    publishers,
    repeats,
    reviews,
    scripts,
    treaties,
    votes,
)
from csto_kb.checks.finding import Check
from csto_kb.diagnostics import Diagnostic, report
from csto_kb.graph import Graph
from csto_kb.loader import Library
from csto_kb.yaml_text import write_path

_MODULES = (
    dates,
    reviews,
    lives,
    coverage,
    membership,
    treaties,
    votes,
    repeats,
    scripts,
    archives,
    anchors,
    passages,
    origins,
    claims,
    publishers,
)

CHECKS: tuple[Check, ...] = tuple(check for module in _MODULES for check in module.CHECKS)


def run_checks(library: Library, graph: Graph) -> Iterator[Diagnostic]:
    """Run every check over a graph."""
    is_whole = all(record.entity is not None for record in library.records.values())
    for check in CHECKS:
        if check.needs_all and not is_whole:
            continue
        for finding in check.run(graph):
            document = library.records[finding.entity.id].document
            position = document.locate(finding.path)
            where = write_path(finding.path)
            message = f"{where}: {finding.message}" if where else finding.message
            yield report(check.code, document.path, position, message, finding.hint)


__all__ = ["CHECKS", "Check", "run_checks"]
