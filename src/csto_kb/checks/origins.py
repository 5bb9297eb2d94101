"""Checks of where a source has its text from, and what became of it."""

from collections.abc import Iterator

from csto_kb.checks.finding import Finding, check
from csto_kb.dates import Date
from csto_kb.graph import Graph
from csto_kb.insight.evidence import Evidence
from csto_kb.insight.reviews import read_reviews
from csto_kb.model import Source


@check("bad-origin", "error")
def bad_origin(graph: Graph) -> Iterator[Finding]:
    """The origin of a source can be none.

    `repost_of` names the record of the text that a source repeats, translates or reports; where that text has no
    record, `origin` names whose it is. It is one of the two, it is another's, and no source repeats itself, not even
    by way of others.
    """
    for source in graph.of_kind(Source.kind.name):
        assert isinstance(source, Source)
        if source.repost_of and _repeats_itself(graph, source):
            yield Finding(source, ("repost_of",), "it repeats itself, by way of what it repeats")
        if source.origin and source.repost_of:
            yield Finding(
                source, ("origin",), f"two origins: 'repost_of' is '{source.repost_of.id}'", "keep 'repost_of'"
            )
        elif source.origin and source.origin.casefold() == source.publisher.casefold():
            yield Finding(source, ("origin",), "its own publisher", "leave it out: a text of one's own has no 'origin'")
        elif source.origin in graph.entities:
            yield Finding(source, ("origin",), "the id of a record", f"write 'repost_of: {source.origin}'")


def _repeats_itself(graph: Graph, source: Source) -> bool:
    seen: set[str] = set()
    current: object = source
    while isinstance(current, Source) and current.repost_of and current.id not in seen:
        seen.add(current.id)
        current = graph.entities.get(current.repost_of.id)
    return isinstance(current, Source) and current.id == source.id


@check("changed-source", "error")
def changed_source(graph: Graph) -> Iterator[Finding]:
    """A statement rests on nothing but sources that were withdrawn, corrected or superseded.

    Cite a source that stands, such as the one that replaces it, or take the statement away. Where it may stay for now,
    the `status` of the source says so: `accepted`, with the day `until` which, and `why`. The exception counts up to
    the day of the newest review of any record.
    """
    evidence = Evidence(graph)
    today = read_reviews(graph.entities.values()).newest
    for support in evidence.supports:
        changed = [evidence.changed((citation,)) for citation in support.citations]
        if changed and all(sources and not _is_accepted(sources, today) for sources in changed):
            source = changed[0][0]
            assert source.status is not None
            message = f"'{source.id}' was {source.status.words}, and nothing else carries this"
            yield Finding(support.entity, (*support.path, "sources"), message, _hint(source))


def _is_accepted(sources: tuple[Source, ...], today: Date) -> bool:
    exceptions = [source.status.accepted for source in sources if source.status]
    return all(exception and not exception.until.is_before(today) for exception in exceptions)


def _hint(source: Source) -> str:
    status = source.status
    if status and status.accepted:
        return f"the exception ended: {status.accepted.until.words}"
    if status and status.replaced_by:
        return f"look whether '{status.replaced_by.id}' says so, and cite it"
    return "cite a source that stands; an exception is 'accepted' in its 'status'"


CHECKS = (bad_origin, changed_source)
