"""Checks of dates: order within a statement, between an event and its whole, between a statement and its source."""

from collections.abc import Iterator

from csto_kb.checks.finding import Finding, check
from csto_kb.fields import describe
from csto_kb.graph import Graph
from csto_kb.model import Entity, Event, Source, Statement


@check("interval-reversed", "error")
def interval_reversed(graph: Graph) -> Iterator[Finding]:
    """An interval ends before it begins. One of the two dates is mistyped, or they are swapped."""
    for entity, path, part in graph.parts:
        if isinstance(part, Statement | Event) and part.from_ and part.to and part.to.is_before(part.from_):
            yield Finding(entity, (*path, "to"), f"'{part.to}' is before 'from: {part.from_}'", "swap them?")


@check("part-outside-whole", "error")
def part_outside_whole(graph: Graph) -> Iterator[Finding]:
    """An event begins before, or ends after, the event that it is part of. One of the dates or `part_of` is wrong.

    A planned event is not checked: it may have been planned for another time.
    """
    for event, index, whole in _parts_of_events(graph):
        path = ("part_of", index)
        hint = "correct the dates, or name it under 'see_also' instead"
        end = whole.date or whole.to
        if event.start.is_before(whole.start):
            yield Finding(event, path, f"begins {event.start}, but '{whole.id}' begins {whole.start}", hint)
        elif end and end.is_before(event.end):
            yield Finding(event, path, f"ends {event.end}, but '{whole.id}' ends {end}", hint)


def _parts_of_events(graph: Graph) -> Iterator[tuple[Event, int, Event]]:
    for event in graph.of_kind("event"):
        assert isinstance(event, Event)
        for index, reference in enumerate(event.part_of):
            whole = graph.entities.get(reference.id)
            if isinstance(whole, Event) and not event.is_planned:
                yield event, index, whole


@check("after-sources", "error")
def after_sources(graph: Graph) -> Iterator[Finding]:
    """An event or a claim is later than the day on which its last source was retrieved, and is not planned."""
    for entity in graph.entities.values():
        day = entity.start
        if entity.is_announced or not day.is_known:
            continue
        seen = [source.retrieved for source in map(graph.entities.get, _ids(entity)) if isinstance(source, Source)]
        is_reported = entity.reviewed.is_before(day)  # by the check `after-review`
        is_whole = seen and len(seen) == len(entity.citations)
        if is_whole and not is_reported and all(last.is_before(day) for last in seen):
            key = next(field.key for field in describe(type(entity)) if field.of(entity) is day)
            message = f"'{day}' is after the day on which its last source was retrieved ({max(seen)})"
            yield Finding(entity, (key,), message, "correct the date, or cite a source of that day or later")


def _ids(entity: Entity) -> Iterator[str]:
    return (citation.source for citation in entity.citations)


@check("published-later", "error")
def published_later(graph: Graph) -> Iterator[Finding]:
    """A source was retrieved or archived before the day on which it was published."""
    for source in graph.of_kind("source"):
        assert isinstance(source, Source)
        for word, day in (("retrieved", source.retrieved), ("archived", source.archived)):
            is_reported = source.published and source.reviewed.is_before(source.published)
            if day and source.published and not is_reported and day.is_before(source.published):
                message = f"'{source.published}' is after the day on which it was {word} ({day})"
                yield Finding(source, ("published",), message)


CHECKS = (interval_reversed, part_outside_whole, after_sources, published_later)
