"""What a template may use is one documented page; the code, the templates and that page agree."""

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest
from selectolax.lexbor import LexborHTMLParser

from conftest import REPOSITORY, make_project
from csto_kb.project import Composition, compose_site, load_project
from csto_kb.render.declaration import Declaration
from csto_kb.render.environment import FILTERS, FUNCTIONS
from csto_kb.render.folders import DEFAULTS
from csto_kb.render.index_page import IndexPage
from csto_kb.render.offered import OF_A_RECORD, OF_THE_SITE
from csto_kb.render.record_page import RecordPage
from csto_kb.render.view import View

DOCUMENT = REPOSITORY / "content/contributing/templates.md"
FILES = (path for folder in (DEFAULTS, REPOSITORY / "templates") for path in sorted(folder.rglob("*.jinja")))
TEMPLATES = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
METHODS = {name for name in vars(View) if not name.startswith("_") and callable(getattr(View, name))}
SECTIONS = {
    "The front matter of a template": set(Declaration.model_fields),
    "Variables of every page": {
        *("view", "title", "description", "graph", "choices", "subject", "codes", "written", "files", "pages")
    },
    "Methods of `view`": {f"view.{name}" for name in METHODS} | {"view.notes"},
    "Functions": set(FUNCTIONS),
    "Filters": set(FILTERS),
    "The page of a record": {f"page.{field.name}" for field in fields(RecordPage)},
    "The index of a kind": {f"page.{field.name}" for field in fields(IndexPage)},
    "Data by name": {*OF_THE_SITE, *OF_A_RECORD},
}


def documented(section: str) -> set[str]:
    """The names in the first column of the tables of a section."""
    text = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([a-z_]+(?:\.[a-z_]+)?)", text, re.MULTILINE))


@pytest.mark.parametrize("section", SECTIONS)
def test_the_page_names_what_there_is(section: str) -> None:
    assert documented(section) == SECTIONS[section]


@pytest.mark.parametrize("section", SECTIONS)
def test_what_is_named_is_used(section: str) -> None:
    unused = {name for name in SECTIONS[section] if not re.search(rf"(?<![\w.]){re.escape(name)}\b", TEMPLATES)}
    assert not unused


def test_templates_use_nothing_else_of_the_view() -> None:
    """The rest of it (`context`, `url`) is for the program."""
    used = {f"view.{name}" for name in re.findall(r"(?<![\w.])view\.([a-z_]+)", TEMPLATES)}
    assert used == SECTIONS["Methods of `view`"]


@pytest.fixture(scope="module")
def composition(tmp_path_factory: pytest.TempPathFactory) -> Composition:
    made = compose_site(load_project(make_project(tmp_path_factory.mktemp("templates") / "project")))
    assert not made.diagnostics
    return made


def headings(html: str) -> Iterator[tuple[int, str, str]]:
    """Every heading with an anchor, without its count and its mark."""
    for node in LexborHTMLParser(html).css("h2[id], h3[id]"):
        for extra in node.css(".kb-count, .kb-anchor"):
            extra.decompose()
        yield int(node.tag[1]), str(node.attributes["id"]), " ".join(node.text().split())


def test_headings_are_those_of_the_page(composition: Composition) -> None:
    """The headings that were collected are those of the page, in the same order."""
    found = {page.url: [(item.level, item.anchor, item.text) for item in page.headings] for page in composition.pages}
    assert found == {page.url: list(headings(page.html)) for page in composition.pages}
    assert sum(map(len, found.values())) > 100


def test_pages_have_the_scripts_of_their_elements(composition: Composition) -> None:
    """A custom element is on a page only where the page declares its script."""
    scripts = {"kb-table": "table", "kb-filter": "filter", "kb-connections": "connections", "kb-graph": "graph"}
    for element, script in scripts.items():
        pages = {page.url for page in composition.pages if f"<{element}" in page.html}
        assert pages
        assert pages <= {page.url for page in composition.pages if f"assets/{script}.js" in page.head}
