"""Which sources the whole rests on: how many statements each carries, and how many would fall with it."""

from collections.abc import Iterable
from dataclasses import dataclass

from csto_kb.csv_text import write_csv
from csto_kb.model import Source
from csto_kb.render.context import SiteContext
from csto_kb.render.view import View
from csto_kb.site import DATA, DataFile

_COLUMNS = ("source", "name", "publisher", "type", "statements", "on_nothing_else")


@dataclass(frozen=True)
class Load:
    """What one source carries, in numbers of statements."""

    source: Source
    statements: int
    sole: int
    """Of the statements: those that cite no other independent source."""


@dataclass(frozen=True)
class Reliance:
    """What all sources carry."""

    loads: tuple[Load, ...]
    """The source with which most would fall comes first."""
    statements: int
    """All statements of the records."""
    sole: int
    """Of these: how many rest on one source alone."""


def reliance(view: View) -> Reliance:
    """What the sources carry, all together and one by one."""
    return _weigh(view.context)


def _weigh(context: SiteContext) -> Reliance:
    evidence = context.evidence
    loads = [
        Load(source, len(supports), len(evidence.sole.get(name, ())))
        for name, supports in evidence.resting.items()
        if isinstance(source := context.graph.entities.get(name), Source)
    ]
    loads.sort(key=lambda load: (-load.sole, -load.statements, load.source.id))
    return Reliance(
        tuple(loads), len(evidence.supports), sum(len(support.origins) == 1 for support in evidence.supports)
    )


def files(context: SiteContext) -> Iterable[DataFile]:
    """The table as CSV."""
    rows = [
        (load.source.id, load.source.name, load.source.publisher, load.source.type.id, load.statements, load.sole)
        for load in _weigh(context).loads
    ]
    return [DataFile(f"{DATA}reliance.csv", write_csv(_COLUMNS, rows))]
