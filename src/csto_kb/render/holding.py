"""The attribute `data-held`: when a thing on a page held, so that a reader can look at the page as of another day.

What span a thing has is said in `insight.participation`.
"""

from markupsafe import Markup

from csto_kb.dates import Date
from csto_kb.insight.participation import span_of
from csto_kb.spans import Span, make_span


def held_days(thing: object) -> str:
    """The value of the attribute `data-held`; '' for what has no time."""
    span = span_of(thing)
    return span.notation if span else ""


def held_from(date: Date | None) -> str:
    """The value of the attribute `data-held` for what is so from a date on."""
    return make_span(date, None).notation


def held(thing: object) -> Markup:
    """The attribute `data-held` of an element that shows a thing; nothing for what has no time."""
    return held_for(span_of(thing))


def held_between(start: Date | None, end: Date | None = None) -> Markup:
    """The attribute `data-held` for what began and ended on two dates; without an end it goes on."""
    return held_for(make_span(start, end))


def held_for(span: Span | None) -> Markup:
    """The attribute `data-held` for a span."""
    return Markup(f' data-held="{span.notation}"') if span else Markup("")  # noqa: S704 - days only
