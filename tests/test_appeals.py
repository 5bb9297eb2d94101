"""Appeals to the alliance: the table, its file, and the section of the event's page."""

import csv
from pathlib import Path

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from conftest import REPOSITORY
from csto_kb.dates import Date
from csto_kb.project import load_project
from csto_kb.render.graphics.appeals import appeals

APPEAL = """
appeal:
  by: armenia
  ground: Help against an attack, under [[northern-pact#article-4]] [@herald-2022].
  answer: %s
  answered: A mission was sent [@herald-2022].
  came_of_it: Nothing more [@herald-2022, para. 9].
  sources: [herald-2022]
"""


def _tell(project: Path, answer: str) -> None:
    with (project / "entities/events/yerevan-summit-2022.yaml").open("a", encoding="utf-8") as file:
        file.write(APPEAL % answer)


@pytest.mark.parametrize(("answer", "label"), [("in-part", "in part"), ("not-asked", "nobody asked")])
def test_an_appeal_is_a_row(project: Path, answer: str, label: str) -> None:
    _tell(project, answer)
    loaded = load_project(project)
    assert not loaded.diagnostics
    [table] = appeals(loaded.context).tables
    [row] = table.rows
    assert row.key == "yerevan-summit-2022"
    when, by, ground, granted, answered, came = [entry for [entry] in row.cells]
    assert when.value == Date.parse("2022-11-23")
    assert by.value == "armenia"
    assert (granted.text, granted.value) == (label, answer)
    assert ground.text == "Help against an attack, under Northern Pact."
    assert (answered.text, came.text) == ("A mission was sent.", "Nothing more.")
    assert all(entry.url.startswith("events/yerevan-summit-2022/#appeal") for [entry] in row.cells)
    assert row.values == {"by": ("armenia",), "answer": (answer,)}


def test_every_appeal_of_the_records_is_told(repository_site: Path) -> None:
    """Every event of the type has its row, and so has every case without a request."""
    expected = {}
    for path in (REPOSITORY / "entities/events").glob("*.yaml"):
        record = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - texts only
        assert record["type"] != "appeal" or "appeal" in record, path.name
        if "appeal" in record:
            expected[path.stem] = (record["appeal"]["by"], record["appeal"]["answer"])
    with (repository_site / "data/appeals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["event"], {})[row["field"]] = row["value"]
    assert {event: (fields["by"], fields["answer"]) for event, fields in found.items()} == expected
    for event in expected:
        page = LexborHTMLParser((repository_site / f"events/{event}/index.html").read_text(encoding="utf-8"))
        assert [term.text() for term in page.css("section:has(#appeal) dt")][1:] == [
            "Ground",
            "Answer",
            "What came of it",
        ]
