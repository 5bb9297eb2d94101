"""Figures on states by year: population, armed forces, spending; never two counters in one line.

Figures of two sources are not compared: where the source changes along a row there is a rule in the table and a gap in
the chart, and a second figure of the same year stands in a row of its own. A year that hardly any state has figures of
is no column; its figures are listed below the table.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from csto_kb.dates import Date
from csto_kb.insight.membership import members_today
from csto_kb.insight.names import short_name
from csto_kb.model import Fact, State
from csto_kb.model.properties import Property
from csto_kb.render.context import SiteContext
from csto_kb.render.graphics.sparkline import Value, draw_sparklines
from csto_kb.render.graphics.table import Aside, Column, Difference, Entry, Key, Row, Sheet, Table, Tables, offer
from csto_kb.render.graphics.units import Unit, choose_unit
from csto_kb.render.holding import held_from
from csto_kb.site import entity_url

TOPICS = ("population-and-territory", "armed-forces-and-spending")
"""The topics of the registry whose quantities have a table."""
RARE = 4
"""A year that fewer than one state in so many has a figure of is no column."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"

FIGURES = Sheet(
    "figures",
    "Figures by state and year",
    "Figures",
    "Population, armed forces and spending, rounded; each figure leads to the exact number, with its source.",
    ("property", "state", "year", "value"),
)


@dataclass(frozen=True)
class Series:
    """The figures of a state that stand in one row, by year; other figures of these years have rows of their own."""

    state: State
    facts: Mapping[str, Fact]
    is_first: bool


def figures(context: SiteContext) -> Tables:
    """A table for each quantity that states have facts on."""
    states = [item for item in context.graph.of_kind(State.kind.name) if isinstance(item, State)]
    tables = [
        table
        for definition in context.subject.registry.values()
        if definition.datatype == "quantity" and definition.topic in TOPICS
        for table in [_table(context, definition, states)]
        if table.rows
    ]
    shown = {row.key for table in tables for row in table.rows}
    return FIGURES.fill(
        tuple(tables),
        (offer("state", "State", [state for state in states if state.id in shown]),),
    )


def _table(context: SiteContext, definition: Property, states: Sequence[State]) -> Table:
    found = [(state, fact) for state in states for fact in state.facts if fact.property_ == definition.id]
    years = _columns(found)
    unit = choose_unit(definition.unit, [number for _, fact in found for number in (fact.value, fact.upper) if number])
    letters = dict(zip(dict.fromkeys(_source(fact) for _, fact in _in_order(found, years)), LETTERS, strict=False))
    letters = letters if len(letters) > 1 else {}
    series = [item for rows in sorted(_series(found, years), key=lambda rows: _order(rows[0], years)) for item in rows]
    values = {str(at): list(_values(item, years)) for at, item in enumerate(series)}
    top, charts = draw_sparklines(values)
    change = _compared(series, years)
    is_member = members_today(context)
    rows = tuple(
        Row(
            item.state.id,
            item.state.name,
            entity_url(item.state),
            tuple(
                (_entry(context, item.state, item.facts[year], unit, letters),) if year in item.facts else ()
                for year in years
            ),
            {"state": (item.state.id,)},
            note="" if item.is_first else "another source",
            chart=charts.get(str(at)),
            breaks=_breaks(item, years),
            change=_change(item, change, unit),
            is_strong=item.state.id in is_member,
        )
        for at, item in enumerate(series)
    )
    return Table(
        definition.id,
        definition.label,
        "State",
        tuple(Column(year, year, is_number=True, held=_held(year)) for year in years),
        rows,
        scale=f"{top.scaleb(-unit.power).normalize():,f}" if charts else "",
        change=f"{change[0]} to {change[1]}" if change else "",
        change_held=_held(change[1]) if change else "",
        keys=tuple(Key(letter, _name(context, source), source) for source, letter in letters.items()),
        asides=tuple(_asides(context, found, years, letters)),
        strong=_strong(context) if any(row.is_strong for row in rows) else "",
        caption=unit.words[:1].upper() + unit.words[1:],
    )


def _columns(found: Sequence[tuple[State, Fact]]) -> list[str]:
    """The years that are columns: those that enough states have figures of, else all."""
    states = {state.id for state, _ in found}
    holders: dict[str, set[str]] = defaultdict(set)
    for state, fact in found:
        holders[_year(fact)].add(state.id)
    years = sorted(holders)
    return [year for year in years if RARE * len(holders[year]) >= len(states)] or years


def _in_order(found: Sequence[tuple[State, Fact]], years: Sequence[str]) -> list[tuple[State, Fact]]:
    """The figures by column, then those of other years."""
    return sorted(found, key=lambda pair: (_year(pair[1]) not in years, _year(pair[1])))


def _series(found: Sequence[tuple[State, Fact]], years: Sequence[str]) -> Iterator[list[Series]]:
    """The rows of each state: one for the first figure of each year, another for the second, and so on.

    First comes the figure of the source that most states have for that year.
    """
    by_state: dict[str, list[dict[str, Fact]]] = defaultdict(list)
    states = {state.id: state for state, _ in found}
    usual = {year: _usual(found, year) for year in years}
    for state, fact in sorted(found, key=lambda pair: _source(pair[1]) != usual.get(_year(pair[1]))):
        if (year := _year(fact)) in years:
            rows = by_state[state.id]
            row = next((row for row in rows if year not in row), None)
            if row is None:
                rows.append(row := {})
            row[year] = fact
    for identifier, rows in by_state.items():
        yield [Series(states[identifier], row, at == 0) for at, row in enumerate(rows)]


def _usual(found: Sequence[tuple[State, Fact]], year: str) -> str:
    """The source of most figures of a year."""
    counts = Counter(_source(fact) for _, fact in found if _year(fact) == year)
    return max(counts, key=lambda source: (counts[source], source))


def _order(series: Series, years: Sequence[str]) -> tuple[int, Decimal, str, str]:
    """By the newest figure, the largest first."""
    last = next(year for year in reversed(years) if year in series.facts)
    return (-years.index(last), -series.facts[last].value, series.state.name, series.state.id)


def _values(series: Series, years: Sequence[str]) -> Iterator[Value]:
    for year in years:
        if year.isdigit() and (fact := series.facts.get(year)):
            words = f"{year}: {_words(fact)}"
            yield Value(int(year), fact.value, _source(fact), words, held_from(_date(fact)))


def _entry(context: SiteContext, state: State, fact: Fact, unit: Unit, letters: Mapping[str, str]) -> Entry:
    upper = f"–{unit.write(fact.upper)}" if fact.upper is not None else ""
    text = "\u00a0".join(part for part in (str(fact.qualifier or ""), unit.write(fact.value) + upper) if part)
    address = f"{entity_url(state)}#{context.anchor(fact)}"
    letter = letters.get(_source(fact), "")
    held = held_from(_date(fact))
    return Entry(text, f"{_words(fact)}, {fact.when}", address, fact.value, fact.sources, held=held, letter=letter)


def _breaks(series: Series, years: Sequence[str]) -> frozenset[str]:
    """The years before which the source changes."""
    own = [year for year in years if year in series.facts]
    pairs = zip(own, own[1:], strict=False)
    return frozenset(second for first, second in pairs if _source(series.facts[first]) != _source(series.facts[second]))


def _compared(series: Sequence[Series], years: Sequence[str]) -> tuple[str, str, str] | None:
    """The two years between which a change is given, and their source: the longest time that one source covers."""
    by_source: dict[str, Counter[str]] = defaultdict(Counter)
    for item in series:
        for year, fact in item.facts.items():
            if year.isdigit() and fact.qualifier is None and fact.upper is None:
                by_source[_source(fact)][year] += 1
    spans = []
    for source, counts in by_source.items():
        common = [year for year in years if 2 * counts[year] >= max(counts.values())]
        if len(common) > 1:
            spans.append((len(common), int(common[-1]) - int(common[0]), common[0], common[-1], source))
    return max(spans)[2:] if spans else None


def _change(series: Series, compared: tuple[str, str, str] | None, unit: Unit) -> Difference | None:
    """The change between two years within one source; None where a year is missing."""
    if compared is None:
        return None
    first, last, source = compared
    facts = [series.facts.get(first), series.facts.get(last)]
    if any(fact is None or _source(fact) != source or fact.upper or fact.qualifier for fact in facts):
        return None
    start, end = (fact.value for fact in facts if fact)
    return Difference(unit.scale(end - start))


def _asides(
    context: SiteContext, found: Sequence[tuple[State, Fact]], years: Sequence[str], letters: Mapping[str, str]
) -> Iterator[Aside]:
    """The figures of years that are no columns."""
    for state, fact in sorted(found, key=lambda pair: (pair[0].name, pair[0].id, _year(pair[1]))):
        if (year := _year(fact)) not in years:
            unit = choose_unit(fact.definition.unit, [fact.value])
            entry = _entry(context, state, fact, unit, letters)
            yield Aside(state.id, state.name, entity_url(state), year, unit.words, entry)


def _strong(context: SiteContext) -> str:
    return f"members of the {short_name(context.focus)} today" if context.focus else ""


def _source(fact: Fact) -> str:
    """The source that a figure is first reported from."""
    return fact.sources[0].source


def _name(context: SiteContext, source: str) -> str:
    entity = context.find(source)
    return entity.name if entity else source


def _words(fact: Fact) -> str:
    return fact.quantity.replace("\u00a0", " ")


def _date(fact: Fact) -> Date | None:
    """The date of a figure, from which on it is shown."""
    return fact.as_of or fact.from_ or fact.to


def _year(fact: Fact) -> str:
    date = _date(fact)
    return str(date.year) if date and date.is_known else "no year"


def _held(year: str) -> str:
    """When a column holds: from the first day of its year."""
    return held_from(Date.parse(f"{year}-01-01")) if year.isdigit() else ""
