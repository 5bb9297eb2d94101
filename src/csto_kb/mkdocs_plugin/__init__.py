"""The adapter to MkDocs: the only package that imports it.

`plugin` hands pages and files to MkDocs, `pages` makes MkDocs take ready HTML, `building` builds into a
temporary folder and swaps, `serving` starts the live preview.
"""

from csto_kb.mkdocs_plugin.plugin import KnowledgeBasePlugin

__all__ = ["KnowledgeBasePlugin"]
