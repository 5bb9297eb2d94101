"""The ids that the files of a site define, and the addresses that a browser, crawler or feed reader follows.

HTML is read by a real parser; style sheets and XML (sitemap, feeds) for their addresses only. Another file type is
another function in `_READERS`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser, LexborNode

_LINKED = "[href], [src], a[name], use"
_RARE: Mapping[str, str] = {
    " poster=": "[poster]",
    " action=": "[action]",
    " formaction=": "[formaction]",
    "srcset=": "[srcset], [imagesrcset]",
    " data=": "object[data]",
    "http-equiv": "meta[http-equiv]",
    " style=": "[style]",
    "<style": "style",
    'property="og:': "meta[property]",
}
"""Selectors that are used only for pages with these words: each selector costs time for the whole page."""
_SIMPLE = ("href", "src", "poster", "action", "formaction", "data", "xlink:href")
_SRCSET_CANDIDATE = re.compile(r"(\S*[^\s,])(?:\s+[^,]+)?\s*(?:,|$)")
_REFRESH = re.compile(r"\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]*)", re.IGNORECASE)
_CARD_ADDRESSES = ("og:url", "og:image")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_ADDRESS = re.compile(
    r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^)\"'\s]*))\s*\)|@import\s+(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE
)
_XML_TEXTS = ("loc", "link", "url", "id", "guid")
_XML_ATTRIBUTES = ("href", "url", "src")


@dataclass
class ScannedFile:
    """The ids and addresses of one file. `failure` says why it could not be read."""

    path: str
    """Relative to the site, with forward slashes."""
    ids: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    """Anchors in the older notation `<a name>`."""
    addresses: dict[str, None] = field(default_factory=dict)
    """Every address as written, once, in order."""
    base: str = ""
    """The `<base href>`, or ''."""
    failure: str = ""

    def has_anchor(self, fragment: str) -> bool:
        if fragment in self.ids or fragment in self.names:
            return True
        if fragment.lower() == "top":
            return True  # the top of the page needs no anchor
        decoded = unquote(fragment)
        return decoded in self.ids or decoded in self.names

    def use(self, addresses: Iterable[str]) -> None:
        self.addresses.update(dict.fromkeys(address.strip() for address in addresses))


def is_read(path: str) -> bool:
    """Whether a file of a site can contain addresses."""
    return path.rpartition(".")[2] in _READERS


def read_page(site_dir: Path, path: str) -> ScannedFile:
    """Read one file; never raises."""
    page = ScannedFile(path)
    try:
        text = (site_dir / path).read_bytes().decode("utf-8", errors="replace")
        _READERS[path.rpartition(".")[2]](page, text)
    except OSError as error:
        page.failure = error.strerror or "unknown error"
    except ElementTree.ParseError as error:
        page.failure = f"not well-formed XML: {error}"
    return page


def _read_html(page: ScannedFile, html: str) -> None:
    tree = LexborHTMLParser(html)
    page.ids.update(node.id or "" for node in tree.css("[id]"))
    del page.ids[""]
    selector = ", ".join([_LINKED, *(asked for word, asked in _RARE.items() if word in html)])
    for node in tree.css(f":is({selector})"):
        attributes, tag = node.attributes, node.tag
        if tag == "a":  # nine in ten elements
            if "href" in attributes:
                page.addresses[(attributes["href"] or "").strip()] = None
            if name := attributes.get("name"):
                page.names.add(name)
        elif tag == "base":
            page.base = page.base or (attributes.get("href") or "").strip()
        else:
            page.use(_addresses_of(node, attributes))


def _addresses_of(node: LexborNode, attributes: Mapping[str, str | None]) -> Iterable[str]:
    for name, value in attributes.items():
        if value is None and name not in _SIMPLE:
            continue
        if name in _SIMPLE and (name != "data" or node.tag == "object"):
            yield value or ""
        elif name in ("srcset", "imagesrcset"):
            yield from _SRCSET_CANDIDATE.findall(value or "")
        elif name == "style":
            yield from _css_addresses(value or "")
    if node.tag == "style":
        yield from _css_addresses(node.text())
    elif node.tag == "meta":
        yield from _meta_addresses(attributes)


def _meta_addresses(attributes: Mapping[str, str | None]) -> Iterable[str]:
    """The addresses of redirects (`refresh`), and those for social networks."""
    content = attributes.get("content") or ""
    if (attributes.get("http-equiv") or "").lower() == "refresh":
        match = _REFRESH.match(content)
        if match:
            yield match[1]
    elif attributes.get("property") in _CARD_ADDRESSES:
        yield content


def _read_css(page: ScannedFile, css: str) -> None:
    page.use(_css_addresses(css))


def _css_addresses(css: str) -> Iterable[str]:
    for groups in _CSS_ADDRESS.findall(_CSS_COMMENT.sub(" ", css)):
        address = "".join(groups)
        if address and not address.startswith("#"):
            yield address


def _read_xml(page: ScannedFile, xml: str) -> None:
    """Read a sitemap (`loc`), a feed (RSS `link`, Atom `link href`), or any XML with such names."""
    for element in ElementTree.fromstring(xml).iter():
        name = element.tag.rpartition("}")[2]
        text = (element.text or "").strip()
        if name in _XML_TEXTS and text.startswith(("http://", "https://", "/")):
            page.use([text])
        page.use(value for key, value in element.attrib.items() if key.rpartition("}")[2] in _XML_ATTRIBUTES)


_READERS: Mapping[str, Callable[[ScannedFile, str], None]] = {
    "html": _read_html,
    "css": _read_css,
    "xml": _read_xml,
    "rss": _read_xml,
    "atom": _read_xml,
}
