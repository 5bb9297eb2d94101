"""The adapter to MkDocs: the only package that imports it.

`plugin` gives pages and files to MkDocs, `pages` wraps rendered HTML for MkDocs, `building` builds into a temporary
folder and replaces the site, `serving` runs the live preview.
"""

from csto_kb.mkdocs_plugin.plugin import KnowledgeBasePlugin

__all__ = ["KnowledgeBasePlugin"]
