"""The search: what of the site is found, and the index that a browser loads in pieces.

`documents` says what the search knows of each page, `names` lists what is found by its name, `pagefind` asks Pagefind,
a process of its own, `indexing` has it make the index, `canonical` makes the same index of the same input.
What a reader sees of it is `templates/theme/assets/search.js` and the scripts beside it.
"""

from csto_kb.search.documents import Document, describe_site
from csto_kb.search.indexing import FOLDER, Indexing
from csto_kb.search.pagefind import IndexingError

__all__ = ["FOLDER", "Document", "Indexing", "IndexingError", "describe_site"]
