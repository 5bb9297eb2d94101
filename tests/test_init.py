"""`csto-kb init`: a project that is sound from the first moment."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import read_tree
from csto_kb.cli import main
from csto_kb.model import MODELS
from csto_kb.project import compose_site, load_project


def test_new_project_is_sound(tmp_path: Path) -> None:
    """A record of each kind, not one problem, and every page is made."""
    done = CliRunner().invoke(main, ["-C", str(tmp_path), "init", "new"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "csto-kb serve" in done.output
    project = load_project(tmp_path / "new")
    composition = compose_site(project)
    assert [*project.diagnostics, *composition.diagnostics] == []
    assert all(project.graph.of_kind(model.kind.name) for model in MODELS)
    assert {".gitignore", ".github/workflows/check.yml", "content/about.md"} <= read_tree(tmp_path / "new").keys()
    home = next(page for page in composition.pages if page.url == "")
    assert home.title == "The Lake Treaty"
    assert 'href="states/northland/"' in home.html


@pytest.mark.parametrize("name", ["mkdocs.yml", "entities/states/northland.yaml"])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert done.exit_code == 2
    assert name in done.stderr
    assert read_tree(tmp_path) == {name: b"mine"}


def test_other_files_may_be_there(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("mine", encoding="utf-8")
    assert CliRunner().invoke(main, ["init", str(tmp_path)]).exit_code == 0
    assert (tmp_path / "LICENSE").read_text(encoding="utf-8") == "mine"
