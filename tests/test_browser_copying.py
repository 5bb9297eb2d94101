"""Copying and citing: what lands in the clipboard, and whether the page says so; in three engines where they differ."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browser import serve_folder, watch_page
from other_browsers import OtherBrowser

PANEL = ".kb-panel"
MARK = ".kb-facts a.kb-anchor"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });"
"""As in a page of plain http, which is no secure context."""
REFUSED = NO_CLIPBOARD + "document.execCommand = () => false;"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(built_project: Path) -> Iterator[str]:
    """The built fixture, served below a path."""
    with serve_folder(built_project / "site", "/kb/") as served:
        yield served


@pytest.fixture
def copying(chromium: Browser) -> Iterator[Page]:
    """A page that may use the clipboard."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def _read(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


# The panel of a statement


def test_every_form_is_copied(other_browser: OtherBrowser, address: str) -> None:
    """WebKit refuses what comes after a wait, so nothing is waited for in the press."""
    browser = other_browser
    browser.open(f"{address}states/armenia/")
    browser.run(f"document.querySelector('{MARK}').focus()")
    browser.press("Enter")
    browser.wait_for("document.querySelector('.kb-panel-said')?.textContent === 'Link copied.'")
    browser.wait_for("!document.querySelector('.kb-panel-buttons button:disabled')")
    forms = {"Citation": "“Armenia", "BibTeX": "@misc{armenia-", "RIS": "TY  - ELEC", "CSL JSON": '{"id":"armenia-'}
    for number, (form, start) in enumerate(forms.items(), start=2):
        browser.click(f".kb-panel-buttons button:nth-child({number})")
        browser.wait_for(f"document.querySelector('.kb-panel-said').textContent === '{form} copied.'")
        assert browser.paste().startswith(start)


def test_a_form_can_be_copied_once_it_is_there(copying: Page, address: str) -> None:
    """On a slow line its button waits; where the line is gone it is said, and the next try loads."""
    held: list[Route] = []
    copying.route("**/armenia/cite.*", lambda route: held.append(route))
    copying.goto(f"{address}states/armenia/")
    copying.locator(MARK).first.click()
    panel = copying.locator(PANEL)
    expect(panel).to_contain_text("Link copied.")
    expect(panel).to_contain_text("Loading the citations")
    expect(panel.get_by_role("button", name="BibTeX")).to_be_disabled()
    while len(held) < 3:
        copying.wait_for_timeout(20)
    for route in held:
        route.abort()
    expect(panel).to_contain_text("The citations could not be loaded.")
    copying.unroute("**/armenia/cite.*")
    panel.get_by_role("button", name="Load again").click()
    expect(panel.get_by_role("button", name="Copy link")).to_be_focused()
    panel.get_by_role("button", name="BibTeX").click()
    expect(panel).to_contain_text("BibTeX copied.")
    assert _read(copying).startswith("@misc{armenia-")


def test_a_refusal_is_said(page: Page, address: str) -> None:
    """Then the text is shown, so that it can be selected."""
    page.add_init_script(REFUSED)
    page.goto(f"{address}states/armenia/")
    page.locator(MARK).first.click()
    expect(page.locator(PANEL)).to_contain_text("Link could not be copied.")
    expect(page.locator(PANEL)).to_contain_text(f"{address}states/armenia/#")
    page.get_by_role("button", name="RIS", exact=True).click()
    expect(page.locator(PANEL)).to_contain_text("RIS could not be copied.")
    expect(page.locator(PANEL)).to_contain_text("TY - ELEC")
    page.keyboard.press("Escape")
    page.locator("#cite summary").click()
    page.get_by_role("button", name="Copy RIS").click()
    expect(page.locator("#cite")).to_contain_text("RIS could not be copied")


@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"])
def test_the_focus_stays_without_a_clipboard(engine: str, request: pytest.FixtureRequest, address: str) -> None:
    """On a page of plain http: the link is copied all the same, and Escape leads back to the mark."""
    if engine == "chromium":
        page: Page = request.getfixturevalue("page")
        page.add_init_script(NO_CLIPBOARD)
        page.goto(f"{address}states/armenia/")
        page.locator(MARK).first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(PANEL)).to_contain_text("Link copied.")
        expect(page.get_by_role("button", name="Copy link")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(MARK).first).to_be_focused()
        return
    browser: OtherBrowser = request.getfixturevalue(engine)
    browser.open(f"{address}states/armenia/")
    browser.run(NO_CLIPBOARD + f"document.querySelector('{MARK}').focus()")
    browser.press("Enter")
    browser.wait_for("document.querySelector('.kb-panel-said')?.textContent === 'Link copied.'")
    assert browser.run("return document.activeElement.textContent") == "Copy link"
    browser.press("Escape")
    assert browser.run(f"return document.activeElement === document.querySelector('{MARK}')")
    assert browser.paste() == browser.run(f"return document.querySelector('{MARK}').href")


def test_a_link_keeps_only_what_is_ours(copying: Page, address: str) -> None:
    copying.goto(f"{address}states/armenia/?fbclid=x&as-of=2023-01-01&utm_source=y")
    mark = copying.locator(MARK).first
    mark.click()
    expect(copying.locator(PANEL)).to_contain_text("Link copied.")
    assert _read(copying) == f"{address}states/armenia/?as-of=2023-01-01{mark.get_attribute('href')}"
    copying.keyboard.press("Escape")
    copying.get_by_role("button", name="Back to today").click()
    copying.goto(f"{address}states/armenia/?fbclid=x")
    mark.click()
    expect(copying.locator(PANEL)).to_contain_text("Link copied.")
    assert "?" not in _read(copying)


def test_the_panel_stays_in_the_window(page: Page, address: str) -> None:
    """Also beside a mark at the foot of the window."""
    page.set_viewport_size({"width": 800, "height": 500})
    page.goto(f"{address}states/armenia/")
    mark = page.locator(MARK).first
    mark.evaluate("mark => scrollBy(0, mark.getBoundingClientRect().bottom - innerHeight + 4)")
    mark.click()
    expect(page.locator(PANEL)).to_contain_text("copied")
    box = page.locator(PANEL).bounding_box()
    assert box
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 500


# How to cite a page


def test_copy_how_to_cite_the_page(copying: Page, address: str) -> None:
    """The button is called what it does, before and after; what happened is announced beside it, and goes."""
    copying.clock.install()
    copying.goto(f"{address}states/armenia/")
    copying.locator("#cite summary").click()
    button = copying.get_by_role("button", name="Copy RIS")
    expect(button).to_have_text("Copy RIS")
    button.click()
    said = copying.locator("#cite").get_by_role("status").filter(has_text="RIS copied.")
    expect(said).to_be_visible()
    expect(button).to_have_text("Copy RIS")
    expect(button).to_be_focused()
    assert _read(copying).startswith("TY  - ELEC\nID  - armenia\n")
    copying.clock.run_for(5000)
    expect(said).to_have_count(0)


# Tables


LETTERS = {"A/RES/68/262": "N", "A/RES/ES-11/1": "A"}
"""How Armenia voted, by the resolution that the head of a row names."""


def test_a_table_is_copied_with_its_heads(other_browser: OtherBrowser, repository_site: Path) -> None:
    """Firefox does not copy the text of a button, unless that text can be selected."""
    browser = other_browser
    with serve_folder(repository_site) as served:
        browser.open(f"{served}tables/votes/")
        browser.wait_for("document.querySelector('kb-table thead button')")
        browser.run("getSelection().selectAllChildren(document.querySelector('kb-table'))")
        browser.press("Control", "c")
        _assert_votes(browser.paste())


def test_a_cell_is_copied_as_it_is_seen(copying: Page, repository_site: Path) -> None:
    """The words behind a letter, which a screen reader says, are not part of it."""
    with serve_folder(repository_site) as served:
        copying.goto(f"{served}tables/votes/")
        copying.evaluate("getSelection().selectAllChildren(document.querySelector('kb-table'))")
        copying.keyboard.press("Control+c")
        _assert_votes(_read(copying))


@pytest.mark.parametrize("url", ["states/", "people/", "tables/votes/", "tables/figures/"])
def test_a_row_is_copied_as_one_line(url: str, copying: Page, repository_site: Path) -> None:
    """Also where a cell shows two lines, so that a spreadsheet has it as a row."""
    with serve_folder(repository_site) as served:
        copying.goto(served + url)
        table = copying.locator("kb-table:visible").first
        table.evaluate("(table) => getSelection().selectAllChildren(table)")
        copying.keyboard.press("Control+c")
        lines = [line for line in _read(copying).splitlines() if "\t" in line]
        assert len(lines) == table.locator("tr:visible").count()
        assert len({line.count("\t") for line in lines}) == 1


def _assert_votes(text: str) -> None:
    rows = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()]
    head = next(row for row in rows if len(row) > 3)
    by_resolution = {row[0].rpartition(" ")[2]: row for row in rows if len(row) == len(head)}
    assert {name: by_resolution[name][head.index("Armenia")] for name in LETTERS} == LETTERS


def test_nothing_of_this_is_an_error(page: Page, address: str) -> None:
    watch = watch_page(page)
    page.goto(f"{address}states/armenia/")
    page.locator(MARK).first.click()
    expect(page.locator(PANEL)).to_contain_text("copied")
    watch.assert_clean()
