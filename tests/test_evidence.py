"""What rests on what: copies, single sources, disagreement, coverage and gaps, on records of a test's own."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from csto_kb.insight.citation_coverage import measure_citations
from csto_kb.insight.coverage import list_empty_fields, list_gaps, measure_coverage
from csto_kb.insight.evidence import group_disagreeing
from csto_kb.model import Fact, Question
from csto_kb.project import Project, load_project
from csto_kb.render.view import View

SOURCE = {"type": "news", "publisher": "P", "retrieved": "2026-11-23", "language": "en"}


def write(root: Path, path: str, **fields: Any) -> None:
    """A record with what every record needs."""
    target = root / "entities" / f"{path}.yaml"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(yaml.safe_dump({"name": path, "reviewed": "2026-11-23", **fields}), encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    for name in ("first", "second"):
        write(tmp_path, f"sources/{name}", **SOURCE)
    write(tmp_path, "sources/copy", repost_of="first", **SOURCE)
    write(tmp_path, "sources/copy-of-copy", repost_of="copy", **SOURCE)
    return tmp_path


def load(root: Path) -> Project:
    project = load_project(root)
    assert [found for found in project.diagnostics if found.severity == "error"] == []
    return project


def fact(value: Any, *sources: str, when: str = "2022", **fields: Any) -> dict[str, Any]:
    kind = "population" if isinstance(value, int) else "history"
    return {"property": kind, "value": value, "as_of": when, "sources": list(sources), **fields}


def test_a_copy_is_no_second_source(root: Path) -> None:
    write(root, "states/armenia", facts=[fact("It keeps out.", "first", "copy-of-copy"), fact(5, "first", "second")])
    evidence = load(root).context.evidence
    assert [(support.entity.id, sorted(support.origins)) for support in evidence.supports] == [
        ("armenia", ["first"]),
        ("armenia", ["first", "second"]),
    ]
    [only] = evidence.sole["first"]
    assert only.located
    assert only.located.path == ("facts", 0)
    assert "second" not in evidence.sole


@pytest.mark.parametrize(
    ("cited", "origins"),
    [
        (("carried",), ["carried"]),
        (("carried", "carried-too"), ["carried"]),
        (("carried-too", "carried", "second"), ["carried-too", "second"]),
        (("carried", "agency"), ["agency"]),
        (("copy-of-carried", "carried-too"), ["carried"]),
        (("carried", "of-another"), ["carried", "of-another"]),
    ],
)
def test_reports_that_carry_one_agency_are_one_origin(root: Path, cited: tuple[str, ...], origins: list[str]) -> None:
    for name, origin in (("carried", "An Agency"), ("carried-too", "an agency"), ("of-another", "Another")):
        write(root, f"sources/{name}", origin=origin, **SOURCE)
    write(root, "sources/agency", **SOURCE | {"publisher": "An Agency"})
    write(root, "sources/copy-of-carried", repost_of="carried", **SOURCE)
    write(root, "states/armenia", facts=[fact(5, *cited)])
    project = load(root)
    [support] = project.context.evidence.supports
    assert sorted(support.origins) == origins
    words = View(project.context, "").trust(support.located.statement if support.located else support.entity)
    count = {1: "one", 2: "two", 3: "three"}
    said = f"{count[len(cited)]} reports, {count[len(origins)]} origin"
    assert (said in words) is (len(origins) < len(cited))


def test_a_circle_of_copies_ends(root: Path) -> None:
    write(root, "sources/first", repost_of="copy-of-copy", **SOURCE)
    write(root, "states/armenia", facts=[fact(5, "copy")])
    project = load_project(root)
    assert {found.code for found in project.diagnostics if found.severity == "error"} == {"bad-origin"}
    [support] = project.context.evidence.supports
    assert len(support.origins) == 1


def test_a_record_with_sources_of_its_own_is_a_statement(root: Path) -> None:
    write(root, "events/meeting", type="summit", date="2022", sources=["second"])
    [support] = load(root).context.evidence.sole["second"]
    assert (support.entity.id, support.located) == ("meeting", None)


def founded(value: str, source: str) -> dict[str, Any]:
    return {"property": "founded", "value": value, "sources": [source]}


def make_facts(*facts: dict[str, Any]) -> list[Fact]:
    return [Fact.model_validate({**item, "sources": tuple(item["sources"])}) for item in facts]


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (fact(5, "a"), fact(6, "b"), True),
        (fact(5, "a"), fact(5, "b"), False),
        (fact(5, "a"), fact(5, "b", upper=7), True),
        (fact(5, "a"), fact(6, "b", when="2023"), False),
        (fact("One.", "a"), fact("Two.", "b"), False),
        (founded("1992", "a"), founded("2002", "b"), True),
        (founded("1992", "a"), founded("1992-05", "b"), False),
    ],
    ids=["numbers", "same", "range", "other year", "texts", "dates", "a more precise date"],
)
def test_disagreement(first: dict[str, Any], second: dict[str, Any], together: bool) -> None:
    """Different numbers, or dates that exclude each other, for the same time."""
    facts = make_facts(first, second)
    assert group_disagreeing(facts) == ([facts] if together else [[facts[0]], [facts[1]]])


def test_coverage(root: Path) -> None:
    """Every number of the page, from records of which all is known."""
    write(
        root, "states/armenia", iso2="AM", reviewed="2024-11-22", facts=[fact(5, "first"), fact(6, "first", "second")]
    )
    write(root, "states/russia", summary="It is [@first].", facts=[fact(7, "first", when="unknown", confidence="low")])
    write(root, "events/meeting", type="summit", date="2022", sources=["second"])
    context = load(root).context
    states, events, _ = measure_coverage(context)
    assert (states.model.kind.name, states.records, states.stale) == ("state", 2, 1)
    rows = {row.label: row for row in states.fields}
    assert (rows["ISO 3166 alpha-2"].filled, rows["ISO 3166 alpha-2"].sourced, rows["ISO 3166 alpha-2"].stale) == (
        1,
        0,
        1,
    )
    assert (rows["Summary"].filled, rows["Summary"].sourced, rows["Summary"].stale) == (1, 1, 0)
    [population] = states.properties
    assert (population.filled, population.statements, population.sourced) == (2, 3, 2)
    assert (population.single, population.undated, population.doubtful, population.stale) == (2, 1, 1, 1)
    type_of_event = next(row for row in events.fields if row.label == "Type")
    assert (type_of_event.filled, type_of_event.sourced) == (1, 1), "the record as a whole has a source"


def test_a_year_is_not_yet_stale(root: Path) -> None:
    """By the newest review of any record, not by the clock."""
    write(root, "states/armenia", reviewed="2025-11-23")
    write(root, "states/russia", reviewed="2025-11-22")
    [states, _] = measure_coverage(load(root).context)
    assert states.stale == 1


def test_gaps(root: Path) -> None:
    write(root, "states/armenia", facts=[fact(5, "first", when="unknown", confidence="low"), fact(6, "first")])
    write(root, "questions/q", verdict="No.", answer="No [@first].", answered="2022")
    claim = {
        "speaker": "armenia",
        "question": "q",
        "stance": "denies",
        "date": "2022",
        "said": "No [@first].",
        "sources": ["first"],
    }
    assessed = {"as_of": "2023", "text": "So it was [@first].", "sources": ["first"]}
    write(root, "claims/bare", **claim)
    write(root, "claims/open", **claim, assessment={**assessed, "verdict": "open"})
    write(root, "claims/done", **{**claim, "date": "unknown"}, assessment={**assessed, "verdict": "contradicted"})
    gaps = list_gaps(load(root).context)
    assert [(gap.entity.id, gap.anchor) for gap in gaps["open"]] == [("bare", ""), ("open", "assessment")]
    [doubtful] = gaps["doubtful"]
    assert doubtful.label == "Population, date not known"
    assert [(gap.entity.id, gap.anchor, gap.label) for gap in gaps["undated"]] == [
        ("armenia", doubtful.anchor, "Population, date not known"),
        ("done", "", "Date"),
    ]


def test_empty_fields(root: Path) -> None:
    """Only where most of the same kind and type are filled; facts by their property."""
    for number in range(5):
        iso = {"iso2": f"A{'ABCDE'[number]}"} if number else {}
        facts = {"facts": [fact(5, "first")]} if number != 1 else {}
        write(root, f"states/state-{number}", **iso, **facts)
    found = list_empty_fields(load(root).context)
    assert [(item.label, item.filled, item.total, [entity.id for entity in item.missing]) for item in found] == [
        ("ISO 3166 alpha-2", 4, 5, ["state-0"]),
        ("Population", 4, 5, ["state-1"]),
    ]


@pytest.mark.parametrize(
    ("as_of", "cited", "seen"),
    [
        ("2026-11-23", ["march"], "March 2025"),
        ("2026-11-23", ["march", "old"], "March 2025"),
        ("2026-11-23", ["march", "living"], ""),  # a page without a date, seen that day
        ("2025-03-20", ["march"], ""),  # it may have come out after that day
        ("2025", ["march"], ""),
        ("unknown", ["old"], ""),
        ("2026-11-23", ["undated"], "1 June 2026"),
    ],
)
def test_what_is_dated_later_than_its_sources_says_both_days(
    root: Path, as_of: str, cited: list[str], seen: str
) -> None:
    write(root, "sources/march", published="2025-03", **SOURCE)
    write(root, "sources/old", published="2019", **SOURCE)
    write(root, "sources/living", **SOURCE)
    write(root, "sources/undated", **SOURCE | {"published": "unknown", "retrieved": "2026-06-01"})
    write(root, "states/armenia", facts=[fact(5, *cited, when=as_of)])
    write(root, "questions/why", verdict="So.", answered=as_of, answer=f"So [@{'; @'.join(cited)}].")
    context = load(root).context
    view = View(context, "")
    [statement] = context.graph.entities["armenia"].facts
    question = context.graph.entities["why"]
    assert isinstance(question, Question)
    for thing in (statement, question):
        found = view.seen_until(thing)
        assert (found.words if found else "") == seen
        said = view.as_of(thing).striptags()
        assert said == (f"According to sources up to {seen}, checked on 23 November 2026" if seen else said)
        assert said.startswith("As of") is not bool(seen)
    assert (f"according to sources up to {seen}" in view.trust(statement)) is bool(seen)


def test_coverage_of_citations(root: Path) -> None:
    online = {
        "url": "https://example.org/a",
        "archived_url": "https://web.archive.org/web/20240203000000/https://example.org/a",
    }
    write(root, "sources/online", archived="2024-02-03", **online, **SOURCE)
    write(root, "sources/carried", origin="An Agency", **SOURCE)
    write(root, "sources/carried-too", origin="an agency", **SOURCE)
    write(root, "sources/data", **SOURCE | {"type": "dataset"})
    facts = [
        fact(1, "first, p. 2", 'online, para. 3, "the words … of it"'),
        fact(2, "first", 'data, row "Armenia"', when="2023"),
        fact("In prose [@first].", 'online, "the words"', when="2023"),
    ]
    write(root, "states/armenia", facts=facts)
    cited = measure_citations(load(root).context)
    [news, data] = cited.rows
    assert (news.sources, news.online, news.archived, news.carried) == (7, 1, 1, 4)
    assert (news.citations, news.located, news.pointed, news.bare) == (5, 2, 2, 2)
    assert (data.label, data.citations, data.located, data.pointed, data.bare) == ("dataset", 1, 1, 0, 0)
    assert (cited.total.sources, cited.total.citations, cited.total.bare) == (8, 6, 2)
    assert cited.origins == 5  # first, second, online, data, the agency
