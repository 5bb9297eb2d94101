"""Which files are the project's own: one rule for records, hand-written pages, templates and the watcher.

Editors and systems leave files beside those that they write: Emacs a lock (`.#x`, a dangling link), a backup
(`x~`) and an unsaved copy (`#x#`), Vim `.x.swp`, macOS `._x` and `.DS_Store`, a merge `x.orig`. They are ignored.
"""

import os
from pathlib import Path

_BACKUPS = ("~", ".bak", ".orig", ".swp")


def is_own(name: str) -> bool:
    """Whether a file or folder of this name is the project's own, not one of an editor or system.

    >>> [is_own(name) for name in ("northland.yaml", ".#northland.yaml", "#northland.yaml#", "northland.yaml~")]
    [True, False, False, False]
    """
    is_unsaved = name.startswith("#") and name.endswith("#")
    return not (name.startswith(".") or is_unsaved or name.lower().endswith(_BACKUPS))


def is_own_path(path: str) -> bool:
    """The same of a relative path with forward slashes: each of its parts must be the project's own."""
    return all(map(is_own, path.split("/")))


def list_files(folder: Path) -> list[Path]:
    """Every own file below a folder, sorted; none where there is no such folder.

    Links to folders are followed, as MkDocs follows them, but no folder is read twice.
    """
    found = []
    seen: set[str] = set()
    for parent, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(parent)
        folders[:] = [name for name in folders if is_own(name)] if real not in seen else []
        if real not in seen:
            found += [Path(parent, name) for name in names if is_own(name)]
        seen.add(real)
    return sorted(found)
