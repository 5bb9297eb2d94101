"""Which files of a project changed.

The files are polled: a scan of a thousand takes some milliseconds, and unlike notifications of the system it also
finds folders that are removed and made again, and files that an editor replaces instead of writing.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from csto_kb.loader import ENTITIES
from csto_kb.own_files import is_own
from csto_kb.render.folders import DEFAULTS, TEMPLATES
from csto_kb.subject import SUBJECT

WATCHED: tuple[str | Path, ...] = (ENTITIES, TEMPLATES, SUBJECT, "mkdocs.yml", DEFAULTS)
"""Relative to the project; the program's own templates are watched for those who develop them."""

Scan = dict[str, tuple[int, int, int]]
"""The time, size and inode of each file, by path relative to the project."""


def scan_files(root: Path, *named: str) -> Scan:
    """Scan every file that the site is made from; `named` are files and folders that the settings name.

    Raises `OSError` where the system has no file descriptor left.
    """
    found: Scan = {}
    for name in (*WATCHED, *named):
        for entry in _walk(root / name):
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue  # removed since the folder was listed
            found[os.path.relpath(entry.path, root)] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def changed_files(before: Scan, after: Scan) -> set[str]:
    """The files that were changed, added or removed between two scans."""
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
