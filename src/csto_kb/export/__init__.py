"""Graph -> data files.

An export is a module here with an `EXPORT`: a name, a title, what it holds, a media type, and a function to the text
of a file from what is worked out of the graph. A new one is one file: every module with an `EXPORT` is found. `pages`
writes the rendered pages as Markdown, for another site builder.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from csto_kb.export.base import Export
from csto_kb.export.pages import BUILDERS, copy_files, write_files, write_pages


def _find_exports() -> Iterator[Export]:
    for module in iter_modules(__path__):
        export = vars(import_module(f"{__name__}.{module.name}")).get("EXPORT")
        if export is not None:
            yield export


EXPORTS: tuple[Export, ...] = tuple(sorted(_find_exports(), key=lambda export: export.name))
"""Every export, by the name of its file."""

__all__ = ["BUILDERS", "EXPORTS", "Export", "copy_files", "write_files", "write_pages"]
