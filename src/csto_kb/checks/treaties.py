"""Checks of participations in treaties and organizations: the order of steps, and periods that overlap."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from csto_kb.checks.finding import Finding, check
from csto_kb.dates import Date, must_overlap
from csto_kb.fields import describe
from csto_kb.graph import Graph
from csto_kb.model import Entity, Organization, Treaty
from csto_kb.model.organization import Membership
from csto_kb.model.properties import SIGNED
from csto_kb.model.treaty import Party
from csto_kb.yaml_text import Path

_STEPS = (("signed", "ratified", "in_force", "notified", "withdrawn"), ("acceded", "in_force", "notified", "withdrawn"))
"""Steps in their order, by the Vienna Convention on the Law of Treaties (1969), articles 11 to 16, 24,
54 and 67. An accession is not compared with signature and ratification: a state that returns may sign first and ratify
later."""

_WORD = re.compile(r"[^\W\d_]+")
_BRACKETS = re.compile(r"\([^)]*\)")
_SMALL_WORDS = frozenset({"a", "an", "the", "of", "on", "in", "for", "to", "and"})


@check("steps-reversed", "error")
def steps_reversed(graph: Graph) -> Iterator[Finding]:
    """A step of a participation is dated before an earlier step: signature, ratification, in force, notice, withdrawal.

    No step is before the signature of the treaty itself, and the notice of withdrawal is not after the withdrawal.
    """
    for entity, path, part in graph.parts:
        if isinstance(part, Party):
            yield from _reversed_steps(entity, path, part)
        elif isinstance(part, Membership) and part.notified:
            if part.from_ and part.notified.is_before(part.from_):
                message = f"'{part.notified}' is before 'from: {part.from_}'"
                yield Finding(entity, (*path, "notified"), message)
            if part.to and part.to.is_before(part.notified):
                yield Finding(entity, (*path, "to"), f"'{part.to}' is before 'notified: {part.notified}'")


def _reversed_steps(entity: Entity, path: Path, party: Party) -> Iterator[Finding]:
    signed = min((fact.value for fact in entity.facts if fact.definition.role == SIGNED), default=None)
    dates: dict[str, Date | None] = {field.key: field.of(party) for field in describe(Party) if field.type is Date}
    found: dict[str, str] = {}
    for steps in _STEPS:
        for earlier, later in combinations(steps, 2):
            first, second = dates[earlier], dates[later]
            if first and second and second.is_before(first):
                found.setdefault(later, f"'{second}' is before '{earlier}: {first}'")
    for step in dict.fromkeys(step for steps in _STEPS for step in steps):
        date = dates[step]
        if signed and date and date.is_before(signed):
            found[step] = f"'{date}' is before the treaty was signed ({signed})"
    for step, message in found.items():
        yield Finding(entity, (*path, step), message)


@check("spells-overlap", "error")
def spells_overlap(graph: Graph) -> Iterator[Finding]:
    """Two periods of one participation, or of one status in one organization, overlap: a state returned before it left.

    A participation that ended and began again is two periods; the first needs an end, and the second begins no earlier.
    """
    for entity in graph.entities.values():
        periods: dict[tuple[str, str], list[tuple[Path, Date | None, Date | None]]] = defaultdict(list)
        if isinstance(entity, Treaty):
            for index, party in enumerate(entity.parties):
                periods[party.state.id, ""].append((("parties", index), party.joined, party.end))
        elif isinstance(entity, Organization):
            for index, item in enumerate(entity.members):
                periods[item.member.id, item.status.id].append((("members", index), item.from_, item.end))
        for (who, _), found in periods.items():
            yield from _overlapping(entity, who, found)


def _overlapping(entity: Entity, who: str, periods: list[tuple[Path, Date | None, Date | None]]) -> Iterator[Finding]:
    dated = [(start, end, path) for path, start, end in periods if start and start.is_known]
    for (first, end, _), (second, until, path) in combinations(sorted(dated, key=lambda period: period[0]), 2):
        if must_overlap((first, end), (second, until)):
            still = (
                f"before the period from {first} ended ({end})" if end else f"and the period from {first} has no end"
            )
            yield Finding(entity, path, f"{who} begins again on {second}, {still}")


@check("instrument-twice", "warning")
def instrument_twice(graph: Graph) -> Iterator[Finding]:
    """Two treaties were signed on one day and are called by the same words: probably one instrument recorded twice.

    Articles, years and what is in brackets count for nothing, nor does the order of the words.
    """
    first: dict[tuple[Date, frozenset[str]], Treaty] = {}
    for treaty in graph.of_kind(Treaty.kind.name):
        assert isinstance(treaty, Treaty)
        for index, fact in enumerate(treaty.facts):
            if fact.definition.role == SIGNED and isinstance(fact.value, Date) and fact.value.is_known:
                words = frozenset(_WORD.findall(_BRACKETS.sub("", treaty.name.casefold()))) - _SMALL_WORDS
                other = first.setdefault((fact.value, words), treaty)
                if other is not treaty:
                    message = f"'{other.id}' was signed on that day too, and is called '{other.name}'"
                    yield Finding(treaty, ("facts", index, "value"), message, "merge them, or tell them apart by name")


CHECKS = (steps_reversed, spells_overlap, instrument_twice)
