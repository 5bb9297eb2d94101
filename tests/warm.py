"""Commands of the program without the time that starting it takes.

Run as a process of its own: loads the program, builds a project once so that the templates are compiled, then forks a
child for each line of its standard input (a JSON object of the arguments of `_fork`) and answers with its exit code.
What depends on how a process starts (its environment, its streams) is tested with a process that is started.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any


class Warm:
    """The other end: asks for commands."""

    def __init__(self, process: "Popen[str]") -> None:
        self._process = process
        self._lock = threading.Lock()  # some tests run two commands at once

    def run(self, *arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
        """Run the program with these arguments in a folder; as `subprocess.run` would."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            order = {"arguments": arguments, "cwd": str(cwd), "out": str(out), "err": str(err)}
            with self._lock:
                self._process.stdin.write(json.dumps(order) + "\n")
                self._process.stdin.flush()
                code = int(self._process.stdout.readline())
            printed = [path.read_text(encoding="utf-8") for path in (out, err)]
        return subprocess.CompletedProcess(arguments, code, *printed)


@contextmanager
def start_warm(project: Path, environment: dict[str, str]) -> Iterator[Warm]:
    """Start the process, warm from building `project`."""
    command = [sys.executable, __file__, str(project)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "warm\n"
        yield Warm(process)
        process.stdin.close()


def compile_templates_once() -> None:
    """Keep compiled templates: most of a small build is compiling them, always the same."""
    from jinja2 import Environment

    compiled: dict[tuple[Any, ...], Any] = {}
    compile_template = Environment.compile

    def compile_once(environment: Any, source: Any, *arguments: Any, **options: Any) -> Any:
        key = (source, arguments, *sorted(options.items()), environment.autoescape is True, environment.trim_blocks)
        if key not in compiled:
            compiled[key] = compile_template(environment, source, *arguments, **options)
        return compiled[key]

    Environment.compile = compile_once  # type: ignore[method-assign]


def _fork(arguments: list[str], cwd: str, out: str, err: str) -> int:
    """Run a command in a child; return its exit code, negative for a signal."""
    child = os.fork()
    if child == 0:
        for number, path in enumerate((os.devnull, out, err)):
            os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
        os.chdir(cwd)
        os._exit(_run(arguments))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _run(arguments: list[str]) -> int:
    """Run the program in this process; return its exit code."""
    from csto_kb.__main__ import main

    sys.argv = ["csto-kb", *arguments]
    code: Any = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    return code if isinstance(code, int) else int(code is not None)


def _main(project: str) -> None:
    from csto_kb.mkdocs_plugin.building import build_site

    compile_templates_once()
    build_site(Path(project), Path(project, "site"))
    print("warm", flush=True)  # noqa: T201 - this is the answer
    for line in sys.stdin:
        print(_fork(**json.loads(line)), flush=True)  # noqa: T201 - this is the answer


if __name__ == "__main__":
    _main(*sys.argv[1:])
