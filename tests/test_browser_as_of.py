"""The site as of another day, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import serve_folder, watch_page
from other_browsers import OtherBrowser
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


MEMBERS = {
    "2001-01-01": [],
    "2002-10-06": [],
    "2002-10-07": ["Armenia", "Russia"],
    "2006-08-15": ["Armenia", "Russia", "Uzbekistan"],
    "2006-08-31": ["Armenia", "Russia", "Uzbekistan"],
    "2012-12-18": ["Armenia", "Russia", "Uzbekistan"],
    "2012-12-19": ["Armenia", "Russia"],
}


def test_members_of_a_day(page: Page, address: str) -> None:
    """Without the brackets of those that have left since."""
    watch = watch_page(page)
    for day, expected in MEMBERS.items():
        page.goto(f"{address}{PACT}?as-of={day}")
        expect(page.locator(NOTE)).to_be_visible()
        assert members(page) == expected, day
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
    expect(row.locator(".kb-tag:visible")).to_have_text(["member"])
    page.get_by_role("button", name="Back to today").click()
    expect(row.locator(".kb-tag:visible")).to_have_text(["member", "frozen"])


def test_the_script_and_the_program_agree(page: Page, address: str) -> None:
    page.goto(address)
    for notation, day, standing in STANDINGS:
        found = page.evaluate(
            """([held, day]) => {
                const part = Object.assign(document.createElement("i"), { innerHTML: "x" });
                part.dataset.held = held;
                document.querySelector("main").append(part);
                kb.asOf.markPage(day);
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
    assert (field.get_attribute("min"), field.get_attribute("max")) == ("1992-05-01", "2026-11-30"), (
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


NO_DAYS = (
    *("", "yesterday", "1991-12-31", "2026-11-30", "2999-01-01", "<b>"),
    *("2010-13-40", "2023-02-30", "2023-02-29", "2023-13-01", "2023-00-10", "2023-01-00", "2023-04-31"),
    *("2023-2-3", "%2B002023-02-03", "-002023-02-03", "2023-02-03T00:00", "20230203", "2023-02", "2023", "2023-W05-5"),
    *("2023-02-03%20", "%202023-02-03", "2023-02-03%0A", "٢٠٢٣-٠٢-٠٣", "2023/02/03", "3 February 2023", "2023-034"),
)
"""What is no day of the calendar written year-month-day, or none that the site can show."""


def test_no_such_day_is_today(page: Page, address: str) -> None:
    """Also where another day was chosen before: the address asks for one, and this is none, now and on what follows."""
    page.goto(f"{address}{PACT}?as-of=2010-01-01")
    chosen = page.evaluate("() => ({ ...sessionStorage })")
    assert "2010-01-01" in chosen.values()
    for day in NO_DAYS:
        page.evaluate("(chosen) => Object.assign(sessionStorage, chosen)", chosen)
        page.goto(f"{address}{PACT}?as-of={day}")
        assert members(page) == ["Armenia", "Russia", "[Uzbekistan]"], day
        expect(page.locator(NOTE)).to_be_hidden()
        assert "as-of" not in page.url, day
        assert "2010-01-01" not in page.evaluate("Object.values(sessionStorage)"), day
    page.goto(f"{address}{PACT}")
    expect(page.locator(NOTE)).to_be_hidden()


def test_no_such_day_in_other_browsers(address: str, other_browser: OtherBrowser) -> None:
    said = "document.querySelector('.kb-as-of__note').textContent"
    other_browser.open(f"{address}{PACT}?as-of=2024-02-29")
    assert other_browser.wait_for(said).startswith("As of 29 February 2024.")
    for day in NO_DAYS:
        other_browser.open(f"{address}{PACT}?as-of={day}")
        assert other_browser.run(f"return [{said}, location.search]") == ["", ""], day


def test_what_was_not_known_then(page: Page, address: str) -> None:
    """Claims on a question, events of a state, offices of a person, treaties: each from its day on."""
    page.goto(f"{address}questions/does-the-pact-bind/?as-of=2020-01-01")
    expect(page.locator(".kb-claims > li")).to_be_hidden()
    page.goto(f"{address}states/armenia/?as-of=2022-02-28")
    expect(page.locator("section[aria-labelledby=events] li:visible")).to_have_count(0)
    page.goto(f"{address}states/armenia/?as-of=2022-11-24")
    expect(page.locator("section[aria-labelledby=events] li:visible").first).to_be_visible()
    page.goto(f"{address}treaties/?as-of=1992-05-02")
    expect(page.locator("tbody tr:visible")).to_have_count(0)
    page.goto(f"{address}treaties/?as-of=2000-01-01")
    expect(page.locator("tbody tr:visible")).to_have_count(1)


def test_one_truth_on_another_day(page: Page, address: str) -> None:
    """Later statements are hidden and counted; what does not follow the day is headed as of today, once a run."""
    page.goto(f"{address}states/armenia/")
    population = page.locator("section[aria-labelledby=topic-population-and-territory] .kb-facts > li")
    lead = page.locator(".kb-summary")
    expect(population.first).to_be_visible()
    assert page.locator("[data-of-today]").count() == 0
    page.goto(f"{address}states/armenia/?as-of=2010-01-01")
    for entry in population.all():
        expect(entry).to_be_hidden()
    assert lead.evaluate("part => getComputedStyle(part.closest('[data-of-today]'), '::before').content") == (
        '"As of today"'
    )
    row = page.locator(".kb-infobox dl > div", has=page.locator("[data-held]")).first
    assert row.locator("[data-of-today]").count() == 0, "the term of what follows the day"
    assert re.search(r"\d+ later entries are hidden", page.locator(NOTE).inner_text())
    hidden = page.locator("main [data-held][data-as-of=no]")
    assert hidden.count() >= population.count() > 0
    left = "section:not(:has([data-held])):not(:has(.kb-notes)) > :not(h2, h3, [data-of-today])"
    assert page.locator(f"main article > {left}").count() == 0, "nothing of today stands there unmarked"


def test_the_chosen_day_in_words(page: Page, address: str) -> None:
    """Beside the field, which shows the order of the browser's language."""
    page.goto(address)
    page.get_by_role("button", name="As of today: choose a day").click()
    page.get_by_label("Show the site as of").fill("2011-02-03")
    expect(page.locator(".kb-as-of__panel output")).to_have_text("3 February 2011")


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


# Tables of who and what


@pytest.fixture(scope="module")
def real(repository_site: Path) -> Iterator[str]:
    """The site of the real records, served below a path."""
    with serve_folder(repository_site, "/kb/") as served:
        yield served


def shown_years(page: Page) -> set[int]:
    """The years in what can be seen of the tables of a page, and in the titles of it."""
    texts = page.locator("main table :is(th, a:not(.kb-letter), td > span):visible").all_inner_texts()
    return {int(year) for text in texts for year in re.findall(r"\b(?:19|20)\d\d\b", text)}


TABLES = ("votes", "figures", "participants", "claims", "appeals", "office-holders", "exercises")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_shows_nothing_later(name: str, page: Page, real: str) -> None:
    """Neither rows nor columns, totals, charts or single entries of years to come."""
    page.goto(f"{real}tables/{name}/?as-of=2020-01-01")
    rows = page.locator("main tbody tr:visible")
    assert rows.count() > 0
    years = shown_years(page)
    assert max(years, default=0) <= 2020
    for column in page.locator("main thead th[data-held]").all():
        place = column.evaluate("(cell) => cell.cellIndex")
        cells = column.evaluate(
            "(cell) => [...cell.closest('table').rows].map((row) => row.cells[cell.cellIndex])"
            ".filter((cell) => cell.checkVisibility()).length"
        )
        assert bool(cells) == column.is_visible(), place
    page.get_by_role("button", name="Back to today").click()
    assert max(shown_years(page), default=2026) > 2020


def test_a_first_choice_of_a_filter_leaves_something_to_see(page: Page, real: str) -> None:
    """The question that the page begins with is not chosen on a day when nobody had spoken on it; today it is."""
    page.goto(f"{real}tables/claims/?as-of=2020-01-01")
    question = page.locator("kb-filter [data-preset]")
    preset = question.get_attribute("data-preset")
    assert preset
    expect(question).to_have_value("")
    expect(page.locator("kb-filter").get_by_role("status")).not_to_have_text(re.compile("^0 "))
    assert "question" not in page.url
    page.get_by_role("button", name="Back to today").click()
    expect(question).to_have_value(preset)


def test_totals_and_votes_to_come(page: Page, real: str) -> None:
    page.goto(f"{real}tables/votes/?as-of=2010-01-01")
    expect(page.locator("main table :is(td, th) a:visible")).to_have_count(0)
    page.goto(f"{real}tables/votes/?as-of=2020-01-01")
    rows = page.locator("main tbody tr:visible")
    before = rows.count()
    expect(page.locator("tbody td.kb-number a:visible")).not_to_have_count(0)
    page.get_by_role("button", name="Back to today").click()
    assert rows.count() > before > 0


def test_what_ended_later_had_not(page: Page, real: str) -> None:
    """The day of withdrawal or of an end in a row that had begun before it."""
    for url in ("organizations/csto/", "treaties/collective-security-treaty/", "map/", "people/stanislav-zas/"):
        page.goto(f"{real}{url}?as-of=2011-01-01")
        assert page.locator("main table tbody tr:visible").count() > 0 or "zas" in url
        dates = page.locator("main table tbody time:visible").evaluate_all("(all) => all.map((one) => one.dateTime)")
        assert [date for date in dates if date[:4] > "2011"] == [], url


def test_roles_of_the_day(page: Page, real: str) -> None:
    row = page.locator("tbody tr", has=page.get_by_role("link", name="Stanislav Zas", exact=True))
    page.goto(f"{real}people/")
    expect(row.locator("td").nth(1)).to_have_text("Secretary-General", use_inner_text=True)
    page.goto(f"{real}people/?as-of=2018-01-01")
    expect(row.locator("td").nth(1)).to_have_text("State Secretary of the Security Council", use_inner_text=True)


def test_pages_without_a_day_say_so(page: Page, real: str) -> None:
    page.goto(f"{real}unknown/?as-of=2020-01-01")
    expect(page.locator(NOTE)).to_contain_text("This page shows today.")


# Addresses that lead to another


def test_a_lasting_address_keeps_day_and_statement(page: Page, chromium: Browser, address: str) -> None:
    watch = watch_page(page)
    for url in ("id/pact-organization/", "id/old-pact-organization/", "organizations/old-pact-organization/"):
        page.goto("about:blank")
        page.goto(f"{address}{url}?as-of=2012-06-28&x=%C3%A4#members", wait_until="commit")
        page.wait_for_url(f"{address}{PACT}?as-of=2012-06-28&x=%C3%A4#members")
        expect(page.locator(NOTE)).to_contain_text("28 June 2012")
        page.go_back()
        assert page.url == "about:blank", "the address itself is not met again"
    watch.assert_clean()
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}id/pact-organization/?as-of=2012-06-28", wait_until="commit")
    plain.wait_for_url(f"{address}{PACT}")
    context.close()


def test_a_lasting_address_in_other_browsers(address: str, other_browser: OtherBrowser) -> None:
    other_browser.open(f"{address}id/pact-organization/?as-of=2012-06-28#members")
    other_browser.wait_for("location.href === arguments[0]", f"{address}{PACT}?as-of=2012-06-28#members")
