"""Checks of dates: order within a statement, and between records."""

from collections.abc import Iterator

from csto_kb.checks.finding import Finding, check
from csto_kb.dates import Date
from csto_kb.fields import Record, walk_parts
from csto_kb.graph import Graph
from csto_kb.model import Event, Statement
from csto_kb.model.properties import BEGINS, ENDS


@check("interval-reversed", "error")
def interval_reversed(graph: Graph) -> Iterator[Finding]:
    """An interval ends before it begins. One of the two dates is mistyped, or they were swapped."""
    for entity in graph.entities.values():
        for path, part in walk_parts(entity):
            if isinstance(part, Statement | Event) and part.from_ and part.to and part.to.is_before(part.from_):
                yield Finding(entity, (*path, "to"), f"'{part.to}' lies before 'from: {part.from_}'", "swap them?")


@check("event-before-participant", "error")
def event_before_participant(graph: Graph) -> Iterator[Finding]:
    """An event took place before one of its participants was founded, or after it was dissolved."""
    for event in graph.of_kind("event"):
        assert isinstance(event, Event)
        for index, participant in enumerate(event.participants):
            target = graph.entities.get(participant.who.id)
            if target is None:
                continue
            founded, dissolved = _life(target)
            path = ("participants", index, "who")
            if founded and event.end.is_before(founded):
                yield Finding(event, path, f"the event ended before {target.name} began ({founded})")
            if dissolved and dissolved.is_before(event.start):
                yield Finding(event, path, f"the event began after {target.name} ended ({dissolved})")


def _life(entity: Record) -> tuple[Date | None, Date | None]:
    """When something began and ended, as far as its record says."""
    start: Date | None = getattr(entity, "existed_from", None)
    end: Date | None = getattr(entity, "existed_to", None)
    for fact in getattr(entity, "facts", ()):
        if fact.definition.role == BEGINS and (start is None or fact.value < start):
            start = fact.value
        if fact.definition.role == ENDS and (end is None or end < fact.value):
            end = fact.value
    return start, end


CHECKS = (interval_reversed, event_before_participant)
