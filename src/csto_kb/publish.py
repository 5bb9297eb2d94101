"""Publishes a folder in one step: readers see the whole old folder or the whole new one, whatever fails.

A site is built in a staging folder beside its target (`.site-build` for `site`), then exchanged with it in one step
of the file system. A lock beside the staging folder admits one build at a time; the system releases it when the process
ends. The next build cleans up what a killed build left.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from csto_kb.site import MARK, MARK_TEXT

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_POSSIBLE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)
"""The errors of `renameat2` where the kernel or the file system cannot exchange folders."""

_NEW, _OLD, _DONE = "new", "old", "done"
"""The folders that a staging folder may hold: the site being built, the old site set aside, the old site replaced."""


class TargetError(Exception):
    """The target must not or cannot be replaced; says why."""


@dataclass(frozen=True)
class Staging:
    """A folder beside the target in which the new site is built."""

    folder: Path
    target: Path

    @property
    def new(self) -> Path:
        """The folder to build in; it is on the file system of the target."""
        return self.folder / _NEW

    def publish(self) -> None:
        """Put `new` in the target's place. Raises `OSError` where that fails; the target is then as it was."""
        if not self.target.exists():
            self.new.rename(self.target)
        elif not exchange(self.new, self.target):
            self._rename_twice()

    def _rename_twice(self) -> None:
        """For a moment there is no target. If the process is killed then, the next build repairs it; see `_recover`."""
        old = self.folder / _OLD
        self.target.rename(old)
        try:
            self.new.rename(self.target)
        except OSError:
            old.rename(self.target)
            raise
        old.rename(self.folder / _DONE)


@contextmanager
def staging_beside(target: Path, tell: Callable[[str], None]) -> Iterator[Staging]:
    """Lock the target against other builds and give a clean staging folder, which is removed at the end.

    Waits with a message while another build holds the lock. Raises `TargetError`, and `OSError` on a full disk.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Staging(target.with_name(f".{target.name}-build"), target)
    lock = FileLock(target.with_name(f".{target.name}-build.lock"), mode=0o644)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell(f"another build of {target.name} is running; waiting for it")
        lock.acquire()
    try:
        _recover(staging)
        try:
            staging.folder.mkdir()
            yield staging
        finally:
            shutil.rmtree(staging.folder, ignore_errors=True)
    finally:
        # Removed while the lock is held; otherwise a third build could lock a file that the second no longer sees.
        with suppress(OSError):
            Path(lock.lock_file).unlink()
        lock.release()


def _recover(staging: Staging) -> None:
    """Clean up after a killed build; restore the old site if it was set aside and not replaced."""
    folder, target = staging.folder, staging.target
    if not folder.exists() and not folder.is_symlink():
        return
    is_ours = folder.is_dir() and not folder.is_symlink()
    if not is_ours or {path.name for path in folder.iterdir()} - {_NEW, _OLD, _DONE}:
        raise TargetError(f"{folder.name} was not made by a build; move it elsewhere")
    if (folder / _OLD).is_dir() and not target.exists():
        (folder / _OLD).rename(target)
    shutil.rmtree(folder)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, by Linux's `renameat2`. Return False where the system does not support that.

    Raises `OSError` where it supports that and fails.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_POSSIBLE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def refuse_foreign(target: Path, root: Path, sources: tuple[str, ...]) -> None:
    """Raise `TargetError` unless the target is missing, empty, or a site of ours, and nothing else lies in it.

    `root` is the project, `sources` its folders from which a site is made.
    """
    name = target.name or str(target)
    if target.is_symlink():
        raise TargetError(f"{name} is a symbolic link; name the folder itself")
    place = target.resolve()
    holds = [
        what for what, path in (("the project", root), ("your home folder", _home())) if path.is_relative_to(place)
    ]
    if holds:
        raise TargetError(f"{name} holds {holds[0]}; choose another folder")
    for source in sources:
        if place.is_relative_to((root / source).resolve()):
            raise TargetError(f"{name} lies in {source}, from which the site is made; choose another folder")
    if not target.exists():
        return
    if not target.is_dir():
        raise TargetError(f"{name} is not a folder")
    if target.is_mount():
        raise TargetError(f"{name} is a mount point, which cannot be replaced; choose a folder in it")
    if (target / ".git").exists():
        raise TargetError(f"{name} is a Git repository; choose another folder")
    if any(target.iterdir()) and not _is_ours(target):
        hint = f"choose another folder or empty it (what an earlier release built has no {MARK} yet: remove it once)"
        raise TargetError(f"{name} is not empty and was not built by csto-kb; {hint}")


def _home() -> Path:
    try:
        return Path.home().resolve()
    except RuntimeError:  # there is none
        return Path(os.sep)


def _is_ours(folder: Path) -> bool:
    """Whether a folder has the mark file, whose content does not occur by chance."""
    try:
        return (folder / MARK).read_bytes() == MARK_TEXT.encode()
    except OSError:
        return False
