"""Pages as Markdown with front matter, for another site builder: those made by templates, and those by hand."""

import re
from collections.abc import Iterable, Iterator

import yaml

from csto_kb.content import Content, ContentPage, first_heading, split_front_matter
from csto_kb.render.content import expand_content
from csto_kb.render.context import SiteContext
from csto_kb.render.view import View
from csto_kb.site import MarkdownPage, Page, content_url
from csto_kb.targets import Reference

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def export_pages(pages: Iterable[Page]) -> Iterator[MarkdownPage]:
    """Pages made by templates: one block of HTML each."""
    for page in pages:
        said = {"title": page.title, "description": page.description, "origin": page.origin, "reviewed": page.reviewed}
        front = {key: value for key, value in said.items() if value}
        # CommonMark ends a block of HTML at a blank line, and takes what is indented behind it for code.
        html = _BLANK_LINES.sub("\n", page.html.strip())
        yield MarkdownPage(
            page.url, page.source_uri, {key: value for key, value in front.items() if value}, f"{html}\n"
        )


def export_content(content: Content, context: SiteContext) -> Iterator[MarkdownPage]:
    """Hand-written pages, links and citations expanded. What a page says of itself counts before what we say."""
    for page in content.pages:
        view = View(context, content_url(page.name))
        own, body = split_front_matter(page.text)
        front = {"title": _title(page, context), "origin": page.path, **(yaml.safe_load(own) or {})}
        yield MarkdownPage(view.url, page.name, front, expand_content(body, view))


def _title(page: ContentPage, context: SiteContext) -> str:
    """The first heading, or what the name of the file says, as MkDocs has it."""

    def name(reference: Reference) -> str:
        entity = context.graph.entities.get(reference.id)
        return entity.name if entity else reference.id

    words = page.name.rpartition("/")[2].rpartition(".")[0].replace("-", " ").replace("_", " ")
    return first_heading(page.text, name) or words[:1].upper() + words[1:]
