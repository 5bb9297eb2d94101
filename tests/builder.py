"""Builds that fail or die at a chosen moment, without the time that starting Python takes.

Run as a process of its own: builds once to be warm, then forks a build for each line of its standard input (a JSON
object of the arguments of `_build`) and answers with a line: how it ended and which writes it took, in their order.
"""

import errno
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

from warm import compile_templates_once

BUILT, REFUSED, FAILED = 0, 2, 3
"""How a build ends: with a site, with a message, with an exception that nobody foresaw."""

_WRITING = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "shutil.copyfile")


class Builder:
    """The other end: asks for builds."""

    def __init__(self, process: "Popen[str]") -> None:
        self._process = process

    def build(self, root: Path, target: Path, **how: Any) -> dict[str, Any]:
        """Build the project `root` into `target`; see `_build` for `how`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"root": str(root), "target": str(target), **how}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def start_builder(root: Path, target: Path) -> Iterator[Builder]:
    """Start the process, warm from building `root` into `target`."""
    # What a killed build leaves in the system's temporary folder goes with the test's.
    environment = {**os.environ, "TMPDIR": str(root.parent)}
    arguments = [sys.executable, __file__, str(root), str(target)]
    with Popen(arguments, stdin=PIPE, stdout=PIPE, text=True, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "warm\n"
        yield Builder(process)
        process.stdin.close()


def _build(root: str, target: str, fail_at: int = 0, kill_at: int = 0, can_exchange: bool = True) -> int:
    """Build; at the n-th write the disk is full, or the process is killed. Returns how it ended."""
    from csto_kb import publish
    from csto_kb.mkdocs_plugin.building import BuildFailedError, CannotRunError, build_site

    if not can_exchange:
        publish.exchange = lambda *_: False
    _watch_writes(fail_at, kill_at)
    try:
        build_site(Path(root), Path(target))
    except (BuildFailedError, CannotRunError):
        return REFUSED
    except Exception:
        return FAILED
    return BUILT


_written: list[str] = []


def _watch_writes(fail_at: int, kill_at: int) -> None:
    def count(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _WRITING and not (event == "open" and isinstance(arguments[2], int) and arguments[2] & 3):
            return
        _written.append(event)
        if len(_written) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if len(_written) == fail_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    sys.addaudithook(count)


def _fork(**arguments: Any) -> dict[str, Any]:
    """Build in a child and wait for its end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        outcome = _build(**arguments)
        os.write(writing, json.dumps(_written).encode())
        os._exit(outcome)
    os.close(writing)
    with os.fdopen(reading) as answer:
        writes = answer.read()
    _, status = os.waitpid(child, 0)
    outcome = os.waitstatus_to_exitcode(status)
    return {"outcome": outcome, "writes": json.loads(writes or "[]")}


def _main(root: str, target: str) -> None:
    from csto_kb.mkdocs_plugin.building import build_site

    compile_templates_once()
    build_site(Path(root), Path(target))
    print("warm", flush=True)  # noqa: T201 - this is the answer
    for line in sys.stdin:
        print(json.dumps(_fork(**json.loads(line))), flush=True)  # noqa: T201 - this is the answer


if __name__ == "__main__":
    _main(*sys.argv[1:])
