"""`csto-kb show`, `todo` and `explain`: what an editor asks."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from selectolax.lexbor import LexborHTMLParser

from conftest import REPOSITORY, Compare, read_tree
from csto_kb.cli import main
from csto_kb.project import all_codes, load_project
from csto_kb.queries.todo import TODO_CATEGORIES

GOLDEN = REPOSITORY / "tests" / "golden"
TODAY = "2026-11-25"


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *arguments])


def write(root: Path, path: str, text: str) -> None:
    (root / path).write_text(text, encoding="utf-8")


# show


def test_show_prints_the_record_and_what_leads_to_it(project: Path, compare: Compare) -> None:
    output = call(project, "show", "armenia").stdout
    record = (project / "entities/states/armenia.yaml").read_text(encoding="utf-8")
    assert output.startswith("entities/states/armenia.yaml: state 'armenia'\n\n" + record)
    compare(GOLDEN / "show.txt", output)


def test_show_tells_citations_from_mentions(project: Path) -> None:
    write(
        project,
        "entities/terms/example.yaml",
        "name: Example\n"
        "summary: >-\n"
        "  As the code `[[ivan-petrov]]` of [[ivan-petrov|him]] shows\n"
        "  [@herald-2022, p. 9; @gazette-2002], so does [[ivan-petrov]].\n"
        "reviewed: 2022\n",
    )
    person, source = (call(project, "show", name).stdout for name in ("ivan-petrov", "gazette-2002"))
    _, _, mentions = person.partition("\nMentioned in (")
    assert "entities/terms/example.yaml:3:38: example, summary\n" in mentions
    assert "entities/terms/example.yaml:4:50: example, summary\n" in mentions
    assert "example.yaml:3:17" not in mentions, "code is no mention"
    _, _, citations = source.partition("\nCited in (")
    assert "entities/terms/example.yaml:4:24: example, summary\n" in citations
    assert "entities/organizations/pact-organization.yaml:" in citations, "in a field"


def test_show_a_former_id(project: Path) -> None:
    result = call(project, "show", "old-pact-organization")
    assert result.exit_code == 0
    assert "'old-pact-organization' is a former id of 'pact-organization'" in result.stderr
    assert result.stdout.startswith("entities/organizations/pact-organization.yaml")


def test_show_what_is_broken(project: Path) -> None:
    """An editor may well ask for it; nothing in it reaches the terminal as a control."""
    write(project, "entities/terms/broken.yaml", "name: [\nsummary: a\x1b[2Jb\u202e\n")
    result = call(project, "show", "broken")
    assert result.exit_code == 0
    assert "csto-kb check entities/terms/broken.yaml" in result.stderr
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout


def test_show_nothing(project: Path) -> None:
    result = call(project, "show", "armena")
    assert result.exit_code == 2
    assert "did you mean 'armenia'?" in result.stderr


def test_who_was_born_there(project: Path) -> None:
    """A link in the text of a fact is a relation where its property has a way back; else it is a mention."""
    place = '{property: place-of-birth, value: "Gyumri, [[armenia]]", as_of: 1960, sources: [herald-2022]}'
    person = f"name: Anna Petrova\nsummary: x [@herald-2022].\ntype: other\nfacts: [{place}]\nreviewed: 2026-11-23\n"
    write(project, "entities/people/anna-petrova.yaml", person)
    output = call(project, "show", "armenia").stdout
    assert "anna-petrova" in output.partition("Born here (1)\n")[2].splitlines()[0], output
    graph = load_project(project).graph
    backs = {edge.back.heading for edge in graph.incoming("armenia") if edge.back and edge.source.id == "anna-petrova"}
    assert backs == {"Born here"}


# todo


@pytest.fixture
def busy(project: Path) -> Path:
    """The fixture with two records that leave something to be done, in every way."""
    write(
        project,
        "entities/terms/example.yaml",
        "name: Example\n"
        "aliases: [Sample]\n"
        "summary: >-\n"
        "  In Armenia, [Russia](https://example.org) and `Uzbekistan` the\n"
        "  Organisation of the Northern Pact is not the ONP, as [[russia|Russia]] says; Ivan Petrovich\n"
        "  was in Armenia with Ivan Petrov [@herald-2022].\n"
        "facts:\n"
        "  - {property: history, value: x, as_of: 2022, sources: [herald-2022, 'herald-2022, p. 2'], confidence: low}\n"
        "  - {property: history, value: x, as_of: 2022, sources: [gazette-2002]}\n"
        "  - {property: history, value: x, as_of: 2022, sources: [gazette-2002, herald-2022]}\n"
        "reviewed: 2025-11\n",
    )
    return project


def todo(root: Path, *arguments: str) -> list[str]:
    result = call(root, "todo", "--today", TODAY, *arguments)
    assert result.exit_code == 0, result.output
    return [line for line in result.stdout.splitlines() if line.startswith("entities/")]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("stale-review", []),
        ("low-confidence", ["8:105: facts[0]: low confidence"]),
        ("single-source", ["8:57: facts[0]: herald-2022 (news)"]),
        (
            "unlinked-mention",
            [
                "4:6: summary: 'Armenia' is armenia",
                "5:3: summary: 'Organisation of the Northern Pact' is pact-organization",
                "6:23: summary: 'Ivan Petrov' is ivan-petrov",
            ],
        ),
        ("not-archived", []),
    ],
)
def test_todo(busy: Path, sort: str, expected: list[str]) -> None:
    path = "entities/terms/example.yaml"
    assert todo(busy, "--only", sort, path) == [f"{path}:{line}" for line in expected]


def test_todo_of_sources(busy: Path) -> None:
    found = todo(busy, "--only", "not-archived")
    assert found == ["entities/sources/herald-2022.yaml:5:6: https://example.org/herald/2022?a=1&b=2"]


def test_todo_of_places(busy: Path) -> None:
    """A place is borne out by its own source, or by those of the record as a whole."""
    path = "entities/organizations/pact-base.yaml"
    write(
        busy,
        path,
        "name: Pact Base\nsummary: A base [@herald-2022].\ntype: military base\nlocation:\n  - name: Gyumri\n"
        "  - {name: Erebuni, sources: [herald-2022]}\nreviewed: 2026-11-23\n",
    )
    assert todo(busy, "--only", "unsourced-place", path) == [f"{path}:5:5: location[0]: Gyumri"]


@pytest.mark.parametrize(
    ("today", "age", "is_stale"),
    [
        ("2026-11-30", "365", False),
        ("2026-12-01", "365", True),
        ("2026-12-01", "366", False),
        ("2025-12-01", "0", True),
        ("2025-11-30", "0", False),
    ],
)
def test_stale_review(busy: Path, today: str, age: str, is_stale: bool) -> None:
    """A month is over with its last day, and a review as old as allowed is not stale."""
    result = call(busy, "todo", "--only", "stale-review", "--today", today, "--age", age, "entities/terms/example.yaml")
    assert ("example.yaml:11:11: last reviewed: November 2025" in result.stdout) == is_stale


def test_todo_groups_and_counts(busy: Path) -> None:
    """Some items of each type and the command for the rest; all items of a requested type or file."""
    for number in range(7):
        term = f"name: Term {number}\nsummary: x [@herald-2022].\nreviewed: unknown\n"
        write(busy, f"entities/terms/term-{number}.yaml", term)
    output = call(busy, "todo", "--today", TODAY).stdout
    first = output.partition("\n\n")[0].splitlines()
    assert first[0] == "stale-review: 7"
    assert first[1].startswith("  The last review of the record")
    assert first[2] == "entities/terms/term-0.yaml:3:11: last reviewed: date not known"
    assert first[7:] == ["  ... and 2 more: csto-kb todo --only stale-review"]
    assert len(todo(busy, "--only", "stale-review")) == 7
    assert len(todo(busy, "--only", "stale-review", "entities/terms/term-1.yaml", "entities/states")) == 1
    counted = sum(int(count) for count in re.findall(r"^[a-z-]+: (\d+)$", output, re.MULTILINE))
    assert output.endswith(f"\n{counted} tasks\n")


def test_todo_as_json(busy: Path) -> None:
    answer = json.loads(
        call(busy, "todo", "--today", TODAY, "--format", "json", "--only", "low-confidence", "entities/terms").stdout
    )
    assert answer == {
        "today": TODAY,
        "counts": {"low-confidence": 1},
        "items": [
            {
                "sort": "low-confidence",
                "path": "entities/terms/example.yaml",
                "line": 8,
                "column": 105,
                "message": "facts[0]: low confidence",
            }
        ],
    }
    everything = json.loads(call(busy, "todo", "--today", TODAY, "--format", "json").stdout)
    assert list(everything["counts"]) == [sort.name for sort in TODO_CATEGORIES]
    assert sum(everything["counts"].values()) == len(everything["items"])


def test_todo_refuses(busy: Path) -> None:
    assert "did you mean 'stale-review'?" in call(busy, "todo", "--only", "stale-reviews").stderr
    assert "no file or folder" in call(busy, "todo", "entities/nowhere").stderr
    assert call(busy, "todo", "--today", "25.11.2026").exit_code == 2


def test_todo_changes_nothing_and_passes_over_the_broken(busy: Path) -> None:
    write(busy, "entities/terms/broken.yaml", "name: [\n")
    before = read_tree(busy)
    result = call(busy, "todo", "--today", TODAY)
    assert "broken records are left out" in result.stderr
    assert read_tree(busy) == before


def test_sorts_are_explained() -> None:
    for sort in TODO_CATEGORIES:
        assert sort.about.endswith(".")
        assert "\n" not in sort.about, "it stands on one line"


# explain


def test_explain_says_what_the_page_says(built_project: Path) -> None:
    page = LexborHTMLParser((built_project / "site/diagnostics/index.html").read_text(encoding="utf-8"))
    for code in all_codes():
        heading, _, explanation = CliRunner().invoke(main, ["explain", code.name]).output.partition("\n\n")
        assert heading == f"{code.severity}[{code.name}]"
        section = page.css_first(f"section[aria-labelledby={code.name}]")
        shown = " ".join(section.text().split())
        assert " ".join(explanation.split()) in shown


def test_explain_suggests_and_lists() -> None:
    result = CliRunner().invoke(main, ["explain", "undate"])
    assert (result.exit_code, result.stderr) == (2, "csto-kb: no code 'undate'; did you mean 'undated'?\n")
    listed = CliRunner().invoke(main, ["explain"]).output.splitlines()
    assert [line.split() for line in listed] == [[code.severity, code.name] for code in all_codes()]


def test_explain_tells_the_choices_of_a_field() -> None:
    output = CliRunner().invoke(main, ["explain", "organization.members.status"]).output
    assert output.startswith("Status: In what capacity.\n\nmember     A full member.\n")
    for name in ("event", "event.typ", "army.type"):
        assert CliRunner().invoke(main, ["explain", name]).exit_code == 2
