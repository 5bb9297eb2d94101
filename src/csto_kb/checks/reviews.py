"""Checks of dates against the review: nothing that has happened is later than the review of its record."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from csto_kb.checks.finding import Finding, check
from csto_kb.dates import Date
from csto_kb.fields import Field, FieldRole, Record, describe
from csto_kb.graph import Graph
from csto_kb.insight.reviews import BELIEVED, read_reviews
from csto_kb.model import Entity, Event, Fact
from csto_kb.model.organization import Membership
from csto_kb.model.properties import ENDS
from csto_kb.model.treaty import Party


@check("review-ahead", "error")
def review_ahead(graph: Graph) -> Iterator[Finding]:
    """The review of a record is more than half a year later than all others: the year is probably mistyped.

    The newest review is the day for which the site's tables and maps hold. A jump of more than half a year is
    accepted once three records have it, or half of all records.
    """
    reviews = read_reviews(graph.entities.values())
    for entity in reviews.ahead:
        message = f"'{entity.reviewed}' is more than half a year later than other reviews ({reviews.newest})"
        hint = f"correct the year; if it is right, review {BELIEVED} records or more"
        yield Finding(entity, ("reviewed",), message, hint)


@check("after-review", "error")
def after_review(graph: Graph) -> Iterator[Finding]:
    """A date of something that has happened is later than the last review of the record.

    `to`, `withdrawn` and the like are ends in the past. For a member or a party that has given notice write `notified`,
    the day of the notice: then the end may be in the future, and it is a member until that day. An event that is only
    announced is `is_planned: true`.
    """
    for entity, path, part in graph.parts:
        if not (isinstance(part, Entity) and part.is_announced):
            for field, date in _dates(part):
                if entity.reviewed.is_before(date):
                    message = f"'{date}' is after the day of the review ({entity.reviewed})"
                    yield Finding(entity, (*path, field.key), message, _hint(part, field))


_UNCHECKED = frozenset({FieldRole.BOOKKEEPING, FieldRole.KEPT})
"""Roles of dates that may be later than the review, such as that of work on the record itself."""


def _dates(part: Record) -> Iterator[tuple[Field, Date]]:
    """The dates of what has happened, with their fields."""
    for field in _date_fields(type(part)):
        date = field.of(part)
        if isinstance(date, Date) and not (_is_end(field) and _is_announced(part)):
            yield field, date


@cache
def _date_fields(model: type[Record]) -> tuple[Field, ...]:
    """The fields that hold a date, or may: the value of a fact is one of several types."""
    found = (field for field in describe(model) if field.type in (Date, Any))
    return tuple(field for field in found if field.role not in _UNCHECKED)


def _is_announced(part: Record) -> bool:
    return isinstance(part, Membership | Party) and part.notified is not None


def _is_end(field: Field) -> bool:
    return field.role is FieldRole.END


def _hint(part: Record, field: Field) -> str:
    if isinstance(part, Event):
        return "for an event that is only announced add 'is_planned: true'; else correct the date, or 'reviewed'"
    if _is_end(field) or (isinstance(part, Fact) and part.definition.role == ENDS):
        return "an end is in the past: for a member or party that gave notice add 'notified', else remove the end"
    return "correct the date, or 'reviewed'"


CHECKS = (review_ahead, after_review)
