"""Who held which office in each year."""

from collections.abc import Iterable

from csto_kb.dates import Date
from csto_kb.insight.offices import Office, list_offices
from csto_kb.model import Statement
from csto_kb.render.context import SiteContext
from csto_kb.render.graphics.table import Column, Entry, Row, Sheet, Table, Tables
from csto_kb.render.holding import held_from
from csto_kb.site import entity_url
from csto_kb.spans import make_span

OFFICE_HOLDERS = Sheet(
    "office-holders",
    "Office-holders by year",
    "Office-holders",
    "Who led the organisation’s organs in each year, and who did so as acting head.",
    ("year", "office", "holder"),
)


def office_holders(context: SiteContext) -> Tables:
    """A row for each year, the newest first, a column for each office."""
    offices = list_offices(context.graph)
    today = context.last_reviewed
    last = today.latest[0] if today.is_known else 1
    known = [date.year for office in offices for term in office.terms for date in _dates(term.statement)]
    years = range(last, min(known, default=last + 1) - 1, -1)
    columns = tuple(
        Column(office.key, office.label, office.organization.name, entity_url(office.organization))
        for office in offices
    )
    rows = tuple(
        Row(
            str(year),
            str(year),
            "",
            tuple(tuple(_holders(context, office, year, last)) for office in offices),
            held=make_span(Date.parse(f"{year}-01-01"), None).notation,
        )
        for year in years
    )
    table = Table(
        "office-holders", "A row for each year; each cell has the holders in chronological order", "Year", columns, rows
    )
    return OFFICE_HOLDERS.fill(
        (table,),
    )


def _holders(context: SiteContext, office: Office, year: int, last: int) -> Iterable[Entry]:
    for term in office.terms:
        first, end = _years(term.statement, last)
        if first <= year <= end:
            title = term.title or "in the chair"
            acting = "acting" if term.is_acting else ""
            small = ", ".join(part for part in (acting, _within_year(term.statement, year)) if part)
            words = f"{term.holder.name}, {title}, {term.statement.when}"
            held = held_from(term.statement.from_ or term.statement.as_of)
            yield Entry(
                term.holder.name,
                words,
                f"{entity_url(term.record)}#{context.anchor(term.statement)}",
                term.holder.id,
                term.statement.sources,
                "",
                small,
                held,
            )


def _within_year(statement: Statement, year: int) -> str:
    """The start and the end of a term within a year, in words; '' where it covers the year."""
    words = []
    for word, date, whole in (("from", statement.from_, (1, 1)), ("until", statement.to, (12, 31))):
        if date and date.is_known and date.year == year and date.earliest[1:] != whole:
            words.append(
                f"{word} {date.words.removesuffix(f' {year}')}" if date.words != str(year) else f"{word} {year}"
            )
    if statement.as_of and statement.as_of.is_known and statement.as_of.year == year:
        words.append(f"as of {statement.as_of.words}")
    return " ".join(words)


def _years(statement: Statement, last: int) -> tuple[int, int]:
    """The first and the last year in which a term is known to hold; an unknown end adds no year."""
    dates = _dates(statement)
    if not dates:
        return last + 1, last
    is_lasting = statement.from_ is not None and statement.from_.is_known and statement.to is None
    return min(date.year for date in dates), last if is_lasting else max(date.latest[0] for date in dates)


def _dates(statement: Statement) -> list[Date]:
    return [date for date in (statement.from_, statement.to, statement.as_of) if date and date.is_known]
