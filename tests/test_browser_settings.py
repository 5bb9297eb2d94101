"""What a browser forbids, prefers, loses on the way and brings back: storage, colours, paper, the line, the past."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pypdf import PdfReader

from browser import serve_folder, watch_page
from other_browsers import OtherBrowser, start_firefox

PACT = "organizations/pact-organization/"
NOTE = ".kb-as-of__note"
FORBIDDEN = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("insecure", "SecurityError"); } });
}
"""
"""As with all cookies blocked."""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
LIGHT, DARK = "rgb(253, 251, 247)", "rgb(22, 25, 28)"


@pytest.fixture(scope="module")
def address(built_project: Path) -> Iterator[str]:
    """The built fixture, served below a path."""
    with serve_folder(built_project / "site", "/kb/") as served:
        yield served


# Storage


@pytest.mark.parametrize("script", [FORBIDDEN, FULL])
def test_everything_works_without_storage(script: str, page: Page, address: str) -> None:
    """And nothing is remembered."""
    page.add_init_script(script)
    watch = watch_page(page)
    page.goto(f"{address}{PACT}?as-of=2010-01-01")
    expect(page.locator(NOTE)).to_contain_text("As of 1 January 2010.")
    page.get_by_role("button", name="Dark colours").click()
    expect(page.get_by_role("button", name="Light colours")).to_be_visible()
    assert _paper(page) == DARK
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("Armenia")
    expect(page.locator(".kb-find__title").first).to_have_text("Armenia")
    page.get_by_label("The key / opens the search").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto(address)
    expect(page.get_by_role("button", name="As of today: choose a day")).to_be_visible()
    assert _paper(page) == LIGHT
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_be_visible()
    watch.assert_clean()


def test_in_a_sandboxed_frame(page: Page, address: str) -> None:
    """Which has no storage, may load no module, and may not ask the site for data: the search is the A to Z."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content(
        f'<iframe sandbox="allow-scripts" width="1200" height="800" src="{address}{PACT}?as-of=2010-01-01">'
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator(NOTE)).to_contain_text("As of 1 January 2010.")
    frame.get_by_role("button", name="Dark colours").click()
    expect(frame.get_by_role("button", name="Light colours")).to_be_visible()
    frame.locator("a.kb-anchor").first.click()
    expect(frame.locator(".kb-panel")).to_contain_text("Link copied.")
    expect(frame.locator(".kb-panel")).to_contain_text("The citations could not be loaded.")
    frame.get_by_role("button", name="Search").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("A to Z")
    assert errors == []


@pytest.mark.browser
def test_firefox_with_cookies_blocked(tmp_path: Path, address: str) -> None:
    with start_firefox(tmp_path, **{"network.cookie.cookieBehavior": 2}) as browser:
        browser.open(f"{address}{PACT}?as-of=2010-01-01")
        assert browser.run("try { return Boolean(localStorage) } catch { return 'throws' }") == "throws"
        browser.wait_for(f"document.querySelector('{NOTE}').textContent.includes('1 January 2010')")
        browser.click("kb-scheme button")
        assert browser.run("return getComputedStyle(document.body).backgroundColor") == DARK
        browser.click(".kb-search__open")
        browser.wait_for("document.activeElement.type === 'search'")


# Light and dark


def _paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_the_system_is_followed_and_a_choice_goes_over_it(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(address)
    button = page.locator("kb-scheme").get_by_role("button")
    for scheme, paper, other in (("light", LIGHT, "Dark colours"), ("dark", DARK, "Light colours")):
        page.emulate_media(color_scheme=scheme)  # while the page is open
        assert _paper(page) == paper
        expect(button).to_have_accessible_name(other)
    button.click()
    assert _paper(page) == LIGHT
    page.reload()
    assert _paper(page) == LIGHT
    expect(button).to_have_accessible_name("Dark colours")
    button.click()
    page.emulate_media(color_scheme="light")
    assert _paper(page) == LIGHT, "a choice of what the system has is none"


def test_dark_without_a_script(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}map/")
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == DARK
    context.close()


@pytest.mark.parametrize("choice", ["", "default", "slate"])
def test_drawings_have_the_systems_colours(choice: str, page: Page, repository_site: Path) -> None:
    """Where colours are forced, whatever was chosen."""
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.add_init_script(f"localStorage.setItem('kb-scheme', '{choice}')")
    drawings = {"timeline/": ".kb-chart text", "map/": ".kb-map__names text", "graph/": ".kb-graph text"}
    with serve_folder(repository_site) as served:
        for url, drawing in drawings.items():
            page.goto(served + url)
            fill, system = page.locator(drawing).first.evaluate(
                """text => {
                  const probe = document.createElement("i");
                  probe.style.color = "CanvasText";
                  document.body.append(probe);
                  return [getComputedStyle(text).fill, getComputedStyle(probe).color];
                }"""
            )
            assert fill == system, url


def test_letters_can_be_read_where_colours_are_forced(page: Page, repository_site: Path) -> None:
    """Behind text on a filled box the browser would draw a box of its own, in the colour of the text."""
    page.emulate_media(forced_colors="active")
    with serve_folder(repository_site) as served:
        page.goto(f"{served}tables/votes/")
        found = page.locator("a.kb-letter--yes").first.evaluate(
            """letter => {
              const { forcedColorAdjust, color, backgroundColor } = getComputedStyle(letter);
              return [forcedColorAdjust, color, backgroundColor];
            }"""
        )
    assert found[0] == "none"
    assert found[1] != found[2]


# Paper


def test_nothing_open_is_printed(page: Page, address: str) -> None:
    page.goto(f"{address}states/armenia/")
    page.locator(".kb-summary a.kb-link").first.hover()
    expect(page.locator("#kb-card")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#kb-card")).to_be_hidden()
    page.emulate_media(media="screen")
    page.locator(".kb-facts a.kb-anchor").first.click()
    page.emulate_media(media="print")
    expect(page.locator(".kb-panel")).to_be_hidden()
    page.emulate_media(media="screen")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("dialog")).to_be_hidden()


def test_a_long_table_has_its_heads_on_every_page(page: Page, repository_site: Path) -> None:
    with serve_folder(repository_site) as served:
        page.goto(f"{served}events/")
        expect(page.locator("thead button").first).to_be_visible()
        sheets = PdfReader(io.BytesIO(page.pdf())).pages
    assert len(sheets) > 3
    texts = [" ".join(sheet.extract_text().split()) for sheet in sheets]
    assert [number for number, text in enumerate(texts, start=1) if "Name Date Type" not in text] == []


# A phone


def test_a_phone_does_not_zoom_into_fields(chromium: Browser, address: str) -> None:
    """Safari does below 16 pixels."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    for url in ("", "tables/votes/", "connections/", "graph/", "timeline/"):
        page.goto(address + url)
        page.locator(".kb-search__open").tap()
        expect(page.get_by_role("searchbox", name="Search this site")).to_be_visible()
        small = page.eval_on_selector_all(
            "input:not([type=checkbox]), select, textarea",
            """fields => fields.filter((field) => parseFloat(getComputedStyle(field).fontSize) < 16)
                        .map((field) => field.outerHTML)""",
        )
        assert small == [], url
    context.close()


# The line, addresses


@pytest.mark.parametrize(
    ("file", "typed"),
    [("search-index/index.json", ""), ("search-index/*/terms-*.json", "Armeni"), ("assets/stemmers/en.js", "Armeni")],
)
def test_the_next_try_loads_the_search(file: str, typed: str, page: Page, address: str) -> None:
    """After one failure, of opening or of a first word, by the next key as by a press."""
    for again in ("key", "press"):
        page.goto("about:blank")
        page.route(f"**/{file}*", lambda route: route.abort(), times=1)
        page.goto(address)
        page.keyboard.press("/")
        page.get_by_role("searchbox").fill(typed)
        expect(page.get_by_role("status")).to_have_text("The search could not be loaded.")
        if again == "press":
            page.get_by_role("button", name="Try again").click()
            expect(page.get_by_role("button", name="Try again")).to_be_hidden()
        page.get_by_role("searchbox").fill("Armenia")
        expect(page.locator(".kb-find__title").first).to_have_text("Armenia")


def test_the_next_press_loads_the_dialog(page: Page, address: str) -> None:
    page.route("**/search-panel.js*", lambda route: route.abort(), times=1)
    page.goto(address)
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/a-z/")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_card_is_asked_for_again(page: Page, address: str) -> None:
    def fail(route: Route) -> None:
        route.fulfill(status=503)

    page.route("**/cards/*.json", fail, times=1)
    page.goto(f"{address}states/armenia/")
    link = page.locator(".kb-summary a.kb-link").first
    with page.expect_response("**/cards/*.json"):
        link.hover()
    page.locator("h1").hover()
    page.wait_for_timeout(300)
    link.hover()
    expect(page.locator("#kb-card")).to_be_visible()


def test_ties_are_loaded_again(page: Page, address: str) -> None:
    page.route("**/connections.json", lambda route: route.abort(), times=1)
    page.goto(f"{address}connections/")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_label("From")).to_be_visible()


def test_broken_percent_codes_in_an_address(built_project: Path, page: Page) -> None:
    """The page for missing addresses searches for them as they are written."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with serve_folder(built_project / "site", "/fixture/") as served:
        for path in ("states/%E0%A4%A/", "states/%", "%FF%FE", "states/armen%C4%B1a"):
            page.goto(served + path)
            expect(page.get_by_role("searchbox")).not_to_have_value("")
            expect(page.get_by_role("status")).not_to_be_empty()
    assert errors == []


# From disk


@pytest.mark.parametrize("engine", ["chromium", "firefox"])
@pytest.mark.browser
def test_pages_open_from_disk(engine: str, request: pytest.FixtureRequest, built_project: Path) -> None:
    """Links lead to pages, the search to the A to Z, and nothing is thrown."""
    start = (built_project / "site" / "index.html").as_uri()
    links = """return [...document.querySelectorAll("a[href]")].map((link) => link.href)
                      .filter((url) => url.startsWith("file:"))"""
    if engine == "chromium":
        page: Page = request.getfixturevalue("page")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(start)
        found = page.evaluate(f"() => {{ {links} }}")
        page.locator(".kb-tabs a", has_text="Questions").click()
        expect(page.locator("h1")).to_have_text("Questions")
        page.goto(f"{start.removesuffix('index.html')}{PACT}index.html?as-of=2010-01-01")
        expect(page.locator(NOTE)).to_contain_text("As of 1 January 2010.")
        page.get_by_role("link", name="Search").click()
        expect(page.locator("h1")).to_have_text("A to Z")
        page.keyboard.press("/")
        expect(page.locator("h1")).to_have_text("A to Z")
        assert errors == []
    else:
        browser: OtherBrowser = request.getfixturevalue(engine)
        browser.open(start)
        found = browser.run(links)
        browser.click(".kb-tabs li:nth-child(3) a")
        browser.wait_for("document.querySelector('h1').textContent.trim() === 'Questions'")
        browser.click(".kb-search__open")
        browser.wait_for("document.querySelector('h1').textContent.trim() === 'A to Z'")
    assert len(found) > 5
    assert [
        url for url in found if not url.partition("#")[0].partition("?")[0].endswith((".html", ".bib", ".ris", ".json"))
    ] == []


# What the browser brings back


BACK_AT_PACT = "location.pathname.endsWith('/pact-organization/') && document.readyState === 'complete'"
AT_ARMENIA = "location.pathname.endsWith('/armenia/') && document.querySelector('kb-as-of')?.day === arguments[0]"


def _leave_for(browser: OtherBrowser, address: str) -> None:
    """Go to another page when this one is at rest: no browser keeps a page that is left while it loads."""
    browser.run("return new Promise((done) => setTimeout(() => done(true)))")
    browser.run("window.isTheSame = true; location.href = arguments[0]", address)


@pytest.mark.parametrize(("first", "then"), [("", "2005-01-01"), ("2010-01-01", "")])
def test_there_is_one_day_after_going_back(first: str, then: str, other_browser: OtherBrowser, address: str) -> None:
    """The one that the page shows: on a page that the browser kept, and for what is followed from there."""
    browser = other_browser
    browser.open(address)
    browser.run("sessionStorage.clear()")
    browser.open(f"{address}{PACT}{'?as-of=' if first else ''}{first}")
    _leave_for(browser, f"{address}states/armenia/")
    browser.wait_for(AT_ARMENIA, first)
    browser.run("document.querySelector('kb-as-of').choose(arguments[0])", then)
    browser.run("history.go(-2)")
    browser.wait_for(BACK_AT_PACT)
    assert browser.run("return window.isTheSame"), "the page was kept"
    shown = browser.run(
        "return [document.documentElement.dataset.asOf ?? '', new URL(location).searchParams.get('as-of')]"
    )
    assert shown == [first, first or None]
    browser.run("location.href = arguments[0]", f"{address}states/armenia/")
    browser.wait_for(AT_ARMENIA, first)
    browser.run("sessionStorage.clear()")


def test_there_is_one_day_after_going_back_to_a_page_loaded_anew(page: Page, address: str) -> None:
    """Chromium as it is driven here keeps no page."""
    page.goto(address + PACT)
    page.goto(f"{address}states/armenia/?as-of=2005-01-01")
    page.go_back()
    expect(page.get_by_role("button", name="As of today: choose a day")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("button", name="As of today: choose a day")).to_be_visible()


def test_a_page_brought_back_shows_what_was_chosen_since(other_browser: OtherBrowser, address: str) -> None:
    """The colours and the key of the search, on a page that was kept as it was left; its menu is shut."""
    browser = other_browser
    browser.open(address + PACT)
    browser.run("localStorage.clear(); document.querySelector('.kb-menu').open = true")
    _leave_for(browser, f"{address}states/armenia/")
    browser.wait_for(AT_ARMENIA, "")
    browser.click("kb-scheme button")
    browser.run("kb.lasting.set('kb-search-key-off', '1'); history.back()")
    browser.wait_for(BACK_AT_PACT)
    assert browser.run("return window.isTheSame"), "the page was kept"
    assert browser.run("return getComputedStyle(document.body).backgroundColor") == DARK
    assert browser.run("return document.querySelector('kb-scheme button').textContent") == "Light", (
        "the press that is left"
    )
    assert browser.run("return document.querySelector('.kb-search__open kbd').hidden")
    assert not browser.run("return document.querySelector('.kb-menu').open")
    browser.run("localStorage.clear()")
