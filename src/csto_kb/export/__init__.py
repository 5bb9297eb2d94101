"""Graph -> data files.

An export is a module here with an `Export`: a name, a title, a media type, and a function from the
graph to the text of a file. A new one is one file, named in `EXPORTS`. `pages` writes the rendered
pages as Markdown, for another site builder.
"""

from csto_kb.export import facts_csv, records_json
from csto_kb.export.base import Export
from csto_kb.export.pages import BUILDERS, copy_files, write_pages
from csto_kb.graph import Graph
from csto_kb.site import DATA, DataFile

EXPORTS: tuple[Export, ...] = (records_json.EXPORT, facts_csv.EXPORT)


def export_files(graph: Graph) -> list[DataFile]:
    """Write every export."""
    return [DataFile(f"{DATA}{export.name}", export.write(graph)) for export in EXPORTS]


__all__ = ["BUILDERS", "EXPORTS", "Export", "copy_files", "export_files", "write_pages"]
