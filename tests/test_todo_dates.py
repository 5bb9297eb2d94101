"""`csto-kb todo`: what is dated badly, or later than what it rests on."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from csto_kb.cli import main
from test_evidence import SOURCE, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    for name, published in (("old", "2020-05"), ("new", "2024-05-03")):
        write(tmp_path, f"sources/{name}", published=published, **SOURCE)
    write(tmp_path, "sources/living", **SOURCE)
    return tmp_path


def todo(root: Path, sort: str) -> list[str]:
    result = CliRunner().invoke(main, ["-C", str(root), "todo", "--only", sort])
    lines = [line for line in result.stdout.splitlines() if line.startswith("entities/")]
    return [f"{Path(line.partition(':')[0]).stem}: {line.split(': ', 1)[1]}" for line in lines]


def claim(root: Path, name: str, day: str, *sources: str) -> None:
    write(root, f"people/{name}-speaker", type="expert")
    fields = {"question": "why", "stance": "denies", "said": "So.", "sources": list(sources)}
    write(root, f"claims/{name}", speaker=f"{name}-speaker", date=day, **fields)


def test_planned_and_past(root: Path) -> None:
    """By the newest review, not by a clock."""
    for name, when in (("past", "2026-11-22"), ("today", "2026-11-23"), ("vague", "2026"), ("ahead", "2027")):
        write(root, f"events/{name}", type="other", date=when, is_planned=True, sources=["living"])
    assert todo(root, "planned-past") == ["past: planned for 22 November 2026"]


def test_a_statement_later_than_its_sources(root: Path) -> None:
    facts = [
        {"property": "population", "value": number, "sources": sources, **dates}
        for number, (sources, dates) in enumerate(
            [
                (["old"], {"as_of": "2021"}),
                (["old", "new"], {"as_of": "2021"}),
                (["old"], {"as_of": "2020"}),
                (["living"], {"as_of": "2026-11-23"}),
                (["old"], {"from": "2019", "to": "2020-07-01"}),
            ]
        )
    ]
    write(root, "states/armenia", facts=facts)
    write(root, "events/meeting", type="other", date="2024-05-04", sources=["new"])
    write(root, "events/plan", type="other", date="2027", is_planned=True, sources=["new"])
    assert todo(root, "older-sources") == [
        "meeting: the record: 4 May 2024, by sources up to 3 May 2024",
        "armenia: facts[0]: 2021, by sources up to May 2020",
        "armenia: facts[4]: 1 July 2020, by sources up to May 2020",
    ]


def test_claims_without_a_day_and_with_older_words(root: Path) -> None:
    claim(root, "month", "2024-05", "new")
    claim(root, "older", "2024-05-03", "old", "new")
    claim(root, "unknown", "unknown", "new")
    assert todo(root, "claim-date") == ["month: said: May 2024", "unknown: said: date not known"]
    assert todo(root, "earlier-words") == ["older: said 3 May 2024, and 'old' is of May 2020"]


def test_now_and_today(root: Path) -> None:
    dated = {"property": "history", "value": "It is so now [@old].", "as_of": "2020", "sources": ["old"]}
    noted = dated | {"value": "It was so.", "note": "He is now in Oslo.", "sources": ["new"]}
    summary = "It recently began [@old]. Now, in 2020, it stands. He said: “Today it ends.” Nowhere else."
    write(root, "states/armenia", summary=summary, facts=[dated, noted])
    assert todo(root, "relative-time") == ["armenia: facts[1].note: 'now'", "armenia: summary: 'recently'"]
