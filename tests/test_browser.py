"""The built site in a real browser."""

from pathlib import Path

from playwright.sync_api import Page

from browser import serve_folder, watch_page
from csto_kb.model import MODELS


def _first_of_each_kind(root: Path) -> list[str]:
    records = [min((root / "entities" / model.kind.folder).glob("*.yaml")) for model in MODELS]
    return [f"{record.parent.name}/{record.stem}/" for record in records]


def test_pages_ask_nothing_of_other_hosts(built_project: Path, page: Page) -> None:
    """Home and one page of each kind, under a sub-path: no error, no failed request, no foreign host."""
    watch = watch_page(page)
    site = built_project / "site"
    with serve_folder(site, "/kb/") as address:
        for url in ("", "timeline/", *_first_of_each_kind(built_project)):
            answer = page.goto(address + url)
            assert answer is not None
            assert answer.status == 200
            assert page.locator("h1").count() == 1
    watch.assert_clean()
