"""What MkDocs gets of the pages that templates make: a page of marks, for the theme to put its shell around."""

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from csto_kb.mkdocs_plugin.shells import mark
from csto_kb.render.folders import is_default
from csto_kb.site import Page

SHARED = "kb-shell"
"""The page that stands in the navigation for all pages of a folder; it is not written."""


class ShellPage(MkDocsPage):
    """A page whose title, content and metadata are marks. Its label in the navigation is real, and escaped."""

    is_shell = True

    def __init__(self, label: str, file: File, config: MkDocsConfig) -> None:
        self.is_shared = file.src_uri.endswith(f"/{SHARED}.md")
        super().__init__(str(escape(label)), file, config)
        if self.is_shared and self.canonical_url:
            self.canonical_url = self.canonical_url.replace(SHARED, mark("address"))

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - MkDocs' signature
        self.markdown = ""
        self.meta = {name: mark(name) for name in ("title", "description", "report")}
        if not self.url.strip("./"):
            self.meta["hide"] = ["toc"]  # the home page is a way in of its own
        if self.is_shared:
            # The tabs and the line above the name say where one is; the room goes to the page.
            self.meta["hide"] = ["navigation"]

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - MkDocs' signature
        self.content = mark("content")
        # The theme's link that skips to the content leads to the first heading.
        self.toc = TableOfContents([AnchorLink("", "kb-page", 1)])

    def validate_anchor_links(self, *, files: Files, log_level: int) -> None:
        """Nothing to do: links of these pages are checked in the built site."""


def make_page_file(page: Page, config: MkDocsConfig) -> File:
    """The file and page of a special page, which may stand in the navigation."""
    return _make_file(page.source_uri, page.label or page.title, config, not is_default(page.origin))


def make_shared_file(folder: str, config: MkDocsConfig) -> File:
    """The file and page that stand for all pages of a folder. Out of the nav, which grows with the square."""
    return _make_file(f"{folder}/{SHARED}.md", folder, config)


def _make_file(source_uri: str, label: str, config: MkDocsConfig, is_own: bool = True) -> File:
    """`is_own`: whether the file that the page is made of is one of the project, which has an address for editing."""
    file = File.generated(config, source_uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    if is_own:
        # Relative to `content/`, like every edit address of MkDocs.
        file.edit_uri = f"../{mark('origin')}"
    ShellPage(label, file, config)
    return file
