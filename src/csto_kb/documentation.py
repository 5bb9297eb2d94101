"""Docstrings that the site shows: of codes of diagnostics, categories of work, kinds of record."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any


def docstring_of(thing: type | Callable[..., Any]) -> str:
    """The docstring of a class or function, without its indentation; '' where it has none.

    With `-OO` or PYTHONOPTIMIZE=2 Python drops docstrings; then it is read from the source. Raises `OSError` where
    there is no source, because the site would differ.
    """
    if __debug__ or thing.__doc__:
        return inspect.cleandoc(thing.__doc__ or "")
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(thing))).body
    assert isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    return ast.get_docstring(definition) or ""
