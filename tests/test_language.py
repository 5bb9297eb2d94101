"""The language of the records, as the subject names it, is the one that the site says is its own."""

import json
import re
from pathlib import Path

import pytest

from conftest import make_project, run
from csto_kb.insight.names import list_names, short_name
from csto_kb.languages import ENGLISH
from csto_kb.project import Project, load_project, make_renderer
from csto_kb.prose import Prose
from csto_kb.render.pages import Renderer
from csto_kb.site import Page
from csto_kb.subject import SUBJECT

RECORD = """\
name: Consejo del Pacto
names:
  en: Council of the Pact
abbreviations:
  en: CoP
  es: CdP
aliases: [El Consejo]
type: organ
summary: El Sr. Pérez preside el [[pact-organization|Consejo]] [@gazette-2002]. Lo dice la gaceta.
reviewed: 2026-11-20
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a record in Spanish, which is the language of its records."""
    root = make_project(tmp_path / "spanish")
    with (root / SUBJECT).open("a", encoding="utf-8") as file:
        file.write("language: es\n")
    (root / "entities/organizations/pact-council-es.yaml").write_text(RECORD, encoding="utf-8")
    return root


@pytest.fixture
def spanish(root: Path) -> Project:
    return load_project(root)


def render(renderer: Renderer, url: str) -> str:
    page = renderer.render(next(task for task in renderer.tasks if task.url == url))
    assert isinstance(page, Page), page
    return page.head + page.html


def test_names_are_in_it(spanish: Project) -> None:
    council = spanish.graph.entities["pact-council-es"]
    assert council.name_language == "es"
    assert short_name(council) == "CdP"
    assert {name.text: name.language for name in list_names(council)} == {
        "Consejo del Pacto": "es",
        "Council of the Pact": "en",
        "CoP": "en",
        "CdP": "es",
        "El Consejo": "es",
    }


def test_script_of_names_is_its_own(root: Path) -> None:
    """A name is held against the script of the language of the records."""
    text = (root / SUBJECT).read_text(encoding="utf-8")
    (root / SUBJECT).write_text(text.replace("language: es", "language: ru"), encoding="utf-8")
    codes = {(found.code, found.path) for found in load_project(root).diagnostics}
    assert ("language-script", "entities/organizations/pact-council-es.yaml") in codes


def test_sentences_end_by_its_rules() -> None:
    text = "Han visto al Excmo. Sr. Pérez. Lo dice la gaceta."
    assert Prose(text, "es").first_sentence == "Han visto al Excmo. Sr. Pérez."
    assert Prose(text).language == ENGLISH


def test_a_page_marks_the_other_languages(spanish: Project) -> None:
    html = render(make_renderer(spanish), "organizations/pact-council-es/")
    assert 'lang="es"' not in html
    assert '<span lang="en">Council of the Pact (CoP)</span>' in html
    assert re.search('"inLanguage": ?"es"', html)
    assert 'name="citation_language" content="es"' in html


@pytest.mark.whole
def test_site_says_it(root: Path) -> None:
    """Every document of the site, and the index of the search."""
    done = run("csto_kb", "-C", root, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    site = root / "site"
    languages = {
        match[1]
        for path in site.rglob("*.html")
        if (match := re.search(r'<html lang="([^"]*)"', path.read_text(encoding="utf-8")))
    }
    assert languages == {"es"}
    entry = json.loads((site / "search-index" / "index.json").read_text(encoding="utf-8"))
    assert entry["language"] == "es"
