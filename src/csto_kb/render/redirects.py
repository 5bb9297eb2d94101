"""Addresses that lead to another: `/id/<id>/` to every record for ever, and a former id to what it is called now.

Each is a small document of its own, outside the theme: it needs no rules of a server, search engines are told the real
address, and a thousand of them weigh less than ten pages. A script keeps the query and the fragment of the address,
such as a day and a statement; without one the page leads on all the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from csto_kb.graph import Graph
from csto_kb.model import Entity
from csto_kb.site import entity_address, entity_url, lasting_address, relative_url

_DOCUMENT = Markup(
    '<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
    '<meta name="viewport" content="width=device-width">\n<link rel="icon" href="{icon}">\n{canonical}'
    '<script src="{script}" data-way="{way}"></script>\n'
    '<noscript><meta http-equiv="refresh" content="0; url={way}"></noscript>\n</head>\n'
    '<body>\n<p>This page stands at <a href="{way}">{title}</a>.</p>\n</body>\n</html>\n'
)
_ICON = "assets/favicon.svg"
"""Of the theme. Without one a browser asks the host for its own, which may have none."""
_SCRIPT = "assets/redirect.js"
"""Of the theme."""
_CANONICAL = Markup('<link rel="canonical" href="{}">\n')


@dataclass(frozen=True)
class Redirect:
    """An address that leads to another, both seen from the site's root."""

    url: str
    target: str
    title: str
    """Of the page to which it leads."""
    origin: str
    """The record's file, relative to the project root."""
    language: str
    """Of the record."""

    def write(self, site_url: str = "") -> str:
        """Write the document; with the real address in full where the site has one."""
        canonical = _CANONICAL.format(site_url.rstrip("/") + "/" + self.target) if site_url else ""
        way, icon, script = (relative_url(target, self.url) for target in (self.target, _ICON, _SCRIPT))
        return _DOCUMENT.format(
            language=self.language, title=self.title, way=way, icon=icon, script=script, canonical=canonical
        )


def plan_redirects(graph: Graph) -> Iterator[Redirect]:
    """Every redirect of a site: of each id, and of each former id in two forms."""
    for entity in graph.entities.values():
        yield _redirect(graph, lasting_address(entity.id), entity)
    for former, current in graph.redirects.items():
        entity = graph.entities[current]
        for url in (entity_address(type(entity), former), lasting_address(former)):
            yield _redirect(graph, url, entity)


def _redirect(graph: Graph, url: str, entity: Entity) -> Redirect:
    return Redirect(url, entity_url(entity), entity.name, graph.paths[entity.id], entity.record_language)
