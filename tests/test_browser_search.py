"""The search as a reader uses it, in a real browser."""

import json
from collections.abc import Iterator
from pathlib import Path

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
    watch = watch_page(page)
    page.goto(f"{address}about/")
    page.keyboard.press("/")
    yield page
    context.close()
    watch.assert_clean()


def _ask(page: Page, text: str) -> str:
    """Ask, wait for the answer, and return what is said of it."""
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("status")).to_be_empty()
    page.get_by_role("searchbox").fill(text)
    expect(page.get_by_role("status")).not_to_be_empty()
    return page.get_by_role("status").inner_text()


def _titles(page: Page) -> list[str]:
    return page.locator(".kb-find__title").all_text_contents()


def _notes(page: Page) -> str:
    return page.locator(".kb-find__notes").inner_text()


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("Armenia", "Armenia"),
        ("Հայաստան", "Armenia"),
        ("армения", "Armenia"),
        ("Армении", "Armenia"),
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
    """In any script, inflected, by abbreviation, begun, and misspelt."""
    _ask(shared_page, asked)
    assert _titles(shared_page)[0] == title


def test_a_correction_is_said(shared_page: Page) -> None:
    """It is used only where nothing has the word; what was found for the others stays."""
    _ask(shared_page, "Petrow")
    assert "No page has “petrow”: “petrov” is searched instead." in _notes(shared_page)
    assert _ask(shared_page, "declaration") == "1 page for “declaration”."
    assert _notes(shared_page) == ""
    _ask(shared_page, "declaration zzzzzz")
    assert _titles(shared_page) == ["Yerevan summit"]
    assert "No page has “zzzzzz”." in _notes(shared_page)


def test_no_result_says_what_was_tried(shared_page: Page) -> None:
    assert _ask(shared_page, "zzzzzz") == "Nothing found for “zzzzzz”."
    assert "Tried: “zzzzzz”, each by itself" in _notes(shared_page)
    expect(shared_page.locator(".kb-find__notes").get_by_role("link", name="All names from A to Z")).to_be_visible()
    _ask(shared_page, "what is the")
    assert "These words say nothing of what is asked for" in _notes(shared_page)


def test_words_apart(shared_page: Page) -> None:
    """Words that stand on no page together are tried apart; words of questions and spaces do not count."""
    said = _ask(shared_page, "declaration  uzbekistan petrov")
    assert said.startswith("No page has every word of “declaration uzbekistan petrov”.")
    assert {"Yerevan summit", "Uzbekistan", "Ivan Petrov"} <= set(_titles(shared_page))
    _ask(shared_page, "why did the Northern Pact?")
    assert _titles(shared_page)[0] == "Northern Pact"


def test_a_phrase_in_quotes(shared_page: Page) -> None:
    _ask(shared_page, '"Northern Pact"')
    together = _titles(shared_page)
    assert together[0] == "Northern Pact"
    _ask(shared_page, '"Pact Northern"')
    assert "No page has the words in quotes beside each other" in _notes(shared_page)
    assert set(together) <= set(_titles(shared_page))


def test_a_hit_shows_the_statement_that_has_the_word(shared_page: Page) -> None:
    """Its own line first; then the statement with its link, its words marked."""
    _ask(shared_page, "declaration")
    hit = shared_page.locator(".kb-find__hits > li").first
    assert hit.locator(".kb-find__title").inner_text() == "Yerevan summit"
    assert hit.locator(".kb-find__facts").first.inner_text() == "Event · 23 November 2022"
    assert set(hit.locator("mark").all_inner_texts()) == {"declaration"}
    section = hit.get_by_role("link", name="Outcome")
    assert str(section.get_attribute("href")).endswith("/events/yerevan-summit-2022/#outcome")
    _ask(shared_page, "armenia population")
    hit = shared_page.locator(".kb-find__hits > li").first
    assert hit.locator(".kb-find__title").inner_text() == "Armenia"
    assert str(hit.get_by_role("link", name="Population").first.get_attribute("href")).startswith(
        f"{PREFIX}states/armenia/#population-"
    )


def test_the_same_search_gives_the_same_order(shared_page: Page) -> None:
    """Whatever was searched before."""
    _ask(shared_page, "armenia russia pact")
    first = _titles(shared_page)
    for asked in ("petrov", "declaration", "a", "узбекистан"):
        _ask(shared_page, asked)
    _ask(shared_page, "armenia russia pact")
    assert _titles(shared_page) == first


def test_filters_by_kind_state_and_year(shared_page: Page) -> None:
    """Tabs by kind with counts; each filter leaves what fits it; without words they list."""
    _ask(shared_page, "pact")
    everything = len(_titles(shared_page))
    tabs = shared_page.locator(".kb-find__tabs button")
    expect(tabs.first).to_contain_text("All")
    treaty = shared_page.locator(".kb-find__tabs").get_by_role("button", name="Treaties 1")
    treaty.click()
    expect(shared_page.locator(".kb-find__title")).to_have_count(1)
    assert _titles(shared_page) == ["Northern Pact"]
    expect(treaty).to_be_focused()
    expect(treaty).to_have_attribute("aria-pressed", "true")
    tabs.first.click()
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
        expect(page.locator(".kb-find__title").first).to_have_text(name)
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
    expect(page.get_by_role("status")).to_have_text("1 page for “declaration”.")
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


def test_back_brings_the_search_again(address: str, page: Page) -> None:
    """With its words and filters; after Escape it stays closed."""
    page.goto(f"{address}about/")
    page.keyboard.press("/")
    _ask(page, "pact")
    page.locator(".kb-find__tabs").get_by_role("button", name="Treaties").click()
    expect(page.locator(".kb-find__title")).to_have_count(1)
    page.locator(".kb-find__title").first.click()
    page.wait_for_url("**/treaties/northern-pact/")
    page.go_back()
    expect(page.get_by_role("dialog", name="Search")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("pact")
    expect(page.locator(".kb-find__title")).to_have_count(1)
    page.keyboard.press("Escape")  # which clears the field first
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto(address)
    page.go_back()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_dialog_stays_where_nothing_leads_away(address: str, page: Page) -> None:
    """A drag that ends outside, and a link that opens beside, do not close it; a press outside does."""
    page.goto(f"{address}about/")
    page.keyboard.press("/")
    _ask(page, "pact")
    box = page.get_by_role("searchbox").bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(2, 300)
    page.mouse.up()
    expect(page.get_by_role("dialog")).to_be_visible()
    with page.context.expect_page():
        page.locator(".kb-find__title").first.click(modifiers=["ControlOrMeta"])
    expect(page.get_by_role("dialog")).to_be_visible()
    page.mouse.click(2, 300)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_address_holds_a_search(address: str, page: Page) -> None:
    """It is opened, changed as one types, and offered in the dialog."""
    page.goto(f"{address}search/?q=pact&kind=Treaty&other=1")
    expect(page.locator(".kb-find__title")).to_have_text(["Northern Pact"])
    page.get_by_role("searchbox").fill("declaration")
    expect(page.get_by_role("status")).to_have_text("1 page for “declaration”.")
    assert page.evaluate("location.search") == "?other=1&q=declaration"
    page.goto(f"{address}about/")
    page.keyboard.press("/")
    _ask(page, "pact & declaration")
    page.get_by_role("link", name="Address of this search").click()
    page.wait_for_url("**/search/?q=pact*")
    expect(page.get_by_role("searchbox")).to_have_value("pact & declaration")


def test_without_a_script_there_are_lists(address: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}search/?q=pact")
    page.get_by_role("main").get_by_role("link", name="A to Z").click()
    page.wait_for_url("**/a-z/")
    context.close()


HOSTILE = (
    "x" * 10_000,
    "слово " * 2000,
    "\u0000\u0001\u001b[31m\u202e\ufeff\ud7ff",
    "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "\"'“” ))((*+?[^]\\ $1 ${x}",
    "__proto__ constructor toString hasOwnProperty",
    "%E0%A4%A %00 %zz",
    "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 ﷽",
    "- / . , ; :",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_gets_a_plain_answer(text: str, shared_page: Page) -> None:
    """And no error in the console, which the fixture watches."""
    said = _ask(shared_page, text)
    assert len(said) < 300
    assert "could not be loaded" not in said
    assert shared_page.locator("dialog :is(script, img)").count() == 0


@pytest.mark.parametrize("query", ["%E0%A4%A", "q=%E0%A4%A&state=nowhere&year=x&kind=__proto__", "q=" + "y" * 3000])
def test_any_address_gets_a_plain_answer(query: str, address: str, page: Page) -> None:
    watch = watch_page(page)
    page.goto(f"{address}search/?{query}", wait_until="networkidle")
    expect(page.get_by_role("searchbox")).to_be_visible()
    page.get_by_role("searchbox").fill("pact")
    expect(page.locator(".kb-find__title", has_text="Northern Pact").first).to_be_visible()
    watch.assert_clean()


def test_a_forged_state_of_the_history_does_no_harm(address: str, page: Page) -> None:
    """What another script left there opens a search, and no more."""
    watch = watch_page(page)
    page.goto(f"{address}about/")
    page.evaluate("history.replaceState({search: {q: '<img src=x>', state: 7, kind: {}}}, '')")
    page.reload()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("status")).not_to_be_empty()
    watch.assert_clean()


def test_dialog_is_accessible(shared_page: Page) -> None:
    """Axe finds nothing in the open dialog with hits; it fits 320 px."""
    for asked in ("pact", "", "zzzzzz"):
        shared_page.get_by_role("searchbox").fill(asked)
        shared_page.wait_for_timeout(300)
        for scheme in ("default", "slate"):
            set_scheme(shared_page, scheme)
            assert find_violations(shared_page) == [], (asked, scheme)
    _ask(shared_page, "pact")
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
    page.route("**/search-index/index.json", lambda route: route.abort())
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
    _ask(hostile_page, f"onerror alert {model.kind.label}")
    hostile_page.locator(".kb-find__tabs").get_by_role("button", name=f"{model.kind.plural} ").click()
    expect(hostile_page.locator(f"a.kb-find__title[href*='{model.kind.folder}/']").first).to_be_visible()
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


@pytest.mark.records
def test_examples_of_the_empty_search_find_something(repository_site: Path, page: Page) -> None:
    """Each example of the subject is offered, and finds a page."""
    entry = json.loads((repository_site / "search-index" / "index.json").read_text(encoding="utf-8"))
    assert entry["examples"]
    with serve_folder(repository_site, "/kb/") as served:
        page.goto(f"{served}search/")
        for example in entry["examples"]:
            page.get_by_role("searchbox").fill("")
            page.locator(".kb-find__examples").get_by_role("button", name=example, exact=True).click()
            expect(page.locator(".kb-find__title").first).to_be_visible()
