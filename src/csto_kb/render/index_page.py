"""The index of a kind: its records in groups, with the columns by which a reader looks for one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from markupsafe import Markup

from csto_kb.dates import Date
from csto_kb.fields import Field, FieldRole, Record, describe
from csto_kb.insight.listing import list_groups
from csto_kb.insight.order import in_order, last_part
from csto_kb.model import Entity, Source, State
from csto_kb.render.graphics.table import Filter
from csto_kb.render.holding import held
from csto_kb.render.index_columns import MORE_COLUMNS, IndexColumn
from csto_kb.render.index_filters import offer_filters
from csto_kb.render.index_rows import IndexGroup, IndexRow
from csto_kb.render.sorting import sorted_by
from csto_kb.render.state_index import STATUS_COLUMNS, group_states
from csto_kb.render.view import View


@dataclass(frozen=True)
class IndexPage:
    """The index of a kind."""

    model: type[Entity]
    columns: list[IndexColumn]
    groups: list[IndexGroup]
    total: int
    """How many records of the kind there are."""
    filters: tuple[Filter, ...]


def index_page(view: View, model: type[Entity]) -> IndexPage:
    """Make the index of a kind; without records it has no columns."""
    entities = _in_order_of_index(view, model)
    more = MORE_COLUMNS.get(model, ())
    fields = list_fields(model, model.kind.columns) if entities else []
    columns = [IndexColumn(field.label) for field in fields] + ([item.column for item in more] if entities else [])

    def cells(entity: Entity) -> list[Markup]:
        return [cell(view, entity, field) for field in fields] + [item.cell(view, entity) for item in more]

    grouping = _GROUPINGS.get(model, _AS_LISTED)
    groups = [
        replace(group, rows=[replace(row, cells=[*row.cells, *cells(row.entity)]) for row in group.rows])
        for group in grouping.make(view, model, entities)
    ]
    leading = list(grouping.columns) if entities else []
    return IndexPage(model, [*leading, *columns], groups, len(entities), offer_filters(view, entities))


@dataclass(frozen=True)
class _Grouping:
    """How the records of a kind are put into groups, and the columns that the groups bring with them."""

    make: Callable[[View, type[Entity], Iterable[Entity]], Iterable[IndexGroup]]
    columns: tuple[IndexColumn, ...] = ()


def _as_listed(view: View, model: type[Entity], entities: Iterable[Entity]) -> Iterator[IndexGroup]:
    for group in list_groups(view.context, model, entities):
        yield IndexGroup(group.key, group.label, [IndexRow(item, [], item.span) for item in group.entities])


_AS_LISTED = _Grouping(_as_listed)
_GROUPINGS: Mapping[type[Entity], _Grouping] = {State: _Grouping(group_states, STATUS_COLUMNS)}
"""The kinds that have groups of their own."""


def _in_order_of_index(view: View, model: type[Entity]) -> list[Entity]:
    """By date where the kind has one, sources by how much rests on them, else by name."""
    entities = in_order(view.context.graph.of_kind(model.kind.name))
    if model is Source:
        evidence = view.context.evidence
        entities.sort(key=lambda item: (-len(evidence.resting.get(item.id, ())), item.name.casefold(), item.id))
    return entities


def list_fields(model: type[Entity], keys: Iterable[str]) -> list[Field]:
    """The fields of a kind that have these keys, in the order of the keys."""
    fields = {field.key: field for field in describe(model)}
    return [fields[key] for key in keys]


def cell(view: View, entity: Entity, field: Field) -> Markup:
    """A field as one cell: a date or interval in words; of several parts the one that held last."""
    value = field.of(entity)
    if field.key in entity.alternatives:
        return Markup("<td{}>{}</td>").format(sorted_by(entity.start), entity.when)
    if field.model and value:
        return Markup("<td>{}</td>").format(_parts(value))
    if isinstance(value, Date):
        return Markup("<td{}>{}</td>").format(sorted_by(value), value.words)  # no `time`: the index of sources is long
    shown = "" if value in (None, ()) else view.value(value)
    return Markup("<td{}>{}</td>").format(sorted_by(value) if isinstance(value, int | Decimal) else "", shown)


def _parts(parts: Sequence[Record]) -> Markup:
    """The title of the part that held last, then those of the others, for as-of dates on which they held."""
    last = last_part(parts)
    shown = [
        Markup("<span{}{}>{}</span>").format(
            "" if part is last else Markup(' class="kb-not-today"'),
            held(part),
            part.of_role(FieldRole.NAME) or "",
        )
        for part in (last, *(part for part in parts if part is not last))
    ]
    return Markup(" ").join(shown)
