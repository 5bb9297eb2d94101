"""Prose: CommonMark without raw HTML, with `[[links]]` and `[@citations]`.

`[[armenia]]` or `[[armenia|Yerevan]]` links a record, `[[collective-security-treaty#article-4]]` an
anchor on its page. `[@tass-2024, para. 3]` cites a source, with Pandoc's notation; several citations
are parted by semicolons. Headings, images, code blocks and rules have no place in a record's prose.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

from csto_kb.sentences import first_sentence, sentence_ends

ID_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"

_ID = re.compile(ID_PATTERN, re.ASCII)
_INSIDE = r"(?:[^\[\]\n]|\n(?![ \t]*\r?\n))"
"""A character between brackets: a line may end there, a paragraph may not."""
_LINK = re.compile(rf"\[\[([^\[\]|\n]*)(?:\|({_INSIDE}*))?\]\]")
_CITATIONS = re.compile(rf"\[(@{_INSIDE}+)\]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_NOT_IN_ADDRESS = re.compile(r"[\s<>\"\\^`{|}]")


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute http or https address with a host and without credentials (RFC 3986)."""
    try:
        parts = urlsplit(text)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    return is_good and not _NOT_IN_ADDRESS.search(text)


class NotationError(ValueError):
    """A reference or citation is not written as it should be; `hint` says how."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Reference:
    """A pointer to a record, or to an anchor on its page: `armenia`, `csto-charter#article-13`."""

    id: str
    anchor: str = ""

    @classmethod
    def parse(cls, text: str) -> "Reference":
        """Read `id` or `id#anchor`. Raises `NotationError`."""
        target, hash_sign, anchor = text.strip().partition("#")
        if not _ID.fullmatch(target) or (hash_sign and not _ID.fullmatch(anchor)):
            raise NotationError(f"{text!r} is not an id", "an id has a-z, 0-9 and single hyphens: kazakhstan")
        return cls(target, anchor)

    def __str__(self) -> str:
        return f"{self.id}#{self.anchor}" if self.anchor else self.id


@dataclass(frozen=True)
class Citation:
    """A source, and the place in it: `tass-2024-02, para. 3`."""

    source: str
    locator: str = ""

    @classmethod
    def parse(cls, text: str) -> "Citation":
        """Read `source-id` or `source-id, locator`. Raises `NotationError`."""
        source, _, locator = text.partition(",")
        if not _ID.fullmatch(source.strip()):
            raise NotationError(f"{text!r} is not a citation", "write the id of a source: tass-2024-02, para. 3")
        return cls(source.strip(), " ".join(locator.split()))

    def __str__(self) -> str:
        return f"{self.source}, {self.locator}" if self.locator else self.source


@dataclass(frozen=True)
class Mention:
    """A `[[link]]` or one `[@citation]` found in prose, with what is needed to find it again."""

    target: Reference | Citation | None
    """None where the notation is malformed."""
    written: str
    """The text between the brackets, as written, but for marks of quotations where it begins a line."""
    offset: int
    """Where it begins in the prose."""
    occurrence: int = 0
    """How many times the same text stands earlier in the same prose."""
    problem: str = ""


class Prose:
    """A text in prose, parsed once and on demand."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def tokens(self) -> list[Token]:
        return _PARSER.parse(self.text)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every link and citation, in order."""
        found: list[Mention] = []
        occurrences = _Occurrences(self.text)
        lines = [(match.start(), match[0]) for match in _LINE.finditer(self.text)]
        for block in self.tokens:
            for token in _inline_tokens(block.children or ()):
                for mention in token.meta.get("mentions", ()):
                    start = _locate(lines, block, mention.offset)
                    found.append(replace(mention, offset=start, occurrence=occurrences.count(mention.written, start)))
        return tuple(found)

    @cached_property
    def foreign_links(self) -> tuple[str, ...]:
        """Targets of ordinary Markdown links that are not plain web addresses."""
        return tuple(href for href in self._hrefs if not is_web_address(href))

    @property
    def web_links(self) -> tuple[str, ...]:
        """Targets of ordinary Markdown links that are: web addresses, as CommonMark normalizes them."""
        return tuple(href for href in self._hrefs if is_web_address(href))

    @cached_property
    def _hrefs(self) -> tuple[str, ...]:
        tokens = _inline_tokens(self.tokens) if "[" in self.text or "<" in self.text else ()
        return tuple(str(token.attrGet("href")) for token in tokens if token.type == "link_open")

    @property
    def plain(self) -> str:
        """The text without marks, links and citations, on one line; a link without a label shows its id."""
        return self.to_plain(lambda reference: str(reference))

    def to_plain(self, name: Callable[[Reference], str]) -> str:
        """The text without marks, links and citations, on one line; `name` names links without a label."""
        parts = []
        for token in _inline_tokens(self.tokens):
            if token.type in ("text", "code_inline"):
                parts.append(token.content)
            elif token.type in ("softbreak", "hardbreak", "paragraph_close"):
                parts.append(" ")
            elif token.type == "kb_link":
                target = token.meta["mentions"][0].target
                parts.append(token.content if token.meta["label"] or target is None else name(target))
        return re.sub(r"\s+([.,;:!?])", r"\1", " ".join("".join(parts).split()))

    @property
    def first_sentence(self) -> str:
        """The first sentence of the plain text."""
        return first_sentence(self.plain)

    @property
    def opening(self) -> "Prose":
        """The first sentence, with its links and citations."""
        for end in sentence_ends(self.text):
            sentence = self.text[:end]
            if sentence.count("[") == sentence.count("]"):
                return Prose(sentence)
        return self

    def render(self, link: Callable[[Reference, str], Markup], cite: Callable[[Sequence[Citation]], Markup]) -> Markup:
        """Render to HTML; `link` and `cite` make the HTML of references and citations."""
        environment = {"link": link, "cite": cite}
        return Markup(_RENDERER.render(self.tokens, _PARSER.options, environment))  # noqa: S704 - see _PARSER

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Prose) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Prose({self.text!r})"


def _locate(lines: list[tuple[int, str]], block: Token, offset: int) -> int:
    """Where a place in the content of a block stands in the whole text.

    A line of the content is a line of the text without the marks of lists and quotations before it.
    """
    assert block.map is not None  # a block that holds text has its lines
    number = block.content.count("\n", 0, offset)
    column = offset - (block.content.rfind("\n", 0, offset) + 1)
    start, line = lines[block.map[0] + number]
    written = block.content.split("\n")[number]
    return start + len(line.rstrip()) - len(written.rstrip()) + column


class _Occurrences:
    """Counts how many times a text begins before a place in another; overlapping ones count too."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen: dict[str, tuple[int, int]] = {}

    def count(self, needle: str, end: int) -> int:
        """Called with growing `end`, so that a text full of mentions is read once for each needle."""
        count, start = self._seen.get(needle, (0, 0))
        while (found := self._text.find(needle, start, end - 1 + len(needle))) >= 0:
            count, start = count + 1, found + 1
        self._seen[needle] = (count, start)
        return count


def _inline_tokens(tokens: Sequence[Token]) -> list[Token]:
    """All tokens in reading order, children included."""
    found = []
    for token in tokens:
        found.append(token)
        found.extend(_inline_tokens(token.children or ()))
    return found


def find_mentions(text: str) -> list[tuple[int, int, Reference | list[Citation] | None, str, str]]:
    """Find links and citations in Markdown that another parser will render (`content/`).

    Returns (start, end, target, label, problem) for each, in order; code spans and blocks are passed over.
    """
    found: list[tuple[int, int, Reference | list[Citation] | None, str, str]] = []
    code = [match.span() for match in re.finditer(r"(?ms)^(```|~~~).*?^\1|`+[^`\n]+`+", text)]
    for match in re.finditer(f"{_LINK.pattern}|{_CITATIONS.pattern}", text):
        if any(start <= match.start() < end for start, end in code):
            continue
        target, label, citations = match.groups()
        try:
            found_target = Reference.parse(target) if citations is None else _parse_citations(citations)
            found.append((match.start(), match.end(), found_target, " ".join((label or "").split()), ""))
        except NotationError as error:
            found.append((match.start(), match.end(), None, "", str(error)))
    return found


def _parse_citations(text: str) -> list[Citation]:
    citations = []
    for part in text.split(";"):
        part = part.strip()
        if not part.startswith("@"):
            raise NotationError(f"{part!r} is not a citation", "write [@source-id, place]")
        citations.append(Citation.parse(part[1:]))
    return citations


def _link_rule(state: StateInline, silent: bool) -> bool:
    """Markdown-it inline rule for `[[id|label]]`."""
    match = _LINK.match(state.src, state.pos) if state.src.startswith("[[", state.pos) else None
    if match is None:
        return False
    if not silent:
        target, label = match[1], match[2]
        token = state.push("kb_link", "", 0)
        token.content = " ".join((label or target).split())
        mention = _mention(match[0][2:-2], state.pos + 2, lambda: Reference.parse(target))
        token.meta = {"mentions": [mention], "label": " ".join((label or "").split())}
    state.pos = match.end()
    return True


def _citation_rule(state: StateInline, silent: bool) -> bool:
    """Markdown-it inline rule for `[@source, locator; @other]`."""
    match = _CITATIONS.match(state.src, state.pos) if state.src.startswith("[@", state.pos) else None
    if match is None:
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")  # the mark stands right behind what it supports
        token = state.push("kb_citation", "", 0)
        mentions = []
        offset = state.pos + 1
        for part in match[1].split(";"):
            written = part.strip()

            def parse(written: str = written) -> Citation:
                return _parse_citations(written)[0]

            mentions.append(_mention(written, offset + part.index(written), parse))
            offset += len(part) + 1
        token.meta = {"mentions": mentions}
    state.pos = match.end()
    return True


def _mention(written: str, offset: int, parse: Callable[[], Reference | Citation]) -> Mention:
    """A mention at an offset in the content of its block; `mentions` moves it to the offset in the whole prose."""
    try:
        return Mention(parse(), written, offset)
    except NotationError as error:
        return Mention(None, written, offset, problem=str(error))


def _make_parser() -> MarkdownIt:
    """CommonMark with raw HTML off. Everything a record writes is escaped by the renderer."""
    parser = MarkdownIt("commonmark", {"html": False})
    parser.disable(["heading", "lheading", "image", "html_block", "html_inline", "hr", "fence", "code", "reference"])
    parser.inline.ruler.before("link", "kb_link", _link_rule)
    parser.inline.ruler.before("link", "kb_citation", _citation_rule)
    # Every link is parsed, so that one with a forbidden target can be reported rather than read as text.
    parser.validateLink = _accept_link  # type: ignore[method-assign]
    return parser


def _accept_link(url: str) -> bool:  # noqa: ARG001 - markdown-it's signature
    return True


class _Renderer(RendererHTML):
    """Adds the two inline elements of ours, and drops every link that is not a plain web address."""

    def kb_link(self, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
        meta = tokens[index].meta
        target = meta["mentions"][0].target
        if target is None:
            return str(escape(tokens[index].content))
        return str(env["link"](target, meta["label"]))

    def kb_citation(self, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
        citations = [mention.target for mention in tokens[index].meta["mentions"] if mention.target]
        return str(env["cite"](cast(list[Citation], citations)))

    def link_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        href = str(tokens[index].attrGet("href"))
        return self.renderToken(tokens, index, options, env) if is_web_address(href) else "<a>"


_PARSER = _make_parser()
_RENDERER = _Renderer()
