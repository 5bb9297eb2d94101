"""Every export: the tables as CSV, and each other module of this package with an `EXPORT`."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from csto_kb.export.base import Export
from csto_kb.export.tables import TABLES


def _find_exports() -> Iterator[Export]:
    yield from (table.export for table in TABLES)
    for module in iter_modules([str(Path(__file__).parent)]):
        if module.name != "registry":
            export = vars(import_module(f"csto_kb.export.{module.name}")).get("EXPORT")
            if export is not None:
                yield export


__all__ = ["EXPORTS", "TABLES"]

EXPORTS: tuple[Export, ...] = tuple(sorted(_find_exports(), key=lambda export: export.name))
"""Every export, by the name of its file."""
