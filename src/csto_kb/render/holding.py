"""The attribute `data-held`: when a thing on a page held, so that a reader can look at the page as of another day.

What span a record or a part of one has, its model says (`Record.span`).
"""

from markupsafe import Markup

from csto_kb.dates import Date
from csto_kb.fields import Record
from csto_kb.spans import Span, make_span


def held_days(thing: Record) -> str:
    """The value of the attribute `data-held`; '' for what has no time."""
    return thing.span.notation if thing.span else ""


def held_from(date: Date | None) -> str:
    """The value of the attribute `data-held` for what is so from a date on."""
    return make_span(date, None).notation


def held(thing: Record | None) -> Markup:
    """The attribute `data-held` of an element that shows a thing; nothing for what has no time, or is not there."""
    return held_for(thing.span if thing else None)


def held_between(start: Date | None, end: Date | None = None) -> Markup:
    """The attribute `data-held` for what began and ended on two dates; without an end it goes on."""
    return held_for(make_span(start, end))


def held_for(span: Span | None) -> Markup:
    """The attribute `data-held` for a span."""
    return Markup(f' data-held="{span.notation}"') if span else Markup("")  # noqa: S704 - days only
