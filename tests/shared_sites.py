"""Sites that many tests look at, built once for what they are made of.

A site lies in `.cache/tests/` under the hash of the files that go into it, so that workers that run at the same time,
and the next run, share it. A build that fails is told to every test that asked. Tests must not change a shared site.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from filelock import FileLock

REPOSITORY = Path(__file__).parent.parent
CACHE = REPOSITORY / ".cache" / "tests"
PROGRAM = ("src", "templates", "requirements.lock")
"""What every site is made with."""
KEPT = 2
"""How many sites of a name are kept: today's, and the one before, for going back and forth between two states."""


def share(name: str, inputs: Iterable[Path], build: Callable[[Path], None]) -> Path:
    """The folder that `build` fills, built only where no run has built it of the same inputs."""
    folder = CACHE / f"{name}-{hash_files([REPOSITORY / part for part in PROGRAM] + list(inputs))}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / f"{name}.lock"):
        if not folder.is_dir():
            unfinished = CACHE / f"{name}.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            build(unfinished)
            unfinished.rename(folder)
            _remove_old(name)
        os.utime(folder)
    return folder


def hash_files(paths: Iterable[Path]) -> str:
    """A hash of the names and contents of files and of all files in folders; caches and links are passed over."""
    digest = hashlib.blake2s(sys.version.encode(), digest_size=8)
    for path in paths:
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in files:
            if file.is_file() and not file.is_symlink() and "__pycache__" not in file.parts:
                content = hashlib.blake2s(file.read_bytes()).digest()
                digest.update(f"{file.relative_to(path.parent).as_posix()}\0".encode() + content)
    return digest.hexdigest()


def _remove_old(name: str) -> None:
    """Remove all but the sites of a name that were used last."""
    folders = [path for path in CACHE.glob(f"{name}-*") if path.is_dir()]
    for folder in sorted(folders, key=lambda path: path.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


def build_by_command(root: Path, site: Path) -> None:
    """Build a project as its users do; fails with what was printed."""
    command = [sys.executable, "-m", "csto_kb", "-C", str(root), "build", "--site-dir", str(site)]
    done = subprocess.run(
        command,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
