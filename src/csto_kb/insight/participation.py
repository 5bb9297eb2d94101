"""When things held: spans of statements, participations, events, claims and treaties; one rule for each.

Membership of an organization is counted from here too, by the pages, the files and the checks alike.
"""

from csto_kb.dates import Date, iso_day
from csto_kb.model import Claim, Event, Statement
from csto_kb.model.organization import Membership
from csto_kb.model.properties import ENDS, IN_FORCE, SIGNED
from csto_kb.model.treaty import Party, Treaty
from csto_kb.spans import Span, make_span


def span_of(thing: object) -> Span | None:
    """When a thing held; None for what has no time of its own.

    An event or claim is known from its day on. A participation runs from signature or accession, as the members of
    an organization are counted (see the check `membership-without-treaty`), to withdrawal.
    """
    match thing:
        case Statement():
            return make_span(thing.from_, thing.to, thing.as_of)
        case Party():
            return make_span(thing.joined, thing.withdrawn)
        case Event():
            return make_span(thing.start, None)
        case Claim():
            return make_span(thing.date, None)
        case Treaty():
            return _span_from(thing, SIGNED) or span_in_force(thing)
    return None


Participation = Membership | Party
"""What may end by notice: its end is then known before it comes."""


def has_ended(participation: Participation, day: str) -> bool:
    """Whether a participation is over on the site's day, an ISO date.

    Its end is one that has happened, unless notice was given of it: then it goes on until that day has come.
    """
    end = participation.end
    return end is not None and not (participation.notified and day < iso_day(end.latest))


def leaving_words(participation: Participation, day: str) -> str:
    """`leaving on 28 May 2027` of one that has given notice and is still in on the site's day; '' of any other."""
    end = participation.end
    if participation.notified is None or has_ended(participation, day):
        return ""
    if end is None or not end.is_known:
        return f"leaving by notice of {participation.notified.words}"
    return f"leaving {'on' if end.earliest == end.latest else 'in'} {end.words}"


def leaving_days(participation: Participation) -> Span:
    """From the notice to the end: the days on which it is leaving."""
    return make_span(participation.notified, participation.end)


def span_in_force(treaty: Treaty) -> Span | None:
    """When a treaty was in force; None where no source says that it ever was."""
    return _span_from(treaty, IN_FORCE)


def _span_from(treaty: Treaty, role: str) -> Span | None:
    """From the first date that a fact gives, to the day on which the treaty was dissolved, if it was."""
    dates = {fact.definition.role: fact.value for fact in reversed(treaty.facts) if isinstance(fact.value, Date)}
    return make_span(dates[role], dates.get(ENDS)) if role in dates else None
