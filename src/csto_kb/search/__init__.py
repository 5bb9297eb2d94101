"""The search: what of the site is found, and the index that a browser loads in pieces.

`documents` says what the search knows of each page, `names` lists what is found by its name, `indexing` has
Pagefind make the index in a process of its own, `canonical` makes the same index of the same input.
What a reader sees of it is `templates/theme/assets/search.js` and the scripts beside it.
"""

from csto_kb.search.documents import Document, describe_site
from csto_kb.search.indexing import FOLDER, Indexing, IndexingError

__all__ = ["FOLDER", "Document", "Indexing", "IndexingError", "describe_site"]
