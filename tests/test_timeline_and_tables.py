"""The timeline and the tables against the records, read here by themselves: nothing is missing or made up."""

import csv
import datetime
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from conftest import REPOSITORY
from csto_kb.dates import Date
from csto_kb.fields import describe
from csto_kb.model import Event
from csto_kb.model.vocabulary import LANES, VOTES
from csto_kb.project import Project, load_project, make_renderer
from csto_kb.render.graphics.changes import Change
from csto_kb.render.graphics.chart import DOT, WIDTH, Chart, Mark, Shape, draw_chart, labels_apart
from csto_kb.render.graphics.figures import figures
from csto_kb.render.graphics.tables import list_tables
from csto_kb.render.graphics.timeline import life, timeline
from csto_kb.render.graphics.units import choose_unit
from csto_kb.render.index_page import cell
from csto_kb.render.view import View

PAGES = ("participants", "votes", "claims", "appeals", "office-holders", "exercises", "figures")
Records = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def real(repository: Project) -> Project:
    return repository


@pytest.fixture(scope="module")
def records() -> dict[str, Records]:
    """Plain YAML by folder and id; dates as they are written."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((REPOSITORY / "entities").glob("*/*.yaml")):
        text = path.read_text(encoding="utf-8")
        found.setdefault(path.parent.name, {})[path.stem] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - texts only
    return found


def _rows(site: Path, name: str) -> list[dict[str, str]]:
    with (site / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _page(site: Path, url: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / url / "index.html").read_text(encoding="utf-8"))


# Charts


def _draw(start: str, end: str | None, years: tuple[int, int] = (2020, 2023), *, is_planned: bool = False) -> Shape:
    first, last = Date.parse(start), Date.parse(end) if end else None
    mark = Mark("Name", "Name, then", "events/name/", first, last, "a", is_planned=is_planned)
    return draw_chart("Chart", {"a": "Lane"}, [mark], years).lanes[0].shapes[0]


def _x(year: int, month: int, day: int) -> float:
    first, last = datetime.date(2020, 1, 1), datetime.date(2024, 1, 1)
    return WIDTH * (datetime.date(year, month, day) - first).days / (last - first).days


def test_a_year_is_its_whole_year_and_nothing_in_it_is_certain() -> None:
    shape = _draw("2021", "2021")
    assert shape.x == pytest.approx(_x(2021, 1, 1), abs=0.1)
    assert shape.x + shape.width == pytest.approx(_x(2022, 1, 1), abs=0.2)
    assert shape.core_width == 0


def test_a_day_is_certain_and_about_a_day_is_not() -> None:
    assert _draw("2021-05-04", "2021-05-04").core_width == _draw("2021-05-04", "2021-05-04").width
    assert _draw("2021-05-04~", "2021-05-04~").core_width == 0
    assert _draw("2021-05", "2021-05").core_width == 0


def test_an_interval_is_certain_between_its_ends() -> None:
    shape = _draw("2021", "2022-06")
    assert shape.x == pytest.approx(_x(2021, 1, 1), abs=0.1)
    assert shape.core_x == pytest.approx(_x(2021, 12, 31), abs=0.1)
    assert shape.core_x + shape.core_width == pytest.approx(_x(2022, 6, 2), abs=0.2)
    assert shape.x + shape.width == pytest.approx(_x(2022, 7, 1), abs=0.2)


def test_what_goes_on_and_what_began_before_has_an_arrow() -> None:
    shape = _draw("2014-03", None)
    assert (shape.is_open_left, shape.is_open_right) == (True, True)
    assert (shape.x, shape.width) == (0, WIDTH)
    shape = _draw("2021-01-01", "unknown")
    assert (shape.is_open_left, shape.is_open_right, shape.core_width) == (False, True, 0)
    assert not _draw("2021-01-01", "2021-02-01").is_open_right


def test_many_on_one_day_touch_nowhere() -> None:
    """Labels and marks of a lane find rows of their own; nothing is drawn beyond the edges."""
    day = Date.parse("2023-12-31")
    marks = [Mark(f"Name {place} " * 9, "", f"events/{place}/", day, day, "a") for place in range(40)]
    for years in ((2023, 2023), (1900, 2023)):
        chart = draw_chart("Chart", {"a": "Lane"}, marks, years)
        assert labels_apart(chart)
        assert chart.marks == 40
        for shape in chart.lanes[0].shapes:
            assert shape.x >= 0
            assert shape.x + max(shape.width, DOT) <= WIDTH + 0.1
            assert shape.y < chart.height


def test_a_label_below_its_mark_is_beside_no_other() -> None:
    """Two that last all the year, and a day: the name of neither bar stands in the line of another mark."""
    first, last = Date.parse("2020-01-01"), Date.parse("2023-12-31")
    marks = [Mark("Long one", "", "a/", first, last, "a"), Mark("Long two", "", "b/", first, last, "a")]
    marks.append(Mark("Day", "", "c/", Date.parse("2022-05-04"), Date.parse("2022-05-04"), "a"))
    shapes = draw_chart("Chart", {"a": "Lane"}, marks, (2020, 2023), {"a"}).lanes[0].shapes
    below = {shape.label_y for shape in shapes if shape.label_y != shape.y}
    assert len(below) == 2
    assert not below & {shape.y for shape in shapes}


def test_every_type_of_event_has_a_lane() -> None:
    types = next(field.choices for field in describe(Event) if field.key == "type")
    assert {choice.lane for choice in types} == set(LANES.values())


def test_charts_of_the_real_records(real: Project) -> None:
    """No labels touch, on any chart of the timeline or of a record."""
    time = timeline(real.context)
    assert time
    charts: list[Chart] = [year.chart for year in time.years if year.chart]
    lives = [chart for entity in real.graph.entities.values() if (chart := life(real.context, entity))]
    assert len(lives) > 60
    assert len(charts) > 6
    assert all(labels_apart(chart) for chart in charts + lives)


# The timeline


def test_timeline_has_every_event(repository_site: Path, records: dict[str, Records]) -> None:
    """In the list, in the file, and where its date is known on the chart of all."""
    page = _page(repository_site, "timeline")
    listed = [item.attributes["data-key"] for item in page.css("li[data-key]")]
    assert sorted(map(str, listed)) == sorted(records["events"])
    rows = _rows(repository_site, "timeline")
    assert [row["event"] for row in rows] == listed[::-1], "the newest first"
    for row in rows:
        record = records["events"][row["event"]]
        assert (row["from"], row["to"]) == (
            record.get("date") or record["from"],
            record.get("date") or record.get("to", ""),
        )
        assert (row["type"], row["name"]) == (record["type"], record["name"])
    counts = {
        str(link.attributes["data-year"]): int(link.css(".kb-hidden")[-1].text().split()[1])
        for link in page.css(".kb-strip a")
    }
    starts = [str(record.get("date") or record["from"])[:4] for record in records["events"].values()]
    assert {year: count for year, count in counts.items() if count} == dict(Counter(starts))
    assert sum(counts.values()) == len(listed)
    for mark in page.css("a[data-of]"):
        assert mark.attributes["href"] == f"../events/{mark.attributes['data-of']}/"
        title = mark.css_first("title")
        assert title is not None
        assert records["events"][str(mark.attributes["data-of"])]["name"] in title.text()


def test_what_changed_is_on_the_timeline(real: Project) -> None:
    """Who joined and left, what entered into force, who took a chair: in the list and in the chart of the year."""
    time = timeline(real.context)
    assert time
    year = next(year for year in time.years if year.label == "2012")
    changes = [entry.label for entry in year.entries if isinstance(entry, Change)]
    assert "Uzbekistan leaves" in changes
    assert any(label.endswith(": in force") for label in changes)
    assert year.chart
    drawn = {shape.mark.label for shape in year.chart.lanes[0].shapes}
    assert drawn == set(changes)
    chairs = [entry for year in time.years for entry in year.entries if isinstance(entry, Change)]
    assert any("takes the chair" in entry.label for entry in chairs)
    assert any("frozen" in entry.label for entry in chairs)


def test_no_label_is_cut(real: Project) -> None:
    """A label has as many lines as it needs, beside its mark or below it."""
    time = timeline(real.context)
    assert time
    for year in time.years:
        for lane in year.chart.lanes if year.chart else ():
            assert lane.is_labelled
            assert all(" ".join(shape.label) == shape.mark.label for shape in lane.shapes)


def test_years_without_anything_are_a_gap(real: Project) -> None:
    time = timeline(real.context)
    assert time
    assert next(year for year in time.years if year.label == "1988").gap == "1969–1987"
    assert time.fullest
    assert time.fullest.label == "2022"


def test_events_know_from_which_day_they_are_known(repository_site: Path) -> None:
    for item in _page(repository_site, "timeline").css("li[data-key]"):
        held = item.attributes.get("data-held")
        assert held == "///" or re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d//", held or ""), "or nobody knows"


def test_the_same_records_give_the_same_svg(real: Project) -> None:
    """Byte for byte, from records read anew."""
    again = load_project(REPOSITORY)
    for url in ("timeline/", "tables/figures/", "states/armenia/"):
        made = []
        for project in (real, again):
            renderer = make_renderer(project)
            task = next(task for task in renderer.tasks if task.url == url)
            made.append(renderer.render(task))
        assert re.findall(r"<svg.*?</svg>", str(made[0].html), re.DOTALL)  # type: ignore[union-attr]
        assert made[0] == made[1]


def test_a_record_has_its_own_time(repository_site: Path, records: dict[str, Records]) -> None:
    """A person's terms, an organization's members, a state's memberships, each leading to its statement."""
    for url, count in (
        ("people/stanislav-zas", len(records["people"]["stanislav-zas"]["roles"])),
        ("organizations/csto", len(records["organizations"]["csto"]["members"])),
    ):
        links = [link.attributes["href"] or "" for link in _page(repository_site, url).css(".kb-lane a")]
        own = [link for link in links if link.startswith(f"../../{url}/#")]
        assert len(own) == count
    armenia = [link.attributes["href"] or "" for link in _page(repository_site, "states/armenia").css(".kb-lane a")]
    assert any(link.startswith("../../organizations/csto/#members-armenia") for link in armenia)
    assert any(link.startswith("../../treaties/csto-charter/#parties-armenia") for link in armenia)


# The tables


@pytest.mark.parametrize("name", PAGES)
def test_every_entry_leads_to_its_statement(name: str, repository_site: Path) -> None:
    """The content of the file is in the table, and its addresses exist."""
    page = _page(repository_site, f"tables/{name}")
    entries = [link.attributes["href"] for link in page.css("a.kb-entry")]
    rows = _rows(repository_site, name)
    assert len(rows) > 20
    assert sorted(map(str, entries)) == sorted(f"../../{row['statement']}" for row in rows)
    texts: dict[str, str] = {}
    for row in rows:
        url, _, anchor = row["statement"].partition("#")
        text = texts.setdefault(url, (repository_site / url / "index.html").read_text(encoding="utf-8"))
        assert not anchor or f'id="{anchor}"' in text, row["statement"]
        assert row["sources"], row


def test_votes_are_those_of_the_records(repository_site: Path, records: dict[str, Records]) -> None:
    expected = {
        (vote["state"], name, vote["vote"])
        for name, record in records["events"].items()
        for vote in record.get("votes", ())
    }
    rows = _rows(repository_site, "votes")
    assert {(row["state"], row["event"], row["vote"]) for row in rows if row["state"] != "all-states"} == expected
    letters = {"for": "Y", "against": "N", "abstained": "A", "absent": "–"}
    page = _page(repository_site, "tables/votes")
    for link in page.css("tbody a.kb-letter"):
        word = str(link.attributes["title"]).rpartition(": ")[2]
        assert link.text().split()[0] == letters[word]
        assert f"kb-letter--{VOTES[word].tone}" in str(link.attributes["class"])
    tallies = {
        (name, str(count))
        for name, record in records["events"].items()
        for key, count in record.get("tally", {}).items()
        if key in letters
    }
    assert {(row["event"], row["vote"]) for row in rows if row["state"] == "all-states"} == tallies


def test_claims_are_those_of_the_records(repository_site: Path, records: dict[str, Records]) -> None:
    """With how each held up; no stance is a tick, a cross or a colour."""
    expected = sorted((item["speaker"], item["question"], item["stance"]) for item in records["claims"].values())
    rows = _rows(repository_site, "claims")
    stances = [row for row in rows if row["field"] == "stance"]
    assert sorted((row["speaker"], row["question"], row["value"]) for row in stances) == expected
    verdicts = [item["assessment"]["verdict"] for item in records["claims"].values() if "assessment" in item]
    assert sorted(row["value"] for row in rows if row["field"] == "verdict") == sorted(verdicts)
    page = _page(repository_site, "tables/claims")
    assert not page.css(".kb-letter, main [class*=kb-tone]")
    answers = {cell.text() for cell in page.css("tbody td:nth-child(3)")}
    assert answers == {"yes", "no", "only if, or in part", "unclear"}


def test_votes_show_their_pattern(real: Project) -> None:
    """Rows say what a vote was about, with the symbol below; members stand first, in the order of how they voted."""
    table = next(page for page in list_tables(real.context) if page.name == "votes").tables[0]
    assert table.head == "UN vote on …"
    row = next(row for row in table.rows if row.key == "unga-es-11-3")
    assert (row.label, row.note) == (
        "Russia’s seat in the Human Rights Council, April 2022",
        "7 April 2022, A/RES/ES-11/3",
    )
    states = [column.key for column in table.columns if column.is_upright]
    assert states[:2] == ["belarus", "russia"]
    assert set(states[:6]) == {"armenia", "belarus", "kazakhstan", "kyrgyzstan", "russia", "tajikistan"}
    assert [column.label for column in table.columns if column.is_number] == [
        f"All states: {vote}" for vote in VOTES.values()
    ]


def test_participants_are_those_of_the_records(repository_site: Path, records: dict[str, Records]) -> None:
    keys = ("signed", "ratified", "acceded", "in_force", "withdrawn")
    expected = sorted(
        (party["state"], key, party[key], f"treaties/{name}/")
        for name, record in records["treaties"].items()
        for party in record.get("parties", ())
        for key in keys
        if key in party
    )
    rows = [row for row in _rows(repository_site, "participants") if row["field"] != "treaty"]
    found = sorted((row["participant"], row["field"], row["value"], row["statement"].partition("#")[0]) for row in rows)
    assert found == expected


def test_office_holders_of_a_year(repository_site: Path, records: dict[str, Records]) -> None:
    """Every Secretary-General is listed in the years of the term; acting ones are marked."""
    rows = _rows(repository_site, "office-holders")
    office = "csto-secretary-general holder"
    found = {(row["year"], row["holder"]) for row in rows if row["office"] == office}
    expected = {
        (str(year), name)
        for name, record in records["people"].items()
        for role in record.get("roles", ())
        if role.get("organization") == "csto-secretary-general"
        for year in range(int(role["from"][:4]), int(role["to"][:4] if "to" in role else "2026") + 1)
    }
    assert found == expected
    acting = [row for row in rows if "Acting" in row["words"]]
    assert acting
    cells = _page(repository_site, "tables/office-holders").css("td .kb-when")
    assert sum("acting" in cell.text() for cell in cells) == len(acting)


def test_every_figure_is_in_its_row_its_file_and_the_records(
    repository_site: Path, records: dict[str, Records]
) -> None:
    """Rounded in the table, as reported in the title and the file; a chart has a dot for each figure of its row."""
    page = _page(repository_site, "tables/figures")
    rows = _rows(repository_site, "figures")
    charts = 0
    for section in page.css("section:has(kb-table)"):
        name = str(section.attributes["aria-labelledby"])
        facts = sorted(
            float(fact["value"])
            for record in records["states"].values()
            for fact in record.get("facts", ())
            if fact["property"] == name
        )
        assert sorted(float(item["value"]) for item in rows if item["property"] == name) == facts
        assert len(section.css("a.kb-entry")) == len(facts)
        for row in section.css("tbody tr"):
            shown = [str(link.attributes["title"]) for link in row.css("a.kb-entry")]
            dots = [title.text().partition(": ")[2] for title in row.css("svg title")]
            assert all(words.startswith(dot) for dot, words in zip(dots, shown, strict=bool(dots)))
            charts += bool(dots)
    assert charts > 30


def test_no_figure_has_more_than_four_digits(repository_site: Path) -> None:
    """One number of decimals in each table."""
    for section in _page(repository_site, "tables/figures").css("section:has(kb-table)"):
        texts = [cell.text() for cell in section.css("tbody td.kb-number")]
        numbers = [number for text in texts for number in re.findall(r"\d[\d,.]*", text)]
        assert max(len(re.sub(r"\D", "", number)) for number in numbers) <= 4
        assert len({len(number.partition(".")[2]) for number in numbers}) == 1


def test_two_counters_never_make_one_line(real: Project) -> None:
    """A rule and a gap where the source changes; a second figure of a year has a row; one change within one source."""
    tables = {table.key: table for table in figures(real.context).tables}
    population = tables["population"]
    assert population.breaks == {"2025"}
    kyrgyzstan = next(row for row in population.rows if row.key == "kyrgyzstan")
    assert kyrgyzstan.chart
    assert (len(kyrgyzstan.chart.dots), len(kyrgyzstan.chart.segments)) == (4, 2)
    assert (str(kyrgyzstan.change), population.change) == ("+0.4", "2021 to 2024")
    assert all(len(cell) <= 1 for table in tables.values() for row in table.rows for cell in row.cells)
    georgia = [row for row in population.rows if row.key == "georgia"]
    shown = [[(entry.text, entry.letter) for cell in row.cells for entry in cell] for row in georgia]
    assert shown[1] == [("4.9", "b")]
    assert shown[0][-1] == ("3.7", "a")
    assert [key.letter for key in population.keys] == ["a", "b"]


def test_states_are_compared_on_one_scale(real: Project) -> None:
    """What is far above all others is cut, and said to be; years of a single state are no columns."""
    share = next(table for table in figures(real.context).tables if table.key == "military-spending-share")
    assert share.scale == "8"
    assert [row.key for row in share.rows if row.chart and row.chart.is_cut] == ["ukraine"]
    assert {column.key for column in share.columns} == {"2021", "2022", "2024", "2025"}
    assert {(aside.key, aside.column) for aside in share.asides} == {("uzbekistan", "2018"), ("libya", "2023")}
    levels = {dot.y: dot.words for row in share.rows if row.chart for dot in row.chart.dots}
    assert len(levels) > 10, "one scale: equal heights are equal numbers"


@pytest.mark.parametrize(
    ("reported", "values", "words", "shown"),
    [
        ("million US dollars", ["190416.6", "90.0"], "billion US dollars", ["190.4", "0.1"]),
        ("people", ["144746762", "2962300"], "million people", ["144.7", "3.0"]),
        ("people", ["48800", "1454000"], "thousand people", ["49", "1,454"]),
        ("% of GDP", ["39.6", "4.47"], "% of GDP", ["39.6", "4.5"]),
        ("km", ["7644", "18"], "km", ["7,644", "18"]),
        ("", ["9999.6"], "thousand", ["10.00"]),
    ],
)
def test_the_unit_of_a_table(reported: str, values: list[str], words: str, shown: list[str]) -> None:
    numbers = list(map(Decimal, values))
    unit = choose_unit(reported, numbers)
    assert (unit.words, [unit.write(number) for number in numbers]) == (words, shown)


def test_exercises_are_those_of_the_records(repository_site: Path, records: dict[str, Records]) -> None:
    exercises = {name: record for name, record in records["events"].items() if record["type"] == "exercise"}
    rows = _rows(repository_site, "exercises")
    assert {row["exercise"] for row in rows} == set(exercises)
    expected = {
        (name, item["who"])
        for name, record in exercises.items()
        for item in record["participants"]
        if item["who"] in records["states"]
    }
    assert {(row["exercise"], row["field"]) for row in rows if row["field"] in records["states"]} == expected
    strengths = sorted(float(row["value"]) for row in rows if row["field"] == "personnel")
    facts = [fact for record in exercises.values() for fact in record.get("facts", ())]
    assert strengths == sorted(float(fact["value"]) for fact in facts if fact["property"] == "personnel")


# What lists say of terms


def test_office_holders_stand_in_the_order_of_their_terms(repository_site: Path, real: Project) -> None:
    page = _page(repository_site, "organizations/csto-secretary-general")
    section = page.css_first("section:has(#relation-office-holders-and-staff)")
    assert section is not None
    names = [link.text() for link in section.css("li > a.kb-link")]
    rows = [
        row for row in _rows(repository_site, "office-holders") if row["office"].startswith("csto-secretary-general")
    ]
    first = list(dict.fromkeys(row["holder"] for row in sorted(rows, key=lambda row: row["year"])))
    assert list(dict.fromkeys(names)) == [real.graph.entities[name].name for name in first]
    assert "Appointed for three years" in section.text()


def test_index_of_people_names_the_office_held_last(real: Project) -> None:
    view = View(real.context, "people/")
    field = next(field for field in describe(type(real.graph.entities["stanislav-zas"])) if field.key == "roles")
    for name, office in (("taalatbek-masadykov", "Secretary-General"), ("stanislav-zas", "Secretary-General")):
        shown = LexborHTMLParser(f"<table>{cell(view, real.graph.entities[name], field)}</table>")
        assert [part.text() for part in shown.css("td > span:not(.kb-not-today)")] == [office]
