"""The graph in a real browser: by keyboard, on a phone, on paper, without a script; the paths as Python finds them."""

import gzip
from collections.abc import Iterator
from itertools import combinations, islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import serve_folder, watch_page
from csto_kb.project import Project
from csto_kb.render.graphics.connections import shortest_paths
from csto_kb.site import entity_url
from lighthouse import LARGEST, weigh_page

KILO = 1000
GRAPH = 300
"""What the page of the whole graph may weigh with everything it loads, in kilobytes."""
HERE = ".kb-node.is-here"


@pytest.fixture(scope="module")
def address(built_project: Path) -> Iterator[str]:
    """The built fixture, below a path."""
    with serve_folder(built_project / "site", "/kb/") as served:
        yield served


@pytest.fixture(scope="module")
def real(repository_site: Path) -> Iterator[str]:
    """The real site, below a path."""
    with serve_folder(repository_site, "/kb/") as served:
        yield served


def test_weight(repository_site: Path) -> None:
    assert weigh_page(repository_site / "graph" / "index.html") <= GRAPH * KILO
    assert len(gzip.compress((repository_site / "data" / "connections.json").read_bytes())) <= LARGEST * KILO


# One record and its ring


def test_the_graph_opens_on_one_record(real: str, page: Page) -> None:
    """What it is about, in the middle of what it is connected to; the whole is folded."""
    page.goto(f"{real}graph/")
    assert page.locator(".kb-ring__centre title").text_content() == "Collective Security Treaty Organization"
    assert 20 < page.locator(".kb-ring a:visible").count() <= 65
    assert not page.locator(".kb-graph__edges").is_visible()
    assert page.evaluate("document.documentElement.scrollHeight") < 3000
    outside = page.locator(".kb-ring text").evaluate_all(
        """(all) => all.filter((text) => {
            const [box, frame] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
            return box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
        }).map((text) => text.textContent)"""
    )
    assert outside == []


# The whole


def open_whole(page: Page) -> None:
    """Open what the page folds: the whole graph, and its table."""
    folded = page.locator("main details:not([open]) > summary")
    while folded.count():
        folded.first.click()


def test_from_neighbour_to_neighbour_by_keyboard(real: str, page: Page) -> None:
    """One tab stop; arrow keys go to neighbours only; the record is named, highlighted, and opens with Enter."""
    watch = watch_page(page)
    page.goto(f"{real}graph/")
    open_whole(page)
    assert page.locator('.kb-node[tabindex="0"]').count() == 1
    page.get_by_role("button", name="Go there").focus()
    page.keyboard.press("Tab")  # the field that scrolls
    page.keyboard.press("Tab")
    said = page.locator(".kb-graph__say")
    expect(said).to_contain_text("Russia, state")
    assert page.evaluate("document.activeElement.matches('.kb-node:focus-visible')")
    assert page.locator(HERE).evaluate("(node) => getComputedStyle(node.querySelector('path')).strokeWidth") == "3px"
    visited = set()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp"):
        near = set(
            page.locator(".kb-node.is-near").evaluate_all("(all) => all.map((node) => node.getAttribute('href'))")
        )
        before = page.locator(HERE).get_attribute("href")
        page.keyboard.press(key)
        now = page.locator(HERE)
        if now.get_attribute("href") == before:
            expect(said).to_contain_text("no neighbour in that direction")
        else:
            assert now.get_attribute("href") in near
            expect(said).to_contain_text(str(now.locator("title").text_content()))
            visited.add(now.get_attribute("href"))
    assert len(visited) > 2
    assert page.locator('.kb-node[tabindex="0"]').count() == 1
    page.keyboard.press("Home")
    expect(said).to_contain_text("Russia, state")
    page.keyboard.press("Escape")
    assert page.locator(HERE).count() == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/kb/states/russia/")
    watch.assert_clean()


def test_find_a_record(address: str, page: Page) -> None:
    page.goto(f"{address}graph/")
    open_whole(page)
    page.get_by_label("Find a record").fill("petrov")
    page.keyboard.press("Enter")
    expect(page.locator(HERE).locator("title")).to_contain_text("Ivan Petrov, person")
    page.get_by_label("Find a record").fill("nobody at all")
    page.keyboard.press("Enter")
    expect(page.locator(".kb-graph__say")).to_have_text("No record of that name is drawn.")


NAMES = ("ОДКБ", "одкб", "CSTO", "Colective Security Treaty Organization")


def test_records_have_many_names(real: str, page: Page) -> None:
    """In any script, as the search finds them: on the graph, and between two records."""
    watch = watch_page(page)
    page.goto(f"{real}graph/")
    open_whole(page)
    for name in NAMES:
        page.get_by_label("Find a record").fill("Armenia")
        page.keyboard.press("Enter")
        expect(page.locator(HERE).locator("title")).to_contain_text("Armenia, state")
        page.get_by_label("Find a record").fill(name)
        page.keyboard.press("Enter")
        expect(page.locator(HERE).locator("title")).to_contain_text(
            "Collective Security Treaty Organization, organization"
        )
    for name in NAMES:
        page.goto(f"{real}connections/")
        page.get_by_label("From", exact=True).fill(name)
        page.get_by_label("To", exact=True).fill("Հայաստան")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Collective Security Treaty Organization and Armenia:")
        assert page.url.endswith("?from=csto&to=armenia"), name
    watch.assert_clean()


def test_picture_and_table_say_the_same(address: str, chromium: Browser) -> None:
    """Without a script: every mark is a link, and the table names the same records with as many connections."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}graph/")
    open_whole(page)
    marks = {
        str(mark.get_attribute("href")): len(str(mark.get_attribute("data-to")).split())
        for mark in page.locator(".kb-node").all()
    }
    rows = {
        str(row.locator("th a").get_attribute("href")): int(row.locator("td").last.inner_text())
        for row in page.locator("main tbody tr").all()
    }
    assert marks == rows
    assert len(marks) > 8
    lines = str(page.locator(".kb-graph__edges").get_attribute("d")).count("M")
    assert sum(marks.values()) == 2 * lines
    page.locator(".kb-node").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/graph/" not in url)
    context.close()


def test_nothing_scrolls_sideways(real: str, page: Page) -> None:
    """At 320 px; what is wide has a field of its own to scroll in."""
    page.set_viewport_size({"width": 320, "height": 640})
    for url in ("graph/", "connections/", "what-rests-on-what/", "states/armenia/"):
        page.goto(real + url)
        page.evaluate("document.querySelectorAll('details').forEach((item) => { item.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, url


# A neighbourhood


def test_neighbourhood_highlights_arcs(real: str, page: Page) -> None:
    """Rows have one height, beside the ends of their arcs; focus highlights the arcs and the rows they lead to."""
    page.goto(f"{real}states/armenia/")
    neighbourhood = page.locator("kb-neighbourhood")
    page.locator("details:has(kb-neighbourhood) > summary").click()
    heights = set(
        neighbourhood.locator(".kb-neighbourhood__row").evaluate_all(
            "(rows) => rows.map((row) => row.getBoundingClientRect().height)"
        )
    )
    assert len(heights) == 1
    drawing, rows = (
        neighbourhood.locator("svg.kb-neighbourhood__arcs").bounding_box(),
        neighbourhood.locator(".kb-neighbourhood__row"),
    )
    assert drawing
    assert abs(drawing["height"] - heights.pop() * rows.count()) < 2
    link = neighbourhood.get_by_role("link", name="Collective Security Treaty Organization", exact=True)
    link.focus()
    lit = neighbourhood.locator(".is-highlighted").count()
    assert lit > 3
    assert neighbourhood.locator(".is-near").count() == lit
    page.keyboard.press("Enter")
    page.wait_for_url("**/organizations/csto/")


def test_neighbourhood_on_paper_and_without_a_script(real: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{real}states/armenia/")
    row = page.locator(".kb-neighbourhood__row").last
    assert not row.is_visible()
    page.emulate_media(media="print")
    assert row.is_visible()
    assert page.locator(".kb-neighbourhood__arcs").is_visible()
    context.close()


# Connections


def test_paths_are_those_that_python_finds(real: str, repository: Project, page: Page) -> None:
    """For a sample of pairs: the same records in the same order, and steps with relation, date and sources."""
    found = repository.context.connections
    pairs = [*islice(combinations(sorted(found.neighbours), 2), 0, None, 4999), ("nato", "vladimir-putin")]
    watch = watch_page(page)
    page.goto(f"{real}connections/")
    expect(page.get_by_label("From", exact=True)).to_be_visible()
    read = """() => [...document.querySelectorAll(".kb-found .kb-path")].map((path) => {
        const links = [...path.querySelectorAll(".kb-path__step a")].map((link) => link.pathname);
        return [links[0], ...links.filter((_, index) => index % 2)];
    })"""
    go = "(query) => { history.pushState(null, '', query); dispatchEvent(new Event('popstate')) }"
    for start, end in pairs:
        page.evaluate(go, f"?from={start}&to={end}")
        expected = [
            [f"/kb/{entity_url(repository.graph.entities[name])}" for name in path]
            for path in shortest_paths(found.neighbours, start, end)
        ]
        assert page.evaluate(read) == expected, (start, end)
    watch.assert_clean()


def test_a_pair_is_searched_and_shared(address: str, page: Page) -> None:
    """By keyboard from names to paths; the address has the pair and shows it again; the back button works."""
    watch = watch_page(page)
    page.goto(f"{address}connections/")
    page.get_by_label("From", exact=True).fill("Ivan Petrov")
    page.get_by_label("To", exact=True).fill("uzbekistan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Ivan Petrov and Uzbekistan:")
    assert page.url.endswith("?from=ivan-petrov&to=uzbekistan")
    paths = page.locator(".kb-found .kb-path")
    assert paths.count() in (1, 2, 3)
    relations = page.locator(".kb-found .kb-path__relation").all_text_contents()
    assert all(relations)
    statement = page.locator(".kb-found .kb-when a").first
    path, _, anchor = str(statement.get_attribute("href")).partition("#")
    first = paths.first.inner_text()
    page.get_by_role("button", name="Swap").click()
    expect(page.get_by_role("status")).to_contain_text("Uzbekistan and Ivan Petrov:")
    page.go_back()
    expect(page.get_by_role("status")).to_contain_text("Ivan Petrov and Uzbekistan:")
    page.reload()
    expect(paths.first).to_be_visible()
    assert paths.first.inner_text() == first
    page.locator(".kb-found .kb-when a").first.click()
    page.wait_for_url(f"**/*#{anchor}")
    assert page.locator(f"[id='{anchor}']").count() == 1, path
    page.goto(f"{address}connections/?from=ivan-petrov&to=no-such-record")
    expect(page.get_by_role("status")).to_have_text('No record is called "no-such-record".')
    watch.assert_clean()


def test_markup_in_an_address_stays_text(address: str, page: Page) -> None:
    watch = watch_page(page)
    page.goto(f"{address}connections/?from=<img src=x onerror=alert(1)>&to=armenia")
    expect(page.get_by_role("status")).to_contain_text("<img")
    assert page.locator("main img").count() == 0
    watch.assert_clean()


def test_examples_without_a_script(real: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{real}connections/")
    assert not page.get_by_label("From", exact=True).is_visible()
    assert page.locator("noscript a").first.is_visible()
    assert page.locator(".kb-path").count() >= 4
    step = page.locator(".kb-path__step").first
    assert step.is_visible()
    context.close()


# What rests on this


def test_a_source_says_what_rests_on_it(real: str, page: Page) -> None:
    """The counts at the head are those of the list, and of the row in the table of all sources."""
    page.goto(f"{real}what-rests-on-what/")
    row = page.locator("main tbody tr").first
    statements, sole = row.locator(".kb-number").all_inner_texts()
    row.locator(".kb-number a").click()
    page.wait_for_url("**/sources/*/#rests")
    section = page.locator("section[aria-labelledby=rests]")
    expect(section).to_contain_text(f"{statements} statements rest on this source; {sole} on it alone")
    assert section.locator(".kb-sole").count() == int(sole)
    page.locator(".kb-resting details, details:has(.kb-resting)").evaluate_all(
        "(all) => all.forEach((one) => { one.open = true })"
    )
    link = section.locator(".kb-resting li li a").first
    anchor = str(link.get_attribute("href")).partition("#")[2]
    link.click()
    page.wait_for_url(f"**/*#{anchor}")
    assert page.locator(f"[id='{anchor}']").count() == 1
