"""All facts, a row each: the statements that have a property."""

from collections.abc import Iterable
from dataclasses import replace

from csto_kb.export.data_table import Column, Table
from csto_kb.export.statements_table import TABLE as STATEMENTS
from csto_kb.export.statements_table import StatementRow, list_statements
from csto_kb.insight import Insight

_NOT_OF_FACTS = ("field", "more")


def _rows(insight: Insight) -> Iterable[StatementRow]:
    return (row for row in list_statements(insight) if row.fact)


def _columns() -> Iterable[Column[StatementRow]]:
    """Those of the statements; the first ones are named and placed as earlier releases of the file had them."""
    by_name = {column.name: column for column in STATEMENTS.columns}
    entity = replace(by_name.pop("record"), name="entity")
    kind: Column[StatementRow] = Column("kind", "The kind of the record.", lambda row: row.entity.kind.name)
    yield from (entity, kind, by_name.pop("property"), by_name.pop("value"))
    yield from (column for name, column in by_name.items() if name not in _NOT_OF_FACTS)


TABLE: Table[StatementRow] = Table(
    "facts", "Facts", "A row for each fact, with its dates and sources.", tuple(_columns()), _rows, key="id"
)
