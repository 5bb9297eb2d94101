"""Diagnostics: the formats, and that no record can forge what they show."""

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csto_kb.diagnostics import (
    FORMATS,
    Code,
    Diagnostic,
    Mark,
    format_github,
    format_json,
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
    ]
)
DIAGNOSTICS = st.builds(
    lambda code, path, mark, message, hint: report(code, path, mark, message, hint),
    st.sampled_from([ERROR, WARNING]),
    NASTY,
    st.builds(Mark, st.integers(1, 99), st.integers(1, 99)),
    NASTY,
    NASTY,
)
FOUND = report(ERROR, "entities/a.yaml", Mark(12, 9), "no source 'x'", "did you mean 'y'?")


def test_text() -> None:
    assert format_text([FOUND]) == ("entities/a.yaml:12:9: error[some-error] no source 'x'\n  hint: did you mean 'y'?")


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
    assert "Ереван" in format_json([report(ERROR, "a", Mark(), "Ереван")])


def test_github() -> None:
    found = report(WARNING, "a:b,c%.yaml", Mark(1, 2), "100% of: this, that\n::error::x", "mend")
    assert format_github([found]) == (
        "::warning file=a%3Ab%2Cc%25.yaml,line=1,col=2,title=some-warning::"
        "100%25 of: this, that\\n::error::x (hint: mend)"
    )


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None)
@given(found=st.lists(DIAGNOSTICS, max_size=3))
def test_no_control_character_reaches_the_output(name: str, found: list[Diagnostic]) -> None:
    output = FORMATS[name](found)
    assert all(c in " \n" or unicodedata.category(c)[0] not in "CZ" for c in output)
    output.encode("utf-8")


@settings(deadline=None)
@given(st.lists(DIAGNOSTICS, max_size=4))
def test_the_number_of_lines_is_ours(found: list[Diagnostic]) -> None:
    hints = sum(bool(one.hint) for one in found)
    assert len(format_text(found).splitlines()) == len(found) + hints
    assert len(format_github(found).splitlines()) == len(found)


@settings(deadline=None)
@given(st.lists(DIAGNOSTICS, max_size=4))
def test_json_gives_everything_back(found: list[Diagnostic]) -> None:
    assert [Diagnostic(**one) for one in json.loads(format_json(found))] == found


@settings(deadline=None)
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


@settings(deadline=None)
@given(st.text())
def test_printable_is_stable(text: str) -> None:
    assert printable(printable(text)) == printable(text)


def test_sorting_drops_repetitions() -> None:
    other = report(WARNING, "entities/a.yaml", Mark(2, 1), "x")
    assert sort_diagnostics([FOUND, other, FOUND]) == [other, FOUND]


def test_summary_and_severity() -> None:
    warning = report(WARNING, "a", Mark(), "x")
    assert summarize([]) == "no problems"
    assert summarize([FOUND, FOUND, warning]) == "2 errors, 1 warning"
    assert has_errors([warning, FOUND])
    assert not has_errors([warning])


def test_suggest() -> None:
    assert suggest("tas-2024-02", ["tass-2024-02", "bbc"]) == "did you mean 'tass-2024-02'?"
    assert suggest("zzz", ["armenia"]) == ""
    assert suggest("x", iter(())) == ""
