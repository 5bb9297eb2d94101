"""Pages of records: nothing on them misleads, what is so comes first, and nothing is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser, LexborNode

from conftest import REPOSITORY
from csto_kb.model import Fact
from csto_kb.model.properties import PROPERTIES
from csto_kb.project import load_project, make_renderer
from csto_kb.render.notes import Notes, set_after_stop
from csto_kb.render.topics import MAX_OPEN
from csto_kb.site import Page
from csto_kb.targets import Citation

PageOf = Callable[[str], LexborHTMLParser]
SOURCES = ("gazette-2002", "herald-2022")


def change(project: Path, path: str, **fields: Any) -> None:
    """Set fields of a record; lists are added to."""
    file = project / "entities" / f"{path}.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    for key, value in fields.items():
        data[key] = [*data.get(key, []), *value] if isinstance(value, list) else value
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def add(project: Path, path: str, **fields: Any) -> None:
    file = project / "entities" / f"{path}.yaml"
    file.write_text(yaml.safe_dump({"reviewed": "2026-11-23", **fields}), encoding="utf-8")


def fact(prop: str, value: Any, when: str) -> dict[str, Any]:
    return {"property": prop, "value": value, "as_of": when, "sources": ["herald-2022"]}


@pytest.fixture
def page_of(project: Path) -> PageOf:
    """Renders the page of a record, by its address, from the project as it stands then."""

    def render(url: str) -> LexborHTMLParser:
        renderer = make_renderer(load_project(project))
        page = renderer.render(next(task for task in renderer.tasks if task.url == url))
        assert isinstance(page, Page), page
        return LexborHTMLParser(page.html)

    return render


def words(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text().split())


# Nothing misleads


def test_a_badge_is_followed_by_its_own_date(page_of: PageOf) -> None:
    tree = page_of("states/armenia/")
    lines = [words(node) for node in tree.css(".kb-status")]
    assert lines == [
        "member of the ONP since 7 October 2002",
        "participation frozen since February 2024, by its own declaration",
    ]
    for where in ("organizations/pact-organization/", "states/armenia/"):
        for badge in page_of(where).css(".kb-tag"):
            if words(badge) == "frozen":
                assert badge.parent
                assert "October 2002" not in words(badge.parent), "the day on which another status began"


def test_the_box_takes_the_status_from_the_membership(project: Path, page_of: PageOf) -> None:
    change(project, "states/armenia", facts=[fact("membership-status", "It is counted as a member.", "2026-01")])
    rows = [words(node) for node in page_of("states/armenia/").css(".kb-infobox dl > div")]
    assert rows[0] == "ONPmember since 7 October 2002 frozen since February 2024"
    assert not any("counted" in row for row in rows)
    add(project, "states/elsewhere", name="Elsewhere", facts=[fact("membership-status", "It is none.", "2026-01")])
    [row] = [words(node) for node in page_of("states/elsewhere/").css(".kb-infobox dl > div")]
    assert row.startswith("Status of membershipIt is none."), "of no member the statement is all there is"


def test_lists_of_claims_say_how_they_held_up(page_of: PageOf) -> None:
    """And not what they answer, for which the question would have to stand above them."""
    claims = page_of("organizations/pact-council/").css('section[aria-labelledby="claims"] li')
    people = page_of("people/ivan-petrov/").css('section[aria-labelledby="claims"] li')
    assert people
    for item in (*claims, *people):
        assert words(item.css_first(".kb-basis")) == "open"
        assert "only if" not in words(item)
        assert item.css_first(".kb-stance, [class*=kb-tone]") is None
    said = page_of("claims/petrov-2022-request/")
    assert "only if" not in words(said.css_first("header"))
    assert "Does the pact bind its members to fight? It answers: only if" in words(
        said.css_first('[aria-labelledby="said"]')
    )


@pytest.mark.parametrize(
    ("prop", "value", "shown"),
    [
        ("population", 5, "as of 2022"),
        ("headquarters", "Northport", "as of 2022"),
        ("website", "https://example.org/", "as of 2022"),
        ("history", "It said so.", "2022"),
        ("assessment", "It will go on.", "2022"),
        ("membership-status", "It said that it stays.", "2022"),
    ],
)
def test_as_of_is_said_only_of_what_was_so(prop: str, value: Any, shown: str) -> None:
    made = Fact.model_validate({"property": prop, "value": value, "as_of": "2022", "sources": ("herald-2022",)})
    assert made.when == shown


def test_a_project_says_which_of_its_texts_last(project: Path, page_of: PageOf) -> None:
    subject = project / "subject.yaml"
    own = "  - {id: anthem, label: Anthem, datatype: text, topic: key-facts, is_lasting: true}\n"
    subject.write_text(subject.read_text(encoding="utf-8").replace("properties:\n", f"properties:\n{own}"), "utf-8")
    change(project, "states/armenia", facts=[fact("anthem", "A song.", "2022")])
    [item] = [node for node in page_of("states/armenia/").css(".kb-facts > li") if "A song." in node.text()]
    assert words(item.css_first(".kb-when")) == "as of 2022"


def test_properties_of_what_was_so() -> None:
    lasting = {item.id for item in PROPERTIES.values() if item.datatype == "text" and item.states_condition}
    assert "headquarters" in lasting
    assert lasting.isdisjoint({"history", "assessment", "withdrawal", "participation", "election"})


def test_nothing_is_connected_to_itself(project: Path, page_of: PageOf) -> None:
    """A state does not lie in itself."""
    file = project / "entities/states/armenia.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  name: Yerevan\n", "  name: Yerevan\n  state: armenia\n"), encoding="utf-8")
    tree = page_of("states/armenia/")
    assert tree.css_first("#relation-located-here") is None
    assert not [link for link in tree.css(".kb-relations a") if words(link) == "Armenia"]


def test_a_place_is_named_once(project: Path, page_of: PageOf) -> None:
    places = [{"name": "Armenia", "state": "armenia"}, {"name": "Northport", "state": "russia"}]
    change(project, "events/yerevan-summit-2022", places=places)
    [row] = [
        node
        for node in page_of("events/yerevan-summit-2022/").css(".kb-infobox dl > div")
        if "Northport" in node.text()
    ]
    assert words(row).endswith("Armenia, Northport, Russia")
    assert [link.text() for link in row.css("a")][-2:] == ["Armenia", "Russia"]


@pytest.mark.parametrize("url", ["states/armenia/", "organizations/pact-organization/", "events/yerevan-summit-2022/"])
def test_no_heading_stands_twice(url: str, page_of: PageOf) -> None:
    headings = []
    for node in page_of(url).css("h1, h2, h3"):
        for count in node.css(".kb-count, .kb-anchor"):
            count.decompose()
        headings.append(words(node))
    assert len(headings) == len(set(headings)), headings


def test_lists_of_events_name_the_role(project: Path, page_of: PageOf) -> None:
    """As a noun, without an `as` before it."""
    add(project, "states/elsewhere", name="Elsewhere")
    change(project, "events/yerevan-summit-2022", participants=[{"who": "elsewhere", "role": "attacked state"}])
    [item] = page_of("states/elsewhere/").css(".kb-dated > li")
    assert words(item).endswith("Yerevan summit, attacked state")


# Pages lead


def test_the_order_of_a_page(page_of: PageOf) -> None:
    """What is so, the questions, the facts; then, to be opened, what else is here."""
    tree = page_of("treaties/northern-pact/")
    order = [node.attributes["id"] for node in tree.css("h2")]
    assert order.index("questions") < order.index("articles") < order.index("parties")
    assert order[-2:] == ["connected", "sources"]
    [answer] = tree.css(".kb-answers > div")
    assert words(answer) == "Does the pact bind its members to fight?Only on request."


def test_the_latest_events_come_first(project: Path, page_of: PageOf) -> None:
    for year in range(2001, 2009):
        add(project, f"events/meeting-{year}", name=f"Meeting of {year}", type="summit", date=str(year),
            sources=["herald-2022"], participants=[{"who": "uzbekistan"}])  # fmt: skip
    add(project, "events/plan", name="Plan", type="summit", date="2030", is_planned=True,
        sources=["herald-2022"], participants=[{"who": "uzbekistan"}])  # fmt: skip
    tree = page_of("states/uzbekistan/")
    assert [words(link) for link in tree.css('section[aria-labelledby="latest"] a')] == [
        "Yerevan summit",
        "Meeting of 2008",
        "Meeting of 2007",
    ]
    listed = [words(link) for link in tree.css('section[aria-labelledby="events"] .kb-dated a')]
    assert listed[:2] == ["Plan", "Yerevan summit"], "the newest first"
    fold = tree.css_first("details:has(> summary > #events)")
    assert fold is not None
    assert "open" not in fold.attributes


def test_earlier_statements_are_folded_and_on_the_page(project: Path, page_of: PageOf) -> None:
    years = range(2000, 2006)
    change(project, "states/armenia", facts=[fact("history", f"It was {year}.", str(year)) for year in years])
    tree = page_of("states/armenia/")
    section = tree.css_first('section[aria-labelledby="topic-founding-and-history"]')
    assert section is not None
    assert [words(item.css_first(".kb-when")) for item in section.css("li")] == [str(year) for year in years][::-1]
    fold = section.css_first("details.kb-earlier")
    assert fold is not None
    assert words(fold.css_first("summary")) == f"{len(years) - MAX_OPEN} earlier, 2000 to 2003"


def test_votes_stand_in_one_row(page_of: PageOf) -> None:
    """Each leads to its statement, and says in words what its letter means."""
    [mark] = page_of("states/russia/").css(".kb-votes a")
    assert (mark.text(), mark.attributes["aria-label"]) == ("N", "Vote of the assembly: against")
    assert str(mark.attributes["href"]).startswith("../../events/assembly-vote-2022/#votes-russia-")


def test_votes_stand_at_the_head_of_a_topic(project: Path, page_of: PageOf) -> None:
    subject = project / "subject.yaml"
    text = subject.read_text(encoding="utf-8")
    subject.write_text(
        text.replace("    label: Role in the war\n", "    label: Role in the war\n    has_votes: true\n"), "utf-8"
    )
    change(project, "states/russia", facts=[fact("position-on-war", "It goes on.", "2022")])
    tree = page_of("states/russia/")
    assert tree.css_first('section[aria-labelledby="topic-role-in-the-war"] > .kb-votes') is not None
    assert tree.css_first("h2#votes") is None


def test_what_a_list_has_is_not_repeated_under_see_also(page_of: PageOf) -> None:
    tree = page_of("states/uzbekistan/")
    assert "Yerevan summit" in [words(link) for link in tree.css('section[aria-labelledby="events"] a')]
    assert tree.css_first("#see-also") is None


def test_notes_stand_out_of_their_table_and_once(project: Path, page_of: PageOf) -> None:
    file = project / "entities/organizations/pact-organization.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    for member in data["members"]:
        member["note"] = "Counted from the signature."
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    section = page_of("organizations/pact-organization/").css_first('section[aria-labelledby="members"]')
    assert section is not None
    [note] = section.css(".kb-table-notes > li")
    assert words(note) == "Counted from the signature."
    marks = section.css("td .kb-note-mark")
    assert len(marks) == len(data["members"])
    assert {mark.attributes["href"] for mark in marks} == {f"#{note.attributes['id']}"}


def test_a_question_page_leads_with_its_verdict(page_of: PageOf) -> None:
    """Then its scope and how many claims answer what; a speaker that the claim names is named once."""
    tree = page_of("questions/does-the-pact-bind/")
    header = words(tree.css_first("header"))
    scope, count = "Whether Article 4 binds the members to fight.", "Claims that answer: only if, or in part 1"
    parts = ("Only on request.", scope, count)
    places = [header.index(part) for part in parts]
    assert places == sorted(places)
    assert tree.css_first(".kb-infobox") is None
    assert words(tree.css_first(".kb-claims > li")).count("Ivan Petrov") == 1


def test_a_record_is_linked_once_in_a_section(project: Path, page_of: PageOf) -> None:
    said = "The [[russia]] of [[russia|that time]] and [[uzbekistan]]."
    change(project, "states/armenia", facts=[fact("history", said, year) for year in ("2001", "2002")])
    section = page_of("states/armenia/").css_first('section[aria-labelledby="topic-founding-and-history"]')
    assert section is not None
    assert [link.text() for link in section.css(".kb-what a.kb-link")] == ["Russia", "Uzbekistan"]
    assert words(section).count("The Russia of that time and Uzbekistan.") == 2


# Marks


def test_marks_are_ascending_and_runs_are_ranges() -> None:
    notes = Notes()
    one, two, three, four, five = (Citation(name) for name in ("a", "b", "c", "d", "e"))
    tree = LexborHTMLParser(notes.cite([one, two, three]) + notes.cite([five, two, one]) + notes.cite([four]))
    assert [mark.text() for mark in tree.css("sup")] == ["1–3", "1,2,4", "5"]
    run = tree.css_first("a")
    assert run is not None
    assert (run.attributes["href"], run.attributes["data-to"]) == ("#note-1", "3")
    assert [note.back_anchors for note in notes.listed()[:2]] == [["cite-1-1", "cite-1-2"], ["cite-1-1", "cite-2-2"]]
    marks = [mark.attributes["id"] for mark in tree.css("a")]
    assert len(marks) == len(set(marks))
    assert {anchor for note in notes.listed() for anchor in note.back_anchors} == set(marks)


def test_marks_stand_after_the_stop() -> None:
    mark = '<sup class="kb-cites"><a>1</a></sup>'
    assert (
        set_after_stop(f"So it is {mark}. And\n{mark}, so; {mark} it was")
        == f"So it is.{mark} And,{mark} so;{mark} it was"
    )


# Type


def test_fonts_cover_the_names_of_the_six_languages() -> None:
    """The files are small, have their licence beside them, and have every letter of the organization's names."""
    from fontTools.ttLib import TTFont

    themes = [REPOSITORY / f"{root}templates/theme/assets" for root in ("src/csto_kb/", "")]
    files = sorted(file for theme in themes for file in (theme / "fonts").glob("*.woff2"))
    letters = {letter for file in files for letter in TTFont(file).getBestCmap()}
    csto = yaml.safe_load((REPOSITORY / "entities/organizations/csto.yaml").read_text(encoding="utf-8"))
    names = "".join(csto["names"][language] for language in ("ru", "hy", "be", "kk", "ky", "tg"))
    assert {letter for letter in names if ord(letter) not in letters} == set()
    assert sum(file.stat().st_size for file in files) <= 65_000
    assert [len(list(theme.glob("fonts/LICENSE-*"))) for theme in themes] == [1, 1]
    sheets = zip(themes, ("fonts", "own"), strict=True)
    styles = "".join((theme / f"styles/{name}.css").read_text(encoding="utf-8") for theme, name in sheets)
    assert styles.count("font-display: swap") == len(files)
    for file in files:
        assert f"fonts/{file.name}" in styles
