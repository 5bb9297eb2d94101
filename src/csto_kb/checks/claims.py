"""Checks of what a claim says of its speaker's office and of its days."""

from collections.abc import Iterator

from csto_kb.checks.finding import Finding, check
from csto_kb.graph import Graph
from csto_kb.model import Claim, Person


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


CHECKS = (role_after_claim, reported_before_said)
