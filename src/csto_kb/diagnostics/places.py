"""Converts paths of diagnostics, which are relative to the project, for their readers."""

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from csto_kb.diagnostics.problem import Diagnostic

ShowPath = Callable[[str], str]
"""Converts a path in the project."""


def seen_from(base: Path, root: Path) -> ShowPath:
    """Paths in the project at `root` as seen from the folder `base`; both are absolute and without symbolic links.

    They stay as they are where neither folder contains the other, and where the project has no such file, such as a
    page of a built site that no file made.
    """
    if base == root or not (base.is_relative_to(root) or root.is_relative_to(base)):
        return lambda path: path

    def show(path: str) -> str:
        return Path(os.path.relpath(root / path, base)).as_posix() if os.path.lexists(root / path) else path

    return show


def seen_from_here(root: Path) -> ShowPath:
    """Paths in the project at `root` as seen from the current folder, so that a terminal can open them."""
    return seen_from(Path.cwd(), root)


def seen_from_repository(root: Path) -> ShowPath:
    """Paths as seen from the root of the Git repository that holds the project, where forges look for them."""
    return seen_from(next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), Path.cwd()), root)


def relocate(diagnostics: Iterable[Diagnostic], show: ShowPath) -> list[Diagnostic]:
    """The diagnostics with other paths."""
    return [replace(found, path=show(found.path)) for found in diagnostics]
