"""The timeline and the tables of the real records in a browser: filters, order, keyboard, paper, no script, weight."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import serve_folder, watch_page
from lighthouse import weigh_page
from test_browser_pages import COLOUR_RULES, find_violations, set_scheme

TABLES = ("participants", "votes", "claims", "appeals", "office-holders", "exercises", "figures")
PAGES = (
    "timeline/",
    "tables/",
    *(f"tables/{name}/" for name in TABLES),
    "states/armenia/",
    "organizations/csto/",
    "people/stanislav-zas/",
)
MOST = 150_000
"""What a page with its graphics may weigh, in bytes, packed."""
TOUCHING = """() => [...document.querySelectorAll(".kb-chart svg")].flatMap((svg) => {
  const edge = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.getBBox().width > 0);
  const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
  const marks = [...svg.querySelectorAll(".kb-lane rect")].map((mark) => ["a mark", mark.getBoundingClientRect()]);
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4;
  const found = boxes.flatMap(([one, a], place) => [
    ...boxes.slice(place + 1).filter(([, b]) => meet(a, b)).map(([other]) => `${one} / ${other}`),
    ...marks.filter(([, b]) => meet(a, b)).map(([other]) => `${one} / ${other}`),
  ]);
  return [...found, ...boxes.filter(([, a]) => a.right > edge.right + 2).map(([one]) => `${one} beyond the edge`)];
})"""
"""Labels that touch another label or a mark, or leave the chart, as the browser has drawn them."""
THIN_OUT = r"""() => {
  const seen = new Set();
  for (const item of document.querySelectorAll("tbody tr, main li")) {
    const shape = item.outerHTML.replace(/>[^<]+</g, "><").replace(/ (?!class=)[a-z-]+="[^"]*"/g, "");
    if (seen.has(shape)) item.remove();
    seen.add(shape);
  }
}"""
"""Of rows and entries with the same elements and classes leaves one: axe has the same to say of all of them."""


@pytest.fixture(scope="module")
def address(repository_site: Path) -> Iterator[str]:
    """Where the real site is served, under a sub-path."""
    with serve_folder(repository_site, "/kb/") as served:
        yield served


def test_accessible_and_no_wider_than_the_screen(address: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    watch = watch_page(page)
    found = []
    for url in PAGES:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(address + url)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found.append(f"{url} scrolls sideways")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.evaluate(THIN_OUT)
        found += [f"{url} {violation}" for violation in find_violations(page)]
        set_scheme(page, "slate")
        found += [f"{url} (dark) {violation}" for violation in find_violations(page, COLOUR_RULES)]
    assert found == []
    watch.assert_clean()


def test_labels_touch_nothing(address: str, page: Page) -> None:
    """As they are drawn, with this machine's fonts."""
    for url in ("timeline/", "states/armenia/", "states/russia/", "organizations/csto/", "people/stanislav-zas/"):
        page.goto(address + url)
        assert page.locator(".kb-chart svg").count() >= 1
        assert page.evaluate(TOUCHING) == [], url


def test_pages_are_light(repository_site: Path) -> None:
    for url in PAGES:
        assert weigh_page(repository_site / url / "index.html") <= MOST, url


def test_filter_stands_in_the_address(address: str, page: Page) -> None:
    """List and charts leave the same; the count is said; back, forward and a shared link do as they should."""
    page.goto(f"{address}timeline/")
    status = page.locator("kb-filter [role=status]")
    items, marks = page.locator("li[data-key]"), page.locator(".kb-lane a[data-of]")
    every = items.count()
    expect(status).to_have_text(f"{every} events")
    page.get_by_label("Type", exact=True).select_option("vote")
    shown = page.locator("li[data-key]:visible")
    votes = shown.count()
    assert 0 < votes < every
    expect(status).to_have_text(f"{votes} of {every} events shown")
    assert page.url.endswith("timeline/?type=vote")
    assert set(shown.evaluate_all("(items) => items.map((item) => item.dataset.type)")) == {"vote"}
    drawn = (
        "(marks) => marks.filter((mark) => getComputedStyle(mark).display !== 'none').map((mark) => mark.dataset.of)"
    )
    keys = shown.evaluate_all("(items) => items.map((item) => item.dataset.key)")
    assert set(marks.evaluate_all(drawn)) <= set(keys)
    page.get_by_label("State", exact=True).select_option("armenia")
    assert page.url.endswith("?type=vote&state=armenia")
    both = shown.count()
    assert 0 < both <= votes
    page.go_back()
    expect(status).to_have_text(f"{votes} of {every} events shown")
    expect(page.get_by_label("State", exact=True)).to_have_value("")
    page.goto(f"{address}timeline/?type=vote&state=armenia&other=kept")
    expect(status).to_have_text(f"{both} of {every} events shown")
    page.get_by_role("button", name="Clear").click()
    expect(status).to_have_text(f"{every} events")
    assert page.url.endswith("timeline/?other=kept")
    page.goto(f"{address}timeline/?type=no-such-kind")
    expect(status).to_have_text(f"{every} events")


def test_filter_by_question_keeps_its_events(address: str, page: Page) -> None:
    page.goto(f"{address}timeline/")
    options = (
        page.get_by_label("Question", exact=True).locator("option").evaluate_all("(all) => all.map((one) => one.value)")
    )
    chosen = options[1]
    page.goto(f"{address}timeline/?question={chosen}")
    shown = page.locator("li[data-key]:visible")
    assert shown.count() > 0
    asked = shown.evaluate_all("(items) => items.map((item) => item.dataset.question.split(' '))")
    assert all(chosen in names for names in asked)


def test_order_and_filter_of_a_table_stand_in_the_address(address: str, page: Page) -> None:
    page.goto(f"{address}tables/participants/")
    rows = page.locator("tbody tr:visible th")
    before = rows.all_text_contents()
    page.get_by_role("button", name="Withdrawal").click()
    assert "?sort=withdrawal" in page.url
    dates = "(rows) => rows.map((row) => row.cells[6].dataset.sort)"
    sorted_dates = page.locator("tbody tr").evaluate_all(dates)
    filled = [date for date in sorted_dates if date]
    assert filled == sorted(filled)
    assert sorted_dates[: len(filled)] == filled, "what is empty comes last"
    page.get_by_role("button", name="Withdrawal").click()
    assert "?sort=-withdrawal" in page.url
    page.get_by_label("Treaty", exact=True).select_option("csto-charter")
    page.reload()
    assert page.locator("tbody tr").evaluate_all(dates)[0] == filled[-1]
    shown = page.locator("tbody tr:visible")
    assert set(shown.evaluate_all("(rows) => rows.map((row) => row.dataset.treaty)")) == {"csto-charter"}
    for _ in range(3):
        page.go_back()
    assert rows.all_text_contents() == before
    page.get_by_label("Find in this table", exact=True).fill("uzbek")
    expect(page.locator("kb-filter [role=status]")).to_contain_text(" of ")
    assert all("Uzbekistan" in name for name in rows.all_text_contents())
    assert page.url.endswith("?q=uzbek")


def test_an_entry_opens_its_statement(address: str, page: Page) -> None:
    """By keyboard, from a table and from a chart; the statement is marked on its page."""
    page.goto(f"{address}tables/votes/")
    page.locator("tbody tr").first.locator("a.kb-letter[title^=Armenia]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/events/*/#votes-armenia-*")
    assert page.locator(":target").get_by_role("link", name="Armenia", exact=True).count() == 1
    page.goto(f"{address}people/stanislav-zas/")
    page.locator("details:has(.kb-lane) > summary").focus()
    page.keyboard.press("Enter")
    page.locator(".kb-lane a", has_text="Secretary-General").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/stanislav-zas/#roles-*")


def test_the_window_of_the_timeline(address: str, page: Page) -> None:
    """By key, by pointer and by button; the list follows; the address keeps it, and a year in it is shown."""
    page.goto(f"{address}timeline/")
    years = page.locator("section[data-year]:visible")
    shown = "(sections) => sections.map((section) => section.dataset.year)"
    assert years.evaluate_all(shown) == ["2022"]
    link = page.locator(".kb-strip a[data-year='2024']")
    link.focus()
    page.keyboard.press("Enter")
    assert years.evaluate_all(shown) == ["2024"]
    assert page.url.endswith("?years=2024")
    assert link.get_attribute("aria-current") == "true"
    page.get_by_role("button", name="More years").click()
    assert years.evaluate_all(shown) == ["2025", "2024", "2023"]
    page.get_by_role("button", name="Earlier").click()
    assert years.evaluate_all(shown) == ["2022", "2021", "2020"]
    page.get_by_role("button", name="All years").click()
    assert years.count() > 20
    page.go_back()
    page.go_back()
    assert years.evaluate_all(shown) == ["2025", "2024", "2023"]
    for year, what in ((2021, "down"), (2022, "up")):
        box = page.locator(f".kb-strip a[data-year='{year}']").bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        getattr(page.mouse, what)()
    assert years.evaluate_all(shown) == ["2022", "2021"]
    page.goto(f"{address}timeline/#year-1999")
    assert years.evaluate_all(shown) == ["1999"]
    page.goto(f"{address}timeline/?type=vote")
    assert years.count() > 5, "a filter looks in all years"


def test_the_timeline_stands_upright_on_a_phone(address: str, page: Page) -> None:
    """No chart, no sideways scroll; the entries have the edge of their lane, and buttons fit a thumb."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}timeline/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".kb-chart svg:visible").count() == page.locator(".kb-legend svg:visible").count()
    assert page.locator(".kb-time li:visible").count() > 20
    heights = page.locator(".kb-window button").evaluate_all("(all) => all.map((one) => one.offsetHeight)")
    assert min(heights) >= 44


def test_headings_stay_in_sight(address: str, page: Page) -> None:
    """Of a long table the heads of the columns, of a wide one the head of the row, on a phone too."""
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(f"{address}tables/votes/")
    box = page.locator(".kb-scroll").first
    page.evaluate("window.scrollTo(0, 1500)")
    box.evaluate("(box) => { box.scrollLeft = 300; }")
    page.wait_for_timeout(200)
    place = "(cell) => [cell.getBoundingClientRect().left, cell.getBoundingClientRect().top]"
    left = box.evaluate(place)[0]
    assert page.locator("thead th").first.evaluate(place) == pytest.approx([left, 0], abs=2)
    assert page.locator("thead th").nth(9).evaluate(place)[1] == pytest.approx(0, abs=2)
    assert page.locator("tbody th").nth(20).evaluate(place)[0] == pytest.approx(left, abs=2)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}tables/participants/")
    page.evaluate("window.scrollTo(0, 1500)")
    assert page.locator("thead th").first.evaluate(place)[1] == pytest.approx(0, abs=2)


def test_without_a_script_all_is_shown(address: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    for url, what in (("timeline/?type=vote", "li[data-key]"), ("tables/claims/?stance=denies", "tbody tr")):
        page.goto(address + url)
        every = page.locator(what)
        assert every.count() > 50
        folded = page.locator(".kb-time details:not([open]) > summary")
        while folded.count():
            folded.first.click()
        assert page.locator(f"{what}:visible").count() == every.count()
        assert not page.locator("kb-filter form").is_visible()
        assert page.locator("kb-filter [role=status]").is_visible()
    context.close()


def test_on_paper(address: str, page: Page) -> None:
    """The whole table, no controls; a letter for each colour."""
    page.goto(f"{address}tables/votes/")
    page.emulate_media(media="print")
    assert not page.locator("kb-filter form").is_visible()
    box = page.locator(".kb-scroll").first
    assert box.evaluate("(box) => box.scrollHeight <= box.clientHeight + 1")
    assert page.locator("tbody a.kb-letter").first.evaluate("(cell) => getComputedStyle(cell).color") == "rgb(0, 0, 0)"
    page.goto(f"{address}timeline/")
    assert page.locator(".kb-chart svg").first.is_visible()
