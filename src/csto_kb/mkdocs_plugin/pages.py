"""Rendered pages for MkDocs: each is a page of placeholders, around which the theme renders its shell."""

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from csto_kb.mkdocs_plugin.shells import placeholder
from csto_kb.render.folders import is_default
from csto_kb.site import Page

SHARED = "kb-shell"
"""The page that represents all pages of a folder in the navigation; it is not written."""


class ShellPage(MkDocsPage):
    """A page whose title, content and metadata are placeholders. Its label in the navigation is real, and escaped."""

    is_shell = True

    def __init__(self, label: str, file: File, config: MkDocsConfig) -> None:
        self.is_shared = file.src_uri.endswith(f"/{SHARED}.md")
        super().__init__(str(escape(label)), file, config)
        if self.is_shared and self.canonical_url:
            self.canonical_url = self.canonical_url.replace(SHARED, placeholder("address"))

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - MkDocs' signature
        self.markdown = ""
        self.meta = {name: placeholder(name) for name in ("title", "description", "report")}
        if not self.url.strip("./"):
            self.meta["hide"] = ["toc"]  # the home page has no table of contents
        if self.is_shared:
            # The tabs and the breadcrumbs show the position; the page gets the space.
            self.meta["hide"] = ["navigation"]

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - MkDocs' signature
        self.content = placeholder("content")
        # The theme's skip link goes to the first heading.
        self.toc = TableOfContents([AnchorLink("", "kb-page", 1)])

    def validate_anchor_links(self, *, files: Files, log_level: int) -> None:
        """Do nothing: links of these pages are checked in the built site."""


def make_page_file(page: Page, config: MkDocsConfig) -> File:
    """The file and page of a special page, which can be in the navigation."""
    return _make_file(page.source_uri, page.label or page.title, config, not is_default(page.origin))


def make_shared_file(folder: str, config: MkDocsConfig) -> File:
    """The file and page that represent all pages of a folder. Single pages would make the navigation too large."""
    return _make_file(f"{folder}/{SHARED}.md", folder, config)


def _make_file(source_uri: str, label: str, config: MkDocsConfig, is_own: bool = True) -> File:
    """`is_own` says whether the page is made from a file of the project, which has an address for editing."""
    file = File.generated(config, source_uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    if is_own:
        # Relative to `content/`, like every edit address of MkDocs.
        file.edit_uri = f"../{placeholder('origin')}"
    ShellPage(label, file, config)
    return file
