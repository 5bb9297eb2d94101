"""The search: what a page is found by, and the index, which a browser loads in parts.

`documents` and `statements` say what is found of a page and what a hit shows of it, `words` splits and stems,
`thesaurus` has the words of the subject that mean the same, `index` weighs, `files` cuts the index into files, `names`
writes the list of names, `indexing` does all of it in the background. The search in the browser is
`templates/theme/assets/search-rank.js` and the scripts beside it; `tests/search/queries.tsv` is what it is measured by.
"""

from csto_kb.search.documents import SearchDocument, describe_site, describe_written
from csto_kb.search.indexing import FOLDER, Indexing, IndexingError

__all__ = ["FOLDER", "Indexing", "IndexingError", "SearchDocument", "describe_site", "describe_written"]
