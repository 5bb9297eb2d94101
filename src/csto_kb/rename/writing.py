"""Writing a plan: all of it or, where the disk fails, nothing."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


class RenameError(Exception):
    """The record cannot be renamed, and nothing was changed."""


@dataclass(frozen=True)
class Change:
    """What happens to one file. Paths are absolute; the record itself gets another one."""

    path: Path
    target: Path
    before: bytes
    after: bytes
    references: int
    """How many references in it are rewritten."""


def apply_changes(changes: list[Change]) -> None:
    """Write the changes of a plan. Raises `RenameError`, with every file as it was, where one cannot be written."""
    try:
        _write_all(changes)
    except OSError as error:
        raise RenameError(f"cannot write {error.filename or 'a file'}: {error.strerror or error}") from None


def _write_all(changes: list[Change]) -> None:
    """Put every new text beside its file, then in its place; undo what was done where a step fails."""
    prepared: list[tuple[Change, Path]] = []
    done: list[Change] = []
    try:
        for change in changes:
            unfinished = change.target.with_name(f".{change.target.name}-{os.getpid()}.tmp")
            prepared.append((change, unfinished))
            unfinished.write_bytes(change.after)
            shutil.copymode(change.path, unfinished)
        for change in changes:
            _require_unchanged(change)
        for change, unfinished in prepared:
            done.append(change)
            unfinished.replace(change.target)
        for change in changes:
            if change.target != change.path:
                change.path.unlink()
    except BaseException:
        for change in done:
            _restore(change)
        raise
    finally:
        for _, unfinished in prepared:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)


def _require_unchanged(change: Change) -> None:
    if change.path.read_bytes() != change.before:
        raise RenameError(f"{change.path} has changed meanwhile; try again")
    if change.target != change.path and os.path.lexists(change.target):
        raise RenameError(f"{change.target} exists")


def _restore(change: Change) -> None:
    """Put a file back as it was, as far as the disk still allows."""
    with suppress(OSError):
        change.path.write_bytes(change.before)
        if change.target != change.path:
            change.target.unlink(missing_ok=True)
