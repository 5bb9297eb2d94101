"""Shared by all tests: the fixture project, expected files that `pytest --update` renews, running commands.

Tests stand in three rings, by their marks (see CONTRIBUTING.md): those without a mark are quick; `whole` builds sites
or runs programs; `browser` needs a browser or another program that is not Python. `records` reads the records of the
repository, so that a change of them may break it. A test that asks for a fixture of the table below has its marks by
itself; a module that is slow for another reason says `pytestmark`.
"""

import atexit
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

from csto_kb.model import MODELS
from csto_kb.project import Project, load_project
from hostile import make_hostile
from shared_sites import build_by_command, share
from warm import Warm, compile_templates_once, start_warm

pytest_plugins = ["browser", "other_browsers"]
collect_ignore = ["cases", "fixture"]  # projects: their Python files are theirs

REPOSITORY = Path(__file__).parent.parent
FIXTURE = REPOSITORY / "tests" / "fixture"

Compare = Callable[[Path, str], None]
Run = Callable[..., subprocess.CompletedProcess[str]]


MARKS: Mapping[str, tuple[str, ...]] = {
    "repository": ("records",),
    "repository_site": ("whole", "records"),
    "built_project": ("whole",),
    "hostile_site": ("whole",),
    "chromium": ("browser",),
    "page": ("browser",),
    "firefox": ("browser",),
    "webkit": ("browser",),
    "other_browser": ("browser",),
    "editor": ("browser",),
    "nginx": ("browser",),
}
"""The marks of a test that asks for a fixture."""
WEIGHTS = {"browser": 4, "whole": 1}
"""How much longer a test takes than one without the mark, roughly."""
RECORDS = ("entities", "content", "mkdocs.yml", "subject.yaml", "search.yaml", "geometry", "links")
"""What the site of the repository is made of, beside the program."""


def pytest_configure() -> None:
    """Keep compiled templates for all tests of a worker; let no test of Hypothesis fail as the machine is busy."""
    compile_templates_once()
    settings.register_profile("project", deadline=None)
    settings.load_profile("project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test the marks of the fixtures that it asks for, directly or through others.

    Files with tests that take their time come first: the short ones then fill what is left of each worker's time.
    """
    for item in items:
        for name in getattr(item, "fixturenames", ()):
            for mark in MARKS.get(name, ()):
                item.add_marker(mark)
    weights = Counter[Path]()
    for item in items:
        weights[item.path] += sum(WEIGHTS.get(mark.name, 0) for mark in item.iter_markers())
    items.sort(key=lambda item: -weights[item.path])


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="renew the expected files from what the code gives now")
    parser.addoption("--site", help="the site of the repository, where it was built a moment ago")


@pytest.fixture
def compare(request: pytest.FixtureRequest) -> Compare:
    """Compare a text with an expected file, word for word; with `--update`, write the file."""

    def compare_with(path: Path, actual: str) -> None:
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, encoding="utf-8", newline="\n")
        else:
            expected = path.read_text(encoding="utf-8") if path.is_file() else ""
            assert actual == expected, f"{path.relative_to(REPOSITORY)} differs; 'pytest --update' renews it"

    return compare_with


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small valid project: one record of each kind at least, with the repository's templates."""
    return make_project(tmp_path / "project")


def make_project(root: Path) -> Path:
    """Make the fixture project at `root`."""
    shutil.copytree(FIXTURE, root)
    shutil.copytree(REPOSITORY / "templates", root / "templates")
    return root


@pytest.fixture(scope="session")
def repository() -> Project:
    """The project that this repository is, with its records."""
    return load_project(REPOSITORY)


@pytest.fixture(scope="session")
def built_project() -> Path:
    """The fixture project, built by `csto-kb build` into `site/`. Tests must not change it."""
    return share("fixture", [FIXTURE], lambda root: build_by_command(make_project(root), root / "site"))


@pytest.fixture(scope="session")
def repository_site(pytestconfig: pytest.Config) -> Path:
    """The site of the real records, built. Tests must not change it."""
    if built := pytestconfig.getoption("--site"):
        return Path(built).absolute()
    return share("repository", [REPOSITORY / name for name in RECORDS], lambda site: build_by_command(REPOSITORY, site))


@pytest.fixture(scope="session")
def hostile_site() -> Path:
    """The site of the fixture project with a hostile record of each kind. Tests must not change it."""
    return share("hostile", [FIXTURE, REPOSITORY / "tests" / "hostile.py"], _build_hostile) / "site"


def _build_hostile(root: Path) -> None:
    make_project(root)
    for model in MODELS:
        data, _ = make_hostile(model)
        path = root / "entities" / model.kind.folder / f"hostile-{model.kind.name}.yaml"
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    build_by_command(root, root / "site")


def run(
    module: str, *arguments: str | Path, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `python -m module` in a process of its own, with nothing of a terminal about it.

    The program itself is forked from a process that has it loaded, unless the environment is to be another.
    """
    words = [str(argument) for argument in arguments]
    if module == "csto_kb" and environment is None:
        return _find_warm().run(*words, cwd=cwd or REPOSITORY)
    return subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=cwd or REPOSITORY,
        env={**_environment(), **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def _environment() -> dict[str, str]:
    """The environment of what tests run: nothing of a terminal in it."""
    inherited = {key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "COLUMNS")}
    return {**inherited, "NO_MKDOCS_2_WARNING": "1"}


@functools.cache
def _find_warm() -> Warm:
    """The process from which commands are forked: one for each worker, started at the first command."""
    life = ExitStack()
    atexit.register(life.close)
    folder = life.enter_context(tempfile.TemporaryDirectory())
    return life.enter_context(start_warm(make_project(Path(folder, "project")), _environment()))


def without_excerpts(output: str) -> str:
    """What a command printed, without the lines that it shows of the files."""
    return re.sub(r"(?m)^  +\d* \|.*\n", "", output)


def is_redirect(page: Path) -> bool:
    """Whether a page of a built site only leads to another."""
    return 'http-equiv="refresh"' in page.read_text(encoding="utf-8")


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
