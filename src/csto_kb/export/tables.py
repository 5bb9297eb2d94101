"""Every table of data: each module of this package whose name ends in `_table` describes one as `TABLE`."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from csto_kb.export.data_table import Table

_ENDING = "_table"
_OWN = f"data{_ENDING}"


def _find_tables() -> tuple[Table[Any], ...]:
    names = [module.name for module in iter_modules([str(Path(__file__).parent)])]
    modules = [import_module(f"csto_kb.export.{name}") for name in names if name.endswith(_ENDING) and name != _OWN]
    return tuple(sorted((module.TABLE for module in modules), key=lambda table: table.name))


TABLES: tuple[Table[Any], ...] = _find_tables()
"""Every table, by name."""
