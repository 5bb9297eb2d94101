"""Who held which office in each year."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from csto_kb.dates import Date
from csto_kb.model import Entity, Organization, Statement
from csto_kb.model.person import Role
from csto_kb.model.vocabulary import HELD_BY_TURNS
from csto_kb.render.graphics.table import Column, Entry, Row, Table, Tables
from csto_kb.render.holding import held_from
from csto_kb.render.view import View
from csto_kb.site import entity_url
from csto_kb.spans import make_span

MIN_TERMS = 2
ACTING = "acting "


@dataclass(frozen=True)
class Term:
    """One term of a person, or of a state in the chair."""

    holder: Entity
    title: str
    statement: Statement
    url: str

    @property
    def is_acting(self) -> bool:
        return self.title.lower().startswith(ACTING)


@dataclass(frozen=True)
class Office:
    """An office with its terms in the order of time."""

    key: str
    label: str
    organization: Organization
    terms: tuple[Term, ...]


def list_offices(view: View) -> list[Office]:
    """Every office and chair of an organ that has had several holders; those with most terms first."""
    offices = []
    for organization in view.graph.of_kind(Organization.kind.name):
        if not isinstance(organization, Organization) or organization.type not in HELD_BY_TURNS:
            continue
        terms = [
            Term(edge.source, edge.owner.title, edge.owner, f"{entity_url(edge.source)}#{view.anchor(edge.owner)}")
            for edge in view.graph.incoming(organization.id)
            if isinstance(edge.owner, Role)
        ]
        chairs = [
            Term(holder, "", chair, f"{entity_url(organization)}#{view.anchor(chair)}")
            for chair in organization.chairs
            if (holder := view.entity(chair.holder))
        ]
        if {term.holder.id for term in chairs} <= {term.holder.id for term in terms}:
            chairs = []  # the same terms, as the records of people have them
        titles = Counter(term.title for term in terms if not term.is_acting)
        for key, label, found in (
            ("holder", titles.most_common(1)[0][0] if titles else organization.name, terms),
            ("chair", f"In the chair: {organization.name}", chairs),
        ):
            if len(found) >= MIN_TERMS:
                found.sort(key=lambda term: (term.statement.sort_date, term.holder.name))
                offices.append(Office(f"{organization.id} {key}", label, organization, tuple(found)))
    return sorted(offices, key=lambda office: (-len(office.terms), office.label))


def office_holders(view: View) -> Tables:
    """A row for each year, the newest first, a column for each office."""
    offices = list_offices(view)
    today = view.context.last_reviewed
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
            tuple(tuple(_holders(office, year, last)) for office in offices),
            held=make_span(Date.parse(f"{year}-01-01"), None).notation,
        )
        for year in years
    )
    table = Table(
        "office-holders", "A row for each year, in each cell the holders in the order of time", "Year", columns, rows
    )
    return Tables(
        "office-holders",
        "Office-holders by year",
        "Office-holders",
        "Who led the organisation’s organs in each year, and who was acting.",
        ("year", "office", "holder"),
        (table,),
    )


def _holders(office: Office, year: int, last: int) -> Iterable[Entry]:
    for term in office.terms:
        first, end = _years(term.statement, last)
        if first <= year <= end:
            title = term.title or "in the chair"
            acting = "acting" if term.is_acting else ""
            small = ", ".join(part for part in (acting, _within_year(term.statement, year)) if part)
            words = f"{term.holder.name}, {title}, {term.statement.when}"
            held = held_from(term.statement.from_ or term.statement.as_of)
            yield Entry(term.holder.name, words, term.url, term.holder.id, term.statement.sources, "", small, held)


def _within_year(statement: Statement, year: int) -> str:
    """Where in a year a term begins and ends, in words; nothing where it fills the year."""
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
    """The first and last year that a term is known to touch; an end that nobody knows adds none."""
    dates = _dates(statement)
    if not dates:
        return last + 1, last
    is_lasting = statement.from_ is not None and statement.from_.is_known and statement.to is None
    return min(date.year for date in dates), last if is_lasting else max(date.latest[0] for date in dates)


def _dates(statement: Statement) -> list[Date]:
    return [date for date in (statement.from_, statement.to, statement.as_of) if date and date.is_known]
