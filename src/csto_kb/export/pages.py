"""Pages as Markdown files with front matter, for another site builder.

MkDocs, Zensical and others use a folder and the HTML files in it as they are, and resolve a link to `map.md`. Hugo
expects a page that has others below it, and the home page, as `_index.md`, does not resolve links, and takes no HTML
files: there the redirects are `aliases` in the front matter of the pages to which they lead
(<https://gohugo.io/content-management/page-bundles/>, <https://gohugo.io/content-management/urls/#aliases>).
"""

import posixpath
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import yaml

from csto_kb.content import MARKDOWN, Content
from csto_kb.site import DataFile, MarkdownPage, relative_url

_DESTINATION = re.compile(r"(\]\(|^ {0,3}\[[^\]\n]+\]:[ \t]*)([^\s()<>#?:]+)", re.MULTILINE)
"""The target of a link or picture, in Markdown."""
_SHORTCODE = re.compile(r"\{\{(?=[<%])")
"""What Hugo reads as a command anywhere in a page."""


class WritableRedirect(Protocol):
    """An address that leads to another."""

    @property
    def url(self) -> str: ...
    @property
    def target(self) -> str: ...
    def write(self) -> str: ...


Arranged = tuple[list[MarkdownPage], list[DataFile]]


def for_mkdocs(pages: Sequence[MarkdownPage], redirects: Iterable[WritableRedirect], _files: Iterable[str]) -> Arranged:
    """Pages under their own names, and each redirect as an HTML file."""
    return list(pages), [DataFile(f"{redirect.url}index.html", redirect.write()) for redirect in redirects]


def for_hugo(pages: Sequence[MarkdownPage], redirects: Iterable[WritableRedirect], files: Iterable[str]) -> Arranged:
    """Pages under the names that Hugo expects, with their redirects as aliases; links are resolved to addresses."""
    addresses = {name: name for name in files} | {page.name: page.url for page in pages}
    aliases: Mapping[str, list[str]] = defaultdict(list)
    for redirect in redirects:
        aliases[redirect.target].append(f"/{redirect.url}")
    folders = {""} | {page.url[: place + 1] for page in pages for place in _slashes(page.url.rstrip("/"))}
    arranged = []
    for page in pages:
        name = f"{page.url}_index.md" if page.url in folders else f"{page.url.rstrip('/')}.md"
        own = {"aliases": aliases[page.url]} if page.url in aliases else {}
        text = _SHORTCODE.sub("&#123;&#123;", _resolve_links(page, addresses))
        arranged.append(replace(page, name=name, front={**page.front, **own}, text=text))
    return arranged, []


BUILDERS: Mapping[str, Callable[[Sequence[MarkdownPage], Iterable[WritableRedirect], Iterable[str]], Arranged]] = {
    "mkdocs": for_mkdocs,
    "hugo": for_hugo,
}


def write_pages(pages: Iterable[MarkdownPage], folder: Path) -> None:
    """Write pages below `folder`. Raises `OSError`."""
    for page in pages:
        front = yaml.safe_dump(dict(page.front), allow_unicode=True, sort_keys=False, width=10_000)
        _write(folder / page.name, f"---\n{front}---\n\n{page.text}".encode())


def write_files(files: Iterable[DataFile], folder: Path) -> None:
    """Write data files below `folder`. Raises `OSError`."""
    for file in files:
        _write(folder / file.url, file.encoded)


def copy_files(content: Content, folder: Path) -> None:
    """Copy the other files of the hand-written pages, such as pictures. Raises `OSError`."""
    for name in content.files:
        if not name.endswith(MARKDOWN):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(content.folder / name, folder / name)


def _resolve_links(page: MarkdownPage, addresses: Mapping[str, str]) -> str:
    """The text of a page with the addresses of pages and files where a link names them by their path."""

    def resolve(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.name), match[2]))
        return match[1] + relative_url(addresses[target], page.url) if target in addresses else match[0]

    return _DESTINATION.sub(resolve, page.text)


def _slashes(url: str) -> list[int]:
    return [place for place, character in enumerate(url) if character == "/"]


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
