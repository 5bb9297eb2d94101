"""YAML with positions: whatever the bytes, no exception, and every position is inside the file."""

import re
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from csto_kb.diagnostics import Position
from csto_kb.limits import DEFAULT_LIMITS
from csto_kb.yaml_text import YamlDocument, count_lines, position_at, read_yaml
from csto_kb.yaml_text import write_path as written_path

PIECES = st.sampled_from(
    [
        "a: ",
        "b",
        "- ",
        "\n",
        "\r\n",
        "\r",
        "  ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "'",
        '"',
        "|\n  ",
        ">-\n  ",
        "# c",
        "&x ",
        "*x",
        "!!int ",
        "<<: ",
        "---\n",
        "...\n",
        "? ",
        ": ",
        "%YAML 1.2\n",
        "\\u202e",
        "\\x00",
        "\t",
        "é",
        "😀",
        "\ufeff",
        "1_0",
    ]
)
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=25).map("".join)
KEYS = st.text("abcdefgh_", min_size=1, max_size=6).filter(lambda key: key not in ("y", "n", "e"))
VALUES = st.recursive(
    st.text(max_size=20) | st.integers(-(10**9), 10**9) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def read(text: str) -> YamlDocument:
    return read_yaml("entities/a.yaml", text.encode())


def codes(text: str | bytes) -> list[str]:
    content = text.encode() if isinstance(text, str) else text
    return [problem.code for problem in read_yaml("entities/a.yaml", content).problems]


def assert_inside(document: YamlDocument, text: str) -> None:
    lines = re.split("\r\n|\r|\n", text)
    marks = [Position(problem.line, problem.column) for problem in document.problems]
    for place in document.places.values():
        marks += [place.value, place.key]
        assert 0 <= place.start <= place.end <= len(text)
    for mark in marks:
        assert 1 <= mark.line <= len(lines)
        assert 1 <= mark.column <= len(lines[mark.line - 1]) + 1


def frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: frozen(inner) for key, inner in value.items()}
    return tuple(frozen(inner) for inner in value) if isinstance(value, list) else value


@settings(max_examples=400)
@given(TEXTS)
def test_any_text(text: str) -> None:
    document = read(text)
    assert (document.data is None) <= bool(document.problems)
    assert_inside(document, text.removeprefix("\ufeff"))


@given(st.binary(max_size=60))
def test_any_bytes(content: bytes) -> None:
    document = read_yaml("entities/a.yaml", content)
    assert (document.data is None) <= bool(document.problems)
    assert_inside(document, content.decode("utf-8", errors="replace").removeprefix("\ufeff"))


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), st.sampled_from([None, True, False]))
def test_what_pyyaml_writes_is_read_back(data: dict[str, Any], flow: bool | None) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow)
    document = read(text)
    if not document.problems:
        assert document.data == frozen(data)
    assert_inside(document, text)


@given(st.from_regex(r"[-+]?[0-9a-fxob._:eE]{1,8}", fullmatch=True) | st.text("yesnotrufalYNTF~", max_size=5))
def test_a_scalar_that_yaml_1_1_does_not_read_as_text_is_no_silent_text(written: str) -> None:
    document = read(f"a: {written}\n")
    if document.data is None or document.problems:
        return
    try:
        other = yaml.safe_load(f"a: {written}\n")
    except (yaml.YAMLError, ValueError):
        return
    if not hasattr(other["a"], "isoformat"):
        value = document.data["a"]
        assert (float(value) if isinstance(value, Decimal) else value) == frozen(other)["a"]


@given(TEXTS, st.integers(0, 80))
def test_mark_at(text: str, index: int) -> None:
    index = min(index, len(text))
    if text[index - 1 : index + 1] == "\r\n":
        return
    before = re.split("\r\n|\r|\n", text[:index])
    assert position_at(text, index) == Position(len(before), len(before[-1]) + 1)
    assert count_lines(text) == len(re.split("\r\n|\r|\n", text)) - 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2022-11-23", "2022-11-23"),
        ("2022-11", "2022-11"),
        ("2022", 2022),
        ("'2022'", "2022"),
        ("1.5", Decimal("1.5")),
        ("-3", -3),
        ("true", True),
        ("'NO'", "NO"),
        ("", None),
        ("~", None),
        ("''", ""),
        ("E40", "E40"),
        ("|\n  x\n  y", "x\ny"),
        ("[1, a]", (1, "a")),
        ('"\\u00e9"', "é"),
    ],
)
def test_scalars(text: str, value: object) -> None:
    document = read(f"a: {text}")
    assert document.problems == []
    assert document.data == {"a": value}
    assert type(document.data["a"]) is type(value)


@pytest.mark.parametrize(
    "text",
    ["NO", "yes", "On", "1_000", "1_000.5", "010", "0x1F", "0o7", "1e3", ".5", "1.", "+1", "12:30", ".inf", "True"],
)
def test_ambiguous_scalars(text: str) -> None:
    (problem,) = read(f"a: {text}").problems
    assert (problem.code, problem.line, problem.column) == ("ambiguous-scalar", 1, 4)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "not-a-record", 1, 1),
        ("# only a comment", "not-a-record", 1, 1),
        ("- a\n- b", "not-a-record", 1, 1),
        ("text", "not-a-record", 1, 1),
        ("a: 1\nb: 2\na: 3", "duplicate-key", 3, 1),
        ("a: {b: 1, b: 2}", "duplicate-key", 1, 11),
        ("a: !!python/object:os.system x", "yaml-feature", 1, 4),
        ("a: &x 1", "yaml-feature", 1, 4),
        ("a: *x", "yaml-feature", 1, 4),
        ("a:\n  <<: {b: 1}", "yaml-feature", 2, 3),
        ("a: 1\n---\nb: 2", "yaml-feature", 2, 1),
        ("? [a]\n: b", "yaml-syntax", 1, 3),
        ("a: [1", "yaml-syntax", 1, 6),
        ("a: 'x", "yaml-syntax", 1, 6),
        ("a: 1\r\nb: \x07", "yaml-character", 2, 4),
        ("a: 1\rb: \u202e", "yaml-character", 2, 4),
        ("a: 1\n\ufeff", "yaml-character", 2, 1),
        ("a: pa\u00adss", "yaml-character", 1, 6),
        ("a: \U000e0041", "yaml-character", 1, 4),
        ('a: "\\u202e"', "yaml-character", 1, 4),
        ('a: "\\U000E0041"', "yaml-character", 1, 4),
        ('a: "\\ud800"', "yaml-syntax", 1, 7),
        ('a: "\\0"', "yaml-character", 1, 4),
        ('"\\e": 1', "yaml-character", 1, 1),
        ("a: " + "1" * 30, "yaml-limit", 1, 4),
        ("a: " + "x" * (DEFAULT_LIMITS.scalar_length + 1), "yaml-limit", 1, 4),
    ],
)
def test_refused(text: str, code: str, line: int, column: int) -> None:
    (problem,) = read(text).problems
    assert (problem.code, problem.line, problem.column) == (code, line, column)


def test_not_utf_8() -> None:
    (problem,) = read_yaml("a", b"a: 1\nb: \xe9").problems
    assert (problem.code, problem.line, problem.column) == ("file-encoding", 2, 4)


def test_a_byte_order_mark_is_passed_over() -> None:
    document = read("\ufeffa: 1\nb: 2")
    assert document.data == {"a": 1, "b": 2}
    assert document.locate(("a",)) == Position(1, 4)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    document = read(end.join(["# c", "a: 1", "b:", "- x: é y", ""]))
    assert document.data == {"a": 1, "b": ({"x": "é y"},)}
    assert document.locate(("b", 0, "x")) == Position(4, 6)
    assert document.locate_key(("b", 0, "x")) == Position(4, 3)
    assert document.locate_within(("b", 0, "x"), "y") == Position(4, 8)


def test_a_key_that_stands_twice_keeps_its_first_value_and_place() -> None:
    document = read("a: {x: 1}\na: {x: 2}")
    assert document.data == {"a": {"x": 1}}
    assert document.locate(("a",)) == Position(1, 4)
    assert document.locate(("a", "x")) == Position(1, 8)


def test_locating() -> None:
    document = read("a:\n- b: one two two\n")
    assert document.locate(("a", 0, "no", 3)) == document.locate(("a", 0))
    assert document.locate(("no",)) == Position(1, 1)
    assert document.locate_key(("no",)) == Position(1, 1)
    assert document.locate_within(("a", 0, "b"), "two", 1) == Position(2, 14)
    assert document.locate_within(("a", 0, "b"), "two", 2) == Position(2, 6)
    assert document.locate_within(("a", 0, "no"), "two") == document.locate(("a", 0))
    assert written_path(("a", 0, "b")) == "a[0].b"
