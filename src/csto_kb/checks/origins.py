"""Checks of the origin and the status of sources."""

from collections.abc import Iterator

from csto_kb.checks.finding import Finding, check
from csto_kb.dates import Date
from csto_kb.graph import Graph
from csto_kb.insight.evidence import Evidence
from csto_kb.insight.reviews import read_reviews
from csto_kb.model import Source


@check("bad-origin", "error")
def bad_origin(graph: Graph) -> Iterator[Finding]:
    """The origin of a source is not valid.

    `repost_of` names the record of the text that a source repeats, translates or reports; where that text has no
    record, `origin` names its publisher. A source has one of the two, names another publisher than its own, and does
    not repeat itself, directly or through other sources.
    """
    for source in graph.of_kind(Source.kind.name):
        assert isinstance(source, Source)
        if source.repost_of and _repeats_itself(graph, source):
            yield Finding(source, ("repost_of",), "the source repeats itself, through the sources that it repeats")
        if source.origin and source.repost_of:
            yield Finding(
                source, ("origin",), f"two origins: 'repost_of' is '{source.repost_of.id}'", "keep 'repost_of'"
            )
        elif source.origin and source.origin.casefold() == source.publisher.casefold():
            yield Finding(
                source, ("origin",), "the publisher itself", "remove it: a publisher's own text has no 'origin'"
            )
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
    """A statement rests only on sources that were withdrawn, corrected or superseded.

    Cite a source that is still valid, such as the one that replaces it, or remove the statement. An exception is
    `accepted` in the `status` of the source, with the day `until` which it counts, and `why`. It has ended when
    the newest review of any record is later.
    """
    evidence = Evidence(graph)
    today = read_reviews(graph.entities.values()).newest
    for support in evidence.supports:
        changed = [evidence.changed((citation,)) for citation in support.citations]
        if changed and all(sources and not _is_accepted(sources, today) for sources in changed):
            source = changed[0][0]
            assert source.status is not None
            message = f"'{source.id}' was {source.status.words}, and no other source supports this"
            yield Finding(support.entity, (*support.path, "sources"), message, _hint(source))


def _is_accepted(sources: tuple[Source, ...], today: Date) -> bool:
    exceptions = [source.status.accepted for source in sources if source.status]
    return all(exception and not exception.until.is_before(today) for exception in exceptions)


def _hint(source: Source) -> str:
    status = source.status
    if status and status.accepted:
        return f"the exception ended: {status.accepted.until.words}"
    if status and status.replaced_by:
        return f"see whether '{status.replaced_by.id}' says the same, and cite it"
    return "cite a valid source, or add an exception: 'accepted' in its 'status'"


CHECKS = (bad_origin, changed_source)
