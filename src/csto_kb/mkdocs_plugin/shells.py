"""The theme around an entity page, made once and filled in for each.

All entity pages of a folder differ only in title, description, addresses, table of contents and
content; what the theme puts around these takes longer to render than the page itself. So the theme's
template is rendered once for each folder with marks in these places, and split at the marks.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment
from mkdocs.structure.toc import AnchorLink, TableOfContents

from csto_kb.mkdocs_plugin.pages import RenderedPage

_MARK = re.compile(r"@@kb-([a-z_]+)@@")
_TEMPLATE = "main.html"
_TABLE_OF_CONTENTS = "partials/toc.html"


@dataclass
class Shells:
    """The shells of one build, by folder, and by whether the page has headings to lead to."""

    environment: Environment
    parts: dict[tuple[str, bool], list[str]] = field(default_factory=dict)

    def fill(self, page: RenderedPage, context: dict[str, Any]) -> str:
        """The whole HTML of an entity page. `context` is what MkDocs would give the theme's template."""
        key = (page.url.split("/")[0], bool(page.rendered.headings))
        if key not in self.parts:
            self.parts[key] = _MARK.split(self._render_marked(page, context))
        values = _values(page)
        values["toc"] = self.environment.get_template(_TABLE_OF_CONTENTS).render(page=page)
        # Splitting at a pattern with one group gives text and names of marks in turn.
        return "".join(values[part] if index % 2 else part for index, part in enumerate(self.parts[key]))

    def _render_marked(self, page: RenderedPage, context: dict[str, Any]) -> str:
        """Render the theme around a page whose own values are replaced by marks, and put them back."""
        names = ("title", "content", "meta", "toc", "canonical_url", "edit_url")
        kept = {name: page.__dict__.get(name) for name in names}
        page.title, page.content = "@@kb-title@@", "<h1>@@kb-content@@"
        marks = {name: f"@@kb-{name}@@" for name in ("title", "description", "kb_head")}
        page.meta = {**page.meta, **marks}
        # The link that skips to the content leads to the first heading.
        page.toc = TableOfContents([AnchorLink("", "@@kb-first@@", 2)] if page.rendered.headings else [])
        page.canonical_url = page.canonical_url and "@@kb-canonical_url@@"
        page.edit_url = page.edit_url and "@@kb-edit_url@@"
        try:
            marked = self.environment.get_template(_TEMPLATE).render({**context, "is_shell": True})
        finally:
            page.__dict__.update(kept)
        return marked.replace("<h1>@@kb-content@@", "@@kb-content@@")


def _values(page: RenderedPage) -> dict[str, str]:
    return {
        "title": str(page.meta["title"]),
        "description": str(page.meta["description"]),
        "kb_head": str(page.meta["kb_head"]),
        "content": str(page.content),
        "first": page.rendered.headings[0].anchor if page.rendered.headings else "",
        "canonical_url": page.canonical_url or "",
        "edit_url": page.edit_url or "",
    }
