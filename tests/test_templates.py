"""The program's templates, and a project's own that are laid over them."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import FIXTURE, REPOSITORY, run
from csto_kb.project import compose_site, load_project, make_renderer
from csto_kb.render.folders import DEFAULTS
from csto_kb.site import Page


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A project without a template of its own, nor a setting that names one."""
    root = tmp_path / "bare"
    shutil.copytree(FIXTURE, root)
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    kept = [line for line in settings.splitlines(keepends=True) if "custom_dir" not in line]
    (root / "mkdocs.yml").write_text("".join(kept), encoding="utf-8")
    return root


def write_template(root: Path, name: str, text: str) -> None:
    (root / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
    (root / "templates" / name).write_text(text, encoding="utf-8")


def render(root: Path, url: str) -> Page:
    renderer = make_renderer(load_project(root))
    page = renderer.render(next(task for task in renderer.tasks if task.url == url))
    assert isinstance(page, Page), page
    return page


def test_project_needs_no_template(bare: Path) -> None:
    page = render(bare, "timeline/")
    assert page.origin == "csto_kb/templates/pages/timeline.html.jinja"
    assert "<h1>Armenia" in render(bare, "states/armenia/").html


def test_own_template_takes_the_place_of_the_programs(bare: Path) -> None:
    write_template(bare, "term.html.jinja", "<h1>Our {{ entity.name }}</h1>")
    assert render(bare, "terms/consensus/").html.startswith("<h1>Our ")


def test_own_template_extends_the_programs(bare: Path) -> None:
    write_template(
        bare, "term.html.jinja", '{% extends "default/term.html.jinja" %}{% block status %}<p>Ours</p>{% endblock %}'
    )
    assert "<p>Ours</p>" in render(bare, "terms/consensus/").html


def test_own_special_page_is_named_by_its_file(bare: Path) -> None:
    write_template(bare, "pages/timeline.html.jinja", '{% extends "default/pages/timeline.html.jinja" %}')
    write_template(bare, "pages/ours.html.jinja", "---\ntitle: Ours\n---\n")
    assert render(bare, "timeline/").origin == "templates/pages/timeline.html.jinja"
    assert render(bare, "ours/").origin == "templates/pages/ours.html.jinja"


def test_own_template_takes_over_what_the_programs_declares(bare: Path) -> None:
    """But for what it declares itself."""
    write_template(bare, "pages/timeline.html.jinja", "---\ntitle: Our times\n---\n<p>{{ timeline.count }}</p>")
    page = render(bare, "timeline/")
    assert page.title == "Our times"
    assert "All events by year" in page.description
    assert "assets/filter.js" in page.head


@pytest.mark.whole
def test_former_addresses_of_a_page_lead_to_it(bare: Path) -> None:
    (bare / "templates" / "pages").mkdir(parents=True, exist_ok=True)
    text = "---\ntitle: Bases\ndescription: All of them.\nformerly: [stations, old/camps/]\n---\n<h1>Bases</h1>\n"
    (bare / "templates" / "pages" / "bases.html.jinja").write_text(text, encoding="utf-8")
    made = compose_site(load_project(bare))
    found = {redirect.url: redirect.target for redirect in made.redirects if redirect.target == "bases/"}
    assert found == {"stations/": "bases/", "old/camps/": "bases/"}


@pytest.mark.parametrize("custom", ["", "templates/theme", "skin"])
def test_own_theme_is_laid_over_the_programs(bare: Path, custom: str) -> None:
    """Whether `custom_dir` names it, nothing does, or it names another folder that comes before both."""
    write_template(bare, "pages/home.html.jinja", "---\ntitle: Home\n---\n")
    write_template(bare, "theme/partials/footer.html", "<footer>Our own foot</footer>")
    if custom:
        (bare / "skin/partials").mkdir(parents=True)
        (bare / "skin/partials/footer.html").write_text("<footer>Of the skin</footer>", encoding="utf-8")
        settings = (bare / "mkdocs.yml").read_text(encoding="utf-8")
        assert "  name: material\n" in settings
        named = settings.replace("  name: material\n", f"  name: material\n  custom_dir: {custom}\n")
        (bare / "mkdocs.yml").write_text(named, encoding="utf-8")
    done = run("csto_kb", "-C", bare, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    words = "Of the skin" if custom == "skin" else "Our own foot"
    for url in ("states/armenia/", "about/", "timeline/"):
        assert words in (bare / "site" / url / "index.html").read_text(encoding="utf-8")
    assert (bare / "site/assets/tables.css").read_bytes() == (DEFAULTS / "theme/assets/tables.css").read_bytes()


@pytest.mark.whole
def test_wheel_holds_every_template(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("csto_kb/templates/")}
    own = {path.relative_to(DEFAULTS.parents[1]).as_posix() for path in DEFAULTS.rglob("*") if path.is_file()}
    assert held == own
