"""Checks of votes: a state votes once, a count covers all votes that are listed, a resolution is voted on once."""

from collections import Counter
from collections.abc import Iterator

from csto_kb.checks.finding import Finding, check
from csto_kb.fields import describe
from csto_kb.graph import Graph
from csto_kb.model import Event
from csto_kb.model.event import Tally
from csto_kb.model.vocabulary import VOTE
from csto_kb.yaml_text import Path


@check("votes-twice", "error")
def votes_twice(graph: Graph) -> Iterator[Finding]:
    """A state votes twice in one vote. Where sources disagree on its vote, keep one and say so in its `note`."""
    for event in _events(graph):
        first: dict[str, str] = {}
        for index, vote in enumerate(event.votes):
            if first.get(vote.state.id, vote.vote.id) != vote.vote.id:
                message = f"{vote.state.id} has already voted: {first[vote.state.id]}"
                yield Finding(event, ("votes", index, "state"), message, "keep one of the two")
            first.setdefault(vote.state.id, vote.vote.id)


@check("tally-below-votes", "error")
def tally_below_votes(graph: Graph) -> Iterator[Finding]:
    """The count of a vote is lower than the number of states that are listed with that vote."""
    for event in _events(graph):
        listed: Counter[str] = Counter(vote.vote.id for vote in event.votes)
        if event.tally is None:
            continue
        for field in describe(Tally):
            count = field.of(event.tally)
            if field.type is int and count is not None and listed[field.key] > count:
                message = f"{count}, but {listed[field.key]} are listed under 'votes'"
                yield Finding(event, ("tally", field.key), message)


@check("vote-without-vote", "error")
def vote_without_vote(graph: Graph) -> Iterator[Finding]:
    """An event whose type is not vote has votes, a count or a resolution.

    Change its type, or record the vote as another event.
    """
    for event in _events(graph):
        of_a_vote = {"resolution": event.resolution, "tally": event.tally, "votes": event.votes}
        found = [key for key, value in of_a_vote.items() if value]
        if found and event.type != VOTE:
            message = f"this event is of the type '{event.type.id}' and has {', '.join(found)}"
            hint = "write 'type: vote', or record the vote as an event that is part of this one"
            yield Finding(event, ("type",), message, hint)


@check("resolution-twice", "warning")
def resolution_twice(graph: Graph) -> Iterator[Finding]:
    """Two events are the vote on one resolution: they are probably one vote recorded twice.

    A vote on a part of a resolution is not reported where one event is part of the other.
    """
    first: dict[str, Event] = {}
    for event in sorted(_events(graph), key=lambda event: (event.start, event.id)):
        symbol = "".join((event.resolution or "").casefold().split())
        other = first.setdefault(symbol, event) if symbol else event
        wholes = {reference.id for reference in (*event.part_of, *other.part_of)}
        if other is not event and not wholes & {event.id, other.id}:
            path: Path = ("resolution",)
            yield Finding(event, path, f"'{other.id}' is also the vote on it", "merge them, or name the part voted on")


def _events(graph: Graph) -> Iterator[Event]:
    return (event for event in graph.of_kind("event") if isinstance(event, Event))


CHECKS = (votes_twice, tally_below_votes, vote_without_vote, resolution_twice)
