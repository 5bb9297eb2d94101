"""Pages as Markdown with front matter, for another site generator: rendered and hand-written ones."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from csto_kb.content import Content
from csto_kb.render.content import expand_content
from csto_kb.render.context import SiteContext
from csto_kb.render.view import View
from csto_kb.site import MarkdownPage, Page, content_url

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def export_pages(pages: Iterable[Page]) -> Iterator[MarkdownPage]:
    """Rendered pages, each as one block of HTML."""
    for page in pages:
        front = {"title": page.title, "description": page.description, "origin": page.origin, "reviewed": page.reviewed}
        # CommonMark ends a block of HTML at a blank line, and reads indented text after it as code.
        html = _BLANK_LINES.sub("\n", page.html.strip())
        yield MarkdownPage(
            page.url, page.source_uri, {key: value for key, value in front.items() if value}, f"{html}\n"
        )


def export_content(content: Content, context: SiteContext) -> Iterator[MarkdownPage]:
    """Hand-written pages with links and citations expanded. The page's own front matter takes precedence."""
    for page in content.pages:
        view = View(context, content_url(page.name))
        declared = page.document.data if page.document and page.document.data else {}
        front = {"title": page.title(context.graph.name_of), "origin": page.path, **_plain(declared)}
        yield MarkdownPage(view.url, page.name, front, expand_content(page.body, view))


def _plain(value: Any) -> Any:
    """A value of front matter as plain YAML: numbers as floats, tuples as lists."""
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case tuple():
            return [_plain(item) for item in value]
        case Decimal():
            return float(value)
        case _:
            return value
