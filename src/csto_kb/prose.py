"""Prose: CommonMark without raw HTML, with `[[links]]` and `[@citations]` (see `notation`).

Headings, images, code blocks and rules have no place in a record's prose.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, cast

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from csto_kb.languages import ENGLISH
from csto_kb.notation import (
    Leftover,
    Mention,
    Span,
    add_notation,
    find_notation,
    flatten,
    plain_text,
)
from csto_kb.passages import NotationError
from csto_kb.sentences import first_sentence, sentence_ends
from csto_kb.targets import ID_PATTERN, Citation, Reference
from csto_kb.web_address import is_web_address


class Prose:
    """A text in prose, parsed once and on demand."""

    def __init__(self, text: str, language: str = ENGLISH) -> None:
        """A text in a language, by its tag: where a sentence ends depends on it."""
        self.text, self.language = text, language

    @cached_property
    def tokens(self) -> list[Token]:
        return _PARSER.parse(self.text)

    @cached_property
    def _notation(self) -> tuple[Span | Leftover, ...]:
        has_any = "[" in self.text or "@" in self.text
        return tuple(find_notation(self.tokens, self.text)) if has_any else ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every link and group of citations with its brackets, in order."""
        return tuple(found for found in self._notation if isinstance(found, Span))

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every link and citation, in order."""
        return tuple(mention for span in self.spans for mention in span.mentions)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations among them."""
        return tuple(mention.target for mention in self.mentions if isinstance(mention.target, Citation))

    @property
    def leftovers(self) -> tuple[Leftover, ...]:
        """What looks like a link or citation and is none, in order."""
        return tuple(found for found in self._notation if isinstance(found, Leftover))

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
        tokens = flatten(self.tokens) if "[" in self.text or "<" in self.text else ()
        return tuple(str(token.attrGet("href")) for token in tokens if token.type == "link_open")

    @property
    def plain(self) -> str:
        """The text without marks, links and citations, on one line; a link without a label shows its id."""
        return self.to_plain(lambda reference: str(reference))

    def to_plain(self, name: Callable[[Reference], str]) -> str:
        """The text without marks, links and citations, on one line; `name` names links without a label."""
        return plain_text(self.tokens, name)

    @property
    def first_sentence(self) -> str:
        """The first sentence of the plain text."""
        return first_sentence(self.plain, self.language)

    @property
    def opening(self) -> "Prose":
        """The first sentence, with its links and citations."""
        for end in sentence_ends(self.text, self.language):
            sentence = self.text[:end]
            is_in_notation = any(span.start < end < span.end for span in self.spans)
            brackets = "".join(sentence[start:stop] for start, stop in self._gaps(end))
            if not is_in_notation and brackets.count("[") == brackets.count("]"):
                return Prose(sentence, self.language)
        return self

    def _gaps(self, end: int) -> Iterator[tuple[int, int]]:
        """The stretches between links and citations, up to a place in the text."""
        before = [span for span in self.spans if span.end <= end]
        starts = 0, *(span.end for span in before)
        yield from zip(starts, (*(span.start for span in before), end), strict=True)

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


def _make_parser() -> MarkdownIt:
    """CommonMark with raw HTML off. Everything a record writes is escaped by the renderer."""
    parser = MarkdownIt("commonmark", {"html": False})
    parser.disable(["heading", "lheading", "image", "html_block", "html_inline", "hr", "fence", "code", "reference"])
    add_notation(parser)
    # Every link is parsed, so that one with a forbidden target can be reported rather than read as text.
    parser.validateLink = _accept_link  # type: ignore[method-assign]
    return parser


def _accept_link(url: str) -> bool:  # noqa: ARG001 - markdown-it's signature
    return True


class _Renderer(RendererHTML):
    """Adds the inline elements of ours, and drops every link that is not a plain web address."""

    def kb_link(self, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
        meta = tokens[index].meta
        target = meta["mentions"][0].target
        if target is None:
            return str(escape(tokens[index].content))
        return str(env["link"](target, meta["label"]))

    def kb_citation(self, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
        citations = [mention.target for mention in tokens[index].meta["mentions"] if mention.target]
        return str(env["cite"](cast(list[Citation], citations)))

    def kb_leftover(self, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        return str(escape(tokens[index].content))

    def link_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        href = str(tokens[index].attrGet("href"))
        return self.renderToken(tokens, index, options, env) if is_web_address(href) else "<a>"


_PARSER = _make_parser()
_RENDERER = _Renderer()

__all__ = [
    "ID_PATTERN",
    "Citation",
    "Leftover",
    "Mention",
    "NotationError",
    "Prose",
    "Reference",
    "first_sentence",
    "is_web_address",
]
