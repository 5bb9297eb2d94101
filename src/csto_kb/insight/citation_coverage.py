"""How precisely citations point at their sources, and the state of the sources, by type of source."""

from collections import defaultdict
from dataclasses import dataclass

from csto_kb.insight.insight import Insight
from csto_kb.model import Source


@dataclass
class CitationRow:
    """The sources of one type, and the citations of them in records, as numbers."""

    label: str
    sources: int = 0
    online: int = 0
    """Sources with an address."""
    archived: int = 0
    """Of these, how many have an archived copy."""
    carried: int = 0
    """Sources that only repeat another text."""
    changed: int = 0
    """Sources that were withdrawn, corrected or superseded."""
    citations: int = 0
    located: int = 0
    """Citations that name a place in the source."""
    pointed: int = 0
    """Citations that point at the words of the passage."""
    bare: int = 0
    """Citations that do neither."""


@dataclass(frozen=True)
class Cited:
    """All citations in records."""

    rows: tuple[CitationRow, ...]
    """By type of source, the most cited first."""
    total: CitationRow
    origins: int
    """How many independent origins the sources have."""


def measure_citations(insight: Insight) -> Cited:
    """Count sources and the citations of them in records."""
    rows: dict[str, CitationRow] = defaultdict(lambda: CitationRow(""))
    total = CitationRow("All sources")
    sources = [source for source in insight.graph.of_kind(Source.kind.name) if isinstance(source, Source)]
    for source in sources:
        row = rows[source.type.id]
        row.label = source.type.label
        for counted in (row, total):
            _count(insight, counted, source)
    in_order = [row for _, row in sorted(rows.items(), key=lambda item: (-item[1].citations, item[0]))]
    origins = {source.origin.casefold() for source in sources if source.origin}
    publishers = {source.publisher.casefold() for source in sources if not source.origin}
    own = sum(not (source.origin or source.repost_of) for source in sources)
    return Cited(tuple(in_order), total, own + len(origins - publishers))


def _count(insight: Insight, row: CitationRow, source: Source) -> None:
    row.sources += 1
    row.online += source.url is not None
    row.archived += bool(source.url and source.archived_url)
    row.carried += bool(source.origin or source.repost_of)
    row.changed += source.status is not None
    for use in insight.graph.citations_of.get(source.id, ()):
        if use.citation:
            row.citations += 1
            row.located += bool(use.citation.places)
            row.pointed += use.citation.pointer is not None
            row.bare += not use.citation.is_located
