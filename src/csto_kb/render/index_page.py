"""The index of a kind: its records in order, each with the fields that the kind names as columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from csto_kb.dates import Date
from csto_kb.fields import Field, FieldRole, Record, describe
from csto_kb.insight.order import in_order
from csto_kb.model import Entity, Statement
from csto_kb.render.holding import held
from csto_kb.render.sorting import sorted_by
from csto_kb.render.view import View

_NEVER = Date.parse("0001")
"""Earlier than every other date."""


@dataclass(frozen=True)
class IndexPage:
    """The index of a kind."""

    model: type[Entity]
    columns: list[Field]
    rows: list[tuple[Entity, list[Markup]]]
    """The records with their cells, by date where the kind has one, else by name."""


def index_page(view: View, model: type[Entity]) -> IndexPage:
    """Make the index of a kind; without records it has no columns."""
    entities = view.context.graph.of_kind(model.kind.name)
    columns = list_columns(model) if entities else []
    return IndexPage(
        model, columns, [(entity, [cell(view, entity, field) for field in columns]) for entity in in_order(entities)]
    )


def list_columns(model: type[Entity]) -> list[Field]:
    """The fields that the index of a kind shows, in the order in which the kind names them."""
    fields = {field.key: field for field in describe(model)}
    return [fields[key] for key in model.kind.columns]


def cell(view: View, entity: Entity, field: Field) -> Markup:
    """A field as one cell: a date or interval in words; of several parts the one that held last."""
    value = field.of(entity)
    if field.key in entity.alternatives:
        return Markup("<td{}>{}</td>").format(sorted_by(entity.start), entity.when)
    if field.model and value:
        return Markup("<td>{}</td>").format(_parts(value))
    shown = "" if value in (None, ()) else view.value(value)
    return Markup("<td{}>{}</td>").format(sorted_by(value) if isinstance(value, Date | int | Decimal) else "", shown)


def _parts(parts: Sequence[Record]) -> Markup:
    """The title of the part that held last, then those of the others, for as-of dates on which they held."""
    last = max(parts, key=_recency)
    shown = [
        Markup("<span{}{}>{}</span>").format(
            "" if part is last else Markup(' class="kb-not-today"'),
            held(part),
            part.of_role(FieldRole.NAME) or "",
        )
        for part in (last, *(part for part in parts if part is not last))
    ]
    return Markup(" ").join(shown)


def _recency(part: Record) -> tuple[bool, Date, Date]:
    """A sort key for parts of a record: those that have not ended come last, then by end and by start."""
    dates = [part.to, part.from_, part.as_of] if isinstance(part, Statement) else [None, None]
    known = [date if date and date.is_known else _NEVER for date in dates]
    return dates[0] is None, max(known), max(known[1:])
