"""The built site in a real browser."""

from pathlib import Path

import pytest
from markupsafe import Markup
from playwright.sync_api import Page

from browser import serve_folder, watch_page
from conftest import is_redirect
from csto_kb.model import MODELS
from csto_kb.prose import Prose
from csto_kb.web_address import is_web_address
from hostile import make_hostile


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


# Hostile records

PREFIX = "/fixture/"
"""The path of the fixture's `site_url`, under which its 404 page finds its files."""


def _provoke(page: Page) -> None:
    """Point at, focus and press everything that does not lead away, and unfold what is folded."""
    page.evaluate(
        """() => {
          for (const details of document.querySelectorAll("details")) details.open = true;
          for (const element of document.querySelectorAll("body *"))
            for (const type of ["pointerenter", "mouseover", "mouseenter", "focusin"])
              element.dispatchEvent(new Event(type, { bubbles: true }));
          for (const button of document.querySelectorAll("article button, .kb-table button")) button.click();
        }"""
    )


def _read_scripts(page: Page) -> list[str]:
    """The texts of scripts that hold data, each of which must be JSON."""
    scripts: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("script[type$=json], script#__config")].map((script) => {
          JSON.parse(script.textContent);
          return script.textContent;
        })"""
    )
    return scripts


def test_hostile_pages_do_nothing(hostile_site: Path, page: Page) -> None:
    """Every page of a site with a hostile record of each kind: no dialog, no error, no request to another host."""
    watch = watch_page(page)
    paths = sorted(path.relative_to(hostile_site) for path in hostile_site.rglob("*.html"))
    # A page that only leads to another is not asked for again where it leads to no hostile record.
    paths = [path for path in paths if "hostile" in str(path) or not is_redirect(hostile_site / path)]
    assert len(paths) > len(MODELS) * 3
    with serve_folder(hostile_site, PREFIX) as address:
        for path in paths:
            url = f"{address}{path.as_posix().removesuffix('index.html')}"
            page.goto(url, wait_until="commit")
            if is_redirect(hostile_site / path):
                page.wait_for_url(lambda now, left=url: now != left)
            page.wait_for_load_state()
            _provoke(page)
            assert page.locator("img[src=x], svg[onload], iframe:not([hidden])").count() == 0, path
            assert all("</" not in text for text in _read_scripts(page)), path
            # A link in an SVG knows its address by another name.
            protocol = "(link) => new URL(link.href.baseVal ?? link.href, document.baseURI).protocol"
            addresses = page.eval_on_selector_all("a[href]", f"links => links.map({protocol})")
            assert set(addresses) <= {"http:", "https:"}, path
        page.wait_for_timeout(300)  # for what the last page set off
    watch.assert_clean()


def test_hostile_text_is_read_back(hostile_site: Path, page: Page) -> None:
    """What a reader sees, and what the tab is called, is what the record says."""
    with serve_folder(hostile_site, PREFIX) as address:
        for model in MODELS:
            data, shown = make_hostile(model)
            page.goto(f"{address}{model.kind.folder}/hostile-{model.kind.name}/")
            _provoke(page)
            page.eval_on_selector_all(".kb-more", "boxes => boxes.forEach((box) => { box.checked = true; })")
            text = " ".join(page.locator("article.kb-entity").inner_text().split())
            # A stylesheet may show a label in capitals; the text is the same.
            assert [attack for attack in shown if " ".join(attack.split()).casefold() not in text.casefold()] == []
            assert page.title() == f"{data['name']} - Fixture"


def test_hostile_text_in_search_results(hostile_site: Path, page: Page) -> None:
    """Titles and excerpts, with the words that were looked for marked in them."""
    watch = watch_page(page)
    with serve_folder(hostile_site, PREFIX) as address:
        page.goto(address)
        page.locator(".kb-search__open").click()
        dialog = page.locator(".kb-find__dialog")
        read = ""
        for words in ("state name", "term summary"):
            dialog.locator("input[type=search]").fill(words)
            dialog.locator(f"a[href*=hostile-{words.split()[0]}]").first.wait_for()
            page.wait_for_timeout(300)
            read += " ".join(dialog.inner_text().split())
            assert page.locator("img[src=x], svg[onload], iframe:not([hidden])").count() == 0
    assert "<script>alert(1)</script>" in read
    watch.assert_clean()


DISGUISES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java%73cript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "&#1;javascript:alert(1)",
    "\\javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "view-source:https://example.org",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "https:/evil.example",
    "https:evil.example",
    "https:///evil.example",
    "https://me@evil.example",
    "https://good.example:pass@evil.example",
    "https://evil.example:port",
    "ftp://evil.example",
    "../../admin",
    "#sources",
    "?q=1",
    "",
)
"""Addresses that a link of a record must not have."""


def _write_links(address: str) -> list[str]:
    return [f"[press]({address})", f"[press](<{address}>)", f"<{address}>", f'[press]({address} "title")', address]


def test_no_disguise_makes_a_link(page: Page) -> None:
    """The browser has the last word on where a link leads; all of them are pressed."""
    watch = watch_page(page)
    texts = [text for address in DISGUISES for text in _write_links(address)]
    prose = [Prose(text) for text in texts]
    rendered = [one.render(lambda *_: Markup(""), lambda *_: Markup("")) for one in prose]
    page.set_content("<div>" + "".join(rendered) + "</div>")
    assert page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)") == []
    page.evaluate("() => document.querySelectorAll('a').forEach((link) => link.click())")
    page.wait_for_timeout(200)
    assert page.url == "about:blank"
    watch.assert_clean()


@pytest.mark.parametrize("address", DISGUISES)
def test_disguises_are_reported(address: str) -> None:
    """In prose as a link that leads nowhere, in a field as no address."""
    assert Prose(f"[press](<{address}>)").foreign_links or "<" in address
    assert not is_web_address(address)
