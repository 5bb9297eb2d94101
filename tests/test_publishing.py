"""The published folder is the old site or the new one: builds that are killed, refused or out of disk."""

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from builder import BUILT, FAILED, REFUSED, Builder, start_builder
from conftest import make_project, read_tree, run
from csto_kb import publish
from csto_kb.publish import TargetError, exchange, refuse_foreign, staging_beside

pytestmark = pytest.mark.whole

Tree = dict[str, bytes]


@dataclass(frozen=True)
class Bench:
    """Two projects that are built in turn into one folder, and what each gives."""

    builder: Builder
    roots: tuple[Path, Path]
    trees: tuple[Tree, Tree]
    target: Path

    def assert_tidy(self) -> None:
        """There is nothing beside the target."""
        assert [path.name for path in self.target.parent.iterdir()] == [self.target.name]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("bench")
    one, other = make_project(folder / "one"), make_project(folder / "other")
    with (other / "entities" / "terms" / "consensus.yaml").open("a", encoding="utf-8") as file:
        file.write("wikidata: Q186228\n")
    target = folder / "public" / "site"
    with start_builder(one, target) as builder:
        first = read_tree(target)
        assert builder.build(other, target)["outcome"] == BUILT
        second = read_tree(target)
        assert first != second
        yield Bench(builder, (one, other), (first, second), target)


def choose_writes(writes: list[str]) -> list[int]:
    """The numbers of telling writes: the first of all, the first and last of each sort, those around a renaming."""
    sorts = [[number for number, write in enumerate(writes, 1) if write == sort] for sort in sorted(set(writes))]
    renamings = [number for number, write in enumerate(writes, 1) if write == "os.rename"]
    around = {number + step for number in renamings for step in (-1, 0, 1)}
    return sorted(
        {1, 2, 3, len(writes) // 3, len(writes), *(ends for sort in sorts for ends in (sort[0], sort[-1])), *around}
    )


@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("how", ["fail_at", "kill_at"])
def test_the_nth_write(how: str, can_exchange: bool, bench: Bench) -> None:
    """The disk is full, or the process dies, at a write of each sort and at each step of the publication.

    What lies on the disk changes at a write only, so a death at any other moment leaves what one of these leaves.
    """
    writes = bench.builder.build(bench.roots[0], bench.target, can_exchange=can_exchange)["writes"]
    assert len(writes) > 100
    assert can_exchange or writes.count("os.rename") >= 3
    before = bench.trees[0]
    for number in choose_writes(writes):
        turn = number % 2
        answer = bench.builder.build(bench.roots[turn], bench.target, can_exchange=can_exchange, **{how: number})
        where = f"{how} {number} of {len(writes)}"
        if how == "kill_at":
            assert answer["outcome"] == -signal.SIGKILL, where
            if not can_exchange and not bench.target.exists():
                # Between two renamings there is no site; whoever builds next finds the old one again, even in vain.
                answer = bench.builder.build(bench.roots[turn], bench.target, can_exchange=False, fail_at=8)
                assert answer["outcome"] == REFUSED, where
                assert read_tree(bench.target) == before, where
        else:
            assert answer["outcome"] != FAILED, where
        before = read_tree(bench.target)
        assert before == bench.trees[turn] if answer["outcome"] == BUILT else before in bench.trees, where
    assert bench.builder.build(bench.roots[0], bench.target)["outcome"] == BUILT
    assert read_tree(bench.target) == bench.trees[0]
    bench.assert_tidy()


def test_full_disk(built_project: Path, tmp_path: Path) -> None:
    """No file may become larger than the smallest that the theme needs: the kernel refuses, and says why."""
    root = _copy(built_project, tmp_path)
    before = read_tree(root)
    done = subprocess.run(
        [sys.executable, "-m", "csto_kb", "-C", root, "build"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "csto-kb: cannot write site: File too large\n"
    assert read_tree(root) == before


def test_unwritable_folder(built_project: Path, tmp_path: Path) -> None:
    root = _copy(built_project, tmp_path)
    before = read_tree(root)
    root.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-m", "csto_kb", "-C", root, "build"],
        preexec_fn=_obey_permissions,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    root.chmod(0o755)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr == "csto-kb: cannot write site: Permission denied\n"
    assert read_tree(root) == before


def _obey_permissions() -> None:
    """Nothing is unwritable to root, unless it drops CAP_DAC_OVERRIDE from the capabilities of what it starts."""
    if os.getuid() == 0:
        drop, dac_override = 24, 1
        assert ctypes.CDLL(None).prctl(drop, dac_override, 0, 0, 0) == 0


def test_failing_export(built_project: Path, tmp_path: Path) -> None:
    """A fault of our own is shown with its place, and costs no site."""
    root = _copy(built_project, tmp_path)
    before = read_tree(root)
    fault = (
        "import csto_kb.export.data_table as e; e.write_csv = lambda *_: 1 / 0; from csto_kb.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", fault, "-C", root, "build"], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert "error[file-error] ZeroDivisionError: division by zero (writing 'data/facts.csv')" in done.stderr
    assert "Traceback" not in done.stderr
    assert read_tree(root) == before


# Two builds


def test_the_second_build_waits(built_project: Path, tmp_path: Path) -> None:
    root = _copy(built_project, tmp_path)
    lock = FileLock(root / ".site-build.lock")
    with lock:
        second = subprocess.Popen(
            [sys.executable, "-m", "csto_kb", "-C", root, "build"], stderr=subprocess.PIPE, encoding="utf-8"
        )
        assert second.stderr is not None
        assert second.stderr.readline() == "another build of site is running; waiting for it\n"
        assert second.poll() is None
    assert second.wait() == 0
    second.stderr.close()
    assert not (root / ".site-build.lock").exists()


def test_many_builds_at_once(built_project: Path, tmp_path: Path) -> None:
    root = _copy(built_project, tmp_path)
    command = [sys.executable, "-m", "csto_kb", "-C", str(root), "build"]
    builds = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(3)]
    assert [build.wait() for build in builds] == [0, 0, 0]
    assert read_tree(root / "site") == read_tree(built_project / "site")
    assert sorted(path.name for path in root.iterdir()) == [
        "content",
        "entities",
        "mkdocs.yml",
        "site",
        "subject.yaml",
        "templates",
    ]


# Targets that are not ours


def _fill(path: Path, text: str = "mine") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _link(path: Path, to: Path) -> None:
    to.mkdir()
    _fill(to / "manifest.json", '{"index.html": "templates/pages/home.html.jinja"}')
    path.symlink_to(to, target_is_directory=True)


FOREIGN = {
    "the project": (".", lambda root: None, "holds the project"),
    "a parent": ("..", lambda root: None, "holds the project"),
    "the root": ("/", lambda root: None, "holds the project"),
    "records": ("entities", lambda root: None, "lies in entities"),
    "in the pages": ("content/public", lambda root: None, "lies in content"),
    "in the templates": ("templates/theme/site", lambda root: None, "lies in templates"),
    "a file": ("out", lambda root: _fill(root / "out"), "is not a folder"),
    "a full folder": ("out", lambda root: _fill(root / "out" / "letter.txt"), "was not built by csto-kb"),
    "another site": (
        "out",
        lambda root: _fill(root / "out" / "manifest.json", '{"name": "App", "icons": []}'),
        "was not built by csto-kb",
    ),
    "a look-alike": (
        "out",
        lambda root: _fill(root / "out" / "manifest.json", '{"index.html": "index.md"}'),
        "was not built by csto-kb",
    ),
    "a mark of another's": ("out", lambda root: _fill(root / "out" / "csto-kb.txt"), "was not built by csto-kb"),
    "no JSON": ("out", lambda root: _fill(root / "out" / "manifest.json", "{"), "was not built by csto-kb"),
    "a repository": ("out", lambda root: _fill(root / "out" / ".git" / "HEAD"), "is a Git repository"),
    "a worktree": ("out", lambda root: _fill(root / "out" / ".git"), "is a Git repository"),
    "a link": ("out", lambda root: _link(root / "out", root / "elsewhere"), "is a symbolic link"),
    "a dead link": ("out", lambda root: (root / "out").symlink_to(root / "nowhere"), "is a symbolic link"),
    "in the way": ("out", lambda root: _fill(root / ".out-build" / "letter.txt"), "was not made by a build"),
    "a link in the way": (
        "out",
        lambda root: (root / ".out-build").symlink_to(root / "entities"),
        "was not made by a build",
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_target(name: str, project: Path) -> None:
    """What is not a site of ours is neither replaced nor touched."""
    target, prepare, message = FOREIGN[name]
    prepare(project)
    before = read_tree(project.parent)
    done = run("csto_kb", "-C", project, "build", "--site-dir", project / target)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.startswith("csto-kb: ")
    assert message in done.stderr
    assert read_tree(project.parent) == before


def test_home_folder(project: Path, tmp_path: Path) -> None:
    """Even an empty one."""
    home = tmp_path / "home" / "me"
    home.mkdir(parents=True)
    for target in (home, home.parent):
        done = run("csto_kb", "-C", project, "build", "--site-dir", target, environment={"HOME": str(home)})
        assert done.returncode == 2
        assert "holds your home folder" in done.stderr
    assert list(home.iterdir()) == []


def test_mount_point(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "volume"
    target.mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda path: path == target)
    with pytest.raises(TargetError, match="mount point"):
        refuse_foreign(target, project, ())


def test_empty_and_own_targets_are_taken(project: Path, built_project: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for target in (tmp_path / "missing", tmp_path / "empty", built_project / "site"):
        refuse_foreign(target, project, ("entities", "content", "templates"))


# The steps


def _two(folder: Path) -> tuple[Path, Path]:
    for name in ("one", "other"):
        _fill(folder / name / "name.txt", name)
    return folder / "one", folder / "other"


@pytest.mark.skipif(sys.platform != "linux", reason="renameat2, by which folders are exchanged, is Linux's")
def test_exchange(tmp_path: Path) -> None:
    one, other = _two(tmp_path)
    assert exchange(one, other)
    assert [(path / "name.txt").read_text() for path in (one, other)] == ["other", "one"]
    with pytest.raises(FileNotFoundError):
        exchange(one, tmp_path / "nowhere")


def test_a_failed_renaming_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where folders cannot be exchanged, and the new one cannot take its place."""
    target = tmp_path / "site"
    _fill(target / "old.html")
    monkeypatch.setattr(publish, "exchange", lambda *_: False)
    with pytest.raises(FileNotFoundError), staging_beside(target, pytest.fail) as staging:
        staging.publish()  # nothing was built
    assert list(read_tree(tmp_path)) == ["site/old.html"]


def test_what_a_killed_build_set_aside_is_put_back(tmp_path: Path) -> None:
    target = tmp_path / "site"
    _fill(tmp_path / ".site-build" / "old" / "old.html")
    _fill(tmp_path / ".site-build" / "new" / "new.html")
    with pytest.raises(ZeroDivisionError), staging_beside(target, pytest.fail):
        raise ZeroDivisionError
    assert list(read_tree(tmp_path)) == ["site/old.html"]


def test_what_stands_is_not_replaced_by_leftovers(tmp_path: Path) -> None:
    """The kill came after the new site had taken its place."""
    target = tmp_path / "site"
    _fill(target / "new.html")
    _fill(tmp_path / ".site-build" / "done" / "old.html")
    with staging_beside(target, pytest.fail):
        pass
    assert list(read_tree(tmp_path)) == ["site/new.html"]


def _copy(built: Path, folder: Path) -> Path:
    shutil.copytree(built, folder / "project")
    return folder / "project"
