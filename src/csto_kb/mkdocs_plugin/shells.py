"""The theme around the pages of records, rendered once and filled in for each.

All that the theme shows of a page made by templates stands in it as marks: MkDocs never sees a value of a
record. The pages of a folder share one shell, since they differ in nothing else.
"""

import re
from dataclasses import dataclass
from typing import Self

from markupsafe import Markup, escape

from csto_kb.site import Page, report_query

_MARK = "@@kb-{}@@"
_OF_A_PAGE = ("title", "description", "head", "content", "toc", "origin", "address", "report")
_OF_THE_PREVIEW = ("problems",)


def mark(name: str) -> str:
    """The mark that stands in a shell for a value of the page: its title, say."""
    return _MARK.format(name)


@dataclass(frozen=True)
class Shell:
    """A page of the theme, split at its marks: text and names of marks in turn."""

    parts: tuple[str, ...]

    @classmethod
    def split(cls, html: str) -> Self:
        """Split what the theme made around a page of marks."""
        return cls._split(html, _OF_A_PAGE + _OF_THE_PREVIEW)

    @classmethod
    def split_written(cls, html: str) -> Self:
        """Split a hand-written page: only what the preview has to say is filled in."""
        return cls._split(html, _OF_THE_PREVIEW)

    def fill(self, page: Page | None, problems: Markup) -> str:
        """The whole HTML of a page; None for one by hand. `problems` is what the live preview has to say."""
        values = {"problems": problems} | (_values(page) if page else {})
        return "".join(str(values[part]) if index % 2 else part for index, part in enumerate(self.parts))

    @classmethod
    def _split(cls, html: str, names: tuple[str, ...]) -> Self:
        return cls(tuple(re.split(_MARK.format(f"({'|'.join(names)})"), html)))


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
