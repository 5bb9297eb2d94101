"""The map in a browser: on any day map, table and sentence name the same members; layers, keyboard, print."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser import find_node_module, find_tool, serve_folder, watch_page
from csto_kb.model import State
from csto_kb.project import Project
from lighthouse import weigh_page
from test_browser_pages import COLOUR_RULES, find_violations, set_scheme
from test_map import DAYS, implied_members, newest_review

LARGEST = 150_000
"""Bytes, packed, of a page with its graphics."""
PAST = [day for day in DAYS if day != "today"]
READ = """() => {
    const shown = (item) => getComputedStyle(item).display !== "none";
    const states = (selector, own) => [...document.querySelectorAll(selector)].filter(shown).map(own).sort();
    return {
        map: states(".kb-map__frame .kb-map__member[data-held]", (item) => item.parentNode.dataset.state),
        sentence: states("[data-member]", (item) => item.dataset.member),
        table: states("tr[data-period]:not(.kb-ended), tr.kb-ended[data-as-of]", (item) =>
            item.cells[1].textContent.startsWith("member") && item.dataset.period).filter(Boolean),
        former: states(".kb-map__frame .kb-map__former-member[data-held]", (item) => item.parentNode.dataset.state),
    };
}"""


@pytest.fixture(scope="module")
def address(repository_site: Path) -> Iterator[str]:
    with serve_folder(repository_site, "/kb/") as served:
        yield served


@pytest.fixture
def drawn(address: str, page: Page) -> Page:
    """The page of the map."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address + "map/")
    return page


def test_the_same_members_everywhere(address: str, drawn: Page) -> None:
    """As of a day map, table and sentence name those that the treaty's table implies; nobody is two things."""
    for day in PAST:
        drawn.goto(f"{address}map/?as-of={day}")
        shown = drawn.evaluate(READ)
        expected = sorted(implied_members(day))
        assert (shown["map"], shown["table"], shown["sentence"]) == (expected, expected, expected), day
        assert not set(shown["former"]) & set(expected), day


def test_today_as_rendered(drawn: Page) -> None:
    shown = drawn.evaluate(READ)
    expected = sorted(implied_members(newest_review()))
    assert (shown["map"], shown["table"], shown["sentence"]) == (expected, expected, expected)
    assert shown["former"] == ["azerbaijan", "georgia", "uzbekistan"]
    assert drawn.locator("tr[data-period]:visible").count() == drawn.locator("tr[data-period]").count() > 10


def test_a_state_opens_its_page(drawn: Page, repository: Project) -> None:
    """By the keyboard; every state that has a page and an outline is a link."""
    drawn.locator(".kb-map__frame a[data-state=kazakhstan]").focus()
    drawn.keyboard.press("Enter")
    drawn.wait_for_url("**/kb/states/kazakhstan/")
    drawn.go_back()
    states = repository.graph.of_kind("state")
    outlined = {state.id for state in states if isinstance(state, State) and state.iso_numeric}
    linked = {link.get_attribute("data-state") for link in drawn.locator(".kb-map__frame a[data-state]").all()}
    assert linked <= outlined
    assert outlined - linked == {"libya", "united-states", "czechoslovakia"} & outlined


def test_crimea_is_hatched_over_ukraine(address: str, drawn: Page) -> None:
    """What the eye meets there is the hatching, which leads to its explanation, and below it Ukraine, never Russia."""
    found = drawn.evaluate(
        """() => {
            const box = document.querySelector(".kb-map__occupied[d]").getBoundingClientRect();
            return document.elementsFromPoint(box.left + box.width * .4, box.top + box.height * .45)
                .map((item) => item.closest("a")).filter(Boolean)
                .map((link) => link.dataset.state || link.getAttribute("href"));
        }"""
    )
    assert list(dict.fromkeys(found)) == ["#boundaries", "ukraine"]
    text = drawn.locator("section[aria-labelledby=boundaries]").inner_text()
    assert "68/262" in text
    assert "Abkhazia" in text
    hatching = drawn.locator("svg .kb-map__occupied[d]")
    assert hatching.is_visible()
    drawn.goto(f"{address}map/?as-of=2013-01-01")
    assert not hatching.is_visible()


def test_the_map_says_what_it_does_not_draw(drawn: Page) -> None:
    """In its first line; Ukraine is set apart from all others, and the legend is in sight."""
    assert "Land that Russia has held since 2022 is not drawn" in drawn.locator("h1 + p").inner_text()
    marked = drawn.locator(".kb-map__frame .kb-map__marked")
    assert marked.count() == 1
    assert marked.locator("..").get_attribute("data-state") == "ukraine"
    box = drawn.locator(".kb-map__legend").bounding_box()
    assert box
    assert box["y"] + box["height"] < 400
    assert "Crimea, occupied since 2014" in drawn.locator(".kb-map__legend").inner_text()


def test_the_map_fits_a_phone(address: str, page: Page) -> None:
    """No sideways scroll; the small members have room in the insets; the list has rows for thumbs."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}map/")
    assert page.locator(".kb-map__frame svg").evaluate("(svg) => svg.getBoundingClientRect().right") <= 390
    for name in ("armenia", "tajikistan"):
        box = page.locator(f".kb-map__inset a[data-state={name}]").first.bounding_box()
        assert box
        assert box["width"] >= 30
    heights = page.locator(".kb-map__one:visible").evaluate_all("(all) => all.map((one) => one.offsetHeight)")
    assert len(heights) >= 9
    assert min(heights) >= 48


def test_layers_are_switched_without_a_script(address: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address + "map/")
    for layer, shape in {"names": "text", "events": "circle", "bases": "rect"}.items():
        first = page.locator(f".kb-map__frame .kb-map__{layer} {shape}").first
        assert first.is_visible()
        page.locator(f"#kb-map-{layer}").uncheck()
        assert not first.is_visible()
    context.close()


def test_names_do_not_cover_each_other(drawn: Page) -> None:
    boxes = drawn.evaluate(
        """() => [...document.querySelectorAll(".kb-map__names text")].map((item) => {
            const {x, y, width, height} = item.getBBox();
            return {name: item.textContent, x, y: y + height * .2, width, height: height * .6};
        })"""
    )
    crossing = [
        (one["name"], other["name"])
        for index, one in enumerate(boxes)
        for other in boxes[index + 1 :]
        if abs(2 * (one["x"] - other["x"]) + one["width"] - other["width"]) < one["width"] + other["width"]
        and abs(one["y"] - other["y"]) < one["height"]
    ]
    assert crossing == []


def test_accessible_narrow_and_clean(address: str, page: Page) -> None:
    watch = watch_page(page)
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address + "map/")
    found = find_violations(page)
    set_scheme(page, "slate")
    found += [f"(dark) {item}" for item in find_violations(page, COLOUR_RULES)]
    page.set_viewport_size({"width": 320, "height": 640})
    found += [f"(narrow) {item}" for item in find_violations(page)]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    watch.assert_clean()


@pytest.mark.browser
def test_html_is_valid(repository_site: Path) -> None:
    java, jar = find_tool("java"), find_node_module("vnu-jar") / "build" / "dist" / "vnu.jar"
    page = repository_site / "map" / "index.html"
    done = subprocess.run(
        [java, "-jar", jar, "--errors-only", "--format", "json", page], capture_output=True, text=True, check=False
    )
    assert [f"{item['lastLine']} {item['message']}" for item in json.loads(done.stderr)["messages"]] == []


def test_print_keeps_map_and_legend(drawn: Page) -> None:
    drawn.emulate_media(media="print")
    assert drawn.locator(".kb-map__frame svg").is_visible()
    assert drawn.locator(".kb-map__legend").is_visible()
    assert not drawn.locator(".kb-map__layers").is_visible()


def test_page_is_light(repository_site: Path) -> None:
    assert weigh_page(repository_site / "map" / "index.html") <= LARGEST


def test_a_link_in_the_drawing_keeps_the_day(address: str, drawn: Page) -> None:
    """Also for a window of its own, which remembers nothing."""
    drawn.goto(f"{address}map/?as-of=2000-01-01")
    link = drawn.locator(".kb-map__frame a[data-state=kazakhstan]")
    link.focus()
    assert link.evaluate("link => link.href.baseVal").endswith("/states/kazakhstan/?as-of=2000-01-01")


@pytest.mark.parametrize(
    ("url", "table"), [("organizations/csto/", "members"), ("treaties/collective-security-treaty/", "parties")]
)
def test_the_tables_of_other_pages_agree(address: str, page: Page, url: str, table: str) -> None:
    """The organization's members and the treaty's participants are those of the map."""
    for day in PAST:
        page.goto(f"{address}{url}?as-of={day}")
        links = page.locator(f"section[aria-labelledby={table}] tbody tr:visible > th a").all()
        shown = sorted(str(link.get_attribute("href")).rstrip("/").rpartition("/")[2] for link in links)
        assert shown == sorted(implied_members(day)), day
