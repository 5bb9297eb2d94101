"""Shared by all tests: the fixture project, expected files that `pytest --update` renews, running commands."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from csto_kb.model import MODELS
from hostile import make_hostile

pytest_plugins = ["browser", "other_browsers"]

REPOSITORY = Path(__file__).parent.parent
FIXTURE = REPOSITORY / "tests" / "fixture"

Compare = Callable[[Path, str], None]
Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="renew the expected files from what the code gives now")


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
def built_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture project, built by `csto-kb build` into `site/`. Tests must not change it."""
    root = make_project(tmp_path_factory.mktemp("built") / "project")
    done = run("csto_kb", "-C", root, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture(scope="session")
def repository_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the real records, built. Tests must not change it."""
    site = tmp_path_factory.mktemp("repository") / "site"
    done = run("csto_kb", "build", "--site-dir", site)
    assert done.returncode == 0, done.stdout + done.stderr
    return site


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the fixture project with a hostile record of each kind. Tests must not change it."""
    root = make_project(tmp_path_factory.mktemp("hostile") / "project")
    for model in MODELS:
        data, _ = make_hostile(model)
        path = root / "entities" / model.kind.folder / f"hostile-{model.kind.name}.yaml"
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    done = run("csto_kb", "-C", root, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


def run(
    module: str, *arguments: str | Path, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `python -m module` in a process of its own, with nothing of a terminal about it."""
    inherited = {key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "COLUMNS")}
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=cwd or REPOSITORY,
        env={**inherited, "NO_MKDOCS_2_WARNING": "1", **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def without_excerpts(output: str) -> str:
    """What a command printed, without the lines that it shows of the files."""
    return re.sub(r"(?m)^  +\d* \|.*\n", "", output)


def is_redirect(page: Path) -> bool:
    """Whether a page of a built site only leads to another."""
    return 'http-equiv="refresh"' in page.read_text(encoding="utf-8")


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
