"""What is focused, or led to by an address, is in sight: below the banner of a day and beside the heads of tables."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser import serve_folder
from other_browsers import OtherBrowser

NOTE = ".kb-as-of__note"
HIDDEN = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame().then(frame); // heads follow the scrolling with the next frame
    const stop = document.activeElement;
    const box = stop.getClientRects()[0];
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const spots = [[x, y], [box.left + 1, y], [box.right - 1, y], [x, box.top + 1], [x, box.bottom - 1]];
    const over = spots.map(([left, top]) => document.elementFromPoint(left, top));
    const sticky = over.filter((top) => top && !stop.contains(top) && !top.contains(stop))
        .filter((top) => top.closest("th, .kb-as-of__note"));
    return sticky.length === spots.length || sticky.includes(over[0]) ? stop.textContent.trim() || stop.tagName : "";
}"""
"""The name of the element with the focus where a sticky element covers its middle; '' where it is seen."""


@pytest.fixture(scope="module")
def address(repository_site: Path) -> Iterator[str]:
    """Where the real site is served."""
    with serve_folder(repository_site, "/kb/") as served:
        yield served


def walk_back(page: Page, stops: int) -> list[str]:
    """Go back by Shift+Tab from where the focus is; return the stops that something sticky covers."""
    covered = []
    for _ in range(stops):
        page.keyboard.press("Shift+Tab")
        covered += [name] if (name := page.evaluate(HIDDEN)) else []
    return covered


@pytest.mark.parametrize("url", ["tables/claims/", "tables/votes/", "tables/participants/", "organizations/csto/"])
def test_the_keyboard_meets_nothing_hidden(url: str, address: str, page: Page) -> None:
    """Backwards through a wide table, with the real keyboard (WCAG 2.2, 2.4.11), on a phone and on a desk."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(f"{address}{url}?as-of=2024-01-01")
        page.locator(".kb-scroll table").first.locator("tbody a:visible").last.focus()
        assert walk_back(page, 60) == [], width


TARGETS = (
    "states/armenia/?as-of=2012-06-28#topic-population-and-territory",
    "organizations/csto/?as-of=2012-06-28#events",
)
PLACES = """return (() => {
    const target = document.querySelector(":target").getBoundingClientRect();
    const note = document.querySelector(".kb-as-of__note").getBoundingClientRect();
    return [Math.round(target.top), Math.round(note.bottom), innerHeight];
})()"""

ARRIVED = f"(([top, covered, height]) => covered <= top && top < height)({PLACES.removeprefix('return ')})"
"""The place of the target is right; a browser may lay out the page once more after it has arrived."""


def assert_clear(places: Any) -> None:
    top, covered, height = places
    assert covered > 0, "there is a banner"
    assert covered <= top < height


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("url", TARGETS)
def test_a_target_lies_below_the_banner(url: str, width: int, address: str, page: Page) -> None:
    """On arriving, and by a link of the page."""
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(address + url)
    page.wait_for_timeout(300)
    assert_clear(page.evaluate(f"() => {{ {PLACES} }}"))
    page.evaluate("location.hash = 'timeline'")
    page.wait_for_timeout(200)
    assert_clear(page.evaluate(f"() => {{ {PLACES} }}"))


@pytest.mark.parametrize("url", TARGETS)
def test_a_target_in_other_browsers(url: str, address: str, other_browser: OtherBrowser) -> None:
    other_browser.open(address + url)
    other_browser.wait_for("document.querySelector(':target')?.getBoundingClientRect().top < innerHeight")
    other_browser.wait_for("document.querySelector('.kb-as-of__note').getBoundingClientRect().top <= 0")
    other_browser.wait_for(ARRIVED)
    assert_clear(other_browser.run(PLACES))


def test_nothing_is_sticky_in_a_low_window(address: str, page: Page) -> None:
    """At 400 % zoom of 1280 by 1024 there are 320 by 256: all of them are for the text."""
    page.set_viewport_size({"width": 320, "height": 256})
    for url in ("tables/claims/", "organizations/csto/"):
        page.goto(f"{address}{url}?as-of=2024-01-01")
        expect(page.locator(NOTE)).to_be_visible()
        is_sticky = """(parts) => parts.filter((part) => getComputedStyle(part).position === "sticky")
            .map((part) => part.outerHTML.slice(0, 80))"""
        assert page.locator("body *").evaluate_all(is_sticky) == []
        page.locator(".kb-scroll table").first.locator("tbody a:visible").last.focus()
        assert walk_back(page, 20) == []


def test_back_through_a_table_in_firefox(address: str, firefox: OtherBrowser) -> None:
    firefox.open(f"{address}tables/claims/?as-of=2024-01-01")
    firefox.run("[...document.querySelectorAll('tbody a')].findLast((link) => link.offsetHeight).focus()")
    covered = []
    for _ in range(40):
        firefox.press("Shift", "Tab")
        covered += [name] if (name := firefox.run(f"return ({HIDDEN})()")) else []
    assert covered == []
