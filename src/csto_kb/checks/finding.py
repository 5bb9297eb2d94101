"""What a check is and what it finds."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from csto_kb.diagnostics import Code, Severity
from csto_kb.graph import Graph
from csto_kb.model import Entity
from csto_kb.yaml_text import Path

Rule = Callable[[Graph], Iterator["Finding"]]


@dataclass(frozen=True)
class Finding:
    """Something wrong in an entity, at a path of its record."""

    entity: Entity
    path: Path
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Check:
    """A rule with its code."""

    code: Code
    run: Rule


def check(name: str, severity: Severity) -> Callable[[Rule], Check]:
    """Make a check of a rule; the rule's docstring explains the code."""

    def decorate(rule: Rule) -> Check:
        return Check(Code(name, severity, inspect.cleandoc(rule.__doc__ or "")), rule)

    return decorate
