"""How many statements rest on each source, and how many rest on it alone."""

from dataclasses import dataclass

from csto_kb.insight import Insight
from csto_kb.model import Source


@dataclass(frozen=True)
class Load:
    """How much rests on one source, as numbers of statements."""

    source: Source
    statements: int
    sole: int
    """Of the statements: those that cite no other independent source."""


@dataclass(frozen=True)
class Reliance:
    """How much rests on all sources."""

    loads: tuple[Load, ...]
    """The source on which most statements rest alone comes first."""
    statements: int
    """All statements of the records."""
    sole: int
    """Of these: how many rest on one source alone."""


def weigh_sources(insight: Insight) -> Reliance:
    """Count what rests on the sources, together and one by one."""
    evidence = insight.evidence
    loads = [
        Load(source, len(supports), len(evidence.sole.get(name, ())))
        for name, supports in evidence.resting.items()
        if isinstance(source := insight.graph.entities.get(name), Source)
    ]
    loads.sort(key=lambda load: (-load.sole, -load.statements, load.source.id))
    return Reliance(
        tuple(loads), len(evidence.supports), sum(len(support.origins) == 1 for support in evidence.supports)
    )
