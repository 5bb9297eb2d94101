"""The end of a process is the end of all that it began: other processes, temporary folders, standard streams.

Processes are killed when a file appears, or by themselves at a chosen call; never by the clock.
"""

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import REPOSITORY, read_tree, run
from csto_kb.scratch import scratch_folder

pytestmark = pytest.mark.whole

PATIENCE = 30.0
"""Seconds after which something that should happen at once is taken to never happen."""
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL]
by_signal = pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)


def _wait_until(is_so: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, what
        time.sleep(0.02)


def _is_alive(process: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


HEARING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
"""
"""Hears the signals that whoever runs the tests may have had ignored."""


@contextmanager
def _start(code: str, *arguments: str | Path, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """Run Python code in a process of its own, which ends with the block, or a test that fails would wait for ever."""
    with subprocess.Popen(
        [sys.executable, "-c", HEARING + code, *map(str, arguments)],
        cwd=REPOSITORY,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


# Workers

WORK = """
import os, sys, time
from pathlib import Path
from csto_kb import parallel
folder, how, parent = Path(sys.argv[1]), sys.argv[2], os.getpid()
parallel._process_count = lambda: 3
if how == "unbound":
    parallel.become_worker = lambda parent: None
def work(number):
    if os.getpid() == parent:
        time.sleep(600)
    if number > 390:
        (folder / str(os.getpid())).touch()
        if how == "at work":
            time.sleep(600)
    return bytes(100_000)
parallel.map_forked(work, range(400))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the processes of the machine are read from /proc")
@pytest.mark.parametrize("how", ["at work", "with a full pipe", "unbound"])
@by_signal
def test_workers_end_with_their_parent(number: signal.Signals, how: str, tmp_path: Path) -> None:
    """At work, and with more to say than the pipe takes: then also where the system does not bind them to it."""
    with _start(WORK, tmp_path, how) as process:
        _wait_until(lambda: len(list(tmp_path.iterdir())) == 2, "two workers")
        workers = [int(path.name) for path in tmp_path.iterdir()]
        process.send_signal(number)
        assert process.wait(PATIENCE) == -number
        for worker in workers:
            _wait_until(lambda worker=worker: not _is_alive(worker), f"worker {worker} is alive")


def test_work_goes_on_without_processes() -> None:
    """Where the system forks no more, or has no pipe left."""
    code = """
import errno, os, sys
from csto_kb import parallel
parallel._process_count = lambda: 3
def refuse(*_): raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
setattr(os, sys.argv[1], refuse)
print(parallel.map_forked(abs, range(300)) == list(range(300)))
"""
    for call in ("fork", "pipe"):
        with _start(code, call) as process:
            assert process.communicate()[0] == "True\n", call


# Builds and previews

MAIN = "import sys; sys.argv[0] = 'csto-kb'; from csto_kb.__main__ import main; main()"
STUCK = """
import os, time
import csto_kb.parallel as parallel
from csto_kb.render import Renderer
parent, render = os.getpid(), Renderer.render
def stick(self, task):
    if os.getpid() == parent:
        return render(self, task)
    with open({0!r} + ".tmp", "w") as file:
        file.write(str(os.getpid()))
    os.rename({0!r} + ".tmp", {0!r})
    time.sleep(600)
Renderer.render = stick
parallel._WORTHWHILE, parallel._process_count = 1, lambda: 2
"""
"""A build in which the second of two processes never ends its first page, and says who it is."""


@pytest.mark.skipif(sys.platform != "linux", reason="the processes of the machine are read from /proc")
@by_signal
def test_a_build_takes_all_with_it(number: signal.Signals, project: Path, tmp_path: Path) -> None:
    """Ended while pages are rendered. What is killed leaves its staging folder, which the next build clears."""
    begun, temporary = tmp_path / "begun", tmp_path / "temporary"
    temporary.mkdir()
    before = read_tree(project)
    with _start(STUCK.format(str(begun)) + MAIN, "-C", project, "build", TMPDIR=str(temporary)) as process:
        _wait_until(begun.exists, "the second process has begun")
        process.send_signal(number)
        assert process.wait(PATIENCE) == -number
        _, said = process.communicate()
    child = int(begun.read_text(encoding="utf-8"))
    _wait_until(lambda: not _is_alive(child), "the second process is alive")
    assert list(temporary.iterdir()) == []
    # click ends the line on which a terminal shows ^C.
    assert said == ("" if number == signal.SIGKILL else "\ncsto-kb: interrupted\n")
    if number == signal.SIGKILL:
        assert run("csto_kb", "-C", project, "build").returncode == 0
        assert not list(project.glob(".site-*"))
    else:
        assert read_tree(project) == before


STUCK_PREVIEW = """
import time
import csto_kb.mkdocs_plugin.theme as theme
def begin(config):
    print("begun", flush=True)
    time.sleep(600)
theme.build = begin
"""
"""Keeps a preview in the middle of its start."""


def _end_a_preview(project: Path, temporary: Path, number: signal.Signals) -> list[Path]:
    """End a preview in the middle of its start; return the folders that it leaves."""
    temporary.mkdir()
    with _start(STUCK_PREVIEW + MAIN, "-C", project, "serve", "--port", "0", TMPDIR=str(temporary)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        assert len(_preview_folders(temporary)) == 1
        process.send_signal(number)
        assert process.wait(PATIENCE) == -number
    return _preview_folders(temporary)


def _preview_folders(temporary: Path) -> list[Path]:
    return list(temporary.glob("csto-kb-preview-*"))


@pytest.mark.parametrize("number", SIGNALS[:-1], ids=lambda number: number.name)
def test_a_preview_leaves_no_folder(number: signal.Signals, project: Path, tmp_path: Path) -> None:
    """Ended in the middle of its start, too."""
    assert _end_a_preview(project, tmp_path / "temporary", number) == []


def test_a_preview_clears_what_a_kill_left(project: Path, tmp_path: Path) -> None:
    """And the folder of no preview that runs."""
    temporary = tmp_path / "temporary"
    left = _end_a_preview(project, temporary, signal.SIGKILL)
    assert len(left) == 1
    command = (MAIN, "-C", project, "serve", "--port", "0")
    with _start(*command, TMPDIR=str(temporary)) as one, _start(*command, TMPDIR=str(temporary)) as other:
        for served in (one, other):
            assert served.stdout is not None
            assert served.stdout.readline().startswith("Serving at ")
        assert len(_preview_folders(temporary)) == 2
        assert not set(left) & set(_preview_folders(temporary))
        for served in (one, other):
            served.send_signal(signal.SIGTERM)
            assert served.wait(PATIENCE) == 0
    assert _preview_folders(temporary) == []


def test_a_folder_that_another_process_clears_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between making a folder and locking it, another process may take it for one that was left."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    make, made, held = tempfile.mkdtemp, [], []

    def make_and_lose(*arguments: str) -> str:
        made.append(make(*arguments))
        if len(made) == 1:
            held.append(os.open(made[0], os.O_RDONLY | os.O_DIRECTORY))
            fcntl.flock(held[0], fcntl.LOCK_EX)
        return made[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", make_and_lose)
    with scratch_folder("csto-kb-test-") as folder:
        assert str(folder) == made[1]
        assert folder.is_dir()
    os.close(held[0])


def test_interrupt_while_the_program_starts() -> None:
    """At each of the modules that it imports; no traceback."""
    code = """
import os, signal, sys
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["INTERRUPTED"]:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupt())
""" + MAIN.replace("import sys; ", "")
    for module in ("csto_kb.cli", "click", "csto_kb.cli.running", "csto_kb.project", "csto_kb.loader"):
        with _start(code, "explain", INTERRUPTED=module) as process:
            out, said = process.communicate()
        assert (process.returncode, out, "Traceback" in said) in {(-signal.SIGINT, "", False)}, (module, said)


# Standard streams

CLOSED = {"stdin": "<&-", "stdout": ">&-", "stderr": "2>&-", "all": "<&- >&- 2>&-"}


def _shell(words: str, project: Path, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    command = f"{sys.executable} -m csto_kb -C {project} {words}"
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment}
    return subprocess.run(["bash", "-c", command], cwd=REPOSITORY, env=environment, capture_output=True, check=False)


@pytest.mark.parametrize("name", CLOSED)
def test_closed_streams(name: str, project: Path) -> None:
    """The site is the same, and the exit code says so."""
    done = _shell(f"build {CLOSED[name]}", project)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (project / "site" / "index.html").is_file()
    (project / "entities" / "states" / "armenia.yaml").write_text("nmae: x\n", encoding="utf-8")
    assert _shell(f"check {CLOSED[name]}", project).returncode == 1


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", ["check", "build", "show armenia", "todo", "explain", "--help"])
def test_full_output(words: str, unbuffered: str, project: Path) -> None:
    done = _shell(f"{words} > /dev/full", project, PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stderr) == (2, b"csto-kb: cannot write: No space left on device\n")


def test_reader_that_has_gone(project: Path) -> None:
    """Ends as any program does whose reader has seen enough."""
    done = _shell("show armenia | true; exit ${PIPESTATUS[0]}", project)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, b"")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii:strict", "latin-1", "utf-16"])
@pytest.mark.parametrize(
    ("words", "code"), [("show armenia", 0), ("check --format text", 1), ("check --format json", 1)]
)
def test_output_that_is_not_utf_8(encoding: str, words: str, code: int, project: Path) -> None:
    """What another program reads is UTF-8, whatever the machine's encoding."""
    record = project / "entities" / "states" / "armenia.yaml"
    record.write_text(record.read_text(encoding="utf-8") + "Հայաստան: x\n", encoding="utf-8")
    done = _shell(words, project, PYTHONIOENCODING=encoding)
    assert done.returncode == code, done.stderr
    assert "Հայաստան" in done.stdout.decode("utf-8")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("MemoryError()", "not enough memory"),
        ('RuntimeError("can\'t start new thread")', "the system has no thread left"),
        ("OSError(24, 'Too many open files', '/x')", "/x: Too many open files"),
    ],
)
def test_what_the_system_lacks_is_said(fault: str, said: str, project: Path) -> None:
    code = f"import csto_kb.project as p\ndef fail(*_): raise {fault}\np.load_project = fail\n{MAIN}"
    with _start(code, "-C", project, "check") as process:
        assert process.communicate() == ("", f"csto-kb: {said}\n")
    assert process.returncode == 2


def test_no_thread_for_the_index(project: Path) -> None:
    before = read_tree(project)
    code = f"""
import threading
def refuse(*_): raise RuntimeError("can't start new thread")
threading.Thread.start = refuse
{MAIN}"""
    with _start(code, "-C", project, "build") as process:
        out, said = process.communicate()
    assert (process.returncode, out) == (1, "")
    assert "the search index cannot be made: can't start new thread" in said
    assert "Traceback" not in said
    assert read_tree(project) == before
