"""The theme's search index, fed with the pages of records, which do not pass through MkDocs."""

import re
from types import SimpleNamespace
from typing import Any

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.toc import AnchorLink, TableOfContents

from csto_kb.model import Claim, Event, Source
from csto_kb.site import Page

_NOT_SEARCHED = re.compile(
    r'<sup class="kb-cites">.*?</sup>|<section aria-labelledby="(?:sources|mentioned-in)">.*?</section>'
    r"|<footer\b.*?</footer>",
    re.DOTALL,
)
_OTHER_TAGS = re.compile(r"<(?!/?(?:h[1-6]|p)\b)[^>]*>")
"""Matches only what our own templates write: every value of a record in them is escaped."""
_BOOST = {Source.kind.folder: 0.001, Claim.kind.folder: 1, Event.kind.folder: 1}
"""Weights in the search, which puts a word in a title far above one in the text: all other records come first."""


def index_pages(pages: list[Page], config: MkDocsConfig) -> None:
    """Add pages to the index of the search plugin, where there is one; before the plugin writes it."""
    plugin: Any = config.plugins.get("material/search")
    if plugin is None or not plugin.config.enabled:
        return
    for page in pages:
        toc = TableOfContents([AnchorLink(str(escape(item.text)), item.anchor, item.level) for item in page.headings])
        meta = {"title": str(escape(page.title)), "search": {"boost": _BOOST.get(page.url.split("/")[0], 4)}}
        content = _OTHER_TAGS.sub(" ", _NOT_SEARCHED.sub("", str(page.html)))
        entry = SimpleNamespace(content=content, toc=toc, meta=meta, url=page.url, title=meta["title"])
        plugin.search_index.add_entry_from_context(entry)
