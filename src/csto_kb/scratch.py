"""A folder in the system's temporary folder for as long as a process works in it.

Where the process is killed, the folder stays; the next that asks for one of the same sort clears it away. A lock on the
folder itself, which the system gives back when its holder dies, tells those that are in use.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """Make a folder whose name begins with `prefix`, and remove it at the end. Raises `OSError`."""
    _clear(prefix)
    while True:
        with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
            folder = Path(name)
            lock = _lock(folder)
            try:
                # Between the two lines above, another process may have taken it for one that was left.
                if folder.is_dir():
                    yield folder
                    return
            finally:
                if lock is not None:
                    os.close(lock)


def _clear(prefix: str) -> None:
    """Remove the folders of this user that nobody works in any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        lock = _lock(folder)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """Lock a folder; None where it is gone, another's, or locked, or where there are no such locks (Windows)."""
    if sys.platform == "win32":
        return None
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        if os.fstat(descriptor).st_uid == os.getuid():
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None
