"""The notation that records and hand-written pages share: `[[links]]` and `[@citations]`, on top of CommonMark.

`[[northland]]` or `[[northland|Harbourtown]]` links a record, `[[lake-treaty#article-1]]` an anchor on its page.
`[@tass-2024, para. 3]` cites a source, in Pandoc's notation, with the passage as `passages` reads it; semicolons
separate several citations. They are rules of the CommonMark parser, so code and escaped brackets are ignored. Text that
begins like the notation but is not is kept as a leftover, because the page would show it as it was typed.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image
from markdown_it.token import Token

from csto_kb.passages import QUOTED, NotationError, split_outside_quotes
from csto_kb.targets import ID_PATTERN, Citation, Reference

LINK, CITATION, LEFTOVER = "kb_link", "kb_citation", "kb_leftover"
"""Types of tokens."""
_INSIDE = r"(?:[^\[\]\n]|\n(?![ \t]*\r?\n))"
"""A character between brackets: a line may end there, a paragraph may not."""
_LINK = re.compile(rf"\[\[([^\[\]|\n]*)(?:\|({_INSIDE}*))?\]\]")
_MOST_IN_CITATIONS = 2000
"""Characters and quotations of a group of citations."""
_CITATIONS = re.compile(rf"\[(@(?:{QUOTED}|{_INSIDE}){{1,{_MOST_IN_CITATIONS}}}+)\]")
_AT = re.compile(rf"@({ID_PATTERN})(?!\.?[\w@-])")
_MOST_IN_BRACKETS = 1000
"""How many characters before and after an `@id` are searched for brackets around it."""
_REST_OF_BRACKETS = re.compile(rf"[^\[\]]{{0,{_MOST_IN_BRACKETS}}}\](?![(\[])")
"""Up to the end of brackets that are not the text of a link."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_VERBATIM = re.compile(r"<(/?)(code|kbd|pre|samp|script|style|textarea)\b", re.IGNORECASE)
"""Elements of HTML whose text is shown or run as written."""
_ANCHOR = re.compile(r"<(/?)a\b", re.IGNORECASE)
_LABELS = re.compile(r"\\.|`+[^`]*`+|(\[[^\[\]\\`]*\]\()", re.DOTALL)
"""Text of a link, in brackets before its address; escapes and code are skipped."""


@dataclass(frozen=True)
class Mention:
    """A `[[link]]` or one `[@citation]` found in a text, with what is needed to find it again."""

    target: Reference | Citation | None
    """None where the notation is malformed."""
    written: str
    """The text between the brackets, as written, without the `>` of quotations at the beginning of lines."""
    offset: int
    """Where it begins in the text."""
    occurrence: int = 0
    """How many times the same characters come earlier in the text."""
    problem: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Leftover:
    """Text that begins like the notation but is not: the page would show it as typed, or it would break a link."""

    written: str
    """`[[`, `[@`, or `@id`."""
    offset: int
    """Where it begins in the text."""
    occurrence: int = 0
    """How many times the same characters come earlier in the text."""
    id: str = ""
    """The id of an `@id` outside brackets, which is an error only where a record has this id."""
    is_inside: bool = False
    """Whether it is well-formed, but inside the text of a link or an image, where HTML allows no other link."""

    @property
    def problem(self) -> str:
        what = "link" if self.written == "[[" else "citation"
        if self.is_inside:
            return f"a {what} inside the text of a link or an image"
        begins = (
            f"'{self.written}' does not begin a {what}"
            if self.written in ("[[", "[@")
            else f"'{self.written}' is not a citation"
        )
        return f"{begins}, and would be shown as typed"

    @property
    def hint(self) -> str:
        if self.is_inside:
            return f"write it after the other; \\{self.written} shows brackets"
        if self.written == "[[":
            return "write [[id]] or [[id|label]], without brackets inside; \\[[ shows brackets"
        if self.written == "[@":
            return "write [@source, place], without brackets inside; \\[@ shows brackets"
        return f"write [{self.written}] or [{self.written}, place]; &#64; shows the sign itself"


@dataclass(frozen=True)
class NotationSpan:
    """A link or a group of citations with its brackets: a range of a text, from `start` up to `end`."""

    start: int
    end: int
    mentions: tuple[Mention, ...]
    label: str = ""


def add_notation(parser: MarkdownIt) -> None:
    """Add the notation to a CommonMark parser."""
    for name, rule in ((LINK, _link_rule), (CITATION, _citation_rule), (LEFTOVER, _leftover_rule)):
        parser.inline.ruler.before("link", name, rule)
    parser.inline.ruler.at("image", _image_rule)


def find_notation(tokens: Sequence[Token], text: str) -> Iterator[NotationSpan | Leftover]:
    """Links, citations and leftovers in a parsed text, in order; those in verbatim HTML are left out."""
    lines = [(match.start(), match[0]) for match in _LINE.finditer(text)]
    occurrences = _Occurrences(text)
    for block in tokens:
        if not block.children:
            continue
        places = _OffsetMap(lines, block)
        found = list(_outside_verbatim(block.children))
        labels = _find_labels(block.content, [token for token, base, _ in found if base == 0])
        for token, base, is_inside in found:
            if token.type == LEFTOVER:
                leftover: Leftover = token.meta["leftover"]
                start = places.find(base + leftover.offset)
                yield replace(leftover, offset=start, occurrence=occurrences.count(leftover.written, start))
            elif token.type in (LINK, CITATION):
                start, end = (places.find(base + token.meta[name]) for name in ("start", "end"))
                if is_inside or (base == 0 and token.meta["start"] in labels):
                    written = "[[" if token.type == LINK else "[@"
                    yield Leftover(written, start, occurrences.count(written, start), is_inside=True)
                    continue
                mentions = []
                for mention in token.meta["mentions"]:
                    offset = places.find(base + mention.offset)
                    occurrence = occurrences.count(mention.written, offset)
                    mentions.append(replace(mention, offset=offset, occurrence=occurrence))
                yield NotationSpan(start, end, tuple(mentions), token.meta["label"])


def flatten(tokens: Sequence[Token]) -> list[Token]:
    """All tokens in reading order, children included."""
    found = []
    for token in tokens:
        found.append(token)
        found.extend(flatten(token.children or ()))
    return found


def plain_text(tokens: Sequence[Token], name: Callable[[Reference], str]) -> str:
    """The text of tokens without markup, links and citations, on one line; `name` names links without a label."""
    parts = []
    for token in flatten(tokens):
        if token.type in ("text", "code_inline", LEFTOVER):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak", "paragraph_close"):
            parts.append(" ")
        elif token.type == LINK:
            target = token.meta["mentions"][0].target
            parts.append(token.content if token.meta["label"] or target is None else name(target))
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join("".join(parts).split()))


def _outside_verbatim(
    tokens: Sequence[Token], base: int = 0, is_inside: bool = False
) -> Iterator[tuple[Token, int, bool]]:
    """Tokens in reading order, the base of their offsets, and whether they are in the text of a link or an image."""
    verbatim = links = 0
    for token in tokens:
        is_html = token.type == "html_inline"
        if is_html and (tag := _VERBATIM.match(token.content)):
            verbatim = max(0, verbatim - 1) if tag[1] else verbatim + 1
        elif verbatim:
            continue
        elif is_html and (tag := _ANCHOR.match(token.content)):
            links = max(0, links - 1) if tag[1] else links + 1
        else:
            yield token, base, is_inside or links > 0
            if token.type == "image":
                yield from _outside_verbatim(token.children or (), base + token.meta["start"], True)


def _find_labels(content: str, found: Sequence[Token]) -> set[int]:
    """The offsets of links and citations that are inside the text of an ordinary link, in one block.

    CommonMark allows no link inside another and takes the inner one: the outer would be shown as typed.
    """
    found = [token for token in found if token.type in (LINK, CITATION)]
    starts = [token.meta["start"] for token in found]
    if not starts or "](" not in content:
        return set()
    parts: list[str] = []
    position = 0
    for token in found:
        start, end = token.meta["start"], token.meta["end"]
        parts += content[position:start], " " * (end - start)
        position = end
    labels = [match.span(1) for match in _LABELS.finditer("".join((*parts, content[position:]))) if match[1]]
    return {start for first, last in labels for start in starts[bisect_left(starts, first) : bisect_left(starts, last)]}


class _OffsetMap:
    """Maps offsets in the content of a block to offsets in the whole text.

    A line of the content is a line of the text without the markup of lists, quotations and headings around it.
    """

    def __init__(self, lines: list[tuple[int, str]], block: Token) -> None:
        assert block.map is not None  # a block with text has line numbers
        self._lines, self._first = lines, block.map[0]
        self._written = block.content.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._written), initial=0))
        self._begins: dict[int, int] = {}
        """The offset in the text of each line of the content, by its number."""

    def find(self, offset: int) -> int:
        number = bisect_right(self._starts, offset) - 1
        if number not in self._begins:
            self._begins[number] = self._find_line(number)
        return self._begins[number] + offset - self._starts[number]

    def _find_line(self, number: int) -> int:
        start, line = self._lines[self._first + number]
        written = self._written[number].rstrip()
        place = line.rfind(written)
        # The parser may have replaced a character: then only the ends of both lines are sure to be the same.
        return start + (place if place >= 0 else len(line.rstrip()) - len(written))


class _Occurrences:
    """Counts the occurrences of a text before an offset in another; overlapping ones count too."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen: dict[str, tuple[int, int]] = {}

    def count(self, needle: str, end: int) -> int:
        """Must be called with growing `end`: so a text with many mentions is searched once for each needle."""
        count, start = self._seen.get(needle, (0, 0))
        while (found := self._text.find(needle, start, end - 1 + len(needle))) >= 0:
            count, start = count + 1, found + 1
        self._seen[needle] = (count, start)
        return count


def _link_rule(state: StateInline, silent: bool) -> bool:
    """Markdown-it inline rule for `[[id|label]]`."""
    match = _LINK.match(state.src, state.pos) if state.src.startswith("[[", state.pos) else None
    if match is None:
        return False
    if not silent:
        target, label = match[1], match[2]
        token = state.push(LINK, "", 0)
        token.content = " ".join((label or target).split())
        mention = _mention(match[0][2:-2], state.pos + 2, lambda: Reference.parse(target))
        token.meta = {
            "mentions": [mention],
            "label": " ".join((label or "").split()),
            "start": match.start(),
            "end": match.end(),
        }
    state.pos = match.end()
    return True


def _citation_rule(state: StateInline, silent: bool) -> bool:
    """Markdown-it inline rule for `[@source, passage; @other]`."""
    match = _CITATIONS.match(state.src, state.pos) if state.src.startswith("[@", state.pos) else None
    if match is None:
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")  # the citation mark follows the text directly
        token = state.push(CITATION, "", 0)
        mentions = []
        offset = state.pos + 1
        for start, written in split_outside_quotes(match[1], ";"):

            def parse(written: str = written) -> Citation:
                return _parse_citation(written)

            mentions.append(_mention(written, offset + start, parse))
        token.meta = {"mentions": mentions, "label": "", "start": match.start(), "end": match.end()}
    state.pos = match.end()
    return True


def _image_rule(state: StateInline, silent: bool) -> bool:
    """Markdown-it's rule for images; it also stores the offset of the image's text in its block."""
    start = state.pos + len("![")
    is_image = image(state, silent)
    if is_image and not silent:
        state.tokens[-1].meta = {"start": start}
    return is_image


def _leftover_rule(state: StateInline, silent: bool) -> bool:
    """Markdown-it inline rule for text that the other two rules did not take."""
    leftover = _find_leftover(state.src, state.pos)
    if leftover is None:
        return False
    if not silent:
        token = state.push(LEFTOVER, "", 0)
        token.content = leftover.written
        token.meta = {"leftover": leftover}
    state.pos += len(leftover.written)
    return True


def _find_leftover(text: str, position: int) -> Leftover | None:
    written = text[position : position + 2]
    if written in ("[[", "[@"):
        return Leftover(written, position)
    at = _AT.match(text, position) if written.startswith("@") else None
    if at is None or (position and (text[position - 1].isalnum() or text[position - 1] in "._-/@")):
        return None
    near = max(0, position - _MOST_IN_BRACKETS)
    opened, closed = text.rfind("[", near, position), text.rfind("]", near, position)
    if opened == position - 1 and opened > 0 and text[opened - 1] == "\\":
        return None  # escaped: shown on purpose
    is_in_brackets = opened > closed and _REST_OF_BRACKETS.match(text, at.end()) is not None
    return Leftover(at[0], position, id="" if is_in_brackets else at[1])


def _parse_citation(text: str) -> Citation:
    if not text.startswith("@"):
        raise NotationError(f"{text!r} is not a citation", "write [@source-id, place]")
    return Citation.parse(text[1:])


def _mention(written: str, offset: int, parse: Callable[[], Reference | Citation]) -> Mention:
    """A mention at an offset in the content of its block; `find_notation` moves it to the offset in the whole text."""
    try:
        return Mention(parse(), written, offset)
    except NotationError as error:
        return Mention(None, written, offset, problem=str(error), hint=error.hint)
