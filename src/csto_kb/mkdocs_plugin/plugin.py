"""The MkDocs plugin.

MkDocs renders hand-written pages and the theme. Pages made by templates pass through it as marks (`shells`), which
are filled in when it has made the theme around them; those of records are written beside MkDocs, since its own
way costs several times what rendering costs.

Everything that can fail happens before MkDocs writes a page. Building is strict: one error and there is no site.
Serving is forgiving: the broken record is left out, the problem is shown, and the next save mends it.
"""

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup, escape
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as MkDocsPage

from csto_kb.content import read_notation
from csto_kb.dates import Date, DateError, iso_day
from csto_kb.diagnostics import (
    Diagnostic,
    format_here,
    format_html,
    format_text,
    has_errors,
    sort_diagnostics,
    summarize,
)
from csto_kb.languages import ENGLISH
from csto_kb.mkdocs_plugin.pages import SHARED, ShellPage, make_page_file, make_shared_file
from csto_kb.mkdocs_plugin.shells import Shell
from csto_kb.mkdocs_plugin.styles import join_styles
from csto_kb.model import BY_FOLDER
from csto_kb.own_files import is_own_path
from csto_kb.page_links import explain_notation
from csto_kb.project import (
    Composition,
    Project,
    compose_site,
    load_project,
)
from csto_kb.render.content import expand_content
from csto_kb.render.environment import make_environment
from csto_kb.render.folders import TEMPLATES, theme_folders
from csto_kb.render.frame import page_frame
from csto_kb.render.opening import opening_sentence
from csto_kb.render.view import View
from csto_kb.search import FOLDER, Document, Indexing, IndexingError, describe_site
from csto_kb.settings import CONFIGURATION, read_content_settings
from csto_kb.site import Page, report_query

log = logging.getLogger("mkdocs.plugins.csto_kb")

PLUGIN_MISSING = "mkdocs.yml: the plugin 'csto-kb' is missing"
THEME_FILES = ("assets/stylesheets/", "assets/javascripts/")
"""Where Material has its own. The frame (`templates/theme/base.html`) uses none of them: what it needs of the styles
stands in `assets/styles/material.css`, made by `tools/reduce_theme_styles.py`.
"""


class KnowledgeBasePlugin(BasePlugin):  # type: ignore[no-untyped-call, type-arg]
    """Hands the knowledge base's pages and files to MkDocs."""

    config_scheme = (("limits", Type(dict, default={})),)
    """The options that MkDocs is to accept; `settings` reads them."""

    def __init__(self) -> None:
        self.is_serving = False
        self.previewed: tuple[Project, Composition] | None = None
        """What the live preview loaded and composed: then only shells are made, and kept in `shells`."""
        self.project: Project | None = None
        self.composition = Composition([], [])
        self.content_problems: list[Diagnostic] = []
        self.shells: dict[str, Shell] = {}
        """The theme around each page, by its address."""
        self.written: list[Document] = []
        """What the search knows of hand-written pages."""
        self.indexing: Indexing | None = None
        self.waits_for_search = True
        """Whether a build ends with the search index: a caller that has more to do finishes it itself."""
        self.environment = make_environment(Path())
        """The project's templates, for what hand-written pages share with the others."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002
        self.is_serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Lay the program's theme over Material's, and the project's over that.

        And make the forge's address the one setting: MkDocs guesses `master` and `docs` behind it.
        """
        _lay_theme(config)
        if config.repo_url and config.edit_uri:
            config.edit_uri = config.edit_uri.replace("/master/docs/", f"/main/{_content_name(config)}/")
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Load and render before MkDocs empties the site folder."""
        self.content_problems = []
        self.shells = {}
        self.written = []
        self._stop_indexing()
        self.environment = make_environment(_root(config))
        if self.previewed:
            self.project, self.composition = self.previewed
            _require_directory_urls(config)
            return
        self.project = load_project(_root(config), configuration=Path(config.config_file_path or CONFIGURATION))
        self.composition = Composition([], [])
        if self.is_serving or not has_errors(self.project.diagnostics):
            self.composition = compose_site(self.project)
        self._report([*self.project.diagnostics, *self.composition.diagnostics])
        _require_directory_urls(config)

    @event_priority(100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the special pages, a shell for each folder of records, and the data files. First of all plugins."""
        for file in list(files):
            if file.src_uri.startswith(THEME_FILES) or not is_own_path(file.src_uri):
                files.remove(file)
        join_styles(files, config)
        for page in self.composition.pages:
            if not page.is_record:
                files.append(make_page_file(page, config))
        for folder in BY_FOLDER:
            files.append(make_shared_file(folder, config))
        for data in self.composition.files:
            # A file of text is a static file; MkDocs writes it as it is.
            file = File.generated(config, data.url, content=data.content, inclusion=InclusionLevel.INCLUDED)
            files.append(file)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Hang the shell of each folder under its kind's index page, so that the right tab is lit."""
        sections: dict[str, Section | None] = {
            page.file.src_uri.removesuffix(".md"): page.parent for page in nav.pages if isinstance(page, ShellPage)
        }
        for file in files.documentation_pages():
            page = file.page
            if isinstance(page, ShellPage) and page.is_shared:
                page.parent = sections.get(file.src_uri.split("/")[0])
        return nav

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Expand links and citations of hand-written pages."""
        if isinstance(page, ShellPage) or self.project is None:
            return markdown
        if page.file.src_uri not in self.project.content.files:
            # Another plugin made the page, so that no check has seen it.
            path = f"{_content_name(config)}/{page.file.src_uri}"
            self.content_problems += explain_notation(path, markdown, read_notation(markdown), self.project.graph)
        return expand_content(markdown, View(self.project.context, _url(page)))

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Give a hand-written page the head and foot that all pages have; keep what the search is to know of it."""
        if isinstance(page, ShellPage) or self.project is None:
            return html
        if page.file.inclusion is not InclusionLevel.NOT_IN_NAV:
            # What MkDocs made of a trusted file is safe; its title is HTML.
            self.written.append(Document(_url(page), Markup(page.title).striptags(), Markup(html)))  # noqa: S704
        language = self.project.context.subject.language
        description = str(
            page.meta.get("description") or opening_sentence(html, language) or config.site_description or ""
        )
        page.meta["description"] = str(escape(description))
        view = View(self.project.context, _url(page))
        frame = page_frame(self.environment, view, str(page.title), description, _reviewed(page), None)
        page.meta["kb_head"] = str(frame.head)
        return html + str(frame.foot)

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """All hand-written pages are read now and nothing is written yet: the last moment to refuse."""
        if not self.previewed:
            self._report(self.content_problems)
        # The sitemap's dates and the time stamp of its archive come from the records, and not from a clock.
        newest = _newest_review(self.project)
        for file in files.documentation_pages():
            if file.page is not None:
                reviewed = _reviewed(file.page)
                file.page.update_date = iso_day(reviewed.latest) if reviewed and reviewed.is_known else newest
            if file.page is not None and not isinstance(file.page, ShellPage):
                query = report_query(str(file.page.title), f"{_content_name(config)}/{file.src_uri}")
                file.page.meta["report"] = escape(query)
        env.globals["newest_review"] = newest
        env.globals["language"] = self.project.context.subject.language if self.project else ENGLISH
        env.globals["first_day"] = iso_day(self.project.context.first_day) if self.project else newest
        env.globals["record_pages"] = [page for page in self.composition.pages if page.is_record]
        if self.project and not self.previewed:
            documents = [*self.written, *describe_site(self.project.graph, self.composition.pages)]
            try:
                self.indexing = Indexing(
                    documents, Path(config.site_dir, FOLDER), self.project.context.subject.language
                )
            except IndexingError as error:
                log.error("%s", error)
                raise PluginError(str(error)) from None
        env.globals["is_preview"] = self.is_serving or self.previewed is not None
        return env

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:  # noqa: ARG002
        """Keep the shell; give MkDocs the filled page to write, or nothing for the shell of a folder."""
        if not isinstance(page, ShellPage):
            shell = self.shells[page.url] = Shell.split_written(output)
            return shell.fill(None, self._problems())
        shell = self.shells[page.url] = Shell.split(output)
        if page.is_shared:
            return ""
        rendered = next((item for item in self.composition.pages if item.url == page.url), None)
        return shell.fill(rendered, self._problems())

    @event_priority(100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the pages of records and the redirects; wait for the search index, but not while serving."""
        if self.previewed:
            return
        problems = self._problems()
        for page in self.composition.pages:
            if page.is_record:
                _write_page(config, page.url, shell_of(self.shells, page).fill(page, problems))
        for redirect in self.composition.redirects:
            _write_page(config, redirect.url, redirect.write(config.site_url or ""))
        if self.indexing and self.waits_for_search and not self.is_serving:
            try:
                self.indexing.finish()
            except IndexingError as error:
                raise PluginError(str(error)) from None

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002
        self._stop_indexing()

    def on_shutdown(self) -> None:
        self._stop_indexing()

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:  # noqa: ARG002
        for folder in ("entities", TEMPLATES):
            if (_root(config) / folder).is_dir():
                server.watch(os.fspath(_root(config) / folder))
        return server

    def _stop_indexing(self) -> None:
        if self.indexing:
            self.indexing.end()
            self.indexing = None

    def _problems(self) -> Markup:
        """What is wrong, for `mkdocs serve`; nothing in a build, which has no errors."""
        found = self.project.diagnostics if self.project else []
        problems = sort_diagnostics([*found, *self.composition.diagnostics, *self.content_problems])
        return format_html([problem for problem in problems if problem.severity == "error"])

    def _report(self, diagnostics: list[Diagnostic]) -> None:
        """Print what is wrong; refuse to build where there are errors, unless serving."""
        errors = [found for found in diagnostics if found.severity == "error"]
        warnings = [found for found in diagnostics if found.severity == "warning"]
        if warnings:
            log.info("%s in the records; 'csto-kb check' lists them", summarize(warnings))
        if not errors:
            return
        text = format_here(errors, self.project.root) if self.project else format_text(errors)
        if self.is_serving:
            log.error("left out of the preview:\n%s", text)
        else:
            log.error("no site is built:\n%s", text)
            raise PluginError(f"{summarize(errors)} in the records; nothing was written")


def find_plugin(config: MkDocsConfig) -> KnowledgeBasePlugin | None:
    """This plugin, as a configuration has set it up; None where it does not name it."""
    return next((item for item in config.plugins.values() if isinstance(item, KnowledgeBasePlugin)), None)


def _lay_theme(config: MkDocsConfig) -> None:
    """Put our folders first; a `custom_dir` that is not the project's `templates/theme` stays before them."""
    folders = [os.fspath(folder) for folder in theme_folders(_root(config))]
    given = [name for name in config.theme.dirs[:1] if config.theme.custom_dir and name not in folders]
    others = [name for name in config.theme.dirs[len(given) :] if name not in folders]
    config.theme.dirs = [*given, *folders, *others]


def _write_page(config: MkDocsConfig, url: str, html: str) -> None:
    path = Path(config.site_dir, url, "index.html")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8", newline="\n")


def shell_of(shells: Mapping[str, Shell], page: Page) -> Shell:
    """The shell of a page made by templates: its own, or that of its folder."""
    return shells[f"{page.url.split('/')[0]}/{SHARED}/"] if page.is_record else shells[page.url]


def _newest_review(project: Project | None) -> str:
    """The site's day as an ISO date; the first of 1970 where no record has a day."""
    return project.context.today if project and project.context.last_reviewed.is_known else "1970-01-01"


def _url(page: MkDocsPage) -> str:
    """A page's address from the site's root; MkDocs calls the home page `./`."""
    return page.url if page.url != "./" else ""


def _require_directory_urls(config: MkDocsConfig) -> None:
    """Refuse what a check of `mkdocs.yml` cannot see: an option on the command line of MkDocs."""
    if not config.use_directory_urls:
        raise PluginError("use_directory_urls cannot be switched off: every page is a folder with an index.html")


def _reviewed(page: MkDocsPage) -> Date | None:
    """The day on which a page was last reviewed, as its front matter has it."""
    try:
        return Date.parse(str(page.meta.get("reviewed", "")))
    except DateError:
        return None


def _content_name(config: MkDocsConfig) -> str:
    """The folder of hand-written pages as the project calls it."""
    return read_content_settings(Path(config.config_file_path or CONFIGURATION)).name


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path or "mkdocs.yml").resolve().parent
