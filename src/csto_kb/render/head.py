"""The metadata in the head of a page: for Zotero and Google Scholar, social networks, and search engines.

- `citation_*`: the tags of Highwire Press, which Google Scholar reads. They cannot mark an author as an organization,
  so pages have no author there; the full citation is in the foot as COinS (see `bibliography`), which Zotero prefers;
- Open Graph and the Twitter card: title, description and image;
- JSON-LD: see `json_ld`;
- `rel=alternate`: the files with the same content (HTML, "Link type `alternate`", with a type).

Where the site's address is not known, no absolute address is written.
"""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from csto_kb.bibliography import Item
from csto_kb.json_text import write_json
from csto_kb.model.vocabulary import PAGE
from csto_kb.render.view import View
from csto_kb.site import SiteFile

IMAGE_TEXT = "The name of the site on a dark ground."
_ALTERNATE = Markup('<link rel="alternate" type="{}" href="{}" title="{}">\n')
_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""Escapes for JSON in a script: it must not contain the end of the script or the start of a comment."""


def page_head(
    view: View,
    title: str,
    description: str,
    item: Item,
    data: dict[str, Any],
    alternates: Iterable[tuple[SiteFile[Any], str]],
) -> Markup:
    """The tags for the head of a page. `title` and `description` are plain text.

    `alternates` are the files with the same content as the page, and their addresses relative to it.
    """
    site = view.context.site
    address = site.absolute(view.url)
    image = (site.absolute(site.image) or view.path(site.image)) if site.image else ""
    issued = item.issued.iso if item.issued else ""
    named = [
        ("citation_title", item.title),
        ("citation_author", item.author if item.sort != PAGE else ""),
        ("citation_publication_date", issued.replace("-", "/")),
        ("citation_publisher", item.publisher or item.container),
        ("citation_language", item.language),
        ("citation_public_url", item.url),
        ("twitter:card", "summary_large_image" if image else "summary"),
    ]
    properties = [
        # Reference managers take the type "article" for one in a journal.
        ("og:type", "website"),
        ("og:site_name", site.name),
        ("og:title", title),
        ("og:description", description),
        ("og:url", address),
        ("og:image", image),
    ]
    if image:
        properties += [("og:image:width", "1200"), ("og:image:height", "630"), ("og:image:alt", IMAGE_TEXT)]
    script = write_json(data, separators=(",", ":")).translate(_SCRIPT)
    links = Markup("").join(_ALTERNATE.format(file.media_type, url, file.title) for file, url in alternates)
    tags = f"{_tags('name', named)}{_tags('property', properties)}{links}"
    return Markup(f'{tags}<script type="application/ld+json">{script}</script>')  # noqa: S704 - escaped, as JSON must be


def _tags(attribute: str, pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<meta {attribute}="{name}" content="{escape(value)}">\n' for name, value in pairs if value)
