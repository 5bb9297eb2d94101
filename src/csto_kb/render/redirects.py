"""Redirects: from `/id/<id>/` to the page of each record, for ever, and from a former id to the present one.

Each is a small document of its own, outside the theme: it needs no rules of a server, search engines find the canonical
address in it, and a thousand of them are smaller than ten pages. A script keeps the query and the fragment of the
address, such as a day and a statement; without the script the page redirects too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from csto_kb.graph import Graph
from csto_kb.model import Entity
from csto_kb.site import entity_address, entity_url, lasting_address, relative_url

_DOCUMENT = Markup(
    '<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
    '<meta name="viewport" content="width=device-width">\n<link rel="icon" href="{icon}">\n{canonical}'
    '<script src="{script}" data-target="{target}"></script>\n'
    '<noscript><meta http-equiv="refresh" content="0; url={target}"></noscript>\n</head>\n'
    '<body>\n<p>This page is at <a href="{target}">{title}</a>.</p>\n</body>\n</html>\n'
)
_ICON = "assets/favicon.svg"
"""A file of the theme. Without it a browser asks the host for `/favicon.ico`, which may not exist."""
_SCRIPT = "assets/redirect.js"
"""A file of the theme."""
_CANONICAL = Markup('<link rel="canonical" href="{}">\n')


@dataclass(frozen=True)
class Redirect:
    """A redirect; both addresses are relative to the site's root."""

    url: str
    target: str
    title: str
    """The title of the target."""
    origin: str
    """The file of the record, or of the page's template, relative to the project root."""
    language: str

    def write(self, site_url: str = "") -> str:
        """Write the document, with the canonical address where the site has one."""
        canonical = _CANONICAL.format(site_url.rstrip("/") + "/" + self.target) if site_url else ""
        destination, icon, script = (relative_url(target, self.url) for target in (self.target, _ICON, _SCRIPT))
        return _DOCUMENT.format(
            language=self.language, title=self.title, target=destination, icon=icon, script=script, canonical=canonical
        )


def plan_redirects(graph: Graph) -> Iterator[Redirect]:
    """Every redirect of a site: one for each id, and two for each former id."""
    for entity in graph.entities.values():
        yield _redirect(graph, lasting_address(entity.id), entity)
    for former, current in graph.redirects.items():
        entity = graph.entities[current]
        for url in (entity_address(type(entity), former), lasting_address(former)):
            yield _redirect(graph, url, entity)


def page_redirects(formerly: Iterable[str], url: str, title: str, origin: str, language: str) -> Iterator[Redirect]:
    """The redirects from the former addresses of a page that is no record's."""
    for former in formerly:
        yield Redirect(f"{former.strip('/')}/", url, title, origin, language)


def _redirect(graph: Graph, url: str, entity: Entity) -> Redirect:
    return Redirect(url, entity_url(entity), entity.name, graph.paths[entity.id], entity.record_language)
