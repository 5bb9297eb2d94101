"""When something held, from partial dates."""

import pytest

from csto_kb.dates import Date
from csto_kb.spans import Span, make_span


def parse(text: str) -> Date | None:
    return Date.parse(text) if text else None


@pytest.mark.parametrize(
    ("start", "end", "seen", "notation"),
    [
        ("1992-05-15", "", "", "1992-05-15/1992-05-15//"),
        ("1992-05-15", "1999-04-20", "", "1992-05-15/1992-05-15/1999-04-20/1999-04-20"),
        ("1992", "", "", "1992-01-01/1992-12-31//"),
        ("1992", "1999-04", "", "1992-01-01/1992-12-31/1999-04-01/1999-04-30"),
        ("", "", "2005", "/2005-12-31//"),
        ("unknown", "", "", "///"),
        ("unknown", "2012", "", "/2012-01-01/2012-01-01/2012-12-31"),
        ("1992-05-15", "unknown", "", "1992-05-15/1992-05-15/1992-05-15/"),
        ("", "unknown", "2005-01-01", "/2005-01-01/2005-01-01/"),
    ],
)
def test_spans_of_partial_dates(start: str, end: str, seen: str, notation: str) -> None:
    assert make_span(parse(start), parse(end), parse(seen)).notation == notation


STANDINGS = [
    ("1992-05-15/1992-05-15/1999-04-20/1999-04-20", "1992-05-14", "before"),
    ("1992-05-15/1992-05-15/1999-04-20/1999-04-20", "1992-05-15", "held"),
    ("1992-05-15/1992-05-15/1999-04-20/1999-04-20", "1999-04-19", "held"),
    ("1992-05-15/1992-05-15/1999-04-20/1999-04-20", "1999-04-20", "after"),
    ("1992-01-01/1992-12-31//", "1991-12-31", "before"),
    ("1992-01-01/1992-12-31//", "1992-06-30", "uncertain"),
    ("1992-01-01/1992-12-31//", "1992-12-31", "held"),
    ("1992-01-01/1992-12-31/2000-01-01/2000-12-31", "1999-12-31", "held"),
    ("1992-01-01/1992-12-31/2000-01-01/2000-12-31", "2000-05-05", "uncertain"),
    ("1992-01-01/1992-12-31/2000-01-01/2000-12-31", "2000-12-31", "after"),
    ("/2005-12-31//", "1992-01-01", "uncertain"),
    ("/2005-12-31//", "2006-01-01", "held"),
    ("///", "2020-01-01", "uncertain"),
    ("1992-05-15/1992-05-15/1992-05-15/", "2020-01-01", "uncertain"),
    ("1992-05-15/1992-05-15/1992-05-15/", "1992-01-01", "before"),
]
"""Spans, days, and whether the span holds on the day; a browser test checks the script with the same cases."""


@pytest.mark.parametrize(("notation", "day", "standing"), STANDINGS)
def test_how_a_span_stands_on_a_day(notation: str, day: str, standing: str) -> None:
    assert Span(*notation.split("/")).standing(day) == standing
