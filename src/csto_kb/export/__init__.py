"""Graph -> data files.

An export is a module here with an `EXPORT`: a name, a title, what it holds, a media type, and a function to the content
of a file from what is worked out of the graph. A table of data is a module with a `TABLE`, whose CSV file is an export.
A new one is one file: every such module is found. `pages` writes the rendered pages as Markdown, for another site
builder.
"""

from csto_kb.export.base import Export
from csto_kb.export.pages import BUILDERS, copy_files, write_files, write_pages
from csto_kb.export.registry import EXPORTS, TABLES

__all__ = ["BUILDERS", "EXPORTS", "TABLES", "Export", "copy_files", "write_files", "write_pages"]
