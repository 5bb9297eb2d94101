"""The instructions of README.md, followed literally on a copy of the records."""

import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result

from conftest import REPOSITORY
from csto_kb.cli import main
from csto_kb.project import load_project, make_renderer
from csto_kb.yaml_text import read_yaml

pytestmark = pytest.mark.whole

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
TODAY = "2026-11-25"
EVENT = "entities/events/singapore-joins-un-1965.yaml"


def section(title: str) -> str:
    """The text under a heading of the third level."""
    _, _, rest = README.partition(f"\n### {title}\n")
    assert rest, f"README.md has no section '{title}'"
    return re.split(r"\n##+ ", rest)[0]


COMMANDS = re.findall(r"^    csto-kb (new .*)$", section("Add a record"), re.MULTILINE)
RECORDS = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", section("Add a record"), re.MULTILINE | re.DOTALL)


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *arguments])


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's records, in which the example was followed."""
    root = tmp_path_factory.mktemp("newcomer") / "copy"
    for folder in ("entities", "content", "templates", "schemas", "geometry"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    for file in ("mkdocs.yml", "subject.yaml", "search.yaml"):
        shutil.copy(REPOSITORY / file, root)
    assert len(COMMANDS) == len(RECORDS) == 3
    for command, (path, text) in zip(COMMANDS, RECORDS, strict=True):
        assert not (root / path).exists(), "an example is a new record"
        done = call(root, *command.split(), "--today", TODAY)
        assert (done.exit_code, done.stderr) == (0, "")
        _fill_in(root / path, text)
    return root


def _fill_in(path: Path, text: str) -> None:
    """Write the finished record; it has all keys of the skeleton, and the values that the skeleton had."""
    skeleton = read_yaml("", path.read_bytes()).data or {}
    record = read_yaml("", text.encode()).data or {}
    assert skeleton.keys() <= record.keys()
    known = {key: value for key, value in skeleton.items() if value and key != "publisher"}
    assert record.items() >= known.items()
    path.write_text(text, encoding="utf-8")


def test_example_is_sound(newcomer: Path) -> None:
    paths = [path for path, _ in RECORDS]
    done = call(newcomer, "check", *(str(newcomer / path) for path in paths))
    assert done.output.endswith("no problems\n"), done.output


def test_example_has_pages(newcomer: Path) -> None:
    """The event's own, at the address that README.md gives, and what it adds to the others."""
    renderer = make_renderer(load_project(newcomer))
    address = re.findall(r"<http://127\.0\.0\.1:8000/([^>]+)>", section("Add a record"))[-1]
    pages = {}
    for task in renderer.tasks:
        if task.url in (address, "states/singapore/", "organizations/united-nations/"):
            pages[task.url] = renderer.render(task).html
    assert len(pages) == 3
    assert "21 September 1965" in pages[address]
    for html in pages.values():
        assert "Singapore joins the United Nations" in html


@pytest.mark.parametrize(
    "mistakes",
    [
        {"date: 1965-09-21": "date: 21.9.1965", "participants:": "particpants:"},
        {"sources: [un-singapore]": "sources: [un-singapor]"},
    ],
)
def test_errors_look_as_shown(newcomer: Path, mistakes: dict[str, str]) -> None:
    text = section("What an error looks like")
    shown = [dedent(block) for block in re.findall(r"(?:^    .*\n)+", text, re.MULTILINE)]
    sound = (newcomer / EVENT).read_text(encoding="utf-8")
    broken = sound
    for right, wrong in mistakes.items():
        assert right in broken
        assert f"`{wrong}`" in text or f"`{wrong.rstrip(':')}`" in text, "the text names the mistake"
        broken = broken.replace(right, wrong)
    (newcomer / EVENT).write_text(broken, encoding="utf-8")
    printed = call(newcomer, "check", str(newcomer / EVENT)).stdout
    (newcomer / EVENT).write_text(sound, encoding="utf-8")
    assert printed in shown


def test_commands_run(newcomer: Path) -> None:
    """Everything that the table says, and a rename that leaves nothing wrong behind."""
    commands = re.findall(r"`csto-kb ([^`]+)`", section("Change and look up"))
    assert {command.split()[0] for command in commands} == {"show", "rename", "todo", "explain"}
    for command in commands:
        done = call(newcomer, *command.split())
        assert done.exit_code == 0, done.output
    assert "entities/states/republic-of-singapore.yaml" in load_project(newcomer).graph.paths.values()
    assert "who: republic-of-singapore" in (newcomer / EVENT).read_text(encoding="utf-8")
    assert [found for found in load_project(newcomer).diagnostics if found.severity == "error"] == []
