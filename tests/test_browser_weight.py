"""What the real site costs a visitor, and Lighthouse's opinion of the fixture's."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from browser import serve_folder, watch_page
from lighthouse import FIRST_SEARCH, LARGEST, ORDINARY, ask_lighthouse, failures, scores, weigh_file, weigh_page

KILO = 1000


def test_pages_are_light(repository_site: Path) -> None:
    """Before anything is done there; home, a typical page of a record, and the largest of all."""
    weights = {
        path.relative_to(repository_site).as_posix(): weigh_page(path) for path in repository_site.rglob("*.html")
    }
    assert weights["index.html"] <= ORDINARY * KILO
    records = sorted(weight for path, weight in weights.items() if path.count("/") == 2)
    assert records[len(records) * 9 // 10] <= ORDINARY * KILO, "nine of ten pages of records are typical"
    assert max(weights.values()) <= LARGEST * KILO


def test_searching_the_real_site(repository_site: Path, page: Page) -> None:
    """ОДКБ, Հայաստան, and Tokayev misspelt are found first; the first search of the day is light."""
    with serve_folder(repository_site, "/kb/") as address:
        watch = watch_page(page)
        page.goto(f"{address}about/")
        page.wait_for_load_state("networkidle")
        loaded: list[Response] = []
        page.on("response", lambda answer: loaded.append(answer))
        page.keyboard.press("/")
        hits = page.locator(".kb-find__title")
        page.get_by_role("searchbox").fill("Tokaev")
        expect(hits.first).to_have_text("Kassym-Jomart Tokayev")
        page.wait_for_load_state("networkidle")
        files = {repository_site / answer.url.partition("?")[0].removeprefix(address) for answer in loaded}
        assert len(files) > 8
        assert sum(weigh_file(file) for file in files) <= FIRST_SEARCH * KILO
        page.get_by_role("searchbox").fill("ОДКБ")
        expect(hits.first).to_have_text("Collective Security Treaty Organization")
        page.get_by_role("searchbox").fill("Հայաստան")
        expect(hits.first).to_have_text("Armenia")
        hits.first.click()
        page.wait_for_url("**/kb/states/armenia/")
        watch.assert_clean()


@pytest.mark.browser
def test_lighthouse(built_project: Path) -> None:
    """Full scores for accessibility, best practices and SEO. Performance is a matter of `make lighthouse`."""
    with serve_folder(built_project / "site", "/fixture/") as address:
        for url in ("", "states/armenia/"):
            report = ask_lighthouse(address + url, "accessibility", "best-practices", "seo")
            assert scores(report) == {"accessibility": 100, "best-practices": 100, "seo": 100}, failures(report)
