"""Hand-written pages: their list, their front matter, and their links and citations.

Only this module reads them, with positions, for the build, the checks and every command. The CommonMark parser is that
of the prose of records, so that it ignores code, comments and escaped brackets. MkDocs renders pages with
Python-Markdown, whose notes, tabs and footnotes CommonMark does not have: their indented lines are read as text, not
as code.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.token import Token
from pathspec import GitIgnoreSpec
from pydantic import ConfigDict, Field, ValidationError

from csto_kb.diagnostics import Code, Diagnostic, Position, report
from csto_kb.field_types import PartialDate, Text
from csto_kb.fields import Record
from csto_kb.notation import Leftover, NotationSpan, add_notation, find_notation, flatten, plain_text
from csto_kb.own_files import is_own_path, list_files
from csto_kb.record_file import FILE_UNREADABLE
from csto_kb.targets import Reference
from csto_kb.validation import explain_findings
from csto_kb.yaml_text import FILE_ENCODING, NOT_A_RECORD, YamlDocument, position_at, read_yaml

MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""Suffixes of pages in MkDocs (`mkdocs.utils.is_markdown_file`)."""
FRONT_MATTER = Code(
    "front-matter",
    "error",
    "The lines between `---` at the beginning of a hand-written page are a mapping of keys to values; otherwise they "
    "would be shown as text. A page without them must not begin with `word: …`: MkDocs would read that line as a "
    "setting, and not show it.",
)
CODES = (FRONT_MATTER,)

_EXCLUDED = (".*", "/templates/")
"""What MkDocs always excludes (`mkdocs.structure.files`)."""
_FRONT = re.compile(r"-{3}[ \t]*\r?\n(.*?\n)?(?:-{3}|\.{3})[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_SETTING = re.compile(r"[ ]{0,3}[A-Za-z0-9_-]+:")
"""A first line that MkDocs reads as a setting, in the style of MultiMarkdown (`mkdocs.utils.meta`)."""
_MISPLACED = re.compile(r"\s*(?=-{3}[ \t]*\r?\n[A-Za-z0-9_-]+:)")
_ATTRIBUTES = re.compile(r"\s*\{:?[^{}]*\}$")
_HREF = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_VERBATIM = re.compile(r"<!--.*?(-->|\Z)|<(pre|script|style|textarea)\b.*?(</\2\s*>|\Z)", re.IGNORECASE | re.DOTALL)
"""A comment, or an element whose text is not read as Markdown; up to the end where it is not closed."""
_HOLDER = re.compile(r"(?:!!!|\?\?\?\+?|===[+!]?)[ \t]|\[\^[^\]\n]+\]:|:[ \t]")
"""The beginning of an admonition, tab, footnote or definition, whose content is indented by four spaces."""


class FrontMatter(Record):
    """The front matter of a page. Other keys are for MkDocs, its theme and its plugins."""

    model_config = ConfigDict(extra="allow")

    title: Text | None = Field(None, description="The title, where it is not the first heading.")
    description: Text | None = Field(None, description="One sentence for search results.")
    reviewed: PartialDate | None = Field(None, description="The day somebody last checked the page.")
    template: Text | None = Field(None, description="A template of the theme.")
    hide: tuple[Text, ...] = Field((), description="Parts of the theme to be left out.")


@dataclass(frozen=True)
class ContentPage:
    """A hand-written page."""

    name: str
    """Its path relative to the folder of hand-written pages: `about.md`."""
    path: str
    """Its path in diagnostics: `content/about.md`."""
    text: str
    problems: tuple[Diagnostic, ...] = ()
    """Problems of the file itself."""
    front: FrontMatter = field(default_factory=FrontMatter)
    """Its front matter; the default where that has errors."""
    document: YamlDocument | None = None
    """The front matter as read, where there is any."""

    @cached_property
    def notation(self) -> tuple[NotationSpan | Leftover, ...]:
        """Its links and citations, and text that only looks like one."""
        return tuple(read_notation(self.text))

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The targets of its ordinary links, in Markdown and in HTML, as written."""
        return tuple(_find_links(self.text))

    @cached_property
    def asides(self) -> tuple[tuple[int, int], ...]:
        """The ranges that are not running text: front matter, headings, code, HTML, links and citations."""
        return (
            *_find_asides(self.text),
            *((found.start, found.end) for found in self.notation if isinstance(found, NotationSpan)),
        )

    @property
    def body(self) -> str:
        """Its text without the front matter."""
        return split_front_matter(self.text)[1]

    def locate(self, offset: int) -> Position:
        """The position of an offset in the text."""
        return position_at(self.text, offset)

    def locate_key(self, key: str) -> Position:
        """The position of the value of a key of the front matter."""
        position = self.document.locate((key,)) if self.document else Position()
        return Position(position.line + 1, position.column)  # the line `---` comes first

    def title(self, name: Callable[[Reference], str]) -> str:
        """The title in the front matter, else the first heading, else one made of the file name, as in MkDocs.

        `name` names links without a label in a heading.
        """
        words = self.name.rpartition("/")[2].rpartition(".")[0].replace("-", " ").replace("_", " ")
        return self.front.title or first_heading(self.text, name) or words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Content:
    """The folder of hand-written pages."""

    folder: Path
    name: str
    """The name of the folder in diagnostics: `content`."""
    pages: tuple[ContentPage, ...] = ()
    files: tuple[str, ...] = ()
    """All published files, pages included, by their path in the folder."""


def read_content(folder: Path, name: str, excluded: str = "", previous: Content | None = None) -> Content:
    """Read the pages of a folder; `name` is its name in diagnostics. The problems of a page are in the page.

    `excluded` are patterns of files that are not published, in the form of `.gitignore`. A page with the same text as
    in `previous` is taken from there.
    """
    patterns = GitIgnoreSpec.from_lines((*_EXCLUDED, *excluded.splitlines()))
    files = tuple(
        relative
        for path in list_files(folder)
        if not patterns.match_file(relative := path.relative_to(folder).as_posix())
    )
    known = {page.path: page for page in previous.pages} if previous else {}
    pages = (_read_page(folder, name, file, known) for file in files if file.endswith(MARKDOWN))
    return Content(folder, name, tuple(pages), files)


def is_page_name(name: str) -> bool:
    """Whether a path below the folder is that of a hand-written page."""
    return name.endswith(MARKDOWN) and is_own_path(name)


def split_front_matter(text: str) -> tuple[str, str]:
    """The front matter of a page, as YAML ('' where there is none), and the rest of the page."""
    front = _FRONT.match(text)
    return (front[1] or "", text[front.end() :]) if front else ("", text)


def first_heading(text: str, name: Callable[[Reference], str]) -> str:
    """The first heading of level 1, as plain text; '' where there is none. `name` names links without a label.

    Attributes after a heading (`{#anchor}`), which Python-Markdown reads, are not part of it.
    """
    tokens = _PARSER.parse(split_front_matter(text)[1])
    headings = (after for token, after in pairwise(tokens) if token.type == "heading_open" and token.tag == "h1")
    return _ATTRIBUTES.sub("", next((plain_text([heading], name) for heading in headings), ""))


def read_notation(text: str) -> Iterator[NotationSpan | Leftover]:
    """Links and citations in a page without its front matter, and text that only looks like one."""
    if "[" in text or "@" in text:
        front = _FRONT.match(text)
        # Blanked rather than removed, so that offsets stay as they are.
        body = f"{_blank(front[0])}{text[front.end() :]}" if front else text
        yield from find_notation(_PARSER.parse(body), body)


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def _read_page(folder: Path, name: str, file: str, known: Mapping[str, ContentPage]) -> ContentPage:
    path = f"{name}/{file}"
    try:
        content = (folder / file).read_bytes()
    except OSError as error:
        problem = report(FILE_UNREADABLE, path, Position(), f"cannot be read: {error.strerror or error}")
        return ContentPage(file, path, "", (problem,))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        hint = "save the file with the encoding UTF-8"
        return ContentPage(
            file, path, "", (report(FILE_ENCODING, path, position_at(before, len(before)), "not UTF-8", hint),)
        )
    if path in known and known[path].text == text:
        return known[path]
    return _read_front_matter(file, path, text)


def _read_front_matter(file: str, path: str, text: str) -> ContentPage:
    """A page with its front matter, and the problems of that."""
    front = _FRONT.match(text)
    if front is None:
        return ContentPage(file, path, text, tuple(_explain_beginning(path, text)))
    if not (front[1] or "").strip():
        return ContentPage(file, path, text)
    document = read_yaml(path, front[1].encode())
    said, problems = _validate_front_matter(document)
    # The line `---` comes first.
    moved = tuple(replace(problem, line=problem.line + 1) for problem in problems)
    return ContentPage(file, path, text, moved, said, document)


def _explain_beginning(path: str, text: str) -> Iterator[Diagnostic]:
    """Problems of the first lines of a page that has no front matter."""
    hint = "put settings between two lines '---', with nothing before the first; or begin with a heading"
    if _SETTING.match(text):
        message = "the page begins with what MkDocs reads as settings and does not show"
        yield report(FRONT_MATTER, path, Position(), message, hint)
    elif misplaced := _MISPLACED.match(text):
        message = "settings without a closing '---', or not at the very beginning, would be shown as text"
        yield report(FRONT_MATTER, path, position_at(text, misplaced.end()), message, hint)


def _validate_front_matter(document: YamlDocument) -> tuple[FrontMatter, list[Diagnostic]]:
    if document.data is None:
        reasons = [problem for problem in document.problems if problem.code != NOT_A_RECORD.name]
        mapping = report(FRONT_MATTER, document.path, Position(), "not a mapping of keys to values", "write 'title: …'")
        return FrontMatter(), reasons or [mapping]
    try:
        return FrontMatter.model_validate(document.data), document.problems
    except ValidationError as error:
        return FrontMatter(), [*document.problems, *explain_findings(document, FrontMatter, error)]


def _find_links(text: str) -> Iterator[str]:
    for token in flatten(_LINK_PARSER.parse(split_front_matter(text)[1])):
        if token.type == "link_open":
            yield str(token.attrs["href"])
        elif token.type == "html_inline" and (tag := _HREF.match(token.content)):
            yield tag[1]


def _find_asides(text: str) -> Iterator[tuple[int, int]]:
    """Front matter, headings, and blocks of code and HTML, from their first line up to the end of the last."""
    body = split_front_matter(text)[1]
    begin = len(text) - len(body)
    yield 0, begin
    starts = [*accumulate(map(len, body.splitlines(keepends=True)), initial=begin), len(text)]
    for token in _PARSER.parse(body):
        if token.type in ("heading_open", "fence", "code_block", "html_block") and token.map:
            first, last = token.map
            yield starts[first], starts[min(last, len(starts) - 1)]


def _make_parser() -> MarkdownIt:
    """CommonMark with HTML, as Python-Markdown has it."""
    parser = MarkdownIt("commonmark")
    add_notation(parser)
    parser.block.ruler.at("html_block", _html_rule, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.block.ruler.before("code", "kb_holder", _holder_rule, {"alt": ["paragraph"]})
    parser.core.ruler.after("inline", "kb_html", lambda state: _read_html_blocks(parser, state.tokens))
    return parser


def _holder_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Markdown-it block rule for what Python-Markdown's extensions indent by four spaces: text, and no code."""
    if state.is_code_block(start):
        return False
    begin = state.bMarks[start] + state.tShift[start]
    if not _HOLDER.match(state.src[begin : state.eMarks[start]]):
        return False
    if silent:
        return True
    is_text = state.src[begin] in "[:"  # continues on the next lines, like a paragraph
    line = start + 1
    while is_text and line < end and not state.isEmpty(line):
        line += 1
    token = state.push("inline", "", 0)
    token.content = state.getLines(start, line, state.blkIndent, False).strip()
    token.map = [start, line]
    token.children = []
    state.line = line
    outer = state.blkIndent
    state.blkIndent = outer + 4
    state.md.block.tokenize(state, line, end)
    state.blkIndent = outer
    return True


def _html_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Markdown-it's block rule for HTML, which here continues past a blank line inside a comment, `<pre>` and the like.

    CommonMark does so only where the block begins with one of these; a browser does so anywhere in it.
    """
    if not html_block(state, start, end, silent):
        return False
    if not silent:
        token = state.tokens[-1]
        closing = _find_closing(token.content)
        while closing and state.line < end:
            line = state.getLines(state.line, state.line + 1, state.blkIndent, True)
            token.content += line
            state.line += 1
            closed = closing.search(line)
            closing = _find_closing(line[closed.end() :]) if closed else closing
        token.map = [start, state.line]
    return True


def _find_closing(html: str) -> re.Pattern[str] | None:
    """The end of the last comment or verbatim element in a piece of HTML; None where that is closed."""
    *_, last = (None, *_VERBATIM.finditer(html))
    if last is None or last[1] or last[3]:
        return None
    return re.compile(rf"</{last[2]}\s*>" if last[2] else "-->", re.IGNORECASE)


def _read_html_blocks(parser: MarkdownIt, tokens: Sequence[Token]) -> None:
    """Look for the notation in blocks of HTML too, which CommonMark does not parse."""
    for token in tokens:
        if token.type == "html_block":
            token.children = []
            parser.inline.parse(token.content, parser, {}, token.children)


_LINK_PARSER = _make_parser()
_PARSER = _make_parser().disable("reference")
"""Link reference definitions are read as text, which may have links and citations."""
