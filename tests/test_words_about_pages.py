"""What is said about a page outside it: its title and description, in tabs, search results, cards and previews."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from conftest import is_redirect, run
from csto_kb.graph import Graph
from csto_kb.languages import lang_attributes
from csto_kb.project import Project
from csto_kb.prose import Prose
from csto_kb.render.opening import opening_sentence
from csto_kb.sentences import first_sentence, sentence_ends


@pytest.fixture(scope="module")
def pages(repository_site: Path) -> dict[str, LexborHTMLParser]:
    """Every page of the site of the real records, by its address."""
    return dict(_pages(repository_site))


def _pages(site: Path) -> Iterator[tuple[str, LexborHTMLParser]]:
    for path in sorted(site.rglob("index.html")):
        if not is_redirect(path):
            yield path.parent.relative_to(site).as_posix(), LexborHTMLParser(path.read_text(encoding="utf-8"))


def content_of(page: LexborHTMLParser, selector: str) -> str:
    element = page.css_first(selector)
    assert element is not None, f"no {selector}"
    return element.attributes["content"] or ""


# Sentences


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("John P. Ruehl writes. He wrote.", "John P. Ruehl writes."),
        ("J. R. R. Tolkien wrote. He died.", "J. R. R. Tolkien wrote."),
        ("Lt. Gen. Anatoly Sidorov is its chief. He said no.", "Lt. Gen. Anatoly Sidorov is its chief."),
        ("Dr. Anna Petrova met Mr. Putin. They talked.", "Dr. Anna Petrova met Mr. Putin."),
        ("The U.S. Army left. It went.", "The U.S. Army left."),
        ("On Feb. 24 it began. It was war.", "On Feb. 24 it began."),
        ("Armenia vs. Azerbaijan was heard. It ended.", "Armenia vs. Azerbaijan was heard."),
        ("It has 2.9 million inhabitants. Then.", "It has 2.9 million inhabitants."),
        ("He asked: “Will it hold?” Nobody knew.", "He asked: “Will it hold?”"),
        ("One (two. Three) four. Five.", "One (two. Three) four."),
        ("A line\nthat goes on. Then.", "A line\nthat goes on."),
        ("One\u2028two. Three.", "One\u2028two."),
        ("", ""),
    ],
)
def test_first_sentence(text: str, sentence: str) -> None:
    """Initials, abbreviations and numbers end no sentence."""
    assert first_sentence(text) == sentence


@given(st.text())
def test_ends_of_sentences_of_any_text(text: str) -> None:
    """They grow, and the last is the end of the text: nothing is lost."""
    ends = list(sentence_ends(text))
    assert ends == sorted(set(ends))
    assert ends[-1:] == ([len(text.rstrip())] if text.strip() else [])


def test_opening_keeps_links_and_citations() -> None:
    assert Prose("[[x|John P. Ruehl]] writes [@a, para. 3]. Then.").opening.text == (
        "[[x|John P. Ruehl]] writes [@a, para. 3]."
    )


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("<h1>T</h1><p>One. Two.</p>", "One."),
        ("<p><strong>Context.</strong> Builds fail. So.</p>", "Builds fail."),
        ("<p>\n<strong>What it is.</strong> It is.</p>", "It is."),
        ("<p><em>Accepted, 25 November 2026.</em></p><p>A day. Two.</p>", "A day."),
        ("<p><strong>Russia</strong> came. Then.</p>", "Russia came."),
        ('<p>One<sup class="kb-cites"><a>1</a></sup>. Two.</p>', "One."),
        ("<p></p><p>One.</p>", "One."),
        ("<ul><li>One</li></ul>", ""),
    ],
)
def test_opening_of_a_hand_written_page(html: str, sentence: str) -> None:
    """A heading is no sentence, nor is one that is run into the text."""
    assert opening_sentence(html) == sentence


def test_one_description_everywhere(pages: dict[str, LexborHTMLParser]) -> None:
    for url, page in pages.items():
        description = content_of(page, "meta[name=description]")
        assert description == content_of(page, 'meta[property="og:description"]'), url
        assert not description.endswith((" P.", "Context.", "What it is.")), url
    assert content_of(pages["people/john-p-ruehl"], "meta[name=description]").startswith("John P. Ruehl ")
    assert content_of(pages["five-minutes"], "meta[name=description]").startswith("The Collective Security Treaty is")


# Titles


def test_no_two_pages_share_a_title(pages: dict[str, LexborHTMLParser]) -> None:
    urls: dict[str, list[str]] = defaultdict(list)
    for url, page in pages.items():
        urls[page.css("title")[0].text().casefold()].append(url)
    assert {title: shared for title, shared in urls.items() if len(shared) > 1} == {}


def test_who_keeps_a_name_that_is_shared(pages: dict[str, LexborHTMLParser]) -> None:
    """The record does; a source of that title says its publisher, another kind of record what it is."""
    titles = {url: content_of(page, 'meta[property="og:title"]') for url, page in pages.items()}
    assert titles["people/sadyr-japarov"] == "Sadyr Japarov"
    assert titles["sources/wiki-japarov"].startswith("Sadyr Japarov (Wikipedia")
    assert titles["terms/union-state-framework"] == "Union State (term)"
    heading = pages["sources/wiki-japarov"].css_first("h1")
    assert heading is not None
    assert heading.text().strip() == "Sadyr Japarov"


def test_namesakes_of_one_publisher(project: Path) -> None:
    """Two items of one paper are distinguished by date, or by id where they have no date."""
    sources = project / "entities/sources"
    first = (sources / "herald-2022.yaml").read_text(encoding="utf-8")
    undated = "\n".join(line for line in first.splitlines() if not line.startswith("published:")) + "\n"
    (sources / "herald-again.yaml").write_text(undated, encoding="utf-8")
    assert run("csto_kb", "-C", project, "build").returncode == 0
    titles = {url: content_of(page, 'meta[property="og:title"]') for url, page in _pages(project / "site")}
    assert len({titles["sources/herald-2022"], titles["sources/herald-again"]}) == 2


# Languages


@pytest.mark.parametrize(
    ("language", "attributes"),
    [
        ("en", ""),
        ("ru", ' lang="ru"'),
        ("ar", ' lang="ar" dir="rtl"'),
        ("he", ' lang="he" dir="rtl"'),
        ("fa", ' lang="fa" dir="rtl"'),
        ("uz-Cyrl", ' lang="uz-Cyrl"'),
        ("az-Arab", ' lang="az-Arab" dir="rtl"'),
        ("xx", ' lang="xx"'),
    ],
)
def test_attributes_of_a_language(language: str, attributes: str) -> None:
    assert lang_attributes(language) == attributes


def test_every_foreign_text_says_its_language(pages: dict[str, LexborHTMLParser], repository: Project) -> None:
    """Every name with a known language is marked with it (WCAG 2.2, 3.1.2), and with its direction.

    The forms for programs in "How to cite" are no text for readers; a link's hidden label cannot hold elements.
    """
    names = _foreign_names(repository.graph)
    unmarked = []
    for url, page in pages.items():
        for text, found in _texts(page):
            for language in names.get(text, ()):
                if not any(language == node.attributes.get("lang") for node in found):
                    unmarked.append((url, text))
                elif language in ("ar", "he", "fa"):
                    assert any(node.attributes.get("dir") == "rtl" for node in found), (url, text)
    assert unmarked == []


def _foreign_names(graph: Graph) -> dict[str, set[str]]:
    """The languages of every text that the records know to be in another than English."""
    found: dict[str, set[str]] = defaultdict(set)
    for entity in graph.entities.values():
        found[entity.name].add(entity.name_language)
        for mapping in (entity.names, entity.abbreviations, getattr(entity, "official_names", {})):
            for language, text in mapping.items():
                found[text].add(language)
    # What is called the same in English too needs no word about it.
    return {text: languages for text, languages in found.items() if "en" not in languages and len(languages) == 1}


def _texts(page: LexborHTMLParser) -> Iterator[tuple[str, list[LexborNode]]]:
    """Every text of the body, with the elements around it, but for the citations in forms for programs."""
    assert page.body is not None
    for node in page.body.traverse(include_text=True):
        if node.tag == "-text":
            around = list(_around(node))
            if not any(upper.tag in ("pre", "script", "style") for upper in around):
                for text in {node.text(), node.text().split(" (")[0]}:
                    yield text.strip().strip("“”"), around


def _around(node: LexborNode) -> Iterator[LexborNode]:
    while node.parent is not None:
        node = node.parent
        yield node
