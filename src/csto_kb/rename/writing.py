"""Writing a plan: all of it or, where the disk fails or a signal asks for the end, nothing.

Every new text is first put beside its file, and every old one gets a second name (a hard link, which needs no room), so
that it can take its place again whatever happened to the disk. A journal names the files, from before the first of them
is touched until the last is tidied away. What a killed rename left is put right by `recover_rename`: taken back, or,
where the rename was done, tidied away.

    entities/states/.hayastan.yaml.rename-new    the new text, until it takes its place
    entities/states/.northland.yaml.rename-old     the old file, until all are in their place
    entities/.csto-kb-rename.json                the journal
    entities/.csto-kb-rename-done.json           the journal, when all are
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from csto_kb.loader import ENTITIES
from csto_kb.process import signals_held

_JOURNAL, _DONE = ".csto-kb-rename.json", ".csto-kb-rename-done.json"
_LOCK = ".csto-kb-rename.lock"
_PATIENCE = 10.0
"""Seconds that another rename is waited for; one takes a fraction of a second."""


class RenameError(Exception):
    """The record cannot be renamed, and nothing was changed."""


@dataclass(frozen=True)
class Change:
    """What happens to one file. Paths are absolute; the record itself gets another name, in the same folder."""

    path: Path
    target: Path
    before: bytes
    after: bytes
    references: int
    """How many references in it are rewritten."""


@dataclass(frozen=True)
class _Step:
    """A change as the journal knows it."""

    path: Path
    target: Path
    digest: str
    """SHA-256 of the new text, in hexadecimal."""

    @property
    def new(self) -> Path:
        return self.target.with_name(f".{self.target.name}.rename-new")

    @property
    def old(self) -> Path:
        return self.path.with_name(f".{self.path.name}.rename-old")

    @property
    def moves(self) -> bool:
        return self.target != self.path


def apply_changes(changes: list[Change]) -> None:
    """Write the changes of a plan, of which the first is the record's own.

    Raises `RenameError`, with every file as it was, where one cannot be written or is no longer as it was read; and
    `KeyboardInterrupt`, likewise, where a signal asks for the end.
    """
    records = changes[0].path.parents[1]
    try:
        # A signal is looked for between two steps: it can interrupt neither a step nor what takes the steps back.
        with signals_held() as is_ending, _locked(records):
            _put_right(records)
            _write_all(records, changes, is_ending)
    except OSError as error:
        raise RenameError(f"cannot write {error.filename or 'a file'}: {error.strerror or error}") from None


def recover_rename(root: Path) -> list[str]:
    """Put right what a killed rename left in the project at `root`; say in words what was done.

    Raises `RenameError` where that fails.
    """
    records = root / ENTITIES
    if not any(os.path.lexists(records / name) for name in (_JOURNAL, _DONE, _LOCK)):
        return []
    try:
        with signals_held(), _locked(records):
            return _put_right(records)
    except OSError as error:
        reason = f"{error.filename or 'a file'}: {error.strerror or error}"
        raise RenameError(f"a rename was ended half-way and cannot be taken back: {reason}") from None


@contextmanager
def _locked(records: Path) -> Iterator[None]:
    """One rename at a time works on the records. The system gives the lock back when its holder dies."""
    lock = FileLock(records / _LOCK)
    try:
        lock.acquire(timeout=_PATIENCE)
    except Timeout:
        raise RenameError("another rename is running") from None
    try:
        yield
    finally:
        with suppress(OSError):
            os.unlink(records / _LOCK)
        lock.release()


def _write_all(records: Path, changes: list[Change], is_ending: Callable[[], bool]) -> None:
    steps = [_Step(change.path, change.target, _digest(change.after)) for change in changes]
    try:
        _write_journal(records, steps)
        for change, step in zip(changes, steps, strict=True):
            _stop_if(is_ending())
            step.new.write_bytes(change.after)
            _keep_mode(step)
            _keep(step)
        for change in changes:
            _require_unchanged(change, change.path)
        for change, step in zip(changes, steps, strict=True):
            _stop_if(is_ending())
            _require_unchanged(change, change.path)
            step.new.replace(step.target)
            _require_unchanged(change, step.old)  # whoever wrote to the file in the last moment wrote to this one
        for step in steps:
            if step.moves:
                step.path.unlink()
        os.rename(records / _JOURNAL, records / _DONE)
    except BaseException:
        _take_back(steps)
        _tidy(records, steps)
        raise
    _tidy(records, steps)


def _stop_if(is_ending: bool) -> None:
    if is_ending:
        raise KeyboardInterrupt


def _require_unchanged(change: Change, path: Path) -> None:
    if path.read_bytes() != change.before:
        raise RenameError(f"{change.path} has changed meanwhile; try again")
    if path == change.path != change.target and os.path.lexists(change.target):
        raise RenameError(f"{change.target} exists")


def _keep_mode(step: _Step) -> None:
    """Give the new text the mode of the old and, where the process may give files away, its owner."""
    shutil.copymode(step.path, step.new)
    if hasattr(os, "chown"):
        owner = step.path.stat()
        with suppress(OSError):
            os.chown(step.new, owner.st_uid, owner.st_gid)


def _keep(step: _Step) -> None:
    """Give the old file a second name; a copy does where the file system knows no hard links."""
    try:
        os.link(step.path, step.old)
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(step.path, step.old)


def _put_right(records: Path) -> list[str]:
    """Take back or tidy away what a killed rename left, if there is anything; say it in words."""
    steps, is_done = _read_journal(records)
    said = []
    if steps and is_done:
        said.append(f"the rename of {steps[0].path.stem} had been ended before it was tidied up")
    elif steps:
        said.append(f"the rename of {steps[0].path.stem} had been ended half-way, and was taken back")
        edited = _take_back(steps)
        said += [f"{os.path.relpath(path, records.parent)} was edited since, and stays as it is" for path in edited]
    _tidy(records, steps)
    return said


def _take_back(steps: list[_Step]) -> list[Path]:
    """Put every old file in its place again; return those that were edited since, which stay."""
    return [step.target for step in steps if os.path.lexists(step.old) and not _put_back(step)]


def _put_back(step: _Step) -> bool:
    """Give a file its old text again. False where it is neither the old nor the new one, and stays."""
    if step.moves:
        if not os.path.lexists(step.path):
            os.replace(step.old, step.path)
        if not os.path.lexists(step.target):
            return True
        if not _holds(step.target, step.digest):
            return False
        os.unlink(step.target)
        return True
    if not os.path.lexists(step.path) or _holds(step.path, step.digest):
        os.replace(step.old, step.path)
        return True
    return step.path.read_bytes() == step.old.read_bytes()


def _tidy(records: Path, steps: list[_Step]) -> None:
    paths = [path for step in steps for path in (step.new, step.old)]
    for path in (*paths, records / _JOURNAL, records / _DONE):
        with suppress(FileNotFoundError):
            os.unlink(path)


def _write_journal(records: Path, steps: list[_Step]) -> None:
    files = [[os.path.relpath(step.path, records), step.target.name, step.digest] for step in steps]
    with (records / _JOURNAL).open("x", encoding="utf-8") as file:
        json.dump(files, file)


def _read_journal(records: Path) -> tuple[list[_Step], bool]:
    """The steps of a rename that has begun, and whether all of them were taken; none where there is no journal."""
    is_done = os.path.lexists(records / _DONE)
    try:
        files = json.loads((records / (_DONE if is_done else _JOURNAL)).read_bytes())
        # A target stands beside its file, and the other names are made of the two: no journal reaches elsewhere.
        return [
            _Step(path := Path(os.path.abspath(records / where)), path.with_name(Path(name).name), digest)
            for where, name, digest in files
        ], is_done
    except (FileNotFoundError, ValueError, TypeError):
        return [], is_done  # it was not written to its end, and nothing else was touched


def _holds(path: Path, digest: str) -> bool:
    return path.is_file() and _digest(path.read_bytes()) == digest


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
