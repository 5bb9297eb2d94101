"""By what a table sorts a value."""

import pytest

from csto_kb.dates import Date
from csto_kb.render.sorting import sort_key, sorted_by


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (None, ""),
        ((), ""),
        ("", ""),
        (0, "0"),
        (-1.5, "-1.5"),
        (1234567, "1234567"),
        ("against", "against"),
        (Date.parse("unknown"), ""),
        (Date.parse("2022-11-23"), "2022-11-23"),
        (Date.parse("2022-11-23~"), "2022-11-23"),
        (Date.parse("2022-11"), "2022-11-01/2022-11-30"),
        (Date.parse("2022-23"), "2022-09-01/2022-11-30"),
        (Date.parse("198X"), "1980-01-01/1989-12-31"),
    ],
)
def test_the_key_of_a_value(value: object, key: str) -> None:
    assert sort_key(value) == key


def test_keys_of_dates_sort_as_the_dates_do() -> None:
    """A day before the month that it begins, a month before its year."""
    dates = [Date.parse(text) for text in ("2022", "2022-01-01", "2021-12-31", "202X", "2022-01", "2022-21", "0009")]
    assert sorted(dates) == sorted(dates, key=sort_key)


def test_an_attribute_is_escaped() -> None:
    assert sorted_by('"<b>') == ' data-sort="&#34;&lt;b&gt;"'
