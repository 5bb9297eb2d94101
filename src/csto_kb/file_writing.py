"""Replaces a file in one step: readers see the whole old content or the whole new content, whatever fails.

The new content is written beside the file and then takes its place in one step of the file system. Where the system
supports it (Linux's `O_TMPFILE`, see open(2)), the new file has no name until it is complete, so that no partial file
remains however the process ends.
"""

import os
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, content: str | bytes) -> None:
    """Replace or create a file. Text is written as UTF-8 with its line ends unchanged.

    The file keeps its mode and, where the process may change it, its owner. A symbolic link is replaced, not followed.
    On return the content is on the disk. Raises `OSError`; the old file is then unchanged.
    """
    data = content.encode() if isinstance(content, str) else content
    beside = path.with_name(f".{path.name}-{os.getpid()}.tmp")
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        unnamed = _open_unnamed(path.parent)
        with beside.open("xb") if unnamed is None else os.fdopen(unnamed, "wb") as file:
            _keep_mode(path, file.fileno())
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if unnamed is not None:
                # With a folder given, Python lets the system follow the link in /proc to the file.
                os.link(f"/proc/self/fd/{unnamed}", beside.name, dst_dir_fd=folder)
        os.replace(beside, path)
        os.fsync(folder)
    finally:
        os.close(folder)
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _open_unnamed(folder: Path) -> int | None:
    """Open a new file without a name on the file system of a folder; None where that is not supported."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, flag | os.O_WRONLY, 0o666)
    except OSError:
        return None


def _keep_mode(path: Path, file: int) -> None:
    """Give an open file the owner and mode of the file that it replaces; a new file gets the defaults."""
    try:
        old = path.lstat()
    except FileNotFoundError:
        return
    if path.is_symlink():
        return
    with suppress(OSError):
        os.fchown(file, old.st_uid, old.st_gid)
    os.fchmod(file, old.st_mode & 0o7777)
