"""The groups of indexes and of the home page: derived from records and from `subject.yaml`, never from labels."""

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from csto_kb.model import Question
from csto_kb.project import Project, load_project

SUBJECT = "subject.yaml"
GROUPS = """
    groups:
      - {id: left, label: Who left, records: [uzbekistan]}
"""


@pytest.fixture(scope="module")
def indexes(repository_site: Path) -> dict[str, LexborHTMLParser]:
    """The indexes of the real records."""
    names = ("states", "organizations", "people", "sources", "claims", "questions")
    return {name: LexborHTMLParser((repository_site / name / "index.html").read_text("utf-8")) for name in names}


def heads(page: LexborHTMLParser) -> list[str]:
    """The column heads of the first table."""
    table = page.css_first("table.kb-index")
    assert table
    return [head.text(strip=True) for head in table.css("thead th")]


def rows(page: LexborHTMLParser, key: str) -> list[str]:
    """The records of a group that belong into it today."""
    return [
        head.text(strip=True) for head in page.css(f"section[aria-labelledby={key}] tbody tr:not(.kb-not-today) > th a")
    ]


def test_members_come_first(indexes: dict[str, LexborHTMLParser], repository: Project) -> None:
    """A reader of the index of states sees who is a member, who was one, and who was attacked."""
    page = indexes["states"]
    keys = [section.attributes["aria-labelledby"] for section in page.css("#kb-rows section")]
    assert keys == ["status-member", "status-former-member", "attacked", "others"]
    assert rows(page, "status-member") == ["Armenia", "Belarus", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan"]
    assert rows(page, "status-former-member") == ["Azerbaijan", "Georgia", "Uzbekistan"]
    assert rows(page, "attacked") == ["Ukraine"]
    assert heads(page) == ["Name", "Status", "Since", "Until", "Last vote", "Statements"]
    shown = [name for key in keys for name in rows(page, key or "")]
    assert sorted(shown) == sorted(state.name for state in repository.graph.of_kind("state")), "each once, none lost"


def test_a_state_is_where_it_was_as_of_another_day(indexes: dict[str, LexborHTMLParser]) -> None:
    """Uzbekistan was a member twice and a former member twice; before that it is among the others."""
    found = [
        (section.attributes["aria-labelledby"], row.attributes["data-held"])
        for section in indexes["states"].css("#kb-rows section")
        for row in section.css("tbody tr")
        if row.css_first("th a[href$='/uzbekistan/']")
    ]
    assert [key for key, _ in found] == ["status-member"] * 2 + ["status-former-member"] * 2 + ["others"]
    assert len(set(found)) == 5


def test_the_focus_comes_first_and_bases_stand_under_their_host(indexes: dict[str, LexborHTMLParser]) -> None:
    page = indexes["organizations"]
    first = page.css_first("#kb-rows section")
    assert first
    assert first.css_first("tbody th a").text() == "Collective Security Treaty Organization"  # type: ignore[union-attr]
    hosts = [
        cells[0].text(strip=True)
        for row in page.css("section[aria-labelledby=type-military-base] tbody tr")
        if (cells := row.css("td:nth-last-child(2)"))
    ]
    assert len(hosts) > 10
    assert hosts == sorted(hosts, key=lambda host: (host == "–", host))


def test_people_stand_under_their_office(indexes: dict[str, LexborHTMLParser]) -> None:
    """A head of state who is in the chair of an organ is looked for under the state."""
    page = indexes["people"]
    assert "Taalatbek Masadykov" in rows(page, "focus")
    assert "Stanislav Zas" in rows(page, "focus")
    assert "Vladimir Putin" in rows(page, "at-russia")
    assert "Alexander Lukashenko" in rows(page, "at-belarus")


def test_sources_by_how_much_rests_on_them(indexes: dict[str, LexborHTMLParser]) -> None:
    page = indexes["sources"]
    assert page.css_first("kb-filter input[type=search]")
    for section in page.css("#kb-rows section"):
        loads = [int(cell.text().replace(",", "")) for cell in section.css("tbody td:nth-last-child(2)")]
        assert loads == sorted(loads, reverse=True)


def test_claims_say_how_they_held_up(indexes: dict[str, LexborHTMLParser]) -> None:
    """In a list a claim has no stance, as its question does not stand above it."""
    assert heads(indexes["claims"]) == ["Name", "Date", "Speaker", "Question", "How it held up"]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ("[{id: a, label: A, records: [nowhere]}]", "unknown-reference"),
        ("[{id: a, label: A, records: [northern-pact]}]", "wrong-kind"),
        ("[{id: a, label: A, records: [russia, russia]}]", "wrong-value"),
        ("[{id: a, label: A, records: [russia]}, {id: b, label: B, records: [russia]}]", "wrong-value"),
        ("[{id: a, label: A, records: [russia]}, {id: a, label: B, records: [armenia]}]", "wrong-value"),
        ("[{id: a, label: A}]", "missing-key"),
    ],
)
def test_faults_of_groups_have_their_place(project: Path, groups: str, expected: str) -> None:
    text = (project / SUBJECT).read_text(encoding="utf-8")
    changed = text.replace("    about: Members of the pact, and who left it.\n", f"    groups: {groups}\n")
    assert changed != text
    (project / SUBJECT).write_text(changed, encoding="utf-8")
    problems = load_project(project).diagnostics
    assert [problem.code for problem in problems] == [expected], problems
    assert problems[0].path == SUBJECT
    assert problems[0].line == changed.splitlines().index(f"    groups: {groups}") + 1


def test_every_question_is_on_home_with_its_answer(repository_site: Path, repository: Project) -> None:
    """In the groups of the subject, and the others in a fold; each answer from its own day on."""
    home = LexborHTMLParser((repository_site / "index.html").read_text("utf-8"))
    groups = [head.text() for head in home.css(".kb-home__answers h3")]
    assert groups == ["In short", "Has it been used?", "Who stands where?", "What may come?"]
    answers = home.css(".kb-answers > li")
    questions = [item for item in repository.graph.of_kind("question") if isinstance(item, Question)]
    assert sorted(item.css_first("a").text() for item in answers) == sorted(item.name for item in questions)  # type: ignore[union-attr]
    assert all(item.css_first(".kb-answer[data-held]") for item in answers)
    words = [item.css_first("b").text() for item in answers if item.css_first("b")]  # type: ignore[union-attr]
    assert len(words) == len(questions)


def test_home_says_how_old_its_world_is(repository_site: Path, repository: Project) -> None:
    home = LexborHTMLParser((repository_site / "index.html").read_text("utf-8"))
    line = home.css_first(".kb-age")
    assert line
    assert line.text().startswith(f"Reviewed {repository.context.last_reviewed.words}; newest source of ")
    days = [time.attributes["datetime"] or "" for time in line.css("time")]
    assert days[1] <= days[0]
    assert line.css_first("a")


def test_votes_on_home_are_those_of_the_records(repository_site: Path) -> None:
    home = LexborHTMLParser((repository_site / "index.html").read_text("utf-8"))
    strip = {row.css_first("a").text(): row for row in home.css(".kb-strip tbody tr:not(.kb-not-today)")}  # type: ignore[union-attr]
    assert set(strip) == {"Armenia", "Belarus", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan"}
    assert {cell.text() for cell in strip["Russia"].css("td")} == {"N"}
    assert re.search("frozen since February 2024", strip["Armenia"].text())


def test_the_word_is_not_said_twice() -> None:
    fields = {"name": "Is it?", "answer": "No.", "answered": "2026", "reviewed": "2026"}
    for verdict, word, ground in (
        ("No: nobody did.", "No", "nobody did."),
        ("Only on request.", "Only", "on request."),
        ("Nobody knows.", "No", "Nobody knows."),
        ("No.", None, "No."),
        ("They differ.", "Split", "They differ."),
    ):
        assert Question.make("is-it", {**fields, "verdict": verdict, "word": word}).ground == ground
