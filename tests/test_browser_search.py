"""The search as a reader uses it, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser import serve_folder, watch_page
from csto_kb.model import MODELS
from hostile import make_hostile
from test_browser_pages import AXE_TAGS, MISSING, PREFIX, _find_violations, _set_scheme


@pytest.fixture
def searched(built_project: Path, page: Page) -> Iterator[Page]:
    """A page of the fixture's site, served under a sub-path."""
    with serve_folder(built_project / "site", PREFIX) as address:
        page.goto(address + "about/")
        yield page


def _ask(page: Page, text: str) -> None:
    """Open the search with its key, and ask."""
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill(text)
    expect(page.get_by_role("status")).not_to_be_empty()


def _titles(page: Page) -> list[str]:
    return page.locator(".kb-find__title").all_text_contents()


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("Armenia", "Armenia"),
        ("Հայաստան", "Armenia"),
        ("армения", "Armenia"),
        ("ОСП", "Northern Pact Organization"),
        ("onp", "Northern Pact Organization"),
        ("northern pact", "Northern Pact"),
        ("Petrow", "Ivan Petrov"),
        ("Yerewan sumit", "Yerevan summit"),
        ("Uzbekstan", "Uzbekistan"),
    ],
)
def test_names_come_first(asked: str, title: str, searched: Page) -> None:
    """In any script, by abbreviation, and misspelt."""
    _ask(searched, asked)
    searched.locator(".kb-find__title").first.wait_for()
    assert _titles(searched)[0] == title
