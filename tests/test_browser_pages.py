"""Every sort of page in a real browser: accessibility, narrow screens, the keyboard, no JavaScript, valid HTML."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browser import find_node_module, find_tool, serve_folder, watch_page
from csto_kb.model import MODELS

PREFIX = "/fixture/"
"""The path of the fixture's `site_url`, from which its 404 page links."""
SPECIAL = (
    *("", "timeline/", "experts/", "data/", "diagnostics/", "a-z/", "unknown/", "about/", "map/"),
    *("states/", "events/", "sources/"),
    *("graph/", "connections/", "what-rests-on-what/"),
    *("tables/", "tables/participants/", "tables/votes/", "tables/claims/"),
    *("tables/appeals/", "tables/office-holders/", "tables/exercises/", "tables/figures/"),
)
MISSING = "states/no-such-state/at-all"
REDIRECT = "organizations/old-pact-organization/"
COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""The rules of axe whose outcome depends on colours: all that differs between light and dark."""
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def address(built_project: Path) -> Iterator[str]:
    """Where the fixture's site is served, under a sub-path."""
    with serve_folder(built_project / "site", PREFIX) as served:
        yield served


def _every_sort_of_page(root: Path) -> list[str]:
    records = [min((root / "entities" / model.kind.folder).glob("*.yaml")) for model in MODELS]
    return [*SPECIAL, *(f"{record.parent.name}/{record.stem}/" for record in records), MISSING]


def find_violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds by these of its rules, or by all of WCAG 2.2 A and AA and of its best practice."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=find_node_module("axe-core") / "axe.min.js")
    wanted = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS}
    options = {"runOnly": wanted, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [f"{item['id']}: {node['target']} {node['failureSummary']}" for item in found for node in item["nodes"]]


def set_scheme(page: Page, scheme: str) -> None:
    page.evaluate("(scheme) => { document.documentElement.dataset.mdColorScheme = scheme }", scheme)


def test_accessible_in_light_dark_and_narrow(built_project: Path, address: str, page: Page) -> None:
    """Axe finds nothing by WCAG 2.2 A and AA and best practice, and nothing scrolls sideways at 320 px."""
    page.emulate_media(reduced_motion="reduce")  # no colour is met on its way to another
    found = []
    for url in _every_sort_of_page(built_project):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address + url)
        found += [f"{url} {violation}" for violation in find_violations(page)]
        set_scheme(page, "slate")
        found += [f"{url} (dark) {violation}" for violation in find_violations(page, COLOUR_RULES)]
        page.set_viewport_size({"width": 320, "height": 640})
        found += [f"{url} (narrow) {violation}" for violation in find_violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found.append(f"{url} scrolls sideways")
    assert found == []


def test_nothing_fails_and_no_other_host(built_project: Path, address: str, page: Page) -> None:
    """No error in the console, no failed request, no foreign host."""
    watch = watch_page(page)
    for url in _every_sort_of_page(built_project):
        if url != MISSING:
            page.goto(address + url)
            assert page.locator("h1").count() == 1
    watch.assert_clean()


@pytest.mark.browser
def test_html_is_valid(built_project: Path) -> None:
    """The Nu HTML checker has no error on any page of the site."""
    java, jar = find_tool("java"), find_node_module("vnu-jar") / "build" / "dist" / "vnu.jar"
    pages = sorted((built_project / "site").rglob("*.html"))
    assert len(pages) > 40
    done = subprocess.run(
        [java, "-jar", jar, "--errors-only", "--format", "json", *pages], capture_output=True, text=True, check=False
    )
    messages = json.loads(done.stderr)["messages"]
    assert [f"{item['url']}:{item['lastLine']} {item['message']}" for item in messages] == []
    assert done.returncode == 0


def test_scheme_is_kept(address: str, chromium: Browser) -> None:
    """Dark where the system is, until the reader says otherwise; then as the reader said, on the next page too."""
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 25, 28)"
    page.get_by_role("button", name="Light colours").click()
    assert page.get_by_role("button", name="Dark colours").inner_text() == "Dark"
    page.goto(address + "about/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(253, 251, 247)"
    assert page.get_by_role("button", name="Dark colours").is_visible()
    context.close()


def test_menu_by_keyboard_on_a_narrow_screen(address: str, page: Page) -> None:
    """Skip link, menu, Escape: what the tabs are on a wide screen is reached at 320 px too."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address + "states/armenia/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    menu = page.locator(".kb-menu summary")
    menu.focus()
    page.keyboard.press("Enter")
    timeline = page.get_by_role("link", name="Events", exact=True).first
    timeline.wait_for(state="visible")
    page.keyboard.press("Escape")
    assert not timeline.is_visible()
    assert menu.evaluate("(summary) => summary === document.activeElement")
    page.keyboard.press("Enter")
    timeline.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/events/")


def test_sections_and_contents_show_where_one_is(address: str, page: Page) -> None:
    page.goto(address + "states/armenia/")
    current = page.locator(".kb-tabs [aria-current]")
    assert current.all_text_contents() == ["Records", "States"]
    assert current.first.get_attribute("aria-current") == "true"
    page.goto(address + "states/")
    assert page.locator(".kb-tabs__pages [aria-current=page]").all_text_contents() == ["States"]
    page.set_viewport_size({"width": 1400, "height": 500})
    page.goto(address + "treaties/northern-pact/#articles")
    page.locator(".kb-toc a[aria-current=true]").wait_for(state="visible")


def test_reading_without_javascript(built_project: Path, address: str, chromium: Browser) -> None:
    """Every record is in the A to Z, by its name and by each of its other names; sources have their own list."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "states/armenia/")
    assert page.get_by_text("frozen").first.is_visible()
    page.get_by_role("link", name="Search").click()
    page.wait_for_url("**/a-z/")
    linked = {link.get_attribute("href") for link in page.locator("main a.kb-link").all()}
    records = (built_project / "entities").glob("*/*.yaml")
    expected = {f"../{path.parent.name}/{path.stem}/" for path in records if path.parent.name != "sources"}
    assert linked == expected
    entry = page.locator(".kb-alphabet li", has_text="Հայաստան")
    assert entry.locator("[lang=hy]").count() == 1
    page.locator(".kb-letters a", has_text="Հ").click()
    assert entry.is_visible()
    entry.get_by_role("link").click()
    page.wait_for_url("**/states/armenia/")
    page.get_by_role("link", name="Questions", exact=True).click()
    page.wait_for_url("**/questions/")
    page.goto(address + REDIRECT)
    page.wait_for_url("**/organizations/pact-organization/")
    context.close()
