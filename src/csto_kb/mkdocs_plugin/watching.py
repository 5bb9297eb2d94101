"""Which files of a project changed.

The files are looked at, not waited for: a scan of a thousand takes some milliseconds, and neither a folder that goes
and comes back nor an editor that replaces a file instead of writing it can escape it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from csto_kb.loader import ENTITIES
from csto_kb.own_files import is_own
from csto_kb.render.folders import DEFAULTS, TEMPLATES
from csto_kb.subject import SUBJECT

WATCHED: tuple[str | Path, ...] = (ENTITIES, TEMPLATES, SUBJECT, "mkdocs.yml", DEFAULTS)
"""Relative to the project, but for the program's own templates, which whoever works on them sees renewed too."""

Scan = dict[str, tuple[int, int, int]]
"""Each file, relative to the project, with what changes when it does: time, size, inode."""


def scan_files(root: Path, *named: str) -> Scan:
    """Every file that the site is made of; `named` are files and folders that the project names itself.

    Raises `OSError` where the system cannot tell: it has no descriptor left.
    """
    found: Scan = {}
    for name in (*WATCHED, *named):
        for entry in _walk(root / name):
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue  # gone between the listing and the look
            found[os.path.relpath(entry.path, root)] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def changed_files(before: Scan, after: Scan) -> set[str]:
    """What was written, came or went between two scans."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def _walk(path: Path) -> Iterator["os.DirEntry[str]"]:
    if path.suffix:  # a single file
        yield from (entry for entry in _list(path.parent) if entry.name == path.name)
        return
    for entry in _list(path):
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        else:
            yield entry


def _list(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if is_own(entry.name)]
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []
