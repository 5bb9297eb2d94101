"""Figures on states by year: population, armed forces, spending; each with a small chart."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from csto_kb.dates import Date
from csto_kb.model import Fact, State
from csto_kb.model.properties import Property
from csto_kb.render.context import SiteContext
from csto_kb.render.graphics.table import Bar, Column, Entry, Row, Sheet, Table, Tables, offer
from csto_kb.render.holding import held_from
from csto_kb.render.view import quantity
from csto_kb.site import entity_url

TOPICS = ("population-and-territory", "armed-forces-and-spending")
"""The topics of the registry whose quantities have a table."""
CHART_WIDTH = 96
CHART_HEIGHT = 28
"""The size of a small chart, in pixels."""
BAR_GAP = 2


FIGURES = Sheet(
    "figures",
    "Figures by state and year",
    "Figures",
    "Population, armed forces and spending: each figure as reported, with its year and its source.",
    ("property", "state", "year", "value"),
)


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
    found: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for state in states:
        for fact in state.facts:
            if fact.property_ == definition.id:
                found[state.id][_year(fact)].append(fact)
    years = sorted({year for own in found.values() for year in own})
    rows = []
    for state in sorted(states, key=lambda item: (item.name, item.id)):
        if own := found.get(state.id):
            cells = tuple(
                tuple(_entry(context, state, definition, fact) for fact in own.get(year, ())) for year in years
            )
            values = {"state": (state.id,)}
            rows.append(Row(state.id, state.name, entity_url(state), cells, values, bars=_bars(own, years)))
    label = f"{definition.label}, {definition.unit}"
    columns = tuple(Column(year, year, is_number=True, held=_held(year)) for year in years)
    return Table(definition.id, label, "State", columns, tuple(rows))


def _entry(context: SiteContext, state: State, definition: Property, fact: Fact) -> Entry:
    text = quantity(fact).removesuffix(f"\u00a0{definition.unit}")
    words = f"{quantity(fact)}, {fact.when}".replace("\u00a0", " ")
    address = f"{entity_url(state)}#{context.anchor(fact)}"
    return Entry(text, words, address, fact.value, fact.sources, held=held_from(_date(fact)))


def _bars(own: Mapping[str, Sequence[Fact]], years: Sequence[str]) -> tuple[Bar, ...]:
    """A bar for each figure at its year, from zero, on a scale of the state; figures of one year are side by side."""
    highest = max((fact.value for facts in own.values() for fact in facts), default=0) or 1
    numbers = [int(year) for year in years if year.isdigit()]
    if len(numbers) < 2:
        return ()  # nothing to compare
    slot = CHART_WIDTH / (numbers[-1] - numbers[0] + 1)
    bars = []
    for number in numbers:
        year, place = str(number), number - numbers[0]
        facts = own.get(year, ())
        width = (slot - BAR_GAP) / max(len(facts), 1)
        for index, fact in enumerate(facts):
            height = round(CHART_HEIGHT * max(fact.value, 0) / highest, 1)
            x = round(place * slot + index * width, 1)
            words = f"{year}: {quantity(fact)}".replace("\u00a0", " ")
            top, wide = round(CHART_HEIGHT - height, 1), round(max(width - 0.5, 1), 1)
            bars.append(Bar(x, top, wide, height, words, held_from(_date(fact))))
    return tuple(bars)


def _date(fact: Fact) -> Date | None:
    """The date of a figure, from which on it is shown."""
    return fact.as_of or fact.from_ or fact.to


def _year(fact: Fact) -> str:
    date = _date(fact)
    return str(date.year) if date and date.is_known else "no year"


def _held(year: str) -> str:
    """When a column holds: from the first day of its year."""
    return held_from(Date.parse(f"{year}-01-01")) if year.isdigit() else ""
