"""Diagnostics: the formats, and that no record can forge what they show."""

import json
import re
import shutil
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY, run
from csto_kb.diagnostics import (
    FORMATS,
    Code,
    Diagnostic,
    Position,
    excerpt,
    format_github,
    format_html,
    format_json,
    format_junit,
    format_sarif,
    format_text,
    has_errors,
    printable,
    report,
    sort_diagnostics,
    suggest,
    summarize,
)

ERROR = Code("some-error", "error", "…")
WARNING = Code("some-warning", "warning", "…")
NASTY = st.text(max_size=30) | st.sampled_from(
    [
        "\x1b[2J",
        "\x9b31m",
        "a\n::error file=x::forged",
        "\r::warning::x",
        "%0A::error::x",
        "\u202e",
        "\u2028",
        "a,line=9:",
        "::error file=x::forged",
        "  ::stop-commands::x",
        "##[error]forged",
        "a ###[add-mask]b",
        "##vso[task.complete]",
        "##teamcity[buildStop]",
    ]
)
DIAGNOSTICS = st.builds(
    lambda code, path, mark, message, hint: report(code, path, mark, message, hint),
    st.sampled_from([ERROR, WARNING]),
    NASTY,
    st.builds(Position, st.integers(1, 99), st.integers(1, 99)),
    NASTY,
    NASTY,
)
FOUND = report(ERROR, "entities/a.yaml", Position(12, 9), "no source 'x'", "did you mean 'y'?")


def test_text() -> None:
    assert format_text([FOUND]) == ("entities/a.yaml:12:9: error[some-error] no source 'x'\n  hint: did you mean 'y'?")


RECORD = "name: Example\nfacts:\n\t- value: 3 % \x1b[2J of\u202eall\n"


def test_text_shows_the_line() -> None:
    """The caret is under the character, also after a character that is shown as an escape."""
    found = report(ERROR, "entities/a.yaml", Position(3, 22), "no")
    assert format_text([found], {"entities/a.yaml": RECORD}.get).splitlines() == [
        "entities/a.yaml:3:22: error[some-error] no",
        r"  3 |  - value: 3 % \x1b[2J of\u202eall",
        "    |                         ^",
    ]


def test_excerpt_of_a_long_line() -> None:
    text = "a" * 300 + "X" + "b" * 300
    line, caret = excerpt(text, 1, 301)
    assert len(line) < 120
    assert line[caret.index("^")] == "X"
    assert line.startswith("1 | …a")
    assert line.endswith("b…")


@pytest.mark.parametrize("mark", [(0, 1), (9, 1), (2, 7)])
def test_no_excerpt_without_a_line(mark: tuple[int, int]) -> None:
    assert excerpt("name: x\n\nb: 1\r\n", *mark) == []


def test_html_shows_the_lines_around() -> None:
    found = report(ERROR, "entities/<b>.yaml", Position(2, 1), "<script>", "<hint>")
    html = format_html([found], {"entities/<b>.yaml": "a: <i>\nfacts:\nc: 1\n"}.get)
    assert "<pre>1 | a: &lt;i&gt;\n2 | facts:\n  | ^\n3 | c: 1\n4 |</pre>" in html
    assert not any(tag in html for tag in ("<script>", "<b>", "<i>", "<hint>"))
    assert format_html([]) == ""


@given(st.text(), st.integers(-1, 5), st.integers(1, 200))
def test_excerpts_are_safe(text: str, line: int, column: int) -> None:
    """Whatever a file holds: lines of a bounded number, none longer than a screen, no control character."""
    shown = excerpt(text, line, column, around=1)
    assert len(shown) <= 4
    assert all(printable(one) == one for one in shown)


def test_sarif() -> None:
    warning = report(WARNING, "entities/ä b.yaml", Position(1, 2), "x\ny")
    log = json.loads(format_sarif([FOUND, warning]))
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    assert [(rule["id"], rule["defaultConfiguration"]["level"]) for rule in run["tool"]["driver"]["rules"]] == [
        ("some-error", "error"),
        ("some-warning", "warning"),
    ]
    first, second = run["results"]
    assert first["message"]["text"] == "no source 'x' (hint: did you mean 'y'?)"
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "entities/a.yaml"},
        "region": {"startLine": 12, "startColumn": 9},
    }
    assert (second["ruleId"], second["level"], second["message"]["text"]) == ("some-warning", "warning", r"x\ny")
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "entities/%C3%A4%20b.yaml"


def test_junit() -> None:
    suite = ElementTree.fromstring(format_junit([FOUND, report(WARNING, "b", Position(), "<w>")]))
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    error, warning = suite
    assert error.get("name") == "entities/a.yaml:12:9 some-error"
    assert error[0].get("message") == "no source 'x' (hint: did you mean 'y'?)"
    assert (warning[0].tag, warning[0].text) == ("system-out", "<w>")
    [passed] = ElementTree.fromstring(format_junit([]))
    assert len(passed) == 0


def test_json() -> None:
    assert json.loads(format_json([FOUND])) == [
        {
            "path": "entities/a.yaml",
            "line": 12,
            "column": 9,
            "severity": "error",
            "code": "some-error",
            "message": "no source 'x'",
            "hint": "did you mean 'y'?",
        }
    ]
    assert "Ереван" in format_json([report(ERROR, "a", Position(), "Ереван")])


def test_github() -> None:
    found = report(WARNING, "a:b,c%.yaml", Position(1, 2), "100% of: this, that\n::error::x", "mend")
    assert format_github([found]) == (
        "::warning file=a%3Ab%2Cc%25.yaml,line=1,col=2,title=some-warning::"
        "100%25 of: this, that\\n::error::x (hint: mend)"
    )


@pytest.mark.parametrize("name", FORMATS)
@given(found=st.lists(DIAGNOSTICS, max_size=3))
def test_no_control_character_reaches_the_output(name: str, found: list[Diagnostic]) -> None:
    output = FORMATS[name](found)
    assert all(c in " \n" or unicodedata.category(c)[0] not in "CZ" for c in output)
    output.encode("utf-8")


@given(st.lists(DIAGNOSTICS, max_size=4))
def test_the_number_of_lines_is_ours(found: list[Diagnostic]) -> None:
    hints = sum(bool(one.hint) for one in found)
    assert len(format_text(found).splitlines()) == len(found) + hints
    assert len(format_github(found).splitlines()) == len(found)


@given(st.lists(DIAGNOSTICS, max_size=4))
def test_json_gives_everything_back(found: list[Diagnostic]) -> None:
    assert [Diagnostic(**one) for one in json.loads(format_json(found))] == found


@given(DIAGNOSTICS)
def test_github_properties_cannot_be_forged(found: Diagnostic) -> None:
    """Read the line as the runner does: the first `::` behind the properties ends them."""
    _, command, _ = format_github([found]).split("::", 2)
    severity, properties = command.split(" ", 1)
    names = dict(part.split("=", 1) for part in properties.split(","))
    assert severity == found.severity
    assert list(names) == ["file", "line", "col", "title"]
    path = names["file"].replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    assert path == printable(found.path)
    assert (names["line"], names["col"], names["title"]) == (str(found.line), str(found.column), found.code)


@pytest.mark.parametrize("name", ["text", *FORMATS])
@given(found=st.lists(DIAGNOSTICS, max_size=3), text=NASTY)
def test_no_line_commands_a_runner(name: str, found: list[Diagnostic], text: str) -> None:
    """Read the log as GitHub's runner, Azure's and TeamCity's do: no line is a command that we did not write."""
    output = format_text(found, lambda _: text) if name == "text" else FORMATS[name](found)
    assert re.search(r"##\w*\[", output) is None
    commands = [line for line in output.splitlines() if line.strip().startswith("::")]
    assert len(commands) == (len(found) if name == "github" else 0)
    assert all(line.startswith(("::error file=", "::warning file=")) for line in commands)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb", r"a\tb"),
        ("\x1b[2J", r"\x1b[2J"),
        ("é \u202e", r"é \u202e"),
        ("::error::x", r"\x3a:error::x"),
        ("a ::error::x", "a ::error::x"),
        ("see ##[error]x", r"see #\x23[error]x"),
        ("## heading", "## heading"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_long_messages_are_cut() -> None:
    """A record cannot flood the log with one text."""
    found = report(ERROR, "a", Position(), "x" * 100_000, "y" * 100_000)
    assert (len(found.message), len(found.hint)) == (501, 501)


@given(st.text())
def test_printable_is_stable(text: str) -> None:
    assert printable(printable(text)) == printable(text)


FAULT = "entities/states/zz.yaml"


@pytest.fixture
def repository(project: Path, tmp_path: Path) -> Path:
    """A Git repository with a project in `kb/` that has one fault."""
    root = tmp_path / "repository"
    root.mkdir()
    shutil.move(project, root / "kb")
    (root / "kb" / FAULT).write_text("nmae: x\n", encoding="utf-8")
    (root / ".git").mkdir()
    return root


def _paths(output: str) -> set[str]:
    """The paths of an output that name the faulty record."""
    return set(re.findall(r'[^\s"=|,:]*zz\.yaml', output))


@pytest.mark.parametrize("form", ["text", *FORMATS])
@pytest.mark.parametrize(
    ("folder", "option", "seen", "in_repository"),
    [
        (".", "kb", f"kb/{FAULT}", f"kb/{FAULT}"),
        ("kb", ".", FAULT, f"kb/{FAULT}"),
        ("kb/entities", "..", "states/zz.yaml", f"kb/{FAULT}"),
        ("..", "repository/kb", f"repository/kb/{FAULT}", f"kb/{FAULT}"),
    ],
)
def test_paths_are_seen_from_where_they_are_read(
    form: str, folder: str, option: str, seen: str, in_repository: str, repository: Path
) -> None:
    """From the current folder, where a terminal opens them; from the repository's root, where a forge looks."""
    done = run("csto_kb", "-C", option, "check", "--format", form, cwd=repository / folder)
    assert done.returncode == 1
    expected = in_repository if form in ("github", "sarif", "junit") else seen
    assert _paths(done.stdout) == {expected}
    if form == "text":
        assert "1 | nmae: x" in done.stdout


def test_paths_of_other_commands(repository: Path) -> None:
    """Every command says them alike; a build on its log too."""
    for words in ("build", "rename armenia hayastan", "show zz"):
        done = run("csto_kb", "-C", "kb", *words.split(), cwd=repository)
        assert f"kb/{FAULT}" in done.stdout + done.stderr, words
    (repository / "kb" / FAULT).unlink()
    done = run("csto_kb", "-C", "kb", "todo", "--age", "0", cwd=repository)
    assert "\nkb/entities/" in done.stdout
    assert "\nentities/" not in done.stdout


def test_no_repository(repository: Path) -> None:
    """Then a forge's paths are seen from the current folder too; from a place apart, they start at the project."""
    (repository / ".git").rmdir()
    for folder, seen in ((repository, f"kb/{FAULT}"), (REPOSITORY, FAULT)):
        done = run("csto_kb", "-C", repository / "kb", "check", "--format", "github", cwd=folder)
        assert _paths(done.stdout) == {seen}


def test_sorting_drops_repetitions() -> None:
    other = report(WARNING, "entities/a.yaml", Position(2, 1), "x")
    assert sort_diagnostics([FOUND, other, FOUND]) == [other, FOUND]


def test_summary_and_severity() -> None:
    warning = report(WARNING, "a", Position(), "x")
    assert summarize([]) == "no problems"
    assert summarize([FOUND, FOUND, warning]) == "2 errors, 1 warning"
    assert has_errors([warning, FOUND])
    assert not has_errors([warning])


def test_suggest() -> None:
    assert suggest("tas-2024-02", ["tass-2024-02", "bbc"]) == "did you mean 'tass-2024-02'?"
    assert suggest("zzz", ["armenia"]) == ""
    assert suggest("x", iter(())) == ""
