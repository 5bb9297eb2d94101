"""Tables in a browser: sorted by what a value is, filtered by the words of their rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser import serve_folder, watch_page
from other_browsers import OtherBrowser

SORTED = (
    *("sources/", "questions/", "states/", "organizations/", "people/", "events/", "treaties/", "claims/", "terms/"),
    *("experts/", "unknown/", "graph/", "what-rests-on-what/"),
    *(
        f"tables/{name}/"
        for name in ("participants", "votes", "claims", "appeals", "office-holders", "exercises", "figures")
    ),
)
WRONG = r"""() => [...document.querySelectorAll("kb-table")].flatMap((table) => {
    const found = [];
    const isEmpty = (cell) => !/[\p{L}\p{N}]/u.test(cell.dataset.sort ?? cell.textContent);
    const figures = (cell) => cell.textContent.replace("−", "-").match(/-?[\d,]+(\.\d+)?/)[0];
    const numberOf = (cell) => Number(figures(cell).replaceAll(",", ""));
    const valueOf = (cell) => cell.querySelector("time")?.dateTime ?? numberOf(cell);
    // Of days only what both say is compared: 2022 and 2022-11 may stand either way.
    const cut = (one, other) => (one.length ? one.slice(0, other.length) : one);
    const isBefore = (one, other) => cut(one, other) < cut(other, one);
    [...table.querySelectorAll("thead th")].forEach((heading, column) => {
        for (const way of heading.querySelector("button") ? ["ascending", "descending"] : []) {
            heading.querySelector("button").click();
            const cells = [...table.querySelectorAll("tbody tr")].map((row) => row.cells[column]);
            const place = `${location.pathname} ${heading.textContent} ${way}`;
            if (heading.getAttribute("aria-sort") !== way) found.push(`${place}: says otherwise`);
            const filled = cells.filter((cell) => !isEmpty(cell));
            if (cells.slice(0, filled.length).some(isEmpty)) found.push(`${place}: empty cells are not last`);
            const isOfNumbers = heading.classList.contains("kb-number");
            if (!isOfNumbers && !filled.every((cell) => cell.querySelector("time"))) continue;
            const values = filled.map(valueOf);
            if (way === "descending") values.reverse();
            values.slice(1).forEach((value, index) => {
                if (isBefore(value, values[index])) found.push(`${place}: ${values[index]} before ${value}`);
            });
        }
    });
    return found;
})"""
"""What is wrong with any order of any table of a page: days and numbers as they are shown, empty cells."""
ORDERS = """
    const values = { b: 10, a: -1.5, c: "", d: 1.25, e: 1.5, f: "", g: 10, h: 0.00001, i: 9 };
    const write = ([name, value]) => `<tr><th>${name}<td data-sort="${value}">${value || "–"}<td>x`;
    const table = document.createElement("kb-table");
    const heads = "<thead><tr><th>Name<th>Value<th>Same<tbody>";
    table.innerHTML = `<table>${heads}${Object.entries(values).map(write).join("")}</table>`;
    document.querySelector("main").append(table);
    const read = () => [...table.querySelectorAll("tbody th")].map((cell) => cell.textContent).join("");
    const [name, value, same] = table.querySelectorAll("thead button");
    const press = (button) => { button.click(); return read(); };
    return [press(same), press(same), press(value), press(value), press(name), press(value)];
"""
EXPECTED = [
    "bacdefghi",
    "bacdefghi",
    "ahdeibgcf",
    "bgiedhacf",
    "abcdefghi",
    "ahdeibgcf",
]


@pytest.fixture(scope="module")
def address(repository_site: Path) -> Iterator[str]:
    """Where the real site is served, under a sub-path."""
    with serve_folder(repository_site, "/kb/") as served:
        yield served


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["participants", "votes", "claims", "exercises", "office-holders"])
def test_a_table_ends_where_it_ends(name: str, width: int, address: str, page: Page) -> None:
    """No box cuts its rows; of a wide one it is said how many columns are beside."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}tables/{name}/")
    box = page.locator(".kb-scroll:visible").first
    assert box.evaluate(
        "(box) => box.scrollHeight <= box.clientHeight + 1 || getComputedStyle(box).overflowY === 'visible'"
    )
    beside = box.evaluate(
        """(box) => [...box.querySelectorAll("thead th")]
            .filter((head) => head.getBoundingClientRect().right > box.getBoundingClientRect().right + 1).length"""
    )
    if beside:
        expect(page.locator(".kb-beside").first).to_have_text(
            f"{beside} more {'column' if beside == 1 else 'columns'} \N{RIGHTWARDS ARROW}"
        )
        box.evaluate("(box) => { box.scrollLeft = box.scrollWidth }")
        expect(page.locator(".kb-beside").first).not_to_contain_text("more")
    else:
        assert page.locator(".kb-beside").count() == 0


def test_claims_open_on_one_question(address: str, page: Page) -> None:
    """The one with the most claims; another is an address, and all are shown on demand."""
    page.goto(f"{address}tables/claims/")
    expect(page.locator("main section:visible:has(kb-table)")).to_have_count(1)
    page.get_by_label("Question", exact=True).select_option("is-armenia-still-a-member")
    assert "question=is-armenia-still-a-member" in page.url
    expect(page.locator("main section:visible:has(kb-table)")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    assert page.locator("main section:visible:has(kb-table)").count() > 10
    page.reload()
    assert page.locator("main section:visible:has(kb-table)").count() > 10


def test_every_column_of_every_table(address: str, page: Page) -> None:
    """By time and by number, empty cells last, upwards and downwards."""
    watch = watch_page(page)
    for url in SORTED:
        page.goto(address + url)
        assert page.locator("kb-table thead button").count() > 0, url
        assert page.evaluate(WRONG) == [], url
    watch.assert_clean()


def test_sources_by_day(address: str, page: Page) -> None:
    """From the oldest to the newest, whatever their month is called; a shared address shows the same."""
    page.goto(f"{address}sources/")
    cells = "(rows) => rows.map((row) => row.cells[2].textContent.trim())"
    table = page.get_by_role("group", name="primary")
    rows, published = table.locator("tbody tr"), table.get_by_role("button", name="Published")
    count = rows.count()
    published.click()
    upwards = rows.evaluate_all(cells)
    assert upwards[0] == "4 April 1949"
    assert upwards[-1] == ""
    assert len(upwards) == count
    published.click()
    assert page.url.endswith("?sort-type-primary=-published")
    downwards = rows.evaluate_all(cells)
    filled = [text for text in upwards if text]
    assert set(downwards[len(filled) :]) == {""}
    page.reload()
    assert rows.evaluate_all(cells) == downwards
    page.go_back()
    assert rows.evaluate_all(cells) == upwards


def test_numbers_and_rows_that_are_alike(address: str, page: Page) -> None:
    """Decimals, signs and small numbers; rows that are alike keep the order in which they stood."""
    page.goto(f"{address}states/")
    assert page.evaluate(f"() => {{ {ORDERS} }}") == EXPECTED


def test_numbers_in_other_browsers(address: str, other_browser: OtherBrowser) -> None:
    other_browser.open(f"{address}states/")
    assert other_browser.run(ORDERS) == EXPECTED


def test_sources_in_other_browsers(address: str, other_browser: OtherBrowser) -> None:
    other_browser.open(f"{address}sources/")
    assert other_browser.run(f"return ({WRONG})()") == []


def test_who_has_left_stands_under_the_letter_of_the_name(address: str, page: Page) -> None:
    """The bracket around a name is no letter."""
    page.goto(f"{address}tables/participants/?sort=participant")
    names = page.locator("tbody th").all_inner_texts()
    assert any(name.startswith("[") for name in names)
    bare = [name.strip("[]") for name in names]
    assert bare == sorted(bare)


def test_a_card_over_a_table_counts_for_nothing(address: str, page: Page) -> None:
    """What the card of a speaker said is no word of the row, when the card is gone or still there."""
    page.goto(f"{address}tables/claims/")
    field, rows = page.get_by_label("Find in these tables", exact=True), page.locator("tbody th:visible")
    field.fill("person")
    expect(page.locator(".kb-shown")).to_contain_text(" of ")
    expected = rows.all_inner_texts()
    page.goto(f"{address}tables/claims/")
    page.locator("tbody th a").first.hover()
    expect(page.locator(".kb-card")).to_contain_text("Person")
    field.fill("person")
    expect(page.locator(".kb-shown")).to_contain_text(" of ")
    assert rows.all_inner_texts() == expected


FOLDED = {
    "Turkiye": "Türkiye",
    "  armenia   1992 ": "1992 Armenia",
    "Belarus 1993": "1993 BELARUS",
    "Cote d'Ivoire": "Côte d’Ivoire",
    "31\u00a0December": "december 31",
}


def test_words_of_a_filter_are_folded(address: str, page: Page) -> None:
    """However they are written, in any order, also in different cells."""
    page.goto(f"{address}tables/participants/")
    rows, field = page.locator("tbody tr:visible"), page.get_by_label("Find in this table", exact=True)
    cell = page.locator("tbody th").last
    cell.evaluate("(cell) => { cell.textContent = 'Türkiye, Côte d’Ivoire' }")
    for words, same in FOLDED.items():
        field.fill("no row has this")
        expect(rows).to_have_count(0)
        field.fill(words)
        expect(rows).not_to_have_count(0)
        found = rows.all_inner_texts()
        field.fill("no row has this")
        expect(rows).to_have_count(0)
        field.fill(same)
        expect(rows).to_have_count(len(found))
        assert rows.all_inner_texts() == found, words


def test_what_is_written_together_stands_together(address: str, page: Page) -> None:
    page.goto(f"{address}tables/votes/")
    page.get_by_label("Find in this table", exact=True).fill("A/RES/68/262")
    expect(page.locator("tbody tr:visible")).not_to_have_count(0)
    page.get_by_label("Find in this table", exact=True).fill("262/68")
    expect(page.locator("tbody tr:visible")).to_have_count(0)


@pytest.mark.parametrize("url", ["sources/", "what-rests-on-what/"])
def test_of_a_long_table_what_is_in_sight_is_laid_out(url: str, address: str, page: Page) -> None:
    """So that a sort need not lay out all of it; rows far below are printed and reached by keyboard all the same."""
    page.goto(address + url)
    is_drawn = "(row) => row.cells[0].firstChild.checkVisibility({ contentVisibilityAuto: true })"
    table = page.locator("table.kb-long")
    rows = table.locator("tbody tr")
    for _ in range(2):
        table.evaluate("(table) => table.scrollIntoView()")
        page.wait_for_function(f"({is_drawn})(document.querySelector('table.kb-long tbody tr'))")
        assert not rows.last.evaluate(is_drawn)
        table.locator("thead button").nth(1).click()
    rows.last.locator("a").first.focus()
    page.wait_for_function("document.activeElement.getBoundingClientRect().top < innerHeight")
    assert rows.last.evaluate(is_drawn)
    page.emulate_media(media="print")
    assert table.evaluate("(table) => getComputedStyle(table).display") == "table"


def test_a_long_table_is_a_table(address: str, page: Page) -> None:
    """Also to those who hear it, though its rows are laid out by themselves."""
    page.goto(f"{address}sources/")
    table = page.locator("table.kb-long")
    assert table.get_by_role("columnheader", name="Published").count() == 1
    assert table.get_by_role("rowheader").count() == table.get_by_role("row").count() - 1
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in nodes if not node.get("ignored")]
    assert {"table", "row", "rowheader", "columnheader", "cell"} <= set(roles)
