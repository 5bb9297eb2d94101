"""The parts of a site: pages, data files, the manifest. The only module that makes URLs."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from markupsafe import Markup

from csto_kb.model import BY_FOLDER, Entity

MANIFEST = "manifest.json"
MARK = "csto-kb.txt"
"""The name of the file that marks a folder built by csto-kb: `publish` replaces no folder without it."""
MARK_TEXT = """\
csto-kb built this folder, and replaces it as a whole when it builds again. Keep nothing of your own in it.
6f1f2c1e-9d0b-4c39-8a0e-5e7a3c8d4b72
"""
THEME_FILES = ("404.html", "sitemap.xml", "sitemap.xml.gz")
"""The files that the theme makes beside the pages (`static_templates` of MkDocs and Material)."""
SOCIAL_IMAGE = "assets/card.png"
"""The image that social networks show beside a link, where a project has one in its theme."""
DATA = "data/"
"""The folder of the exports."""
CARDS = "cards/"
"""The folder of the data for the cards on links."""
CITATIONS = "cite"
"""The name, without extension, of the files beside a page that cite its statements."""
REPORT_FORM = "problem.yml"
"""The forge's form for a problem with a page."""
REPORT_FIELDS = ("record", "page")
"""The fields of that form which a page fills in: its source file and its title."""


@dataclass(frozen=True)
class SiteInfo:
    """The name of the site and the address at which it is published."""

    name: str = "This knowledge base"
    address: str = ""
    """Absolute, with a final slash; '' where it is not known, in which case no absolute address is made."""
    description: str = ""
    """The subject of the site in a sentence; '' where it is not given."""
    image: str = ""
    """The file that social networks show beside a link; '' where the project has none."""

    def absolute(self, url: str) -> str:
        """The absolute address of a page or file; '' where the address of the site is not known."""
        return self.address + url if self.address else ""


@dataclass(frozen=True)
class Heading:
    """A heading that belongs in the table of contents."""

    level: int
    anchor: str
    text: str


def nest(headings: Iterable[Heading]) -> list[tuple[Heading, list[Heading]]]:
    """Headings of level 2, each with those of level 3 below it."""
    nested: list[tuple[Heading, list[Heading]]] = []
    for heading in headings:
        if heading.level > 2 and nested:
            nested[-1][1].append(heading)
        else:
            nested.append((heading, []))
    return nested


@dataclass(frozen=True)
class Page:
    """One page, rendered. `title` and `description` are plain text, not yet escaped."""

    url: str
    """Its directory on the site: `states/northland/`; '' is the home page."""
    title: str
    description: str
    html: Markup
    toc: Markup
    """The table of contents, as the theme shows it beside the page."""
    head: Markup
    """The content that the page adds to the head of the document."""
    headings: tuple[Heading, ...]
    origin: str
    """The source file of the page, relative to the project root."""
    label: str = ""
    """A shorter title for navigation, where the title is too long for it."""
    reviewed: str = ""
    """The day it was last reviewed, in EDTF, where the page has one."""

    @property
    def is_record(self) -> bool:
        """Whether it is the page of one record, below the index page of its kind."""
        return is_record_url(self.url)

    @property
    def source_uri(self) -> str:
        """The Markdown file that a site builder sees for the page: `states/northland.md`."""
        return source_uri(self.url)


@dataclass(frozen=True)
class MarkdownPage:
    """A page as Markdown with front matter, for another site builder."""

    url: str
    """Its directory on the site, as in `Page`."""
    name: str
    """Its path for a builder that reads files as MkDocs does: `states/northland.md`."""
    front: Mapping[str, Any]
    """Its front matter, as plain data."""
    text: str


@dataclass(frozen=True)
class DataFile:
    """A file of data beside the pages."""

    url: str
    content: str | bytes

    @property
    def encoded(self) -> bytes:
        """The content as it is stored: text as UTF-8."""
        return self.content.encode() if isinstance(self.content, str) else self.content


class DescribedColumn(Protocol):
    """A column of a table of data, as the Data page describes it."""

    @property
    def name(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def empty(self) -> str: ...
    @property
    def refers(self) -> str: ...


Seen = TypeVar("Seen", contravariant=True)
"""The input of the writer of a file."""


@dataclass(frozen=True)
class SiteFile(Generic[Seen]):
    """An entry of the register of files: a file beside the pages, or a family of files, and its writer."""

    name: str
    """Its address on the site; of a family a pattern, in which `*` stands for any text: `cards/*.json`."""
    title: str
    about: str
    """Its content in a sentence."""
    media_type: str
    write: Callable[[Seen], Iterable[DataFile]]
    """Writes it. Files that are made together share one writer, which is called once."""
    module: str
    """The module that writes it, for messages."""
    page: str | None = None
    """The address of the page that shows the same, or a pattern of addresses; None where no page does."""
    of_statements: bool = False
    """Whether only pages with statements have it."""
    columns: tuple[DescribedColumn, ...] = ()
    """The columns of a table; () for any other file."""

    @property
    def is_family(self) -> bool:
        return "*" in self.name

    def covers(self, url: str) -> bool:
        """Whether the file with this address is this file, or belongs to this family."""
        return fnmatchcase(url, self.name)

    def beside(self, page: str) -> str | None:
        """The address of the file with the same content as a page; None where no file of this entry has it.

        >>> cite = SiteFile("*/cite.bib", "BibTeX", "", "application/x-bibtex", list, "", "*/")
        >>> cite.beside("states/northland/")
        'states/northland/cite.bib'
        """
        if self.page is None or not fnmatchcase(page, self.page):
            return None
        before, _, after = self.page.partition("*")
        return self.name.replace("*", page[len(before) : len(page) - len(after)], 1)


def source_uri(url: str) -> str:
    """The Markdown file that a site builder sees for a page: `states/northland.md` for `states/northland/`."""
    return f"{url.rstrip('/')}.md" if url else "index.md"


def content_url(name: str) -> str:
    """The address of the page that a hand-written file becomes: `about/` for `about.md`, '' for `index.md`.

    As in MkDocs (`mkdocs.structure.files.File`), `README` stands for `index`.
    """
    folder, slash, file = name.rpartition("/")
    stem = file.rpartition(".")[0]
    return f"{folder}{slash}" if stem in ("index", "README") else f"{folder}{slash}{stem}/"


def is_record_url(url: str) -> bool:
    """Whether an address is the page of one record: `states/northland/`, but not `tables/votes/`."""
    folder, _, rest = url.partition("/")
    return bool(rest) and folder in BY_FOLDER


def kind_url(kind: str) -> str:
    """The index page of a kind; `kind` is its folder."""
    return f"{kind}/"


def entity_url(entity: Entity) -> str:
    return entity_address(type(entity), entity.id)


def statement_url(entity: Entity, anchor: str) -> str:
    """The address of a statement on the page of its record; of the page where it has no anchor."""
    return entity_url(entity) + (f"#{anchor}" if anchor else "")


def entity_address(model: type[Entity], identifier: str) -> str:
    """The page of a record, sound or broken, by its kind and id."""
    return f"{model.kind.folder}/{identifier}/"


def lasting_address(identifier: str) -> str:
    """The address that leads to a record by its id or a former id, without its kind."""
    return f"id/{identifier}/"


def relative_url(target: str, base: str) -> str:
    """The relative address from the page at `base` to `target`, both relative to the root of the site."""
    return "../" * base.count("/") + target or "./"


def report_query(title: str, origin: str) -> str:
    """The query of the address at which the forge's form for a problem opens, filled in for a page.

    As GitHub reads it after `/issues/new?`: the form, the title of the issue, and one parameter for each field.
    """
    record, page = REPORT_FIELDS
    return urlencode({"template": REPORT_FORM, "title": f"Problem: {title}", record: origin, page: title})


class Made(Protocol):
    """A page, rendered or as Markdown."""

    @property
    def url(self) -> str: ...
    @property
    def origin(self) -> str: ...


def write_manifest(pages: Iterable[Made]) -> DataFile:
    """The manifest: the source file of each page."""
    origins: Mapping[str, str] = {f"{page.url}index.html": page.origin for page in pages}
    content = json.dumps(dict(sorted(origins.items())), indent=1, ensure_ascii=False)
    return DataFile(MANIFEST, content + "\n")
