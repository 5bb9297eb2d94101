"""The search: what is indexed of each page, and the index, which a browser loads in parts.

`documents` makes the indexed document of each page, `names` the list of names, `pagefind` runs Pagefind as a
subprocess, `indexing` makes the index with it in the background, `canonical` makes the index reproducible.
The search in the browser is `templates/theme/assets/search.js` and the scripts beside it.
"""

from csto_kb.search.documents import SearchDocument, describe_site
from csto_kb.search.indexing import FOLDER, Indexing
from csto_kb.search.pagefind import IndexingError

__all__ = ["FOLDER", "Indexing", "IndexingError", "SearchDocument", "describe_site"]
