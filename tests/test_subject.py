"""subject.yaml: whatever stands in it, each fault is a problem with its place, and none is told twice."""

import json
from pathlib import Path

import pytest

from conftest import REPOSITORY
from csto_kb.diagnostics import Diagnostic
from csto_kb.model import Organization
from csto_kb.model.subject import Vocabularies
from csto_kb.project import load_project
from csto_kb.subject import SUBJECT, read_subject

EVENT_TYPES = "vocabularies:\n  event_types:\n    - "
VOTES = "vocabularies:\n  votes:\n    - "
FAULTS = {
    "": ["1:1 not-a-record"],
    "- a": ["1:1 not-a-record"],
    "focus: [": ["2:1 yaml-syntax"],
    "focus: some\nfocus: other": ["2:1 duplicate-key"],
    "focus: [a]": ["1:8 bad-reference"],
    "focus: No Id": ["1:8 bad-reference"],
    "focos: some": ["1:1 unknown-key"],
    "first_day: yesterday": ["1:12 bad-date"],
    "first_day: unknown": ["1:12 wrong-value"],
    "language: English": ["1:11 wrong-value"],
    "licence: CC": ["1:10 wrong-type"],
    "licence:\n  url: ftp://x": ["2:3 missing-key", "2:8 bad-url"],
    "kinds: [state]": ["1:8 wrong-type"],
    "kinds:\n  states: {about: Parties.}": ["2:3 unknown-key"],
    "kinds:\n  state: Parties.": ["2:10 wrong-type"],
    "kinds:\n  state: {abuot: Parties.}": ["2:11 unknown-key"],
    "kinds:\n  state: {about: 5}": ["2:18 wrong-type"],
    "kinds:\n  state: {topics: [nothing]}": ["2:20 wrong-value"],
    "map:\n  geometry: x.json": ["2:3 missing-key"],
    "map:\n  geometry: x.json\n  region: here\n  hatched: [5]": ["4:13 wrong-type"],
    "appeal_rules: treaty": ["1:15 wrong-type"],
    "appeal_rules: [A B]": ["1:16 bad-reference"],
    "topics: [climate]": ["1:10 wrong-type"],
    "topics:\n  - id: climate": ["2:5 missing-key"],
    "topics:\n  - id: key-facts\n  - id: key-facts": ["3:9 wrong-value"],
    "properties:\n  - id: ice": ["2:5 missing-key"] * 3,
    "properties:\n  - {id: ice, label: Ice, datatype: number, topic: key-facts}": ["2:37 wrong-value"],
    "properties:\n  - {id: ice, label: Ice, datatype: text, topic: climate}": ["2:50 wrong-value"],
    "properties:\n  - {id: ice, label: Ice, datatype: text, topic: key-facts, unit: m}": ["2:67 wrong-value"],
    "properties:\n  - {id: population, label: People, datatype: text, topic: key-facts}": ["2:10 wrong-value"],
    "properties:\n" + 2 * "  - {id: ice, label: Ice, datatype: text, topic: key-facts}\n": ["3:10 wrong-value"],
    "vocabularies:\n  event_type: []": ["2:3 unknown-key"],
    "vocabularies:\n  lanes: x": ["2:10 wrong-type"],
    "vocabularies:\n  lanes:\n    - {id: ice}": ["3:7 missing-key"] * 2,
    f"{EVENT_TYPES}{{id: trip, label: trip, meaning: They go.}}": ["3:7 missing-key"],
    f"{EVENT_TYPES}{{id: trip, label: trip, meaning: They go., lane: ice}}": ["3:56 wrong-value"],
    f"{EVENT_TYPES}{{id: vote, lane: ''}}": ["3:24 wrong-value"],
    f"{EVENT_TYPES}{{id: vote, letter: V}}": ["3:18 unknown-key"],
    f"{EVENT_TYPES}{{id: vote, label: poll}}\n    - {{id: vote, label: ballot}}": ["4:12 wrong-value"],
    f"{EVENT_TYPES}{{id: '<b>', label: b, meaning: B., lane: other}}": ["3:12 wrong-value"],
    f"{VOTES}{{id: vacant, label: vacant, meaning: None., letter: V, tone: blue}}": ["3:68 wrong-value"],
    "vocabularies:\n  source_types:\n    - {id: map, label: map, meaning: A map.}": ["3:7 missing-key"] * 4,
}
"""What is written, and the places and codes of what is reported."""


def places(problems: tuple[Diagnostic, ...] | list[Diagnostic]) -> list[str]:
    return [f"{problem.line}:{problem.column} {problem.code}" for problem in problems]


@pytest.mark.parametrize("text", FAULTS)
def test_fault_has_its_place(tmp_path: Path, text: str) -> None:
    (tmp_path / SUBJECT).write_text(f"{text}\n", encoding="utf-8")
    read = read_subject(tmp_path)
    assert places(read.problems) == FAULTS[text]
    assert all(problem.path == SUBJECT and problem.severity == "error" for problem in read.problems)


@pytest.mark.parametrize("text", [text for text in FAULTS if "missing-key" in FAULTS[text][0]])
def test_what_is_missing_is_named_with_what_it_is(tmp_path: Path, text: str) -> None:
    (tmp_path / SUBJECT).write_text(text, encoding="utf-8")
    missing = [problem for problem in read_subject(tmp_path).problems if problem.code == "missing-key"]
    assert all(" has no '" in problem.message and problem.hint for problem in missing)


def test_every_table_is_tried() -> None:
    """What a choice of each table must have is asked of every one of them."""
    subject = read_subject(Path("/nonexistent")).subject
    for key, table, _ in Vocabularies().tables():
        assert subject.table(table).keys() == table.keys(), key


def test_file_may_be_missing(tmp_path: Path) -> None:
    read = read_subject(tmp_path)
    assert read.problems == ()
    assert read.subject.focus is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("focus: nothing", ["1:8 unknown-reference"]),
        ("focus: northland", ["1:8 unknown-reference"]),
        ("appeal_rules: ['northern-pact#article-99']", ["1:16 unknown-anchor"]),
        ("map: {geometry: none.json, region: here}", ["1:17 bad-geometry"]),
        ("map: {geometry: geometry, region: here}", ["1:17 bad-geometry"]),
        ("map: {geometry: ../geometry.json, region: here}", ["1:17 bad-geometry"]),
    ],
)
def test_what_it_names_is_there(project: Path, text: str, expected: list[str]) -> None:
    """A focus that is no record or no organization, an article that is not there, a file that is missing."""
    whole = (project / SUBJECT).read_text(encoding="utf-8")
    kept = whole[whole.index("\ntopics:") + 1 :]
    (project / SUBJECT).write_text(f"{text}\n{kept}", encoding="utf-8")
    (project / "geometry").mkdir()
    assert places(load_project(project).diagnostics) == expected


@pytest.mark.parametrize("fault", ["focus: [", "topics: 5", "properties: 5", "vocabularies: 5", "focis: x", "- a", ""])
def test_one_fault_gives_one_message(project: Path, fault: str) -> None:
    """A record that uses a word of the subject's is not blamed for what is wrong there."""
    (project / SUBJECT).write_text(f"{fault}\n", encoding="utf-8")
    problems = load_project(project).diagnostics
    assert len(problems) == 1, problems
    assert problems[0].path == SUBJECT


DRAWING = {
    "projection": {"lat_1": -60, "lat_2": -80, "lat_0": -90, "lon_0": 0},
    "origin": [0, 0],
    "unit": 1000,
    "size": [10, 10],
    "states": {"010": "M0 0l1 0 0 1z"},
}


@pytest.mark.parametrize(
    "change",
    [
        {"states": {"010": "M0 0l1 0 0z"}},
        {"states": {"010": 'M0 0z"/><script>'}},
        {"states": 5},
        {"unit": 0},
        {"size": [0, 10]},
        {"projection": {"lat_1": 5, "lat_2": 5, "lat_0": 0, "lon_0": 0}},
        {"projection": {"lat_1": 5, "lat_2": -5, "lat_0": 0, "lon_0": 0}},
        {"projection": {"lat_1": 95, "lat_2": 5, "lat_0": 0, "lon_0": 0}},
        {"projection": {"lat_1": 95}},
        {"origin": [0, float("inf")]},
        {"more": 1},
    ],
)
def test_geometry_that_cannot_be_drawn(project: Path, change: dict[str, object]) -> None:
    with (project / SUBJECT).open("a", encoding="utf-8") as file:
        file.write("map: {geometry: outlines.json, region: here}\n")
    (project / "outlines.json").write_text(json.dumps(DRAWING), encoding="utf-8")
    assert load_project(project).diagnostics == []
    (project / "outlines.json").write_text(json.dumps(DRAWING | change), encoding="utf-8")
    problems = load_project(project).diagnostics
    assert [problem.code for problem in problems] == ["bad-geometry"]
    assert "'outlines.json' is no geometry: " in problems[0].message


def test_focus_of_this_project_is_a_record() -> None:
    project = load_project(REPOSITORY)
    assert isinstance(project.context.focus, Organization)


def test_an_office_of_the_subject_is_held_by_one(project: Path) -> None:
    """What the titles of offices begin with is a word of the subject."""
    role = "roles: [{title: Rector, organization: pact-organization, from: %s, to: %s, sources: [gazette-2002]}]"
    for name, start, end in (("anna-lindt", 2001, 2006), ("bela-orm", 2003, 2008)):
        text = f"name: {name}\ntype: official\n{role % (start, end)}\nreviewed: 2026-11-20\n"
        (project / f"entities/people/{name}.yaml").write_text(text, encoding="utf-8")
    codes = [found.code for found in load_project(project).diagnostics]
    assert "overlapping-terms" not in codes
    with (project / SUBJECT).open("a", encoding="utf-8") as file:
        file.write("vocabularies:\n  offices:\n    - {id: rector, label: Rector, meaning: The head of a school.}\n")
    found = load_project(project).diagnostics
    assert [problem.code for problem in found if problem.code not in codes] == ["overlapping-terms"]
