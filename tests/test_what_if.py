"""`csto-kb what-if`, and what pages say of a source that was withdrawn."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from csto_kb.cli import main
from csto_kb.project import load_project
from csto_kb.render.view import View
from test_evidence import SOURCE, write

STATUS = {"what": "withdrawn", "date": "2024-05-03", "by": "the Herald", "why": "The speech was invented."}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\ndocs_dir: content\n", encoding="utf-8")
    (tmp_path / "content").mkdir()
    (tmp_path / "content/index.md").write_text("# Page\n\nIt was said [@untrue].\n", encoding="utf-8")
    write(tmp_path, "sources/untrue", status=STATUS, **SOURCE)
    write(tmp_path, "sources/copy", repost_of="untrue", **SOURCE)
    write(tmp_path, "sources/second", **SOURCE)
    write(tmp_path, "sources/third", **SOURCE)
    cited = [["untrue"], ["untrue", "copy"], ["copy", "second"], ["untrue", "second", "third"], ["second"]]
    facts = [
        {"property": "history", "value": f"{number}", "as_of": "2022", "sources": sources}
        for number, sources in enumerate(cited)
    ]
    write(tmp_path, "states/armenia", facts=facts, summary="A state [@untrue].")
    return tmp_path


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), "what-if", *arguments])


def test_what_would_fall_and_what_would_stand_on_one(root: Path) -> None:
    lines = [line.rpartition(": ") for line in call(root, "untrue").stdout.splitlines() if line.strip()]
    said = [(place.partition(":")[0] or place, what) for place, _, what in lines[1:]]
    state = "entities/states/armenia.yaml"
    assert said == [
        ("would fall", "2"),
        (state, "facts[0]"),
        (state, "facts[1]"),
        ("would stand on one source only", "1"),
        (state, "facts[2]"),
        ("would stand", "1"),
        ("prose that cites it", "2"),
        ("content/index.md", "page"),
        (state, "summary"),
    ]


def test_a_copy_may_fall_while_its_original_stands(root: Path) -> None:
    output = call(root, "copy").stdout
    assert "would fall: 0" in output
    assert "would stand on one source only: 1" in output
    assert "facts[2]" in output


@pytest.mark.parametrize(("name", "hint"), [("untru", "did you mean 'untrue'?"), ("armenia", "no source 'armenia'")])
def test_what_is_no_source(root: Path, name: str, hint: str) -> None:
    result = call(root, name)
    assert result.exit_code == 2
    assert hint in result.output


def test_every_statement_that_rests_on_it_bears_the_mark(root: Path) -> None:
    context = load_project(root).context
    view = View(context, "")
    marks = ["on a withdrawn source" in view.trust(fact) for fact in context.graph.entities["armenia"].facts]
    assert marks == [True, True, True, True, False]
