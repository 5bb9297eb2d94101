"""Titles of pages: what a browser's tab, a bookmark and a search result show. No two pages share one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from csto_kb.graph import Graph
from csto_kb.model import MODELS, Entity, Naming


def page_titles(graph: Graph) -> Mapping[str, str]:
    """The title of each record's page, by id: its name, and more where another page is called the same.

    Of several records with one name the first that is no source keeps the bare name. The others say their kind behind
    it; sources, whose titles nobody here chose, their publisher, then their date.
    """
    titles: dict[str, str] = {}
    taken = {model.kind.plural.casefold() for model in MODELS}
    for entities in _namesakes(graph):
        for entity in entities:
            is_shared = len(entities) > 1 and entity.kind.naming is Naming.TITLE
            title = next(title for title in _titles(entity, is_shared) if title.casefold() not in taken)
            taken.add(title.casefold())
            titles[entity.id] = title
    return titles


def _namesakes(graph: Graph) -> Iterable[Sequence[Entity]]:
    """Records by their names, without regard to capitals; within a name in the order of the kinds."""
    found: dict[str, list[Entity]] = defaultdict(list)
    for model in MODELS:
        for entity in graph.of_kind(model.kind.name):
            found[entity.name.casefold()].append(entity)
    return found.values()


def _titles(entity: Entity, is_shared: bool) -> Iterator[str]:
    """Titles that a page could have, the best first; the last has the id and is unique."""
    if not is_shared:
        yield entity.name
    yield from entity.distinct_names
    yield f"{entity.name} ({entity.id})"
