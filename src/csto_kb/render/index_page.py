"""The index of a kind: its records in groups, with the columns by which a reader looks for one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from csto_kb.dates import Date
from csto_kb.fields import Field, FieldRole, Record, describe
from csto_kb.insight.listing import Listed, list_groups
from csto_kb.insight.order import in_order, last_part
from csto_kb.model import Entity, Source
from csto_kb.render.graphics.table import Filter
from csto_kb.render.holding import held
from csto_kb.render.index_columns import MORE_COLUMNS, IndexColumn
from csto_kb.render.index_filters import filter_values, offer_filters
from csto_kb.render.sorting import sorted_by
from csto_kb.render.state_index import group_states
from csto_kb.render.view import View
from csto_kb.spans import Span


@dataclass(frozen=True)
class IndexRow:
    """A record in the index of its kind."""

    entity: Entity
    cells: list[Markup]
    span: Span | None
    """When it belongs into its group; None where it always does."""
    is_today: bool = True

    @property
    def values(self) -> dict[str, str]:
        """What the filters compare."""
        return filter_values(self.entity)


@dataclass(frozen=True)
class IndexGroup:
    """Rows under a heading."""

    key: str
    label: str
    """'' where the index is one group."""
    rows: list[IndexRow]

    @property
    def count(self) -> int:
        """How many of its records belong into it today."""
        return sum(row.is_today for row in self.rows)


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
    more = MORE_COLUMNS.get(model.kind.name, ())
    fields = list_fields(model, model.kind.columns) if entities else []
    columns = [IndexColumn(field.label) for field in fields] + ([item.column for item in more] if entities else [])

    def cells(entity: Entity) -> list[Markup]:
        return [cell(view, entity, field) for field in fields] + [item.cell(view, entity) for item in more]

    if model.kind.name == "state":
        groups = [
            IndexGroup(
                group.key,
                group.label,
                [IndexRow(row.entity, [*row.cells, *cells(row.entity)], row.span, row.is_today) for row in group.rows],
            )
            for group in group_states(view, entities)
        ]
        columns = [IndexColumn("Status"), IndexColumn("Since"), IndexColumn("Until"), *columns] if entities else []
    else:
        groups = [_group(group, cells) for group in list_groups(view.context, model, entities)]
    return IndexPage(model, columns, groups, len(entities), offer_filters(view, entities))


def _group(group: Listed, cells: Callable[[Entity], list[Markup]]) -> IndexGroup:
    return IndexGroup(group.key, group.label, [IndexRow(item, cells(item), item.span) for item in group.entities])


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
