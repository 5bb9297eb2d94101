"""A member that has given notice: it is one until the day of its withdrawal, and every page says that it leaves."""

import csv
import shutil
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from conftest import REPOSITORY
from csto_kb.dates import Date
from csto_kb.export import membership_table
from csto_kb.insight.participation import has_ended, leaving_words
from csto_kb.model import Organization, Treaty
from csto_kb.project import load_project, make_renderer
from csto_kb.site import Page

pytestmark = pytest.mark.whole

LEAVING = "leaving on 28 May 2027"
ENTRIES = {
    "organizations/csto": "- member: armenia\n",
    "treaties/collective-security-treaty": "- state: armenia\n",
}
"""The file of the membership, and the beginning of its entry."""


@pytest.fixture(scope="module")
def leaving(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real records, in one of which Armenia has given notice."""
    root = tmp_path_factory.mktemp("leaving")
    for folder in ("entities", "templates", "content", "geometry"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    for file in ("mkdocs.yml", "subject.yaml", "search.yaml"):
        shutil.copy(REPOSITORY / file, root)
    for (record, entry), key in zip(ENTRIES.items(), ("to", "withdrawn"), strict=True):
        path = root / "entities" / f"{record}.yaml"
        text = path.read_text(encoding="utf-8")
        assert text.count(entry) == 1
        notice = f"{entry}  notified: 2026-11-20\n  {key}: 2027-05-28\n"
        path.write_text(text.replace(entry, notice), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def pages(leaving: Path) -> dict[str, LexborHTMLParser]:
    project = load_project(leaving)
    assert project.diagnostics == []
    renderer = make_renderer(project)
    wanted = {"", "map/", "tables/participants/", "states/armenia/", *(f"{record}/" for record in ENTRIES)}
    made = [renderer.render(task) for task in renderer.tasks if task.url in wanted]
    return {page.url: LexborHTMLParser(page.html) for page in made if isinstance(page, Page)}


def _text(pages: dict[str, LexborHTMLParser], url: str, selector: str) -> str:
    """The text of the elements of a page that name Armenia."""
    found = (" ".join(node.text().split()) for node in pages[url].css(selector))
    return "\n".join(text for text in found if "Armenia" in text or url == "states/armenia/")


@pytest.mark.parametrize(
    ("url", "selector"),
    [
        ("", ".kb-strip th"),
        ("map/", "li.kb-map__one"),
        ("map/", "#membership ~ div tr"),
        ("tables/participants/", "tbody tr"),
        ("states/armenia/", ".kb-status"),
        ("organizations/csto/", "#members ~ div tr"),
        ("treaties/collective-security-treaty/", "#parties ~ div tr"),
    ],
)
def test_every_page_says_that_it_leaves(pages: dict[str, LexborHTMLParser], url: str, selector: str) -> None:
    """And none has it for a former member, in brackets or struck out."""
    text = _text(pages, url, selector)
    assert LEAVING in text
    assert "former" not in text
    assert "[" not in text
    ended = [row for row in pages[url].css(".kb-ended") if "Armenia" in row.text() and LEAVING in row.text()]
    assert ended == []


def test_it_is_said_of_no_day_before_the_notice(pages: dict[str, LexborHTMLParser]) -> None:
    """As of another day the words are shown from the notice to the end."""
    spans = [node for node in pages["states/armenia/"].css(".kb-status span") if node.text() == f", {LEAVING}"]
    held = [str(node.attributes["data-held"]) for node in spans]
    assert held == ["2026-11-20/2026-11-20/2027-05-28/2027-05-28"]


def test_file_of_memberships(leaving: Path) -> None:
    written = membership_table.TABLE.write(load_project(leaving).context)
    rows = [row for row in csv.DictReader(written.splitlines()) if row["organization"] == "csto"]
    (row,) = (row for row in rows if row["state"] == "armenia")
    assert (row["status"], row["until"], row["notified"]) == ("member", "2027-05-28", "2026-11-20")
    assert row["frozen_since"] == "2024-02"


@pytest.mark.parametrize(
    ("notified", "withdrawn", "day", "words"),
    [
        ("2026-11-20", "2027-05-28", "2027-05-27", "leaving on 28 May 2027"),
        ("2026-11-20", "2027-05-28", "2027-05-28", ""),
        ("2026-11", "2027-05", "2027-05-30", "leaving in May 2027"),
        ("2026-11", "2027-05", "2027-05-31", ""),
        ("2026-11-20", "", "2026-11-25", "leaving by notice of 20 November 2026"),
        ("2026-11-20", "unknown", "2026-11-25", "leaving by notice of 20 November 2026"),
        ("", "2012-12-19", "2026-11-25", ""),
        ("", "", "2026-11-25", ""),
    ],
)
def test_what_is_said_on_which_day(notified: str, withdrawn: str, day: str, words: str) -> None:
    """Of a member and of a party alike; once the day has come both are former without an edit."""
    dates = {"notified": notified} if notified else {}
    head = {"name": "x", "reviewed": "2026-11-25", "summary": "x", "type": "treaty"}
    party = {"state": "armenia", "signed": "1992-05-15", "sources": ("a",), **dates}
    member = {"member": "armenia", "from": "1992-05-15", "sources": ("a",), **dates}
    ends = ({"withdrawn": withdrawn}, {"to": withdrawn}) if withdrawn else ({}, {})
    treaty = Treaty.make("t", {**head, "parties": ({**party, **ends[0]},)})
    organization = Organization.make("o", {**head, "type": "alliance", "members": ({**member, **ends[1]},)})
    for participation in (treaty.parties[0], organization.members[0]):
        assert leaving_words(participation, day) == words
        assert has_ended(participation, day) == (bool(withdrawn) and not words)


def test_words_without_a_day() -> None:
    """Where a text knows no day it says what is true before the end and after it."""
    member = {
        "member": "armenia",
        "from": "1992-05-15",
        "to": "2027-05-28",
        "notified": "2026-11-20",
        "sources": ("a",),
    }
    data = {"name": "x", "reviewed": "2026-11-25", "type": "alliance", "members": (member,)}
    (membership,) = Organization.make("o", data).members
    assert membership.when == "15 May 1992 – 28 May 2027, by notice of 20 November 2026"
    assert membership.notified == Date.parse("2026-11-20")
