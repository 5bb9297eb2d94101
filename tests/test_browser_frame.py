"""The frame in a real browser: the bar at the thumb, menus, home on a phone, wide screens, and paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import serve_folder, watch_page

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def address(built_project: Path) -> Iterator[str]:
    """The built fixture, served below a path."""
    with serve_folder(built_project / "site", "/kb/") as served:
        yield served


@pytest.fixture(scope="module")
def real(repository_site: Path) -> Iterator[str]:
    """The site of the real records, served below a path."""
    with serve_folder(repository_site, "/kb/") as served:
        yield served


def bottom(page: Page, selector: str) -> float:
    """The lower edge of an element in the window."""
    box = page.locator(selector).first.bounding_box()
    assert box, selector
    return box["y"] + box["height"]


def test_the_bar_is_at_the_thumb(page: Page, address: str) -> None:
    """One row of header; search, contents, day and menu at the lower edge, in four parts, also after scrolling."""
    watch = watch_page(page)
    page.set_viewport_size(PHONE)
    page.goto(f"{address}states/armenia/")
    assert bottom(page, ".kb-header__row") <= 60
    page.mouse.wheel(0, 1500)
    page.wait_for_function("scrollY > 500")
    parts = (".kb-search__open", ".kb-toc > summary", ".kb-as-of__open", ".kb-menu summary")
    boxes = [page.locator(part).bounding_box() for part in parts]
    for box in boxes:
        assert box
        assert box["y"] > PHONE["height"] - 80
        assert box["height"] >= 44
    lefts = [box["x"] for box in boxes if box]
    assert lefts == sorted(lefts)
    assert all(box["width"] >= 90 for box in boxes if box)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    watch.assert_clean()


def test_contents_open_above_the_bar(page: Page, address: str) -> None:
    """By a tap; closed with Escape, and by following one of the links."""
    page.set_viewport_size(PHONE)
    page.goto(f"{address}states/armenia/")
    opener, links = page.locator(".kb-toc > summary"), page.locator(".kb-toc nav a")
    expect(links.first).to_be_hidden()
    opener.click()
    expect(links.first).to_be_visible()
    assert bottom(page, ".kb-toc nav") <= PHONE["height"] - 50
    page.keyboard.press("Escape")
    expect(links.first).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    links.last.click()
    expect(links.first).to_be_hidden()
    assert "#" in page.url


def test_the_bar_without_a_script(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}states/armenia/")
    page.locator(".kb-toc > summary").click()
    expect(page.locator(".kb-toc nav a").first).to_be_visible()
    page.locator(".kb-menu summary").click()
    expect(page.locator(".kb-menu nav a").first).to_be_visible()
    context.close()


def test_a_low_window_keeps_its_room(page: Page, address: str) -> None:
    """At 400 % zoom, or on a phone on its side, nothing is fixed to an edge (WCAG 2.2, 1.4.10)."""
    page.set_viewport_size({"width": 640, "height": 360})
    page.goto(f"{address}states/armenia/")
    assert page.locator(".kb-bar").evaluate("bar => getComputedStyle(bar).position") == "static"


def test_the_menu_shows_all_on_every_width(page: Page, address: str) -> None:
    """What a section has can be seen before one is in it."""
    page.goto(address)
    page.locator(".kb-menu summary").click()
    for name in ("Organizations", "Glossary", "Claims"):
        expect(page.locator(".kb-menu nav").get_by_role("link", name=name, exact=True)).to_be_visible()


def test_a_trail_leads_to_its_sections(page: Page, address: str) -> None:
    page.goto(f"{address}people/")
    page.locator("nav.kb-trail").get_by_role("link", name="Records").click()
    page.wait_for_url("**/organizations/")


def test_questions_lead_on(page: Page, real: str) -> None:
    page.goto(f"{real}questions/has-the-csto-fought-in-ukraine/")
    expect(page.locator(".kb-turn a[rel=prev]")).to_have_count(0)
    page.locator(".kb-turn a[rel=next]").click()
    page.wait_for_url("**/questions/is-armenia-still-a-member/")


def test_answers_are_on_the_first_screen_of_a_phone(page: Page, real: str) -> None:
    """The age of the site and the first answers, above the bar."""
    page.set_viewport_size(PHONE)
    page.goto(real)
    edge = PHONE["height"] - 60
    assert bottom(page, ".kb-age") < edge
    shown = [
        answer
        for answer in page.locator(".kb-answers > li").all()
        if (answer.bounding_box() or {"y": edge})["y"] < edge
    ]
    assert len(shown) >= 3


def test_home_as_of_another_day(page: Page, real: str) -> None:
    """No answer of a later day stands there, no vote that was not held; the members are those of that day."""
    page.goto(f"{real}?as-of=2010-01-01")
    expect(page.locator(".kb-answer").first).to_be_hidden()
    expect(page.locator(".kb-then").first).to_be_visible()
    expect(page.locator(".kb-age")).to_be_hidden()
    assert page.locator(".kb-strip td:visible").count() == 0
    shown = [text.split("\n")[0].strip() for text in page.locator(".kb-strip tbody tr:visible > th").all_inner_texts()]
    assert "Uzbekistan" in shown
    assert len(shown) == 7
    expect(page.locator(".kb-home-lead")).to_have_attribute("data-of-today", "head")
    dates = page.locator(".kb-latest > li:visible time, .kb-latest > li:visible .kb-when").all_inner_texts()
    assert len(dates) >= 3
    assert not [date for date in dates if "202" in date]


def test_a_wide_screen_is_used(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1680, "height": 900})
    page.goto(f"{address}states/")
    box = page.locator(".kb-frame").bounding_box()
    assert box
    assert box["width"] > 1400
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"


def test_each_sheet_says_where_it_is_from(page: Page, address: str) -> None:
    """The address and the day of the page, and the addresses of sources decoded; known when printing begins."""
    page.goto(f"{address}states/armenia/?as-of=2010-01-01")
    page.evaluate("document.querySelector('.kb-notes a.kb-web').href = 'https://example.org/%D0%90/b%20c#:~:text=a,b'")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheet = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--kb-sheet')")
    assert sheet == '"example.org/fixture/states/armenia/ · reviewed 23 November 2026 · As of 1 January 2010"'
    page.emulate_media(media="print")
    link = page.locator(".kb-notes a.kb-web").first
    assert link.evaluate("link => getComputedStyle(link, '::after').content") in (
        '": https://example.org/А/b c"',
        '": " "https://example.org/А/b c"',
    )


def test_nothing_leaves_the_margin_on_paper(page: Page, real: str) -> None:
    """The widest table fits the width of a sheet of A4 between its margins."""
    page.set_viewport_size({"width": 688, "height": 1000})  # 182 mm
    page.goto(f"{real}tables/votes/")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
