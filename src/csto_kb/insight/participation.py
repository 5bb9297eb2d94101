"""Participations that may end by notice: memberships of organizations, and parties to treaties."""

from csto_kb.dates import iso_day
from csto_kb.model.organization import Membership
from csto_kb.model.treaty import Party
from csto_kb.spans import Span, make_span

Participation = Membership | Party
"""A participation that may end by notice, so that its end may be in the future."""


def has_ended(participation: Participation, day: str) -> bool:
    """Whether a participation is over on the site's day, an ISO date.

    An end is in the past unless notice was given: then the participation continues until that day.
    """
    end = participation.end
    return end is not None and not (participation.notified and day < iso_day(end.latest))


def leaving_words(participation: Participation, day: str) -> str:
    """`leaving on 28 May 2027` where notice was given and has not taken effect on the site's day; else ''."""
    end = participation.end
    if participation.notified is None or has_ended(participation, day):
        return ""
    if end is None or not end.is_known:
        return f"leaving by notice of {participation.notified.words}"
    return f"leaving {'on' if end.earliest == end.latest else 'in'} {end.words}"


def leaving_days(participation: Participation) -> Span:
    """From the notice to the end: the days on which it is leaving."""
    return make_span(participation.notified, participation.end)
