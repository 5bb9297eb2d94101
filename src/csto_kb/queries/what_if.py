"""What would have no source, and what only one, if a source were withdrawn."""

from collections.abc import Iterator
from dataclasses import dataclass

from csto_kb.fields import FieldRole
from csto_kb.graph import Graph
from csto_kb.insight.evidence import Evidence, Support
from csto_kb.loader import Library
from csto_kb.model import Source
from csto_kb.yaml_text import write_path


@dataclass(frozen=True)
class Affected:
    """A statement that rests on the source. `path` is relative to the project root, line and column count from 1."""

    path: str
    line: int
    column: int
    what: str


@dataclass(frozen=True)
class WithdrawalEffect:
    """What rests on a source, by the effect of its withdrawal."""

    fall: tuple[Affected, ...]
    """Statements that rest only on it or its reposts."""
    single: tuple[Affected, ...]
    """Statements that would rest on one origin, and rest on more now."""
    stand: int
    """How many statements would rest on two origins or more, or on as many as now."""
    prose: tuple[Affected, ...]
    """Passages that cite it: in prose of records, and on hand-written pages."""


def what_if(library: Library, graph: Graph, source: Source) -> WithdrawalEffect:
    """Compute the effect on all that rests on a source, if it and its reposts were withdrawn."""
    evidence = Evidence(graph)
    resting = evidence.resting.get(source.id, ())
    fall, single = [], []
    for support in resting:
        left = evidence.origins(evidence.without(support, source.id))
        if not left:
            fall.append(support)
        elif len(left) == 1 < len(support.origins):
            single.append(support)
    prose = (*_find_prose(library, graph, source), *_find_on_pages(graph, source))
    return WithdrawalEffect(
        tuple(_place(library, support) for support in fall),
        tuple(_place(library, support) for support in single),
        len(resting) - len(fall) - len(single),
        tuple(sorted(set(prose), key=lambda item: (item.path, item.line, item.column, item.what))),
    )


def _place(library: Library, support: Support) -> Affected:
    document = library.records[support.entity.id].document
    position = document.locate(support.path)
    return Affected(document.path, position.line, position.column, write_path(support.path) or "the record as a whole")


def _find_prose(library: Library, graph: Graph, source: Source) -> Iterator[Affected]:
    """Citations in prose; those of statements are under `sources`."""
    for use in graph.citations_of.get(source.id, ()):
        if use.field.role is not FieldRole.SOURCES:
            document = library.records[use.entity.id].document
            position = document.locate(use.path)
            yield Affected(document.path, position.line, position.column, write_path(use.path))


def _find_on_pages(graph: Graph, source: Source) -> Iterator[Affected]:
    for use in graph.pages_citing(source.id):
        position = use.page.locate(use.offset)
        yield Affected(use.page.path, position.line, position.column, "page")
