"""The limits of a record: each holds to the last unit, names itself in its error, and is a setting."""

import re
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest
import yaml

from conftest import REPOSITORY, run
from csto_kb.diagnostics import Diagnostic, Position
from csto_kb.limits import DEFAULT_LIMITS, Limits
from csto_kb.loader import load_records
from csto_kb.settings import read_limits

HEAD = "name: A\nreviewed: 2026-11-23\n"

SMALL: dict[str, tuple[int, Callable[[int], str], Position]] = {
    "file_bytes": (400, lambda n: HEAD + "#" * (n - len(HEAD)), Position(1, 1)),
    "depth": (4, lambda n: HEAD + "x: " + "[" * (n - 1) + "]" * (n - 1), Position(3, 7)),
    "keys": (20, lambda n: HEAD + "".join(f"x{i}: 1\n" for i in range(n - 2)), Position(21, 1)),
    "items": (20, lambda n: HEAD + "x:\n" + "- 1\n" * n, Position(24, 3)),
    "values": (30, lambda n: HEAD + "x: [" + "1, " * (n - 7) + "]", Position(3, 74)),
    "scalar_length": (40, lambda n: HEAD + "x: " + "y" * n, Position(3, 4)),
    "digits": (6, lambda n: HEAD + "x: -" + "9" * (n - 1) + ".5", Position(3, 4)),
    "line_length": (30, lambda n: HEAD + "aliases: [" + "y" * n + "]", Position(3, 11)),
    "prose_length": (40, lambda n: HEAD + "summary: " + "y" * n, Position(3, 10)),
    "marks": (90, lambda n: HEAD + "aliases: ['" + "*" * (n - 40) + "']\nsummary: '" + "[" * 40 + "'", Position(4, 10)),
    "problems": (5, lambda n: HEAD + "".join(f"x{i}: 1\n" for i in range(n)), Position(8, 5)),
}
"""For each limit a small value, a record of exactly that size, and where a record of one more is refused."""


def load(root: Path, text: str, limits: Limits) -> list[Diagnostic]:
    path = root / "entities" / "terms" / "example.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_records(root, limits).diagnostics


def about_limits(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    return [found for found in diagnostics if found.code == "yaml-limit"]


def test_every_limit_is_tried() -> None:
    assert list(SMALL) == [field.name for field in fields(Limits)]


@pytest.mark.parametrize("name", SMALL)
def test_limit(name: str, tmp_path: Path) -> None:
    value, make, mark = SMALL[name]
    limits = replace(DEFAULT_LIMITS, **{name: value})
    assert about_limits(load(tmp_path, make(value), limits)) == []
    [found] = about_limits(load(tmp_path, make(value + 1), limits))
    assert found.message.endswith(f": the limit '{name}' is {value:,}")
    assert f"limits: {{{name}: …}}" in found.hint
    assert Position(found.line, found.column) == mark


def test_prose_of_a_fact_has_the_limit_too(tmp_path: Path) -> None:
    fact = "facts:\n- {property: mandate, as_of: 2020, sources: [a], value: " + "y" * 41 + "}\n"
    [found] = about_limits(load(tmp_path, HEAD + fact, Limits(prose_length=40)))
    assert (found.line, found.column) == (4, 57)


def test_escapes_do_not_hide_marks(tmp_path: Path) -> None:
    text = HEAD + 'summary: "' + r"\x5b" * 91 + '"'
    assert len(about_limits(load(tmp_path, text, Limits(marks=90)))) == 1


def test_problems_of_references_are_limited(project: Path) -> None:
    """Each is looked up among all records for a hint, which costs time."""
    links = "".join(f"[[nowhere-{index}]] " for index in range(50))
    record = project / "entities" / "terms" / "example.yaml"
    record.write_text(f"{HEAD}summary: '{links}'\n", encoding="utf-8")
    _set(project, "problems: 7")
    done = run("csto_kb", "-C", project, "check")
    assert done.stdout.count("error[unknown-reference]") == 7
    assert done.stdout.count("error[yaml-limit] too many problems to show: the limit 'problems' is 7") == 1


# Settings


def _set(project: Path, options: str) -> None:
    path = project / "mkdocs.yml"
    text = path.read_text(encoding="utf-8")
    assert "  - csto-kb\n" in text
    path.write_text(text.replace("  - csto-kb\n", f"  - csto-kb: {{limits: {{{options}}}}}\n"), encoding="utf-8")


@pytest.mark.parametrize("command", [["csto_kb", "check"], ["csto_kb", "build"], ["mkdocs", "build"]], ids=" ".join)
def test_settings_hold(command: list[str], project: Path) -> None:
    """Whether or not MkDocs reads the configuration."""
    _set(project, "line_length: 20")
    done = run(*command, cwd=project)
    assert done.returncode == 1
    assert "error[yaml-limit] name: a text of 34 characters: the limit 'line_length' is 20" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("plugins: [search, {csto-kb: {limits: {depth: 4}}}]", 4),
        ("plugins: {search: {}, csto-kb: {limits: {depth: 1_000}}}", 1000),
        ("INHERIT: other/base.yml", 5),
        ("INHERIT: other/base.yml\nplugins: [csto-kb]", 12),
        ("site_name: !ENV NAME\nplugins: [csto-kb: {limits: {depth: 4}}]\nx: !!python/name:os.system", 4),
        ("plugins: [csto-kb]", 12),
        ("plugins:", 12),
        ("", 12),
        ("- a", 12),
        ("a: [", 12),
    ],
)
def test_settings_are_read(text: str, depth: int, tmp_path: Path) -> None:
    """As MkDocs would read them, with its tags and its way to inherit."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "base.yml").write_text("plugins: [csto-kb: {limits: {depth: 5}}]", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    assert read_limits(tmp_path / "mkdocs.yml") == (replace(DEFAULT_LIMITS, depth=depth), [])


def test_readme_names_every_limit_and_its_default() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```yaml\n(# mkdocs.yml\n.*?limits:.*?)```", readme, re.DOTALL)
    [plugin] = yaml.safe_load(block)["plugins"]
    assert plugin["csto-kb"]["limits"] == asdict(DEFAULT_LIMITS)


def test_no_configuration(tmp_path: Path) -> None:
    assert read_limits(tmp_path / "mkdocs.yml") == (DEFAULT_LIMITS, [])


def test_inheriting_from_itself(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("INHERIT: mkdocs.yml", encoding="utf-8")
    assert read_limits(tmp_path / "mkdocs.yml") == (DEFAULT_LIMITS, [])
