"""Partial dates; the `edtf` package is the oracle for the notation."""

import calendar

import edtf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kb.dates import Date, DateError, interval_words


@st.composite
def notations(draw: st.DrawFn) -> str:
    year = draw(st.integers(1, 9999))
    month = draw(st.integers(1, 12))
    day = draw(st.integers(1, calendar.monthrange(year, month)[1]))
    season = draw(st.integers(21, 24))
    forms = [f"{year:04}", f"{year:04}-{month:02}", f"{year:04}-{month:02}-{day:02}", f"{max(year // 10, 1):03}X"]
    qualified = st.builds(str.__add__, st.sampled_from(forms), st.sampled_from(["", "~", "?", "%"]))
    return draw(qualified | st.just(f"{year:04}-{season}"))


DATES = notations().map(Date.parse) | st.just(Date.parse("unknown"))


@given(notations())
def test_every_notation_is_edtf(text: str) -> None:
    assert str(Date.parse(text)) == text
    assert edtf.parse_edtf(text)


@given(st.from_regex(r"[0-9X]{1,5}([-/.][0-9X]{1,3}){0,2}[~?%]{0,2}", fullmatch=True) | st.text(max_size=12))
def test_whatever_is_accepted_is_edtf(text: str) -> None:
    try:
        Date.parse(text)
    except DateError as error:
        assert str(error)
    else:
        assert text == "unknown" or edtf.parse_edtf(text)


@given(notations().filter(lambda text: not (text[5:6] == "2" and len(text) == 7)))
def test_the_days_agree_with_edtf(text: str) -> None:
    date, oracle = Date.parse(text), edtf.parse_edtf(text.rstrip("~?%"))
    assert date.earliest == tuple(oracle.lower_strict()[:3])
    assert date.latest == tuple(oracle.upper_strict()[:3])


@given(DATES)
def test_every_date_can_be_shown(date: Date) -> None:
    assert date.words
    assert date.earliest <= date.latest
    assert date.year == date.earliest[0]
    assert "X" not in date.iso
    assert not date.iso.endswith(("~", "?", "%"))


@given(DATES, DATES)
def test_order(one: Date, other: Date) -> None:
    assert (one == other) == (one.notation == other.notation)
    assert (one < other) + (one == other) + (one > other) == 1
    assert not (one == other and hash(one) != hash(other))
    assert not (one.is_before(other) and not one < other)
    assert not (one.is_before(other) and other.is_before(one))
    assert interval_words(one, other)


@pytest.mark.parametrize(
    ("text", "words", "iso"),
    [
        ("2022", "2022", "2022"),
        ("2022-11", "November 2022", "2022-11"),
        ("2022-11-03", "3 November 2022", "2022-11-03"),
        ("2022-11-03~", "about 3 November 2022", "2022-11-03"),
        ("2022?", "perhaps 2022", "2022"),
        ("2022%", "perhaps about 2022", "2022"),
        ("2007-23", "autumn 2007", "2007"),
        ("198X", "1980s", ""),
        ("198X~", "about 1980s", ""),
        ("unknown", "date not known", ""),
    ],
)
def test_words(text: str, words: str, iso: str) -> None:
    assert (Date.parse(text).words, Date.parse(text).iso) == (words, iso)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2022-02-29", ""),
        ("2022-00", "year-month-day"),
        ("2022-13", "year-month-day"),
        ("2022-21-01", "year-month-day"),
        ("2022-21~", "write 2022-21, or 2022~"),
        ("0000", "0001"),
        ("000X", "0001"),
        ("198X-03", "1985-03"),
        ("2022-11-23T10:00", "time of day"),
        ("23.11.2022", "year-month-day"),
        ("2022-11/2022-12", "'from' and 'to'"),
        ("", "unknown"),
        ("2022\n", "unknown"),
        ("２０２２", "unknown"),
        ("Unknown", "unknown"),
    ],
)
def test_refused(text: str, hint: str) -> None:
    with pytest.raises(DateError) as caught:
        Date.parse(text)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2022-01-05", "2022-01-19", "5–19 January 2022"),
        ("2022-01-05", "2022-03-05", "5 January – 5 March 2022"),
        ("2022-01-05", "2023-01-05", "5 January 2022 – 5 January 2023"),
        ("2022-01", "2022-03", "January–March 2022"),
        ("2021", "2022", "2021–2022"),
        ("2022", "2022", "2022"),
        ("2005-03", "2005~", "March 2005 – about 2005"),
        ("2005~", "2006", "about 2005 – 2006"),
        ("unknown", "2006", "until 2006, start not known"),
        ("2006", "unknown", "from 2006, end not known"),
        ("2006", None, "since 2006"),
        (None, "2006", "until 2006"),
        (None, None, ""),
    ],
)
def test_interval_words(start: str | None, end: str | None, words: str) -> None:
    assert interval_words(Date.parse(start) if start else None, Date.parse(end) if end else None) == words


def test_unknown_comes_last_and_is_before_nothing() -> None:
    unknown = Date.parse("unknown")
    assert sorted([unknown, Date.parse("9999-12-31"), Date.parse("1992")])[-1] == unknown
    assert not unknown.is_before(Date.parse("9999"))
    assert not Date.parse("1992").is_before(unknown)
    assert Date.parse("2021").is_before(Date.parse("2022-01"))
    assert not Date.parse("2022").is_before(Date.parse("2022-05"))
