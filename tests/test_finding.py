"""Passages found in the text of a page, and the text of what servers send: plain values, no network."""

import asyncio
import io
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from csto_kb.external.fetching import Received
from csto_kb.external.finding import Found, NotFound, Part, Sought, Text, find_passage
from csto_kb.external.judging import WebAnswer
from csto_kb.external.page_reading import search_received
from csto_kb.external.page_search import BOUNDS, Bounds, Searched, read_answer, search_page, write_question
from csto_kb.external.page_text import HTML, PDF, read_text

ALPHABETS = "abcdefghijklmnop", "абвгдежзийклмно", "աբգդեզէըթժիլխծկ", "აბგდევზთიკლმნოპ", "ابتثجحخدذرزسشصض"


def find(text: str, first: str, last: str = "") -> Found | NotFound:
    return find_passage(Text([Part(text)]), Sought(first, last))


def in_parts(names: Sequence[Sequence[str]], texts: Sequence[str]) -> Text:
    named = [Part(text, frozenset(found), found[0]) for found, text in zip(names, texts, strict=True)]
    return Text(named)


# The finder


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("He said: “We  leave\nthe pact.”", "we leave the pact", ""),
        ("The co-\noperation ends here.", "the cooperation", "ends here"),
        ("Мы за\u00adморозили участие в пакте", "МЫ ЗАМОРОЗИЛИ", "в пакте"),
        ("Мы замо\u0301розили участие", "мы заморозили", ""),
        ("Մենք սառեցրել ենք մասնակցությունը։", "մենք սառեցրել", "մասնակցությունը"),
    ],
)
def test_case_punctuation_and_hyphens_do_not_count(text: str, first: str, last: str) -> None:
    assert isinstance(find(text, first, last), Found)


WORDS = st.one_of(*(st.text(alphabet, min_size=1, max_size=8) for alphabet in ALPHABETS))
NOISE = st.sampled_from([" ", "\n", ", ", " — ", ". “", "-\n", "\u00a0", " (", "\u00ad "])


@given(
    st.lists(WORDS, min_size=1, max_size=60), st.data(), st.lists(NOISE, min_size=60, max_size=60), st.integers(1, 20)
)
def test_every_passage_of_a_text_is_found(words: list[str], data: st.DataObject, noise: list[str], size: int) -> None:
    """By its first and last five words, whatever is between words, in whatever case; in a part where it begins."""
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    stretch = words[start:end]
    first, last = (stretch, []) if len(stretch) <= 5 else (stretch[:5], stretch[max(5, len(stretch) - 5) :])
    parts = [
        Part("".join(word + sign for word, sign in zip(words[at : at + size], noise[at:], strict=False)), name=str(at))
        for at in range(0, len(words), size)
    ]
    text = Text(parts)
    found = find_passage(text, Sought(" ".join(first).upper(), " ".join(last).title()))
    assert isinstance(found, Found)
    assert found.place in {part.name for part in parts}
    # What is found stands there: the part, with those behind it, holds the first words and then the last.
    begins = next(at for at in range(0, len(words), size) if str(at) == found.place)
    rest = "".join(words[begins:])
    assert "".join(first) in rest
    assert "".join(last) in rest[rest.index("".join(first)) :]


@given(st.lists(WORDS, max_size=40), st.lists(st.text("xyz", min_size=1, max_size=8), min_size=1, max_size=5))
def test_what_does_not_stand_there_is_not_found(words: list[str], others: list[str]) -> None:
    """And the passage that is reported as most similar is on the page."""
    found = find_passage(Text([Part(" ".join(words))]), Sought(" ".join(others)))
    assert isinstance(found, NotFound)
    assert 0 <= found.likeness <= 100
    assert found.likest in " ".join(words)


@given(st.text(), st.text(max_size=30), st.text(max_size=30))
def test_any_text_has_an_answer(text: str, first: str, last: str) -> None:
    assert isinstance(find(text, first, last), Found | NotFound)


def test_the_shortest_passage_in_its_part() -> None:
    text = in_parts([["p. 1"], ["p. 2"], ["p. 3"]], ["we met and", "then we met again today", "so it was today"])
    assert find_passage(text, Sought("we met", "today")) == Found("p. 2")


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([{"p. 1"}], Found("p. 1")),
        ([{"p. 3", "p. 4"}], Found("p. 3")),
        ([{"p. 2"}], Found("p. 1", is_in_place=False)),
        ([{"para. 7"}], Found("p. 1")),
        ([{"p. 3"}, {"para. 7"}], Found("p. 3")),
    ],
)
def test_the_place_that_is_said_comes_first(places: list[set[str]], expected: Found) -> None:
    """What a text does not count its parts in, is not judged."""
    text = in_parts([["p. 1"], ["p. 2"], ["p. 3", "p. 5"]], ["so we met", "and spoke", "so we met"])
    assert find_passage(text, Sought("we met", places=tuple(map(frozenset, places)))) == expected


def test_what_stands_far_apart_is_no_passage() -> None:
    assert isinstance(find("we met " + "and spoke " * 1_000 + "today", "we met", "today"), NotFound)


def test_only_whole_words_are_found() -> None:
    assert find("parted ways", "part") == NotFound("part", 100, "parted")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("we leave the pacts", "today", NotFound("we leave the pacts", 93, "we leave the")),
        ("we leave", "tomorrow", NotFound("tomorrow", 30)),
        ("today", "we leave", NotFound("we leave", 100, "we leave")),
    ],
)
def test_what_is_not_found_is_told_with_its_nearest_likeness(first: str, last: str, expected: NotFound) -> None:
    found = find("And so we leave the pact today.", first, last)
    assert isinstance(found, NotFound)
    assert (found.words, found.likeness) == (expected.words, expected.likeness)
    assert expected.likest in found.likest


def test_nothing_is_like_an_empty_page() -> None:
    assert find_passage(Text(()), Sought("we leave")) == NotFound("we leave", 0)


# The text of a page


def lines_of(text: Text) -> list[str]:
    return [" ".join(part.text.split()) for part in text.parts if part.text.strip()]


def test_elements_within_a_word_part_nothing_and_blocks_do() -> None:
    text, doubt = read_text(HTML, b"<p>One <b>tw</b>o<p>three<br>four<div>five</div>six<style>seven</style>")
    assert (lines_of(text), doubt) == (["One two", "three four", "five", "six"], "")


ARTICLE = """
<nav><p>Home</nav><article><h1>T</h1><p>A lead<p>First<p><p>Second<blockquote><p>Quoted</blockquote><p>Last</article>
<p>Imprint"""


@pytest.mark.parametrize(
    ("words", "said", "not_said"),
    [
        ("A lead", {"1", "2"}, {"5", "last"}),
        ("First", {"1", "2", "3"}, {"last", "5"}),
        ("Second", {"2", "3"}, {"1", "6"}),
        ("Quoted", {"1", "4"}, set()),
        ("Last", {"4", "5", "last"}, {"1", "2"}),
    ],
)
def test_paragraphs_are_counted_from_where_somebody_would_begin(words: str, said: set[str], not_said: set[str]) -> None:
    text, _ = read_text(HTML, ARTICLE.encode())
    (part,) = (part for part in text.parts if words in part.text)
    assert {f"para. {number}" for number in said} <= part.names
    assert not {f"para. {number}" for number in not_said} & part.names


def test_numbered_paragraphs_are_called_by_their_number() -> None:
    text, _ = read_text(HTML, b"<p>Preamble<p>10. Calls upon<p>11a) Decides<p>12 states met")
    assert [part.name for part in text.parts if part.text.strip()] == ["para. 1", "para. 10", "para. 11a", "para. 4"]


@given(st.text("<>p/a\x1e\x1f01&#;x ", max_size=60))
def test_no_page_is_too_odd_to_read(written: str) -> None:
    text, _ = read_text(HTML, written.encode())
    assert all("\x1f" not in part.text for part in text.parts)


def make_pdf(*pages: str, owner: str = "") -> bytes:
    """A PDF of some pages, each with lines of text in ASCII."""
    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(300, 300)
        font = DictionaryObject(
            {NameObject(key): NameObject(value) for key, value in pairwise_of("/Type /Font /Subtype /Type1")}
            | {NameObject("/BaseFont"): NameObject("/Helvetica")}
        )
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        lines = "".join(f"({line}) Tj 0 -20 Td " for line in text.splitlines())
        stream.set_data(f"BT /F1 12 Tf 20 280 Td {lines}ET".encode("ascii"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    if owner:
        writer.encrypt(owner, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def pairwise_of(words: str) -> list[tuple[str, str]]:
    return list(pairwise(words.split()))[::2]


def test_pages_of_a_pdf_are_called_by_their_place_and_by_what_is_printed() -> None:
    text, doubt = read_text(PDF, make_pdf("Cover", "Report 2022\nwe met\n117", "iv\nwe spoke 2 words"))
    assert doubt == ""
    assert [part.name for part in text.parts] == ["p. 1", "p. 2", "p. 3"]
    assert text.parts[1].names == {"p. 2", "p. 2022", "p. 117"}
    assert text.parts[2].names == {"p. 3", "p. iv"}


@pytest.mark.parametrize(
    ("body", "doubt"),
    [
        (make_pdf("we met", owner="secret"), "an encrypted PDF"),
        (make_pdf("", ""), "a PDF without text, such as a scan"),
        (make_pdf("we met")[:400], "a PDF that cannot be read"),
    ],
)
def test_pdfs_that_cannot_be_read(body: bytes, doubt: str) -> None:
    assert read_text(PDF, body)[1].startswith(doubt)


def test_a_pdf_that_takes_too_long_is_read_as_far_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, 0.0, 1.0, 100.0])
    monkeypatch.setattr("csto_kb.external.page_text.time.process_time", lambda: next(moments))
    text, doubt = read_text(PDF, make_pdf("one", "two", "three"))
    assert (len(text.parts), doubt) == (2, "a PDF of which 2 pages could be read in time")


def test_question_and_answer_of_the_process() -> None:
    sought = [Sought("мы", "ушли", (frozenset({"para. 1"}),)), Sought("we came")]
    answer = search_page(write_question(HTML, sought, "<p>Мы ушли".encode()))
    assert read_answer(answer.encode()) == Searched((Found("para. 1"), NotFound("we came", 0)), "")


# What servers send


def search(body: bytes, kind: str, is_whole: bool = True, bounds: Bounds = BOUNDS) -> Searched:
    received = Received(WebAnswer("https://news.example/", 200), {"content-type": kind}, body, is_whole)
    return asyncio.run(search_received(received, [Sought("мы ушли")], bounds))


@pytest.mark.whole
@pytest.mark.parametrize(
    ("body", "kind", "doubt"),
    [
        (b"", "video/mp4", "a film, a recording or a picture"),
        (b"<title>Sign in</title>", "application/pdf", "called a PDF, but is not one"),
        (b"PK", "application/zip", "neither a page nor a PDF (application/zip)"),
        (b"%PDF-1.7\n" + b"0" * 1_000, "application/pdf", "a PDF that cannot be read (PdfStreamError)"),
        (b"<p>Wait<script>go()</script>", "text/html", "shown by a script"),
        (b'<meta property="og:type" content="video.other"><p>A film', "text/html", "a film"),
        (b'<script>{"isAccessibleForFree": false}</script><p>Pay', "text/html", "a paywall: not free to read"),
        (b"<p>Caf\xff\xfe\x81", "text/html; charset=utf-8", "in another encoding than it says"),
    ],
)
def test_why_a_page_cannot_be_read(body: bytes, kind: str, doubt: str) -> None:
    assert search(body, kind).doubt == doubt


@pytest.mark.whole
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<p>Мы ушли".encode("windows-1251"), "text/html; charset=windows-1251"),
        ("<p>Мы ушли И".encode(), "text/html; charset=windows-1251"),
        ("<meta charset=windows-1251><p>Мы ушли".encode("windows-1251"), "text/html; charset=utf-8"),
        ("\ufeff<p>Мы ушли".encode("utf-16-le"), "text/html"),
        ("<p>Мы у<b>ш</b>ли".encode(), "text/html"),
        ("Мы ушли".encode(), "text/plain"),
    ],
)
def test_passages_in_whatever_encoding(body: bytes, kind: str) -> None:
    assert isinstance(search(body, kind).found[0], Found)


@pytest.mark.whole
def test_a_page_that_goes_on_is_read_as_far_as_it_came() -> None:
    searched = search("<p>Мы ушли</p>я".encode()[:-1], "text/html", is_whole=False)
    assert searched.doubt == "not whole: 0.0 MB of it were read"
    assert searched.found == (Found("para. 1"),)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("bounds", "doubt"),
    [
        (Bounds(seconds=0.001), "takes too long to read"),
        (Bounds(seconds=600, processor=1), "too much to read within bounds"),
        (Bounds(seconds=600, memory=1_000_000), "too much to read within bounds"),
    ],
)
def test_what_takes_too_much_is_given_up(bounds: Bounds, doubt: str) -> None:
    assert search(b"<div>" * 3_000_000, "text/html", bounds=bounds).doubt == doubt
