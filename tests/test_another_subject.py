"""The program knows no subject: its source names none, and a wheel of it builds the site of another one.

No package index is asked: the wheel is made by the build backend of the running environment and installed without its
dependencies, which the new environment finds in the folder of packages of the running one, by a `.pth` file.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser import serve_folder, watch_page
from conftest import REPOSITORY

SUBJECT = re.compile(
    "csto|armenia|belarus|kazakh|kyrgyz|tajik|russia|ukrain|moscow|eurasia|crimea|warsaw", re.IGNORECASE
)
OWN_NAME = re.compile("csto[-_ ]kb", re.IGNORECASE)
OWN_NAME_SPLIT = re.compile('"csto"')
"""The name as the index of the search has it, which splits it at the hyphen."""
SOURCE = REPOSITORY / "src" / "csto_kb"
BINARY = {".woff2", ".png", ".pyc", ".wasm"}
ANTARCTICA = REPOSITORY / "tests" / "antarctica"

Command = Callable[..., str]


def named(path: Path) -> list[str]:
    """The lines of a file that name a subject, without the package's own name."""
    lines = enumerate(OWN_NAME.sub("", path.read_text(encoding="utf-8")).splitlines(), 1)
    if "search-index" in path.parts:
        lines = ((number, OWN_NAME_SPLIT.sub("", line)) for number, line in lines)
    return [f"{path}:{number}: {line}" for number, line in lines if SUBJECT.search(line)]


def test_source_names_no_subject() -> None:
    files = [path for path in SOURCE.rglob("*") if path.is_file() and path.suffix not in BINARY]
    assert len(files) > 200
    assert [line for path in sorted(files) for line in named(path)] == []


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The command `csto-kb` of a wheel that is installed in an environment of its own, outside the repository."""
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    environment = folder / "environment"
    venv.create(environment, symlinks=True, with_pip=False)
    python = environment / "bin" / "python"
    (wheel,) = folder.glob("*.whl")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def run(*words: str) -> str:
        done = subprocess.run(
            [environment / "bin" / "csto-kb", *words],
            cwd=folder,
            env=outside,
            check=False,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = "import csto_kb; print(csto_kb.__file__)"
    found = subprocess.run([python, "-c", where], check=True, cwd=folder, env=outside, capture_output=True, text=True)
    assert Path(found.stdout.strip()).is_relative_to(environment)
    return run


@pytest.mark.whole
def test_a_new_project_builds_at_once(command: Command, tmp_path: Path) -> None:
    root = tmp_path / "new"
    assert "subject.yaml" in command("init", str(root))
    assert "no problems" in command("-C", str(root), "check")
    command("-C", str(root), "build")
    assert pages_that_name_a_subject(root / "site") == []


@pytest.fixture(scope="module")
def site(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of records on the Antarctic Treaty; its build has checked every link."""
    root = tmp_path_factory.mktemp("antarctica") / "project"
    shutil.copytree(ANTARCTICA, root)
    assert "no problems" in command("-C", str(root), "check")
    command("-C", str(root), "build")
    command("links", str(root / "site"))
    return root / "site"


def pages_that_name_a_subject(site: Path) -> list[str]:
    files = [path for suffix in ("html", "json", "csv", "md") for path in sorted(site.rglob(f"*.{suffix}"))]
    assert len(files) > 20
    return [line for path in files for line in named(path)]


@pytest.mark.whole
def test_site_of_another_subject_knows_no_other(site: Path) -> None:
    assert pages_that_name_a_subject(site) == []
    words = re.compile(r"\bthe (?:war|alliance)\b", re.IGNORECASE)
    assert [path for path in sorted(site.rglob("*.html")) if words.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.whole
def test_map_and_first_day_are_those_of_the_subject(site: Path) -> None:
    html = (site / "map" / "index.html").read_text(encoding="utf-8")
    assert "Map of the south of the world" in html
    assert re.findall(r'data-member="([a-z-]+)"', html) == ["chile", "united-kingdom"]
    assert 'data-state="chile"' in html
    assert 'data-from="1959-12-01"' in html


@pytest.mark.whole
def test_members_are_named_wherever_they_are_counted(site: Path) -> None:
    """By the treaty's table: on the home page, and on the map also the one that it has no outline of."""
    home = (site / "index.html").read_text(encoding="utf-8")
    listed = home[home.index('<table class="kb-strip">') :].partition("</table>")[0]
    assert re.findall(r'href="states/([a-z-]+)/"', listed) == ["chile", "united-kingdom"]
    assert "stand in brackets" not in home
    caption = re.search("<figcaption.*?</figcaption>", (site / "map/index.html").read_text(encoding="utf-8"), re.DOTALL)
    assert caption
    assert "no outline of" in caption[0]
    assert "states/united-kingdom/" in caption[0]
    assert "states/chile/" not in caption[0]


@pytest.mark.whole
def test_relevance_has_its_anchor(site: Path) -> None:
    html = (site / "events/antarctic-treaty-signed-1959/index.html").read_text(encoding="utf-8")
    assert '<h2 id="relevance">Why it matters here' in html


@pytest.mark.browser
def test_every_page_is_sound_in_a_browser(site: Path, page: Page) -> None:
    """No error in the console, no request that fails; the claims of both sides are on the question's page."""
    watch = watch_page(page)
    with serve_folder(site, "/kb/") as address:
        for path in sorted(site.rglob("index.html")):
            page.goto(f"{address}{path.relative_to(site).as_posix().removesuffix('index.html')}")
        page.goto(f"{address}questions/who-holds-the-peninsula/")
        assert page.get_by_role("link", name="the Court has no say").count()
        assert page.get_by_role("link", name="our titles are valid").count()
        page.goto(f"{address}map/?as-of=1959-12-01")
        assert page.locator("h1").inner_text() == "Members of the ATCM"
    watch.assert_clean()
