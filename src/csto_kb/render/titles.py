"""Titles of pages, for browser tabs, bookmarks and search results. Each title is unique."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from csto_kb.graph import Graph
from csto_kb.model import MODELS, Entity, Naming


def page_titles(graph: Graph) -> Mapping[str, str]:
    """The title of each record's page, by id: its name, and more where another page has the same name.

    Of several records with one name the first that is not a source keeps the name alone. The others add their kind;
    sources, whose titles are given, add their publisher, then their date.
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
    """Records grouped by name, ignoring case; within a group in the order of the kinds."""
    found: dict[str, list[Entity]] = defaultdict(list)
    for model in MODELS:
        for entity in graph.of_kind(model.kind.name):
            found[entity.name.casefold()].append(entity)
    return found.values()


def _titles(entity: Entity, is_shared: bool) -> Iterator[str]:
    """Candidates for a title, the best first; the last contains the id and is unique."""
    if not is_shared:
        yield entity.name
    yield from entity.distinct_names
    yield f"{entity.name} ({entity.id})"
