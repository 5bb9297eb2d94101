"""A folder in the system's temporary folder for as long as a process works in it.

Where the process is killed, the folder stays; the next that asks for one of the same sort clears it away. A lock on the
folder itself, which the system gives back when its holder dies, tells those that are in use.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
            try:
                lock = _lock(folder)
            except BlockingIOError:
                continue  # between the two lines above, another process took it for one that was left
            try:
                if folder.is_dir():  # or it is gone already
                    yield folder
                    return
            finally:
                if lock is not None:
                    os.close(lock)


def _clear(prefix: str) -> None:
    """Remove the folders of this user that nobody works in any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        with suppress(BlockingIOError):
            lock = _lock(folder)
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _lock(folder: Path) -> int | None:
    """Lock a folder; None where it is gone or another user's, or where there are no such locks (Windows).

    Raises `BlockingIOError` where another process holds it.
    """
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
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:
        pass
    os.close(descriptor)
    return None
