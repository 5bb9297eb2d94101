"""Checks of offices: who held one when, and what a claim says of the speaker's."""

from collections import defaultdict
from collections.abc import Iterator

from csto_kb.checks.finding import Finding, check
from csto_kb.graph import Graph
from csto_kb.model import Claim, Entity, Organization, Person, Statement
from csto_kb.yaml_text import Path

_Term = tuple[Entity, Path, str, Statement]
"""The record and the path of a term, who held it, and the term itself."""


@check("open-end", "warning")
def open_end(graph: Graph) -> Iterator[Finding]:
    """An office or a chair has no end, and somebody else held it later. Give `to`, the day on which it ended.

    An office is one of the same title at the same organization. Where several hold it at a time, say which: give each
    a title of its own.
    """
    for terms in _terms(graph).values():
        for entity, path, holder, term in terms:
            later = [other for other in terms if other[2] != holder and _is_after(other[3], term)]
            if term.from_ and not term.to and later:
                first = min(later, key=lambda other: (other[3].sort_date, other[2]))
                message = f"no end, and '{first[2]}' held it from {first[3].sort_date}"
                yield Finding(entity, (*path, "from"), message, "add 'to', the day on which it ended")


def _terms(graph: Graph) -> dict[tuple[str, str], list[_Term]]:
    """Terms of office by organization and title; those in a chair, by the organ."""
    found: dict[tuple[str, str], list[_Term]] = defaultdict(list)
    for person in graph.of_kind(Person.kind.name):
        assert isinstance(person, Person)
        for index, role in enumerate(person.roles):
            if role.organization:
                key = role.organization.id, role.title.casefold()
                found[key].append((person, ("roles", index), person.id, role))
    for organ in graph.of_kind(Organization.kind.name):
        assert isinstance(organ, Organization)
        for index, chair in enumerate(organ.chairs):
            found[organ.id, ""].append((organ, ("chairs", index), chair.holder.id, chair))
    return found


def _is_after(term: Statement, other: Statement) -> bool:
    """Whether a term began after another had begun."""
    return bool(other.from_ and other.from_.is_known and other.from_.is_before(term.sort_date))


@check("role-after-claim", "error")
def role_after_claim(graph: Graph) -> Iterator[Finding]:
    """A claim names an office of its speaker that by the speaker's record began only later.

    The date of the claim or of the role is wrong, or `speaker_role` is what the speaker was called later.
    """
    for claim in graph.of_kind(Claim.kind.name):
        assert isinstance(claim, Claim)
        speaker = graph.entities.get(claim.speaker.id)
        if not isinstance(speaker, Person) or not claim.speaker_role:
            continue
        named = claim.speaker_role.casefold()
        roles = [role for role in speaker.roles if role.title.casefold() in named or named in role.title.casefold()]
        begun = [role.from_ for role in roles if role.from_ and role.from_.is_known]
        if begun and len(begun) == len(roles) and all(claim.date.is_before(start) for start in begun):
            message = f"{speaker.name} was that from {min(begun)} on, and the claim is of {claim.date}"
            yield Finding(
                claim, ("speaker_role",), message, "mend one of the two dates, or say what the speaker was then"
            )


@check("reported-before-said", "error")
def reported_before_said(graph: Graph) -> Iterator[Finding]:
    """A claim was reported before it was said. `date` is the day of the words, `reported` that of the report."""
    for claim in graph.of_kind(Claim.kind.name):
        assert isinstance(claim, Claim)
        if claim.reported and claim.reported.is_before(claim.date):
            message = f"'{claim.reported}' lies before the day on which it was said ({claim.date})"
            yield Finding(claim, ("reported",), message, "swap them?")


CHECKS = (open_end, role_after_claim, reported_before_said)
