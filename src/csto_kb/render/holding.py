"""The attribute `data-held`: when something on a page held, so that a reader can see the page as of another day.

The model of a record or of a part of one gives the span (`Record.span`).
"""

from markupsafe import Markup

from csto_kb.dates import Date
from csto_kb.fields import Record
from csto_kb.spans import Span, make_span


def held_days(thing: Record) -> str:
    """The value of `data-held` for a record or a part of one; '' where it has no span."""
    return thing.span.notation if thing.span else ""


def held_from(date: Date | None) -> str:
    """The value of `data-held` for what holds from a date on."""
    return make_span(date, None).notation


def held(thing: Record | None) -> Markup:
    """The attribute `data-held` for a record or a part of one; empty where it has no span, or is None."""
    return held_for(thing.span if thing else None)


def held_between(start: Date | None, end: Date | None = None) -> Markup:
    """The attribute `data-held` for what began and ended on two dates; without an end it is open."""
    return held_for(make_span(start, end))


def held_for(span: Span | None) -> Markup:
    """The attribute `data-held` for a span."""
    return Markup(f' data-held="{span.notation}"') if span else Markup("")  # noqa: S704 - days only
