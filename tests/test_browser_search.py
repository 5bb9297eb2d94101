"""The search as a reader uses it, in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import serve_folder, watch_page
from csto_kb.model import MODELS, Entity
from hostile import make_hostile
from test_browser_pages import MISSING, PREFIX, find_violations, set_scheme


@pytest.fixture(scope="module")
def address(built_project: Path) -> Iterator[str]:
    """Where the fixture's site is served, under a sub-path."""
    with serve_folder(built_project / "site", PREFIX) as served:
        yield served


@pytest.fixture(scope="module")
def shared_page(address: str, chromium: Browser) -> Iterator[Page]:
    """A page on which the search has been opened; for tests that only ask."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}about/")
    page.keyboard.press("/")
    yield page
    context.close()


def _ask(page: Page, text: str) -> None:
    """Ask, and wait for the answer."""
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("status")).to_be_empty()
    page.get_by_role("searchbox").fill(text)
    expect(page.get_by_role("status")).not_to_be_empty()


def _titles(page: Page) -> list[str]:
    return page.locator(".kb-find__title").all_text_contents()


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("Armenia", "Armenia"),
        ("Հայաստան", "Armenia"),
        ("армения", "Armenia"),
        ("ОСП", "Organisation of the Northern Pact"),
        ("onp", "Organisation of the Northern Pact"),
        ("northern pact", "Northern Pact"),
        ("petr", "Ivan Petrov"),
        ("Petrow", "Ivan Petrov"),
        ("Yerewan sumit", "Yerevan summit"),
        ("Uzbekstan", "Uzbekistan"),
    ],
)
def test_names_come_first(asked: str, title: str, shared_page: Page) -> None:
    """In any script, by abbreviation, begun, and misspelt."""
    _ask(shared_page, asked)
    assert _titles(shared_page)[0] == title


def test_misspelling_is_said(shared_page: Page) -> None:
    """What was found instead; a word of the text that is no name is left as it is."""
    _ask(shared_page, "Petrow")
    assert "No page has “Petrow”" in shared_page.get_by_role("status").inner_text()
    assert "with “Petrov”" in shared_page.get_by_role("status").inner_text()
    _ask(shared_page, "declaration")
    assert shared_page.get_by_role("status").inner_text() == "1 page with “declaration”."
    _ask(shared_page, "zzzzzz")
    assert shared_page.get_by_role("status").inner_text() == "Nothing found for “zzzzzz”."


def test_text_shows_its_section_and_date(shared_page: Page) -> None:
    """After the names: the words found, the section that holds them, the date."""
    _ask(shared_page, "declaration")
    hit = shared_page.locator(".kb-find__hits > li").first
    assert hit.locator(".kb-find__title").inner_text() == "Yerevan summit"
    assert hit.locator(".kb-find__facts").inner_text() == "Event · 23 November 2022"
    assert hit.locator("mark").all_inner_texts() == ["declaration"]
    section = hit.get_by_role("link", name="Outcome")
    assert str(section.get_attribute("href")).endswith("/events/yerevan-summit-2022/#outcome")


def test_filters_by_kind_state_and_year(shared_page: Page) -> None:
    """Each leaves what fits it, with a count beside each value; without words they list."""
    _ask(shared_page, "pact")
    everything = len(_titles(shared_page))
    shared_page.locator("select[name=kind]").select_option(label="Treaty (1)")
    expect(shared_page.get_by_role("status")).to_have_text("1 page with “pact”.")
    assert _titles(shared_page) == ["Northern Pact"]
    shared_page.locator("select[name=kind]").select_option("")
    expect(shared_page.locator(".kb-find__title")).to_have_count(everything)
    shared_page.locator("select[name=year]").select_option("2022")
    shared_page.locator("select[name=state]").select_option("Uzbekistan")
    shared_page.get_by_role("searchbox").fill("")
    expect(shared_page.locator(".kb-find__facts").first).to_be_visible()
    expect(shared_page.get_by_role("status")).to_contain_text("pages.")
    assert "Yerevan summit" in _titles(shared_page)
    assert "Northern Pact" not in _titles(shared_page)
    for name in ("year", "state"):
        shared_page.locator(f"select[name={name}]").select_option("")


def test_by_keyboard_alone(address: str, built_project: Path, page: Page) -> None:
    """Any event is reached from the home page; Escape gives the focus back; the key can be turned off."""
    events = sorted((built_project / "entities" / "events").glob("*.yaml"))
    assert events
    for event in events:
        page.goto(address)
        name = event.read_text(encoding="utf-8").split("\n")[0].removeprefix("name: ")
        page.keyboard.press("/")
        expect(page.get_by_role("dialog", name="Search")).to_be_visible()
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type(name)
        page.locator(".kb-find__title", has_text=name).first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/events/{event.stem}/")
    page.get_by_role("button", name="Search").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.get_by_role("searchbox")).to_have_value("a/b")
    page.get_by_label("The key / opens the search").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    page.keyboard.press("/")
    page.reload()
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_is_typed_at_once_is_not_lost(address: str, page: Page) -> None:
    """The first letters come before the dialog is loaded."""
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("declaration")
    expect(page.get_by_role("status")).to_have_text("1 page with “declaration”.")
    expect(page.get_by_role("searchbox")).to_have_value("declaration")


def test_arrows_lead_through_the_hits_and_back(shared_page: Page) -> None:
    _ask(shared_page, "pact")
    field = shared_page.get_by_role("searchbox")
    field.focus()
    links = shared_page.locator(".kb-find__hits a")
    shared_page.keyboard.press("ArrowDown")
    expect(links.first).to_be_focused()
    shared_page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    for _ in range(2):
        shared_page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()


def test_dialog_is_accessible(shared_page: Page) -> None:
    """Axe finds nothing in the open dialog with hits; it fits 320 px."""
    _ask(shared_page, "pact")
    for scheme in ("default", "slate"):
        set_scheme(shared_page, scheme)
        assert find_violations(shared_page) == [], scheme
    shared_page.set_viewport_size({"width": 320, "height": 640})
    assert find_violations(shared_page) == []
    assert shared_page.evaluate("document.documentElement.scrollWidth") <= 320
    assert shared_page.locator("dialog").evaluate("(dialog) => dialog.scrollWidth <= dialog.clientWidth")


def test_page_not_found_searches(address: str, page: Page) -> None:
    """At any depth: styled, with a search for the words of the address, and links to other pages."""
    answer = page.goto(f"{address}{MISSING}")
    assert answer is not None
    assert answer.status == 404
    page.goto(f"{address}events/2022/yerevan-sumit.html")
    expect(page.locator(".kb-find__title").first).to_have_text("Yerevan summit")
    assert page.get_by_role("searchbox").input_value() == "yerevan sumit"
    assert (
        page.locator(".kb-header").evaluate("(header) => getComputedStyle(header).backgroundColor")
        != "rgba(0, 0, 0, 0)"
    )
    page.locator(".kb-find__title").first.click()
    page.wait_for_url("**/events/yerevan-summit-2022/")


def test_search_fails_softly(address: str, page: Page) -> None:
    """Without the index there is a message; without the script the field is a link to the A to Z."""
    page.route("**/names.json", lambda route: route.abort())
    page.goto(address)
    page.keyboard.press("/")
    expect(page.get_by_role("status")).to_have_text("The search could not be loaded.")
    page.route("**/search-panel.js", lambda route: route.abort())
    page.goto(f"{address}about/")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/a-z/")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.kind.name)
def test_hostile_names_stay_text(model: type[Entity], hostile_page: Page) -> None:
    """Hits show a hostile record's name and text as written: no element, no dialog."""
    name = make_hostile(model)[0]["name"]
    hostile_page.locator("select[name=kind]").select_option(model.kind.label)
    hostile_page.get_by_role("searchbox").fill("")
    expect(hostile_page.get_by_role("status")).not_to_contain_text("onerror alert")  # or the last answer were taken
    _ask_again(hostile_page, "onerror alert")
    assert any(title.split() == name.split() for title in _titles(hostile_page))
    assert hostile_page.locator("dialog :is(script, img)").count() == 0


@pytest.fixture(scope="module")
def hostile_page(hostile_site: Path, chromium: Browser) -> Iterator[Page]:
    """A page of the hostile site with its search open; nothing may have run when all tests are done."""
    with serve_folder(hostile_site, PREFIX) as address:
        context = chromium.new_context()
        page = context.new_page()
        watch = watch_page(page)
        page.goto(address)
        page.keyboard.press("/")
        yield page
        context.close()
        watch.assert_clean()


def _ask_again(page: Page, text: str) -> Any:
    page.get_by_role("searchbox").fill(text)
    expect(page.get_by_role("status")).to_contain_text(f"“{text}”")
    return page.locator(".kb-find__title").first.wait_for()
