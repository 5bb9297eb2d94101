"""Files that editors and systems leave beside ours are passed over by every command alike."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from csto_kb.cli import main
from csto_kb.mkdocs_plugin.watching import scan_files
from csto_kb.own_files import is_own_path, list_files

LEFT = (".#x{}", "._x{}", "x{}~", "#x{}#", "x{}.bak", "x{}.orig", ".x{}.swp")
"""What is left beside a file whose name ends in `{}`."""


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *arguments], catch_exceptions=False)


@pytest.fixture
def littered(project: Path) -> Path:
    """A project with such files in every folder: bytes that are no text, and links that lead nowhere."""
    folders = {
        "entities/states": ".yaml",
        "content": ".md",
        "templates/pages": ".html.jinja",
        "templates": ".html.jinja",
    }
    for folder, suffix in folders.items():
        for name in LEFT:
            path = project / folder / name.format(suffix)
            if name.startswith(".#"):
                path.symlink_to("me@host.4711:1")
            else:
                path.write_bytes(b"\x00\xff {% armenia [[armenia]]")
    return project


@pytest.mark.parametrize(
    "arguments", [("check",), ("show", "armenia"), ("export", "pages", "{root}/out"), ("rename", "armenia", "hayastan")]
)
def test_commands_pass_them_over(littered: Path, arguments: tuple[str, ...]) -> None:
    result = call(littered, *(argument.format(root=littered) for argument in arguments))
    assert result.exit_code == 0, result.output


def test_build_passes_them_over(littered: Path) -> None:
    result = call(littered, "build")
    assert result.exit_code == 0, result.output
    names = [path.relative_to(littered / "site").as_posix() for path in (littered / "site").rglob("*")]
    assert all(map(is_own_path, names))


def test_watch_passes_them_over(littered: Path) -> None:
    before = scan_files(littered, "content")
    (littered / "entities" / "states" / ".#other.yaml").symlink_to("me@host.4711:1")
    (littered / "content" / "about.md~").write_text("x", encoding="utf-8")
    assert scan_files(littered, "content") == before
    assert "entities/states/armenia.yaml" in before


def test_a_folder_that_holds_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.md").touch()
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert [path.name for path in list_files(tmp_path)] == ["x.md"]
