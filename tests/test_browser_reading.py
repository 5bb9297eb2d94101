"""Reading in a real browser: cards, links to statements, citations and back, paper, without a script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from browser import serve_folder, watch_page

CARD = "#kb-card"
PANEL = ".kb-panel"


@pytest.fixture(scope="module")
def address(built_project: Path) -> Iterator[str]:
    """The built fixture, served below a path."""
    with serve_folder(built_project / "site", "/kb/") as served:
        yield served


@pytest.fixture
def touch(chromium: Browser) -> Iterator[Page]:
    """A page on a phone."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def copying(chromium: Browser) -> Iterator[Page]:
    """A page that may use the clipboard."""
    context: BrowserContext = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def summary_link(page: Page) -> Locator:
    return page.locator(".kb-summary a.kb-link").first


# Cards


def test_card_on_hover(page: Page, address: str) -> None:
    """It comes after a pause, can be pointed at, goes with Escape, and hides neither the link nor a mouse's way."""
    watch = watch_page(page)
    page.goto(f"{address}states/armenia/")
    link = summary_link(page)
    link.hover()
    assert not page.locator(CARD).is_visible(), "not before a third of a second"
    expect(page.locator(CARD)).to_contain_text("Organisation of the Northern Pact")
    expect(page.locator(CARD)).to_contain_text("Founded 7 October 2002")
    over, under = page.locator(CARD).bounding_box(), link.bounding_box()
    assert over
    assert under
    assert over["y"] >= under["y"] + under["height"] or over["y"] + over["height"] <= under["y"]
    page.locator(CARD).hover()
    page.wait_for_timeout(400)
    assert page.locator(CARD).is_visible(), "it stays while it is pointed at"
    page.keyboard.press("Escape")
    assert not page.locator(CARD).is_visible()
    link.hover()
    expect(page.locator(CARD)).to_be_visible()
    page.locator("h1").hover()
    expect(page.locator(CARD)).to_be_hidden()
    watch.assert_clean()


def test_card_by_keyboard(page: Page, address: str) -> None:
    """A card of a citation holds the note; its links are next by keyboard; Escape gives the focus back."""
    page.goto(f"{address}states/armenia/")
    mark = page.locator(".kb-summary a.kb-cite")
    summary_link(page).focus()
    page.keyboard.press("Tab")
    expect(mark).to_be_focused()
    expect(page.locator(CARD)).to_contain_text("Official Gazette, October 2002")
    expect(page.locator(CARD)).to_contain_text("primary")
    assert mark.get_attribute("aria-describedby") == "kb-card"
    page.keyboard.press("Tab")
    expect(page.locator(f"{CARD} a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()
    assert not page.locator(CARD).is_visible()
    assert mark.get_attribute("aria-describedby") is None


def test_card_of_an_article_and_of_a_term(page: Page, address: str) -> None:
    page.goto(f"{address}questions/does-the-pact-bind/")
    page.locator('.kb-summary a[href$="#article-4"]').hover()
    expect(page.locator(CARD)).to_contain_text("An attack on one is an attack on all.")
    page.goto(f"{address}organizations/pact-council/")
    page.locator("summary", has=page.get_by_role("heading", name="Connected")).click()
    page.locator('a[href$="terms/consensus/"]').first.hover()
    expect(page.locator(CARD)).to_contain_text("Nobody objects, so the matter is decided.")


def test_card_on_tap(touch: Page, address: str) -> None:
    """In running text the first tap shows the card, which leads on; a list of links is followed at once."""
    touch.goto(f"{address}states/armenia/")
    summary_link(touch).tap()
    expect(touch.locator(CARD)).to_be_visible()
    assert touch.url == f"{address}states/armenia/"
    touch.locator(f"{CARD} a", has_text="Open").tap()
    touch.wait_for_url(f"{address}organizations/pact-organization/")
    touch.locator(".kb-summary a.kb-cite").tap()
    expect(touch.locator(CARD)).to_contain_text("Official Gazette")
    touch.locator("h1").tap()
    expect(touch.locator(CARD)).to_be_hidden()
    touch.locator(".kb-table th a").first.tap()
    touch.wait_for_url(f"{address}states/armenia/")


def test_nothing_is_loaded_before_it_is_asked_for(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}states/armenia/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/cards/" in url or "/armenia/cite." in url]
    summary_link(page).hover()
    expect(page.locator(CARD)).to_be_visible()
    assert [url for url in asked if "/cards/" in url] == [f"{address}cards/pa.json"]


# Statements


def test_copy_the_link_of_a_statement_and_open_it(copying: Page, address: str) -> None:
    page = copying
    watch = watch_page(page)
    page.goto(f"{address}states/armenia/")
    mark = page.locator(".kb-facts a.kb-anchor").first
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator(PANEL)).to_contain_text("Link copied.")
    expect(page.locator(PANEL)).to_contain_text("Sources: Leaders met in Yerevan (The Herald)")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{address}states/armenia/{mark.get_attribute('href')}"
    for form, start in (("BibTeX", "@misc{armenia-"), ("RIS", "TY  - ELEC"), ("CSL JSON", '{"id":"armenia-')):
        page.get_by_role("button", name=form, exact=True).click()
        expect(page.locator(PANEL)).to_contain_text(f"{form} copied.")
        assert page.evaluate("navigator.clipboard.readText()").startswith(start)
    page.keyboard.press("Escape")
    expect(page.locator(PANEL)).to_be_hidden()
    expect(mark).to_be_focused()
    page.goto("about:blank")
    page.goto(copied)
    target = page.locator(f"[id='{copied.split('#')[1]}']")
    expect(target).to_be_in_viewport()
    assert target.evaluate("element => element.matches(':target')"), "the statement is marked"
    watch.assert_clean()


def test_a_link_to_words_that_changed(page: Page, address: str) -> None:
    """Leads to the same property and date; to the property where the date is gone too."""
    page.goto(f"{address}states/armenia/#population-2022-01-zzzz")
    page.wait_for_function("location.hash.startsWith('#population-2022-01-') && !location.hash.endsWith('zzzz')")
    page.goto("about:blank")
    page.goto(f"{address}states/armenia/#population-1999-zzzz")
    page.wait_for_function("location.hash === '#population'")


def test_follow_a_citation_and_back(page: Page, address: str) -> None:
    page.goto(f"{address}states/armenia/")
    mark = page.locator(".kb-summary a.kb-cite")
    anchor = mark.get_attribute("id")
    mark.click()
    note = page.locator(mark.get_attribute("href") or "")
    expect(note).to_be_in_viewport()
    assert note.evaluate("element => element.matches(':target')")
    page.keyboard.press("Escape")  # the card
    page.keyboard.press("Escape")
    page.wait_for_function(f"location.hash === '#{anchor}'")
    expect(mark).to_be_focused()
    mark.click()
    note.locator(f'a.kb-back[href="#{anchor}"]').click()
    page.wait_for_function(f"location.hash === '#{anchor}'")
    page.keyboard.press("Escape")
    mark.click()
    note.locator("a.kb-link").click()
    page.wait_for_url(f"{address}sources/gazette-2002/")
    page.go_back()
    page.wait_for_url(f"{address}states/armenia/#note-1")


# Phones, paper, no script


def test_box_folds_on_a_phone(built_project: Path, page: Page, address: str) -> None:
    """Five rows, then all; without a script too, and by keyboard."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}organizations/pact-organization/")
    rows = page.locator(".kb-infobox dl > div")
    assert rows.count() > 5
    assert [row.is_visible() for row in rows.all()] == [True] * 5 + [False] * (rows.count() - 5)
    page.locator("#kb-more").focus()
    page.keyboard.press("Space")
    assert all(row.is_visible() for row in rows.all())


@pytest.mark.parametrize("url", ["", "states/armenia/", "organizations/pact-organization/", "treaties/northern-pact/",
                                 "unknown/", "sources/herald-2022/", "events/"])  # fmt: skip
def test_narrow_pages_do_not_scroll_sideways(url: str, page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address + url)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_targets_for_fingers(touch: Page, address: str) -> None:
    """Marks and controls of 24 pixels and more."""
    touch.goto(f"{address}states/armenia/")
    touch.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    for control in touch.locator(".kb-cite, a.kb-anchor, .kb-back, summary, .kb-more + label, .kb-trail a").all():
        box = control.bounding_box()
        if box:
            assert min(box["width"], box["height"]) >= 24, control.evaluate("element => element.outerHTML")


def test_paper(page: Page, address: str) -> None:
    """The article with everything open and its sources' addresses; no frame and no controls."""
    page.goto(f"{address}organizations/pact-organization/")
    page.emulate_media(media="print")
    for hidden in ("nav.kb-trail", "a.kb-anchor", ".kb-back", "kb-copy", ".kb-edit"):
        for element in page.locator(hidden).all():
            assert not element.is_visible(), hidden
    assert all(row.is_visible() for row in page.locator(".kb-infobox dl > div").all())
    shown = page.locator(".kb-notes a.kb-web").first.evaluate("element => getComputedStyle(element, '::after').content")
    assert "https://example.org/" in shown
    assert page.locator("h1").is_visible()


def test_without_a_script(chromium: Browser, address: str) -> None:
    """Links to statements, citations and back, and how to cite: all plain links and text."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}states/armenia/")
    anchor = page.locator(".kb-facts a.kb-anchor").first
    target = anchor.get_attribute("href") or ""
    anchor.click()
    assert page.url == f"{address}states/armenia/{target}"
    mark = page.locator(".kb-summary a.kb-cite")
    mark.click()
    assert page.url.endswith("#note-1")
    page.locator("#note-1 a.kb-back").first.click()
    assert page.url.endswith(f"#{mark.get_attribute('id')}")
    page.locator("#cite summary").click()
    assert page.locator("#cite pre").first.is_visible()
    answer = page.request.get(f"{address}states/armenia/{page.locator('#cite a').first.get_attribute('href')}")
    assert answer.text().startswith("@misc{armenia,")
    context.close()
