"""Checks of lifetimes: what a person or body did lies between its beginning and its end."""

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
class _Lifetime:
    """When something began and ended, as far as its record says."""

    name: str
    words: tuple[str, str]
    """Verbs for the beginning and the end: `was born`, `died`."""
    start: Date | None
    end: Date | None
    end_path: Path = ()
    """The path of the end in its record."""

    @property
    def is_reversed(self) -> bool:
        return self.start is not None and self.end is not None and self.end.is_before(self.start)


@check("life-reversed", "error")
def life_reversed(graph: Graph) -> Iterator[Finding]:
    """By its own record, a person died before being born, or something ended before it was founded."""
    for entity in graph.entities.values():
        life = _life(entity)
        if life.is_reversed:
            yield Finding(entity, life.end_path, f"'{life.end}' is before its beginning ({life.start})", "swap them?")


@check("event-before-participant", "error")
def event_before_participant(graph: Graph) -> Iterator[Finding]:
    """An event took place before a participant or voter was founded or born, or after it ended."""
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
    """An office, a chair, a membership, a party of a treaty or a claim is dated outside the lifetime of its holder.

    An office must lie within the lifetime of its organization too; a membership need not, because an organization may
    take over the members of its founding treaty.
    """
    lives = _lives(graph)
    for entity, path, who, first, last in _dated_actions(graph):
        life = lives.get(who)
        if life and life.start and first and first.is_before(life.start):
            yield Finding(entity, path, f"'{first}' is before {life.name} {life.words[0]} ({life.start})")
        elif life and life.end and last and life.end.is_before(last):
            yield Finding(entity, path, f"'{last}' is after {life.name} {life.words[1]} ({life.end})")


def _dated_actions(graph: Graph) -> Iterator[tuple[Entity, Path, str, Date | None, Date | None]]:
    """What somebody did or was: the record and the path that say so, the id of who, and the first and last day."""
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


def _lives(graph: Graph) -> dict[str, _Lifetime]:
    """The lifetime of each entity, without reversed ones, which `life-reversed` reports."""
    lives = {entity.id: _life(entity) for entity in graph.entities.values()}
    return {identifier: life for identifier, life in lives.items() if not life.is_reversed}


def _life(entity: Entity) -> _Lifetime:
    start, end = entity.lifetime
    end_path: Path = next(((field.key,) for field in describe(type(entity)) if field.role is FieldRole.END), ())
    for index, fact in enumerate(entity.facts):
        if fact.definition.role == BEGINS and (start is None or fact.value < start):
            start = fact.value
        if fact.definition.role == ENDS and (end is None or end < fact.value):
            end, end_path = fact.value, ("facts", index, "value")
    return _Lifetime(entity.name, entity.kind.life_words, start, end, end_path)


CHECKS = (life_reversed, event_before_participant, outside_life)
