"""The votes of the members as a strip for the home page: a row for each member, a column for each vote."""

from collections import defaultdict
from dataclasses import dataclass

from csto_kb.insight.membership import Period, focus_members
from csto_kb.model import Event
from csto_kb.model.vocabulary import MEMBER, VOTES, VoteChoice
from csto_kb.render.context import SiteContext


@dataclass(frozen=True)
class StripRow:
    """A period of membership, and how the state voted each time; None where the records do not say."""

    period: Period
    votes: tuple[VoteChoice | None, ...]


@dataclass(frozen=True)
class Strip:
    """The votes that the subject names, with the members."""

    events: tuple[Event, ...]
    rows: tuple[StripRow, ...]
    """Those of like votes beside each other; a period that is over today is there for other days."""
    choices: tuple[VoteChoice, ...]
    """The choices that occur."""


def votes_strip(context: SiteContext) -> Strip | None:
    """The strip; None without a focus."""
    found = focus_members(context)
    if found is None:
        return None
    named = (context.find(reference) for reference in context.subject.home.votes)
    events = tuple(event for event in named if isinstance(event, Event))
    cast: dict[str, dict[str, VoteChoice]] = defaultdict(dict)
    for event in events:
        for vote in event.votes:
            cast[vote.state.id][event.id] = vote.vote
    rows = [
        StripRow(period, tuple(cast[period.state.id].get(event.id) for event in events))
        for period in found.with_status(MEMBER.id)
    ]
    choices = tuple(context.subject.table(VOTES).values())
    place = {choice: index for index, choice in enumerate(choices)}

    def pattern(row: StripRow) -> tuple[bool, list[int], str]:
        votes = [place[vote] if vote in place else len(place) for vote in row.votes]
        return not row.period.is_today, votes, row.period.state.name

    rows.sort(key=pattern)
    used = {vote for row in rows for vote in row.votes}
    return Strip(events, tuple(rows), tuple(choice for choice in choices if choice in used))
