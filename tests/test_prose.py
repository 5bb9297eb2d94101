"""Prose: no record puts a live tag into a page, and every mention can be found again."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from selectolax.lexbor import LexborHTMLParser

from csto_kb.content import read_notation
from csto_kb.notation import NotationSpan
from csto_kb.prose import Citation, NotationError, Prose, Reference
from csto_kb.yaml_text import read_yaml

ALLOWED = {"html", "head", "body", "p", "em", "strong", "a", "code", "br", "ul", "ol", "li", "blockquote", "cite", "b"}
PIECES = st.sampled_from(
    [
        "[",
        "]",
        "[[",
        "]]",
        "|",
        "[@",
        "(",
        ")",
        "<",
        ">",
        "<script>",
        "<img src=x onerror=alert(1)>",
        "</p>",
        "<!--",
        "-->",
        "javascript:alert(1)",
        "http://a.example/",
        "https://b",
        '"',
        "'",
        " onclick=x ",
        "*",
        "_",
        "`",
        "\\",
        "&lt;",
        "&#60;",
        "armenia",
        "a-b",
        "#x",
        "@tass",
        "; ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "# ",
        "    ",
        "```",
        "![",
        "data:text/html,x",
        "<http://x.example>",
        "<javascript:x>",
        "[x]: http://y.example",
        "\x00",
        "&Tab;",
        "HTTPS://C.example",
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60)


def link(target: Reference, label: str) -> Markup:
    return Markup("<b>{}</b>").format(label or target)


def cite(citations: Sequence[Citation]) -> Markup:
    return Markup("<cite>{}</cite>").format("; ".join(map(str, citations)))


def render(text: str) -> str:
    return str(Prose(text).render(link, cite))


@settings(max_examples=500)
@given(TEXTS)
def test_no_live_tag_but_those_of_commonmark(text: str) -> None:
    for node in LexborHTMLParser(render(text)).css("*"):
        assert node.tag in ALLOWED
        allowed = {"a": {"href", "title"}, "ol": {"start"}}.get(str(node.tag), set())
        assert set(node.attributes) <= allowed
        href = node.attributes.get("href")
        assert href is None or href.lower().startswith(("http://", "https://"))


@given(TEXTS)
def test_everything_else_answers_too(text: str) -> None:
    prose = Prose(text)
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")  # as CommonMark 0.31, 2.3 says
    assert "\n" not in prose.plain
    assert prose.plain.startswith(prose.first_sentence)
    assert all(not href.lower().startswith(("http://a", "https://b")) for href in prose.foreign_links)
    for found in read_notation(text):
        if isinstance(found, NotationSpan):
            assert text[found.start] == "["
            assert text[found.end - 1] == "]"
        else:
            assert text.startswith(found.written, found.offset)
    for mention in prose.mentions:
        assert (mention.target is None) == bool(mention.problem)
        assert text.startswith(mention.written, mention.offset)


@given(
    st.lists(st.sampled_from(["armenia", "[[armenia]]", "[[armenia-2]]", "[@a; @a-b]", "[@a]", "x", "[[a|armenia]]"]))
)
def test_the_occurrence_leads_to_the_mention(words: list[str]) -> None:
    prose = Prose(" ".join(words))
    last = -1
    for mention in prose.mentions:
        index = -1
        for _ in range(mention.occurrence + 1):
            index = prose.text.index(mention.written, index + 1)
        assert index > last
        assert prose.text[index - 1] in "[ "
        assert prose.text[index + len(mention.written)] in "];"
        last = index


PIECES = [
    "armenia",
    "[[armenia]]",
    "`[[armenia]]`",
    "\\[[armenia]]",
    "[@a]",
    "[@a;  @b, a]",
    "[[a|[@a]",
    "\n",
    "\r\n",
    "[@a;\n@b]",
    "[[a|b\nc]]",
]


@given(st.lists(st.sampled_from([*PIECES, "  \n", "\n\n", "\n> ", "\n> - ", "\n   1. ", "\n\t", " ", "*", "“"])))
def test_the_offset_leads_to_the_mention(pieces: list[str]) -> None:
    """Behind the brackets, and not in a code span or behind a backslash."""
    prose = Prose("".join(pieces))
    last = -1
    for mention in prose.mentions:
        assert mention.offset > last
        before, after = prose.text[: mention.offset], prose.text[mention.offset :]
        assert after.startswith(mention.written)
        assert before.rstrip().endswith(("[[", "[", ";"))
        assert before.count("`") % 2 == 0
        assert not before.endswith("\\[[")
        last = mention.offset


def test_mentions() -> None:
    found = Prose(
        "[[armenia]] and [[csto#a-1|the *Charter*]] [@tass, para. 3; @bbc] `[[code]]` [[No Id]] [@x y]"
    ).mentions
    assert [mention.target for mention in found] == [
        Reference("armenia"),
        Reference("csto", "a-1"),
        Citation.parse("tass, para. 3"),
        Citation("bbc"),
        None,
        None,
    ]
    assert [bool(mention.problem) for mention in found] == [False] * 4 + [True] * 2


def test_a_mention_is_found_in_its_file() -> None:
    document = read_yaml("a", b"summary: >-\n  The csto, [[csto-charter]]\n  and [[csto]].\n")
    assert document.data is not None
    _, mention = Prose(document.data["summary"]).mentions
    mark = document.locate_within(("summary",), mention.written, mention.occurrence)
    assert (mark.line, mark.column) == (3, 9)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>\n"),
        ("[[armenia]] [[armenia|Yerevan <b>]]", "<p><b>armenia</b> <b>Yerevan &lt;b&gt;</b></p>\n"),
        ("x [@tass, p. 3; @bbc]", "<p>x<cite>tass, p. 3; bbc</cite></p>\n"),
        ("x [@tass, p.\n3;\n@bbc]", "<p>x<cite>tass, p. 3; bbc</cite></p>\n"),
        ("[[armenia|The\nRepublic]]", "<p><b>The Republic</b></p>\n"),
        ("[@tass;\n\n@bbc]", "<p>[@tass;</p>\n<p>@bbc]</p>\n"),
        ("[x](https://a.example/?a=1&b=2)", '<p><a href="https://a.example/?a=1&amp;b=2">x</a></p>\n'),
        ("[x](javascript:alert)", "<p><a>x</a></p>\n"),
        ("[x](../y/)", "<p><a>x</a></p>\n"),
        ("[x](//evil.example)", "<p><a>x</a></p>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("# x", "<p># x</p>\n"),
        ("[[No Id]]", "<p>No Id</p>\n"),
    ],
)
def test_rendering(text: str, html: str) -> None:
    assert render(text) == html


def test_foreign_links() -> None:
    prose = Prose("[x](javascript:alert) [y](../y/) [z](https://z.example) <mailto:a@b.example>")
    assert prose.foreign_links == ("javascript:alert", "../y/", "mailto:a@b.example")


def test_plain() -> None:
    text = "A *b*, [[armenia|Yerevan]] \\* &amp; `c` [@tass].\n\nNext\nline [x](https://x.example)."
    assert Prose(text).plain == "A b, Yerevan * & c. Next line x."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Two.", "One."),
        ("Signed on 15 May 1992 in Tashkent. It holds.", "Signed on 15 May 1992 in Tashkent."),
        ("At 5 p.m. they met. Then left.", "At 5 p.m. they met."),
        ("Why? Because.", "Why?"),
        ("No end", "No end"),
        ("", ""),
    ],
)
def test_first_sentence(text: str, sentence: str) -> None:
    assert Prose(text).first_sentence == sentence


def test_notation_of_a_page() -> None:
    text = "[[a]] `[[no]]`\n```\n[[no]]\n```\n[[b|B]] [@s, p. 1; @t] [[No Id]]"
    found = [item for item in read_notation(text) if isinstance(item, NotationSpan)]
    assert [
        (text[span.start : span.end], [mention.target for mention in span.mentions], span.label) for span in found
    ] == [
        ("[[a]]", [Reference("a")], ""),
        ("[[b|B]]", [Reference("b")], "B"),
        ("[@s, p. 1; @t]", [Citation.parse("s, p. 1"), Citation("t")], ""),
        ("[[No Id]]", [None], ""),
    ]


@pytest.mark.parametrize("text", ["", "A", "a--b", "a#", "#a", "a#B", "a b", "á"])
def test_malformed_references(text: str) -> None:
    with pytest.raises(NotationError):
        Reference.parse(text)


def test_equality_and_text() -> None:
    assert Prose("a") == Prose("a") != Prose("b")
    assert len({Prose("a"), Prose("a")}) == 1
    assert (str(Prose("a")), repr(Prose("a"))) == ("a", "Prose('a')")
    assert str(Reference.parse("a#b")) == "a#b"
    assert str(Citation.parse("a, p. 1")) == "a, p. 1"


@pytest.mark.parametrize(
    "text",
    ["[" * 20_000, "[[" * 10_000, "[[a]] " * 3_000, "*a_" * 6_000, "[a](" * 5_000, "> - " * 5_000, "[@a;@b]" * 2_800],
)
def test_heavy_text_is_read(text: str) -> None:
    """Far beyond what the limits let through: still read as text, and rendered without a live tag."""
    assert Prose(text).mentions is not None
    assert "<script" not in render(text)
