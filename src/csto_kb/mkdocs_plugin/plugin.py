"""The MkDocs plugin.

MkDocs renders hand-written pages and the theme. It gets pages that templates render as placeholders (`shells`), which
are filled in after it has rendered the theme around them. Pages of records are written without MkDocs, whose own
processing takes several times as long as their rendering.

Everything that can fail happens before MkDocs writes a page. A build is strict: with one error there is no site.
Serving is lenient: a broken record is left out, its problem is shown, and the next save can fix it.
"""

import logging
import os
from collections.abc import Mapping
from itertools import chain
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
from csto_kb.mkdocs_plugin.scripts import join_scripts
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
from csto_kb.search import FOLDER, Indexing, IndexingError, SearchDocument, describe_site, describe_written
from csto_kb.settings import CONFIGURATION, read_content_settings
from csto_kb.site import Page, report_query

log = logging.getLogger("mkdocs.plugins.csto_kb")

PLUGIN_MISSING = "mkdocs.yml: the plugin 'csto-kb' is missing"
THEME_FILES = ("assets/stylesheets/", "assets/javascripts/")
"""The folders of Material's own files. The frame (`templates/theme/base.html`) uses none of them: the styles that it
needs are in `assets/styles/material.css`, which `tools/reduce_theme_styles.py` makes.
"""


class KnowledgeBasePlugin(BasePlugin):  # type: ignore[no-untyped-call, type-arg]
    """Gives the pages and files of the knowledge base to MkDocs."""

    config_scheme = (("limits", Type(dict, default={})),)
    """The options that MkDocs accepts; `settings` reads them."""

    def __init__(self) -> None:
        self.is_serving = False
        self.previewed: tuple[Project, Composition] | None = None
        """The project and composition of the live preview; with it only shells are made, and kept in `shells`."""
        self.project: Project | None = None
        self.composition = Composition([], [])
        self.content_problems: list[Diagnostic] = []
        self.shells: dict[str, Shell] = {}
        """The shell of each page, by address."""
        self.written: list[SearchDocument] = []
        """The search documents of hand-written pages."""
        self.indexing: Indexing | None = None
        self.waits_for_search = True
        """Whether a build waits for the search index; a caller that does more in parallel waits itself."""
        self.environment = make_environment(Path())
        """The project's templates, for the parts that hand-written pages share with rendered ones."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002
        self.is_serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Put the project's theme before the program's, and that before Material's.

        Also correct the edit address, for which MkDocs guesses the branch `master` and the folder `docs`.
        """
        _set_theme_folders(config)
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
        """Add the special pages, a shell for each folder of records, and the data files, before all other plugins."""
        for file in list(files):
            if file.src_uri.startswith(THEME_FILES) or not is_own_path(file.src_uri):
                files.remove(file)
        join_styles(files, config)
        join_scripts(files, config)
        for page in self.composition.pages:
            if not page.is_record:
                files.append(make_page_file(page, config))
        for folder in BY_FOLDER:
            files.append(make_shared_file(folder, config))
        for data in self.composition.files:
            # A text file is a static file, which MkDocs copies unchanged.
            file = File.generated(config, data.url, content=data.content, inclusion=InclusionLevel.INCLUDED)
            files.append(file)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Put the shell of each folder under its kind's index page, so that the right tab is active."""
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
            # Another plugin made the page, so it has not been checked.
            path = f"{_content_name(config)}/{page.file.src_uri}"
            self.content_problems += explain_notation(path, markdown, read_notation(markdown), self.project.graph)
        return expand_content(markdown, View(self.project.context, _url(page)))

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Add the head and foot of all pages to a hand-written page; keep its search document."""
        if isinstance(page, ShellPage) or self.project is None:
            return html
        language = self.project.context.subject.language
        description = str(
            page.meta.get("description") or opening_sentence(html, language) or config.site_description or ""
        )
        if page.file.inclusion is not InclusionLevel.NOT_IN_NAV:
            title = Markup(page.title).striptags()  # noqa: S704 - MkDocs' title is HTML
            self.written.append(describe_written(_url(page), title, html, description))
        page.meta["description"] = str(escape(description))
        view = View(self.project.context, _url(page))
        frame = page_frame(self.environment, view, str(page.title), description, _reviewed(page), None)
        page.meta["kb_head"] = str(frame.head)
        return html + str(frame.foot)

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Report problems of hand-written pages: all are read, and nothing is written yet."""
        if not self.previewed:
            self._report(self.content_problems)
        # The dates of the sitemap and the time stamp of its archive come from the records, not from a clock.
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
            subject = self.project.context.subject
            made = describe_site(self.project.graph, self.composition.pages, subject.focus)
            try:
                self.indexing = Indexing(
                    chain(self.written, made),
                    Path(config.site_dir, FOLDER),
                    self.project.search_words,
                    subject.language,
                )
            except IndexingError as error:
                log.error("%s", error)
                raise PluginError(str(error)) from None
        env.globals["is_preview"] = self.is_serving or self.previewed is not None
        return env

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:  # noqa: ARG002
        """Keep the shell; return the filled page for MkDocs to write, or '' for the shell of a folder."""
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
        """The errors as HTML, for `mkdocs serve`; empty in a build, which has no errors."""
        found = self.project.diagnostics if self.project else []
        problems = sort_diagnostics([*found, *self.composition.diagnostics, *self.content_problems])
        return format_html([problem for problem in problems if problem.severity == "error"])

    def _report(self, diagnostics: list[Diagnostic]) -> None:
        """Log the problems; stop the build where there are errors, unless serving."""
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
    """The plugin of a configuration; None where the configuration does not name it."""
    return next((item for item in config.plugins.values() if isinstance(item, KnowledgeBasePlugin)), None)


def _set_theme_folders(config: MkDocsConfig) -> None:
    """Put the folders of the project and the program first, after a `custom_dir` that is another folder."""
    folders = [os.fspath(folder) for folder in theme_folders(_root(config))]
    given = [name for name in config.theme.dirs[:1] if config.theme.custom_dir and name not in folders]
    others = [name for name in config.theme.dirs[len(given) :] if name not in folders]
    config.theme.dirs = [*given, *folders, *others]


def _write_page(config: MkDocsConfig, url: str, html: str) -> None:
    path = Path(config.site_dir, url, "index.html")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8", newline="\n")


def shell_of(shells: Mapping[str, Shell], page: Page) -> Shell:
    """The shell of a rendered page: its own, or that of its folder."""
    return shells[f"{page.url.split('/')[0]}/{SHARED}/"] if page.is_record else shells[page.url]


def _newest_review(project: Project | None) -> str:
    """The site's date as an ISO date; 1970-01-01 where no record has one."""
    return project.context.today if project and project.context.last_reviewed.is_known else "1970-01-01"


def _url(page: MkDocsPage) -> str:
    """A page's address relative to the site's root; MkDocs has `./` for the home page."""
    return page.url if page.url != "./" else ""


def _require_directory_urls(config: MkDocsConfig) -> None:
    """Refuse an option of MkDocs' command line, which the check of `mkdocs.yml` does not cover."""
    if not config.use_directory_urls:
        raise PluginError("use_directory_urls cannot be switched off: every page is a folder with an index.html")


def _reviewed(page: MkDocsPage) -> Date | None:
    """The date of the last review of a page, from its front matter."""
    try:
        return Date.parse(str(page.meta.get("reviewed", "")))
    except DateError:
        return None


def _content_name(config: MkDocsConfig) -> str:
    """The name of the project's folder of hand-written pages."""
    return read_content_settings(Path(config.config_file_path or CONFIGURATION)).name


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path or "mkdocs.yml").resolve().parent
