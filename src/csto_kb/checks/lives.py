"""Checks of lives: what somebody did or took part in lies between the beginning and the end of who did."""

from collections.abc import Iterator
from dataclasses import dataclass

from csto_kb.checks.finding import Finding, check
from csto_kb.dates import Date
from csto_kb.fields import FieldRole, describe
from csto_kb.graph import Graph
from csto_kb.model import Claim, Entity, Event, Statement
from csto_kb.model.organization import Chair, Membership
from csto_kb.model.person import Role
from csto_kb.model.properties import BEGINS, ENDS
from csto_kb.model.treaty import Party
from csto_kb.yaml_text import Path


@dataclass(frozen=True)
class _Life:
    """When something began and ended, as far as its record says."""

    name: str
    words: tuple[str, str]
    """What beginning and end are called."""
    start: Date | None
    end: Date | None
    end_path: Path = ()
    """Where the end stands in its record."""

    @property
    def is_reversed(self) -> bool:
        return self.start is not None and self.end is not None and self.end.is_before(self.start)


@check("life-reversed", "error")
def life_reversed(graph: Graph) -> Iterator[Finding]:
    """Somebody died before being born, or something ended before it was founded, by its own record."""
    for entity in graph.entities.values():
        life = _life(entity)
        if life.is_reversed:
            yield Finding(entity, life.end_path, f"'{life.end}' lies before its beginning ({life.start})", "swap them?")


@check("event-before-participant", "error")
def event_before_participant(graph: Graph) -> Iterator[Finding]:
    """An event took place before one who took part or voted was founded or born, or after it ended."""
    lives = _lives(graph)
    for event in graph.of_kind("event"):
        assert isinstance(event, Event)
        takers = [(("participants", index, "who"), item.who.id) for index, item in enumerate(event.participants)]
        takers += [(("votes", index, "state"), item.state.id) for index, item in enumerate(event.votes)]
        for path, who in takers:
            life = lives.get(who)
            if life and life.start and event.end.is_before(life.start):
                yield Finding(event, path, f"the event ended before {life.name} {life.words[0]} ({life.start})")
            if life and life.end and life.end.is_before(event.start):
                yield Finding(event, path, f"the event began after {life.name} {life.words[1]} ({life.end})")


@check("outside-life", "error")
def outside_life(graph: Graph) -> Iterator[Finding]:
    """An office, a chair, a membership, a treaty's party or a claim lies before its holder began, or after the end.

    An office lies within the life of its organization too; a membership need not, for an organization may take over
    the members of the treaty that it is founded on.
    """
    lives = _lives(graph)
    for entity, path, who, first, last in _deeds(graph):
        life = lives.get(who)
        if life and life.start and first and first.is_before(life.start):
            yield Finding(entity, path, f"'{first}' lies before {life.name} {life.words[0]} ({life.start})")
        elif life and life.end and last and life.end.is_before(last):
            yield Finding(entity, path, f"'{last}' lies after {life.name} {life.words[1]} ({life.end})")


def _deeds(graph: Graph) -> Iterator[tuple[Entity, Path, str, Date | None, Date | None]]:
    """What somebody did or was: the record and the place that say so, who, and the first and last day of it."""
    for entity, path, part in graph.parts:
        match part:
            case Role():
                yield entity, path, entity.id, *_bounds(part)
                if part.organization:
                    yield entity, path, part.organization.id, *_bounds(part)
            case Chair():
                yield entity, path, entity.id, *_bounds(part)
                yield entity, path, part.holder.id, *_bounds(part)
            case Membership():
                yield entity, path, part.member.id, *_bounds(part)
            case Party():
                yield entity, path, part.state.id, part.joined, part.joined
            case Claim():
                yield entity, ("date",), part.speaker.id, part.date, part.date


def _bounds(statement: Statement) -> tuple[Date | None, Date | None]:
    """The first and the last day that a statement names."""
    return statement.from_ or statement.as_of or statement.to, statement.to or statement.as_of or statement.from_


def _lives(graph: Graph) -> dict[str, _Life]:
    """The lives of all that have one; where a life is reversed, that is the fault, and nothing is held against it."""
    lives = {entity.id: _life(entity) for entity in graph.entities.values()}
    return {identifier: life for identifier, life in lives.items() if not life.is_reversed}


def _life(entity: Entity) -> _Life:
    start, end = entity.lifetime
    end_path: Path = next(((field.key,) for field in describe(type(entity)) if field.role is FieldRole.END), ())
    for index, fact in enumerate(entity.facts):
        if fact.definition.role == BEGINS and (start is None or fact.value < start):
            start = fact.value
        if fact.definition.role == ENDS and (end is None or end < fact.value):
            end, end_path = fact.value, ("facts", index, "value")
    return _Life(entity.name, entity.kind.life_words, start, end, end_path)


CHECKS = (life_reversed, event_before_participant, outside_life)
