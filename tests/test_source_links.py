"""How pages lead to a source: to the passage, to the archived copy, and what they say of both."""

from datetime import date
from typing import Any

import pytest

from csto_kb.link_state import LinkState, Verdict
from csto_kb.model import Source
from csto_kb.render.source_links import describe_passage, describe_status, source_links
from csto_kb.targets import Citation

URL = "https://example.org/a?b=1&c=2"
COPY = f"https://web.archive.org/web/20240203101500/{URL}"


def source(**fields: Any) -> Source:
    required = {
        "name": "Leaders meet",
        "type": "news",
        "publisher": "Herald",
        "retrieved": "2026-11-23",
        "language": "ru",
        "reviewed": "2026-11-23",
    }
    return Source.make("herald", {**required, **fields})


def state(verdict: Verdict) -> LinkState:
    day = date(2026, 11, 23)
    return LinkState(URL, verdict, day, None, 1, day)


@pytest.mark.parametrize(
    ("citation", "directive"),
    [
        ("herald", ""),
        ("herald, para. 3", ""),
        ('herald, "Армения заморозила"', "#:~:text=" + "%D0%90%D1%80%D0%BC%D0%B5%D0%BD%D0%B8%D1%8F%20"),
        ('herald, "so-called, A&B … the <end>"', "#:~:text=so%2Dcalled%2C%20A%26B,the%20%3Cend%3E"),
    ],
)
def test_links_lead_to_the_passage(citation: str, directive: str) -> None:
    """In the original and in the archived copy likewise."""
    links = str(source_links(source(url=URL, archived_url=COPY), None, Citation.parse(citation)))
    assert links.count('href="') == 2
    for address in (URL, COPY):
        assert f'href="{address.replace("&", "&amp;")}{directive}' in links
    assert ("passage in the original" in links) is bool(directive)
    assert ("passage in the archived copy" in links) is bool(directive)


def test_the_copy_comes_first_where_the_original_is_gone() -> None:
    shown = source(url=URL, archived_url=COPY)
    citation = Citation.parse('herald, "Армения"')
    links = str(source_links(shown, state(Verdict.GONE), citation))
    assert links.index("passage in the archived copy") < links.index("passage in the original") < links.index("gone")
    assert "gone" not in source_links(shown, state(Verdict.GONE), citation, says_gone=False)
    assert "gone" not in source_links(shown, None, citation)


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        ("herald", ""),
        ("herald, pp. 12-14, in part", ", pp. 12–14; says so in part"),
        ("herald, follows", "; it follows from this"),
        ('herald, para. 3, "от <b> … до"', ', para. 3, “<span lang="ru">от &lt;b&gt; … до</span>”'),
    ],
)
def test_the_place_and_the_support_are_told(citation: str, words: str) -> None:
    assert str(describe_passage(source(), Citation.parse(citation))) == words


def test_a_source_says_what_became_of_it() -> None:
    status = {"what": "withdrawn", "date": "2024-05-03", "by": "the Herald", "why": "Invented."}
    assert "withdrawn by the Herald, 3 May 2024" in describe_status(source(status=status))
    assert "superseded by the Herald<" in describe_status(
        source(status=status | {"what": "superseded", "date": "unknown"})
    )
    assert describe_status(source()) == ""
