"""MkDocs pages whose HTML is ready: nothing of them passes through Python-Markdown."""

import re
from typing import Any

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from csto_kb.model import Claim, Event, Source
from csto_kb.site import Heading, Page

_NOT_SEARCHED = re.compile(
    r'<sup class="kb-cites">.*?</sup>|<section aria-labelledby="(?:sources|mentioned-in)">.*?</section>'
    r"|<footer\b.*?</footer>",
    re.DOTALL,
)
_OTHER_TAGS = re.compile(r"<(?!/?(?:h[1-6]|p)\b)[^>]*>")
"""Matches only what our own templates write: every value of a record in them is escaped."""


_SEARCH_BOOST = {Source.kind.folder: 0.001, Claim.kind.folder: 1, Event.kind.folder: 1}
"""Weights in the search; all other records come first."""


class RenderedPage(MkDocsPage):
    """A page made by templates. MkDocs escapes neither titles nor metadata, so they are escaped here."""

    def __init__(self, rendered: Page, file: File, config: MkDocsConfig) -> None:
        self.rendered = rendered
        self.filled = ""
        super().__init__(str(escape(rendered.label or rendered.title)), file, config)

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - MkDocs' signature
        self.markdown = ""
        self.meta = {
            "title": str(escape(self.rendered.title)),
            "description": str(escape(self.rendered.description)),
            "reviewed": str(escape(self.rendered.reviewed)),
            "kb_head": str(self.rendered.head),
        }
        if not self.rendered.url:
            self.meta["hide"] = ["navigation", "toc"]  # the home page is a way in of its own
        if self.rendered.is_entity:
            # The tabs and the line above the name say where one is; the room goes to the page.
            self.meta["hide"] = ["navigation"]
            self.meta["template"] = "kb-filled.html"
            # The search weighs a word in a title a thousand times a word in the text, and titles of sources
            # are full of names: below all others, they leave the first places to what they speak of.
            self.meta["search"] = {"boost": _SEARCH_BOOST.get(self.rendered.url.split("/")[0], 4)}

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - MkDocs' signature
        self.content = str(self.rendered.html)
        self.toc = get_toc(_nest(self.rendered.headings))

    def validate_anchor_links(self, *, files: Files, log_level: int) -> None:
        """Nothing to do: links of rendered pages are checked in the built site."""


def strip_for_search(html: str) -> str:
    """What the search index needs of a page: its words and headings, without links, marks and notes.

    Indexing costs by the element, and most elements of an entity page are links and citation marks.
    """
    return _OTHER_TAGS.sub(" ", _NOT_SEARCHED.sub("", html))


def make_file(page: Page, config: MkDocsConfig) -> File:
    """Make the file and page that MkDocs needs. Kept out of the nav: a nav of all pages grows with the square."""
    file = File.generated(config, page.source_uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    # Relative to `content/`, like every edit address of MkDocs.
    file.edit_uri = f"../{page.origin}"
    RenderedPage(page, file, config)
    return file


def _nest(headings: tuple[Heading, ...]) -> Any:
    """Headings of levels 2 and 3 as the nested tokens that MkDocs' table of contents reads."""
    tokens: list[dict[str, Any]] = []
    for heading in headings:
        token: dict[str, Any] = {
            "level": heading.level,
            "id": heading.anchor,
            "name": str(escape(heading.text)),
            "children": [],
        }
        siblings = tokens[-1]["children"] if heading.level > 2 and tokens else tokens
        siblings.append(token)
    return tokens
