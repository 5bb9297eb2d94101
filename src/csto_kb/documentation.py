"""Docstrings that are content: what a code means, what a sort of work is, what a kind holds."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any


def docstring_of(thing: type | Callable[..., Any]) -> str:
    """The docstring of a class or function, without its indentation; '' where it has none.

    Python drops docstrings where it is told to (`-OO`, PYTHONOPTIMIZE=2); then it is read from the source. Raises
    `OSError` where there is no source either, for the site would be another one.
    """
    if __debug__ or thing.__doc__:
        return inspect.cleandoc(thing.__doc__ or "")
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(thing))).body
    assert isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    return ast.get_docstring(definition) or ""
