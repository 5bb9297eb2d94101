"""A check, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from csto_kb.diagnostics import Code, Severity
from csto_kb.documentation import docstring_of
from csto_kb.graph import Graph
from csto_kb.model import Entity
from csto_kb.yaml_text import Path

Rule = Callable[[Graph], Iterator["Finding"]]


@dataclass(frozen=True)
class Finding:
    """A problem in an entity, at a path of its record."""

    entity: Entity
    path: Path
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Check:
    """A rule with its code."""

    code: Code
    run: Rule
    needs_all: bool = False


def check(name: str, severity: Severity, needs_all: bool = False) -> Callable[[Rule], Check]:
    """Make a check of a rule; the rule's docstring explains the code.

    A check that `needs_all` looks for what no record has. It does not run while a record is broken, which may have it.
    """

    def decorate(rule: Rule) -> Check:
        return Check(Code(name, severity, docstring_of(rule)), rule, needs_all)

    return decorate
