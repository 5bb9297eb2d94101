"""What a site is made of: pages, data files, the manifest. The only place that knows URLs."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from csto_kb.model import Entity

MANIFEST = "manifest.json"
SOCIAL_IMAGE = "assets/card.png"
"""The image that social networks show beside a link; drawn by `tools/draw_social_card.py`."""
CARDS = "cards/"
"""The folder of what the cards on links show."""
CITATIONS = "cite"
"""The name, without its ending, of the files beside a page that cite its statements."""


@dataclass(frozen=True)
class SiteInfo:
    """What the site is called, and the address at which it is published."""

    name: str = "This knowledge base"
    address: str = ""
    """Absolute, with a slash at its end; '' where it is not known, and then no absolute address is made up."""

    def absolute(self, url: str) -> str:
        """The absolute address of a page or file; '' where the site's own is not known."""
        return self.address + url if self.address else ""


@dataclass(frozen=True)
class Heading:
    """A heading that belongs in the table of contents."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True)
class Page:
    """One page, rendered. `title` and `description` are plain text, not yet escaped."""

    url: str
    """Its directory on the site: `states/armenia/`; '' is the home page."""
    title: str
    description: str
    html: Markup
    headings: tuple[Heading, ...]
    origin: str
    """The file that an editor changes to change the page, relative to the project root."""
    label: str = ""
    """A shorter title for navigation, where the title is too long for it."""
    reviewed: str = ""
    """The day it was last reviewed, in EDTF, where the page has one."""
    head: Markup = Markup("")
    """What the page says of itself in its head."""

    @property
    def is_entity(self) -> bool:
        """Whether it is the page of one record, below the index page of its kind."""
        return self.url.count("/") > 1

    @property
    def source_uri(self) -> str:
        """The Markdown file that a site builder takes the page for: `states/armenia.md`."""
        return f"{self.url.rstrip('/')}.md" if self.url else "index.md"


@dataclass(frozen=True)
class DataFile:
    """A file of data beside the pages."""

    url: str
    content: str


def kind_url(kind: str) -> str:
    """The index page of a kind; `kind` is its folder."""
    return f"{kind}/"


def entity_url(entity: Entity) -> str:
    return f"{entity.kind.folder}/{entity.id}/"


def relative_url(target: str, base: str) -> str:
    """The way from the page at `base` to `target`, both seen from the site's root."""
    return "../" * base.count("/") + target or "./"


def write_manifest(pages: Iterable[Page]) -> DataFile:
    """Which file made which page, for whoever must go from a page back to its record."""
    origins: Mapping[str, str] = {f"{page.url}index.html": page.origin for page in pages}
    content = json.dumps(dict(sorted(origins.items())), indent=1, ensure_ascii=False)
    return DataFile(MANIFEST, content + "\n")
