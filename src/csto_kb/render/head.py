"""What a page says of itself in its head: to Zotero and Google Scholar, to social networks, to search engines.

- `citation_*`: the tags of Highwire Press, which Google Scholar asks for. They cannot say that an author is no person,
  so pages have none there; the whole citation stands in the foot as COinS (see `bibliography`), which Zotero prefers;
- Open Graph and the Twitter card: title, description and image;
- JSON-LD: see `json_ld`;
- `rel=alternate`: the files that say the same (HTML, "Link type `alternate`", with a type).

Where the site's address is not known, nothing absolute is said.
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
"""JSON in a script must not hold what ends the script, or begins a comment in it."""


def page_head(
    view: View,
    title: str,
    description: str,
    item: Item,
    data: dict[str, Any],
    alternates: Iterable[tuple[SiteFile[Any], str]],
) -> Markup:
    """The tags for the head of a page. `title` and `description` are plain text.

    `alternates` are the files that say the same as the page, and the way to them from there.
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
        # An "article" is to reference managers one of a journal.
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
    links = Markup("").join(_ALTERNATE.format(file.media_type, way, file.title) for file, way in alternates)
    tags = f"{_tags('name', named)}{_tags('property', properties)}{links}"
    return Markup(f'{tags}<script type="application/ld+json">{script}</script>')  # noqa: S704 - escaped, as JSON must be


def _tags(attribute: str, pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<meta {attribute}="{name}" content="{escape(value)}">\n' for name, value in pairs if value)
