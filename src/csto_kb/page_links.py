"""What hand-written pages refer to: records that they link, sources that they cite, and each other."""

import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from csto_kb.content import Content, ContentPage
from csto_kb.diagnostics import Code, Diagnostic, Position, report, suggest
from csto_kb.graph import Graph, PageUse, target_id
from csto_kb.insight.passages import explain_passage
from csto_kb.model import Source
from csto_kb.notation import Leftover, Mention, NotationSpan
from csto_kb.site import content_url
from csto_kb.targets import Citation, Reference
from csto_kb.yaml_text import position_at

CONTENT_REFERENCE = Code(
    "content-reference",
    "error",
    "A `[[link]]` or `[@citation]` in a page of `content/` is malformed or leads nowhere, or something that looks like "
    "one would be shown as it was typed. Code, comments and brackets behind a backslash are left alone.",
)
UNLINKED_PAGE = Code(
    "unlinked-page",
    "warning",
    "A page of `content/` stands in no menu (`nav` of `mkdocs.yml`), and no other page of `content/` links it, so a "
    "reader will hardly find it. Without `nav` every page is in the menu.",
)
CODES = (CONTENT_REFERENCE, UNLINKED_PAGE)


def link_pages(graph: Graph, content: Content) -> tuple[Graph, list[Diagnostic]]:
    """A graph that knows what pages refer to, and what is wrong in the pages: in the files, their links and citations.

    The graph must be that of all records, broken ones included.
    """
    problems: list[Diagnostic] = []
    uses: dict[str, list[PageUse]] = defaultdict(list)
    for page in content.pages:
        problems += page.problems
        if graph.paths:  # else nothing can be referred to, and one fault gives one message
            problems += explain_notation(page.path, page.text, page.notation, graph)
        for span in (found for found in page.notation if isinstance(found, NotationSpan)):
            for target in (mention.target for mention in span.mentions):
                if target_id(target) in graph.paths:
                    uses[target_id(target)].append(PageUse(page, span.start, isinstance(target, Citation)))
    return replace(graph, pages_of={key: tuple(items) for key, items in sorted(uses.items())}), problems


def explain_notation(
    path: str, text: str, notation: Iterable[NotationSpan | Leftover], graph: Graph
) -> Iterator[Diagnostic]:
    """What of the notation of a page is malformed, leads nowhere or would be shown as it was typed."""
    for found in notation:
        if isinstance(found, Leftover):
            if not found.id or found.id in graph.paths or found.id in graph.redirects:
                yield report(CONTENT_REFERENCE, path, position_at(text, found.offset), found.problem, found.hint)
            continue
        for mention in found.mentions:
            message, hint = explain_mention(mention, graph)
            if message:
                yield report(CONTENT_REFERENCE, path, position_at(text, found.start), message, hint)


def explain_mention(mention: Mention, graph: Graph) -> tuple[str, str]:
    """What is wrong with a mention and how to mend it; '' where nothing is.

    A record that is known but broken is reported by itself, not here again.
    """
    target = mention.target
    if target is None:
        return mention.problem, mention.hint
    is_citation = isinstance(target, Citation)
    identifier = target_id(target)
    entity = graph.entities.get(identifier)
    if entity is None and identifier in graph.paths:
        return "", ""
    if entity is None or (is_citation and not isinstance(entity, Source)):
        kinds = (Source.kind.name,) if is_citation else ()
        return f"no {'source' if is_citation else 'record'} '{identifier}'", graph.suggest_id(identifier, kinds)
    if isinstance(target, Reference) and target.anchor and target.anchor not in entity.anchors:
        return f"'{target.id}' has no part '{target.anchor}'", suggest(target.anchor, entity.anchors)
    if isinstance(target, Citation) and isinstance(entity, Source):
        return explain_passage(entity, target)
    return "", ""


def find_unlinked_pages(content: Content, menu: Collection[str] | None) -> Iterator[Diagnostic]:
    """The pages that stand in no menu and that no other page links; `menu` names pages, None has them all."""
    if menu is None:
        return
    names = {page.name: page for page in content.pages} | {content_url(page.name): page for page in content.pages}
    linked = {other.name for page in content.pages for other in _linked_pages(page, names) if other is not page}
    for page in content.pages:
        if page.name not in menu and page.name not in linked and content_url(page.name):
            hint = "name it under 'nav' in mkdocs.yml, or link it from another page"
            yield report(UNLINKED_PAGE, page.path, Position(), "no menu and no other page leads to this page", hint)


def _linked_pages(page: ContentPage, names: Mapping[str, ContentPage]) -> Iterator[ContentPage]:
    """The pages that a page links by the path of the file, as Markdown does, or by the address, as HTML does."""
    for link in page.links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or not parts.path:
            continue
        path = unquote(parts.path).removesuffix("index.html")
        by_file = posixpath.normpath(posixpath.join(posixpath.dirname(page.name), path))
        by_address = posixpath.normpath(posixpath.join(content_url(page.name), path)) + "/"
        yield from (names[name] for name in (by_file, by_address) if name in names)
