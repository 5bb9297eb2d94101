"""The bytes of a file that holds a record: a regular file, and no more of it than a record may have."""

import os
import stat
from pathlib import Path

from csto_kb.diagnostics import Code

SUFFIX = ".yaml"
FILE_UNREADABLE = Code(
    "file-unreadable",
    "error",
    "The file or folder could not be read. Symbolic links, pipes and devices are not opened: a record is a regular "
    "file.",
)
_SORTS = {stat.S_IFLNK: "a symbolic link", stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


def read_file(path: Path, most: int) -> bytes:
    """Read a regular file, up to a byte more than a record may have. Raises `OSError`, also for pipes and links."""
    _refuse_irregular(os.lstat(path))  # to open a pipe waits, to open a device does something
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as file:
        _refuse_irregular(os.fstat(descriptor))  # whatever took its place meanwhile
        return file.read(most + 1)


def _refuse_irregular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"{_SORTS.get(stat.S_IFMT(status.st_mode), 'a device')}, not a file")
