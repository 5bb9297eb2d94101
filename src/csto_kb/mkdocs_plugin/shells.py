"""The theme around the pages of records, rendered once and filled in for each page.

Everything that the theme shows of a rendered page is a placeholder in it: MkDocs never sees a value of a record. The
pages of a folder share one shell, since they differ in the values only.
"""

import re
from dataclasses import dataclass
from typing import Self

from markupsafe import Markup, escape

from csto_kb.site import Page, report_query

_PLACEHOLDER = "@@kb-{}@@"
_PAGE_NAMES = ("title", "description", "head", "content", "toc", "origin", "address", "report")
_PREVIEW_NAMES = ("problems",)


def placeholder(name: str) -> str:
    """The placeholder in a shell for a value of the page, such as its title."""
    return _PLACEHOLDER.format(name)


@dataclass(frozen=True)
class Shell:
    """A page of the theme, split at its placeholders: text and names of placeholders alternate."""

    parts: tuple[str, ...]

    @classmethod
    def split(cls, html: str) -> Self:
        """Split the HTML that the theme rendered for a page of placeholders."""
        return cls._split(html, _PAGE_NAMES + _PREVIEW_NAMES)

    @classmethod
    def split_written(cls, html: str) -> Self:
        """Split a hand-written page, in which only the problems of the preview are filled in."""
        return cls._split(html, _PREVIEW_NAMES)

    def fill(self, page: Page | None, problems: Markup) -> str:
        """The full HTML of a page; `page` is None for a hand-written one. `problems` is for the live preview."""
        values = {"problems": problems} | (_values(page) if page else {})
        return "".join(str(values[part]) if index % 2 else part for index, part in enumerate(self.parts))

    @classmethod
    def _split(cls, html: str, names: tuple[str, ...]) -> Self:
        return cls(tuple(re.split(_PLACEHOLDER.format(f"({'|'.join(names)})"), html)))


def _values(page: Page) -> dict[str, Markup]:
    return {
        "title": escape(page.title),
        "description": escape(page.description),
        "head": page.head,
        "content": page.html,
        "toc": page.toc,
        "origin": escape(page.origin),
        "address": escape(page.url.rstrip("/").rpartition("/")[2]),
        "report": escape(report_query(page.title, page.origin)),
    }
