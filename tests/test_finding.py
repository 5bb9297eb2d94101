"""Passages found in the text of a page, and the text of what servers send: plain values, no network."""

import asyncio

import pytest

from csto_kb.external.fetching import Received
from csto_kb.external.finding import Found, NotFound, Text, find_passage
from csto_kb.external.judging import Answer
from csto_kb.external.page_reading import PageText, read_page
from csto_kb.external.page_text import HTML, read_text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("He said: “We  leave\nthe pact.”", "we leave the pact", ""),
        ("The co-\noperation ends here.", "the cooperation", "ends here"),
        ("Мы за\u00adморозили участие в пакте", "МЫ ЗАМОРОЗИЛИ", "в пакте"),
        ("Մենք սառեցրել ենք մասնակցությունը։", "մենք սառեցրել", "մասնակցությունը"),
    ],
)
def test_case_punctuation_and_hyphens_do_not_count(text: str, first: str, last: str) -> None:
    assert isinstance(find_passage(Text((text,)), first, last), Found)


def test_the_shortest_passage_in_its_part() -> None:
    text = Text(("we met and", "then we met again today", "so it was today"))
    assert find_passage(text, "we met", "today") == Found(1, 30)


def test_only_whole_words_are_found() -> None:
    assert find_passage(Text(("parted ways",)), "part") == NotFound("part", 100, "parted")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("we leave the pacts", "today", NotFound("we leave the pacts", 93, "we leave the")),
        ("we leave", "tomorrow", NotFound("tomorrow", 30)),
        ("today", "we leave", NotFound("we leave", 100, "we leave")),
    ],
)
def test_what_is_not_found_is_told_with_its_nearest_likeness(first: str, last: str, expected: NotFound) -> None:
    found = find_passage(Text(("And so we leave the pact today.",)), first, last)
    assert isinstance(found, NotFound)
    assert (found.words, found.likeness) == (expected.words, expected.likeness)
    assert expected.likest in found.likest


def test_nothing_is_like_an_empty_page() -> None:
    assert find_passage(Text(()), "we leave") == NotFound("we leave", 0)


def test_elements_within_a_word_part_nothing_and_blocks_do() -> None:
    parts, doubt = read_text(HTML, b"<p>One <b>tw</b>o<p>three<div>four</div>five<style>six</style>")
    assert (" ".join(parts[0].split()), doubt) == ("One two three four five", "")


def read(body: bytes, kind: str, is_whole: bool = True, seconds: float = 30) -> PageText:
    received = Received(Answer("https://news.example/", 200), {"content-type": kind}, body, is_whole)
    return asyncio.run(read_page(received, seconds))


@pytest.mark.whole
@pytest.mark.parametrize(
    ("body", "kind", "doubt"),
    [
        (b"", "video/mp4", "a film, a recording or a picture"),
        (b"<title>Sign in</title>", "application/pdf", "called a PDF, and is none"),
        (b"PK", "application/zip", "neither a page nor a PDF (application/zip)"),
        (b"%PDF-1.7\n" + b"0" * 1_000, "application/pdf", "a PDF that cannot be read (PdfStreamError)"),
        (b"<p>Wait<script>go()</script>", "text/html", "shown by a script"),
        (b'<meta property="og:type" content="video.other"><p>A film', "text/html", "a film"),
        (b'<script>{"isAccessibleForFree": false}</script><p>Pay', "text/html", "a wall: not free to read"),
    ],
)
def test_why_a_page_cannot_be_read(body: bytes, kind: str, doubt: str) -> None:
    assert read(body, kind).doubt == doubt


@pytest.mark.whole
def test_a_page_that_goes_on_is_read_as_far_as_it_came() -> None:
    page = read("<p>Мы ушли".encode("windows-1251"), "text/html; charset=windows-1251", is_whole=False)
    assert page.doubt == "longer than 16 MB, and read so far only"
    assert isinstance(find_passage(page.text, "мы ушли"), Found)


@pytest.mark.whole
def test_what_takes_too_long_to_read_is_given_up() -> None:
    assert read(b"<p>Text", "text/html", seconds=0.001).doubt == "takes too long to read"
