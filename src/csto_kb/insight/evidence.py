"""What statements rest on: how many independent sources, what depends on a single one, where sources disagree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from csto_kb.dates import Date
from csto_kb.graph import Graph
from csto_kb.model import Entity, Fact, Source
from csto_kb.model.statements import Located
from csto_kb.prose import Citation
from csto_kb.yaml_text import Path


@dataclass(frozen=True)
class Support:
    """A statement and the independent sources that it rests on."""

    entity: Entity
    located: Located | None
    """None for the record as a whole, where its kind has sources."""
    citations: tuple[Citation, ...]
    origins: frozenset[str]

    @property
    def path(self) -> Path:
        """Its path in the record; () for the record as a whole."""
        return self.located.path if self.located else ()


@dataclass(frozen=True)
class Evidence:
    """What rests on what, over the whole graph."""

    graph: Graph

    def origins(self, citations: Iterable[Citation]) -> frozenset[str]:
        """The independent sources behind citations, each represented by one source.

        A repost counts as the source that it repeats. Reports with the text of one agency count as one, and as
        the agency's own report where that is cited too.
        """
        cited = list(dict.fromkeys(self._origin(citation.source) for citation in citations))
        sources = {name: source for name in cited if isinstance(source := self.graph.entities.get(name), Source)}
        own: dict[str, str] = {}
        for name, source in sources.items():
            if not source.origin:
                own.setdefault(source.publisher.casefold(), name)
        known: dict[str, str] = {}
        for name, source in sources.items():
            if source.origin:
                agency = source.origin.casefold()
                known[name] = own.setdefault(agency, name)
        return frozenset(known.get(name, name) for name in cited)

    @cached_property
    def supports(self) -> tuple[Support, ...]:
        """Every statement with what it rests on, in the order of the records."""
        return tuple(self._supports())

    @cached_property
    def sole(self) -> Mapping[str, tuple[Support, ...]]:
        """By source: the statements that would have no source without it."""
        found: dict[str, list[Support]] = defaultdict(list)
        for support in self.supports:
            if len(support.origins) == 1:
                found[next(iter(support.origins))].append(support)
        return {source: tuple(items) for source, items in found.items()}

    @cached_property
    def resting(self) -> Mapping[str, tuple[Support, ...]]:
        """By source: the statements that cite it, or a repost of it."""
        found: dict[str, list[Support]] = defaultdict(list)
        for support in self.supports:
            cited = (self._chain(citation.source) for citation in support.citations)
            for source in dict.fromkeys(name for chain in cited for name in chain):
                found[source].append(support)
        return {source: tuple(items) for source, items in found.items()}

    def seen_until(self, day: Date | None, citations: Iterable[Citation]) -> Date | None:
        """The last day of which the cited sources can report, where the statement is dated later; else None.

        A source can report up to its own date; without one, up to the day on which it was retrieved.
        """
        cited = (self.graph.entities.get(citation.source) for citation in citations)
        days = [source.speaks_until for source in cited if isinstance(source, Source)]
        newest = max((found for found in days if found.is_known), key=lambda found: found.latest, default=None)
        return newest if newest and day and day.is_known and newest.is_before(day) else None

    def changed(self, citations: Iterable[Citation]) -> tuple[Source, ...]:
        """The sources behind citations that were withdrawn, corrected or superseded, reposts of such included."""
        cited = (name for citation in citations for name in self._chain(citation.source))
        found = (self.graph.entities.get(name) for name in dict.fromkeys(cited))
        return tuple(source for source in found if isinstance(source, Source) and source.status)

    def without(self, support: Support, source: str) -> tuple[Citation, ...]:
        """What a statement would still rest on without a source and its reposts."""
        return tuple(citation for citation in support.citations if source not in self._chain(citation.source))

    def anchor(self, entity: Entity, path: Path) -> str:
        """The anchor of the statement that holds a path, or ''."""
        anchors = self._anchors.get(entity.id, {})
        return anchors.get(path[:2]) or anchors.get(path[:1], "")

    @cached_property
    def _anchors(self) -> Mapping[str, Mapping[Path, str]]:
        return {
            identifier: {located.path: located.anchor for located in statements}
            for identifier, statements in self.graph.statements.items()
            if statements
        }

    def _origin(self, identifier: str) -> str:
        return self._chain(identifier)[-1]

    def _chain(self, identifier: str) -> list[str]:
        """A source, what it repeats, what that repeats, and so on; a cycle ends where it began."""
        chain = [identifier]
        while True:
            source = self.graph.entities.get(chain[-1])
            original = source.repost_of.id if isinstance(source, Source) and source.repost_of else ""
            if not original or original in chain:
                return chain
            chain.append(original)

    def _supports(self) -> Iterator[Support]:
        for entity in self.graph.entities.values():
            if entity.citations:
                yield Support(entity, None, entity.citations, self.origins(entity.citations))
            for located in self.graph.statements[entity.id]:
                cited = located.statement.sources
                yield Support(entity, located, cited, self.origins(cited))


def group_disagreeing(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Facts of one property, with those together that give different values for the same time.

    Numbers and dates only: two texts on one day do not contradict each other. The order of the
    first of each group is kept.
    """
    groups: dict[object, list[Fact]] = {}
    for index, fact in enumerate(facts):
        is_comparable = isinstance(fact.value, Decimal | Date)
        groups.setdefault((fact.as_of, fact.from_, fact.to) if is_comparable else index, []).append(fact)
    found: list[list[Fact]] = []
    for group in groups.values():
        found += [group] if _disagree(group) else [[fact] for fact in group]
    return found


def _disagree(facts: Sequence[Fact]) -> bool:
    dates = [fact.value for fact in facts if isinstance(fact.value, Date)]
    if dates:
        return any(first.is_before(second) for first in dates for second in dates)
    return len({(fact.value, fact.upper) for fact in facts}) > 1
