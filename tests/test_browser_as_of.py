"""The site as of another day, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import serve_folder, watch_page
from test_spans import STANDINGS

PACT = "organizations/pact-organization/"
NOTE = ".kb-as-of__note"


@pytest.fixture(scope="module")
def address(built_project: Path) -> Iterator[str]:
    """The built fixture, served below a path."""
    with serve_folder(built_project / "site", "/kb/") as served:
        yield served


def members(page: Page) -> list[str]:
    """The first cell of each row of the members' table that can be seen."""
    rows = page.locator("section[aria-labelledby=members] tbody tr:visible > th")
    return [text.strip() for text in rows.all_inner_texts()]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2001-01-01", []),
        ("2002-10-06", []),
        ("2002-10-07", ["Armenia", "Russia"]),
        ("2006-08-15", ["Armenia", "Russia", "Uzbekistan"]),
        ("2006-08-31", ["Armenia", "Russia", "Uzbekistan"]),
        ("2012-12-18", ["Armenia", "Russia", "Uzbekistan"]),
        ("2012-12-19", ["Armenia", "Russia"]),
    ],
)
def test_members_of_a_day(day: str, expected: list[str], page: Page, address: str) -> None:
    """Without the brackets of those that have left since."""
    watch = watch_page(page)
    page.goto(f"{address}{PACT}?as-of={day}")
    expect(page.locator(NOTE)).to_be_visible()
    assert members(page) == expected
    if not expected:
        body = page.locator("section[aria-labelledby=members] tbody")
        assert "None as of this day" in body.evaluate("body => getComputedStyle(body, '::after').content")
    watch.assert_clean()


def test_a_partial_date_is_uncertain_and_says_so(page: Page, address: str) -> None:
    """Joined in August 2006: within that month nobody knows, at its end it is sure."""
    row = page.locator("tr", has=page.get_by_role("link", name="Uzbekistan")).first
    page.goto(f"{address}{PACT}?as-of=2006-08-15")
    assert row.get_attribute("data-as-of") == "uncertain"
    assert "uncertain on this day" in row.locator("th").evaluate("cell => getComputedStyle(cell, '::after').content")
    page.goto(f"{address}{PACT}?as-of=2006-08-31")
    assert row.get_attribute("data-as-of") == "held"


def test_what_froze_later_was_a_member(page: Page, address: str) -> None:
    page.goto(f"{address}{PACT}?as-of=2010-01-01")
    row = page.locator("tr", has=page.get_by_role("link", name="Armenia")).first
    expect(row.locator(".kb-tag:visible")).to_have_text("member")
    page.get_by_role("button", name="Back to today").click()
    expect(row.locator(".kb-tag:visible")).to_have_text("frozen")


def test_the_script_and_the_program_agree(page: Page, address: str) -> None:
    page.goto(address)
    for notation, day, standing in STANDINGS:
        found = page.evaluate(
            """([held, day]) => {
                const part = Object.assign(document.createElement("i"), { innerHTML: "x" });
                part.dataset.held = held;
                document.querySelector("main").append(part);
                document.querySelector("kb-as-of").mend(day);
                return [part.dataset.asOf, getComputedStyle(part).display];
            }""",
            [notation, day],
        )
        is_shown = standing in ("held", "uncertain")
        assert found == [standing if is_shown else "no", "inline" if is_shown else "none"], (notation, day)


def test_the_day_stays_is_shared_and_goes(page: Page, address: str) -> None:
    """Chosen by keyboard, kept on the next page and in its address, gone with one press, back with the browser's."""
    page.goto(address + PACT)
    today = members(page)
    assert today == ["Armenia", "Russia", "[Uzbekistan]"]
    opener = page.get_by_role("button", name="As of today: choose a day")
    opener.focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("Show the site as of")
    expect(field).to_be_visible()
    assert (field.get_attribute("min"), field.get_attribute("max")) == ("1992-01-01", "2026-11-30"), (
        "the last day of the newest review"
    )
    field.fill("2010-05-09")
    field.press("Enter")
    expect(page.get_by_role("status").filter(has_text="As of 9 May 2010.")).to_be_visible()
    assert page.url.endswith(f"{PACT}?as-of=2010-05-09")
    assert members(page) == ["Armenia", "Russia", "Uzbekistan"]
    expect(page.get_by_role("button", name="As of 9 May 2010: choose another day")).to_be_focused()

    page.locator("section[aria-labelledby=members]").get_by_role("link", name="Uzbekistan").first.click()
    page.wait_for_url("**/states/uzbekistan/?as-of=2010-05-09")
    expect(page.locator(NOTE)).to_contain_text("9 May 2010")
    page.goto(address)
    assert page.url == f"{address}?as-of=2010-05-09", "also where the link said nothing"

    page.get_by_role("button", name="Back to today").click()
    assert page.url == address
    expect(page.locator(NOTE)).to_be_hidden()
    page.goto(address + PACT)
    assert members(page) == today
    page.go_back()
    page.go_back()
    expect(page.locator(NOTE)).to_contain_text("9 May 2010")


@pytest.mark.parametrize("day", ["", "yesterday", "2010-13-40", "1991-12-31", "2026-11-30", "2999-01-01", "<b>"])
def test_no_such_day_is_today(day: str, page: Page, address: str) -> None:
    page.goto(f"{address}{PACT}?as-of={day}")
    assert members(page) == ["Armenia", "Russia", "[Uzbekistan]"]
    expect(page.locator(NOTE)).to_be_hidden()
    assert "as-of" not in page.url


def test_what_was_not_known_then(page: Page, address: str) -> None:
    """Claims on a question, events of a state, offices of a person, treaties: each from its day on."""
    page.goto(f"{address}questions/does-the-pact-bind/?as-of=2020-01-01")
    expect(page.locator(".kb-claims > li")).to_be_hidden()
    page.goto(f"{address}states/armenia/?as-of=2022-02-28")
    expect(page.locator("section[aria-labelledby=events] li:visible")).to_have_count(0)
    page.goto(f"{address}states/armenia/?as-of=2022-11-24")
    expect(page.locator("section[aria-labelledby=events] li:visible").first).to_be_visible()
    page.goto(f"{address}treaties/?as-of=1992-01-02")
    expect(page.locator("tbody tr:visible")).to_have_count(0)
    page.goto(f"{address}treaties/?as-of=2000-01-01")
    expect(page.locator("tbody tr:visible")).to_have_count(1)


def test_counts_of_today_are_not_shown_on_another_day(page: Page, address: str) -> None:
    page.goto(f"{address}states/armenia/")
    assert page.locator(".kb-count:visible").count()
    page.goto(f"{address}states/armenia/?as-of=2000-01-01")
    assert not page.locator(".kb-count:visible").count()


def test_on_paper_and_without_a_script(page: Page, chromium: Browser, address: str) -> None:
    page.goto(f"{address}{PACT}?as-of=2010-01-01")
    page.emulate_media(media="print")
    expect(page.locator(NOTE)).to_contain_text("As of 1 January 2010.")
    assert members(page) == ["Armenia", "Russia", "Uzbekistan"]
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}{PACT}?as-of=2010-01-01")
    assert members(plain) == ["Armenia", "Russia", "[Uzbekistan]"]
    assert plain.locator("kb-as-of").inner_text() == ""
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_narrow_pages_hold_it(width: int, page: Page, address: str) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(f"{address}{PACT}?as-of=2010-01-01")
    page.locator(".kb-as-of__open").click()
    box = page.locator(".kb-as-of__panel").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
