"""The MkDocs plugin.

Everything that can fail happens in `on_pre_build`, which MkDocs calls before it empties the site
folder. Building is strict: one error and there is no site. Serving is forgiving: the broken record is
left out, the problem is shown, and the next save mends it.
"""

import logging
import os
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as MkDocsPage

from csto_kb.dates import Date, DateError
from csto_kb.diagnostics import Diagnostic, Mark, format_text, has_errors, report, sort_diagnostics, summarize
from csto_kb.mkdocs_plugin.pages import RenderedPage, make_file, strip_for_search
from csto_kb.mkdocs_plugin.shells import Shells
from csto_kb.project import (
    CONTENT,
    CONTENT_REFERENCE,
    TEMPLATES,
    Composition,
    Project,
    compose_site,
    load_project,
)
from csto_kb.render.content import expand_content
from csto_kb.render.environment import make_environment
from csto_kb.render.frame import page_frame
from csto_kb.render.view import View
from csto_kb.site import SiteInfo

log = logging.getLogger("mkdocs.plugins.csto_kb")


class KnowledgeBasePlugin(BasePlugin):  # type: ignore[no-untyped-call, type-arg]
    """Hands the knowledge base's pages and files to MkDocs."""

    def __init__(self) -> None:
        self.is_serving = False
        self.project: Project | None = None
        self.composition = Composition([], [])
        self.content_problems: list[Diagnostic] = []
        self.shells: Shells | None = None
        self.environment: Environment | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002
        self.is_serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Make the forge's address the one setting: MkDocs guesses `master` and `docs` behind it."""
        if config.repo_url and config.edit_uri:
            config.edit_uri = config.edit_uri.replace("/master/docs/", f"/main/{CONTENT}/")
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Load and render before MkDocs empties the site folder."""
        root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        self.content_problems = []
        self.project = load_project(root, SiteInfo(config.site_name, config.site_url or ""))
        self.environment = make_environment(root / TEMPLATES)
        self.composition = Composition([], [])
        if self.is_serving or not has_errors(self.project.diagnostics):
            self.composition = compose_site(self.project)
        self._report([*self.project.diagnostics, *self.composition.diagnostics])

    @event_priority(100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages and data files. First of all plugins: the others see the whole site."""
        for page in self.composition.pages:
            files.append(make_file(page, config))
        for data in self.composition.files:
            # A file of text is a static file; MkDocs writes it as it is.
            file = File.generated(config, data.url, content=data.content, inclusion=InclusionLevel.INCLUDED)
            files.append(file)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Hang each entity page under its kind's index page, so that the right tab is lit."""
        sections: dict[str, Section | None] = {
            page.file.src_uri.removesuffix(".md"): page.parent for page in nav.pages if isinstance(page, RenderedPage)
        }
        for file in files.documentation_pages():
            page = file.page
            if isinstance(page, RenderedPage) and page.parent is None:
                page.parent = sections.get(file.src_uri.split("/")[0])
        return nav

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Expand links and citations of hand-written pages."""
        if isinstance(page, RenderedPage) or self.project is None:
            return markdown
        expanded, problems = expand_content(markdown, View(self.project.context, _url(page)))
        offset = page.file.content_string.replace("\r\n", "\n").removesuffix(markdown).count("\n")
        for problem in problems:
            mark = Mark(problem.mark.line + offset, problem.mark.column)
            path = f"{CONTENT}/{page.file.src_uri}"
            self.content_problems.append(report(CONTENT_REFERENCE, path, mark, problem.message, problem.hint))
        return expanded

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Give hand-written pages the head and the foot that all pages have."""
        if isinstance(page, RenderedPage) or self.project is None or self.environment is None:
            return html
        description = str(page.meta.get("description", config.site_description or ""))
        try:
            reviewed = Date.parse(str(page.meta.get("reviewed", "")))
        except DateError:
            reviewed = None
        view = View(self.project.context, _url(page))
        frame = page_frame(self.environment, view, str(page.title), description, reviewed, None)
        page.meta["kb_head"] = str(frame.head)
        return html + str(frame.foot)

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:  # noqa: ARG002
        """All hand-written pages are read now and nothing is written yet: the last moment to refuse."""
        self._report(self.content_problems)
        # The sitemap's dates and the time stamp of its archive come from here, and not from a clock.
        for file in files.documentation_pages():
            if isinstance(file.page, RenderedPage):
                file.page.update_date = file.page.rendered.reviewed
            elif file.page is not None:
                file.page.update_date = str(file.page.meta.get("reviewed", ""))
        self.shells = Shells(env)
        env.globals["problems"] = self._problems() if self.is_serving else []
        return env

    @event_priority(100)
    def _slim(self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation) -> Any:  # noqa: ARG002
        """Before the search plugin reads a page: show it only what is worth finding."""
        if isinstance(page, RenderedPage):
            page.content = strip_for_search(str(page.rendered.html))
        return context

    @event_priority(-100)
    def _restore(self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation) -> Any:  # noqa: ARG002
        """After the search plugin: the page as it was made."""
        if isinstance(page, RenderedPage):
            page.content = str(page.rendered.html)
            if page.rendered.is_entity and self.shells is not None:
                page.filled = self.shells.fill(page, context)
        return context

    on_page_context = CombinedEvent(_slim, _restore)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:  # noqa: ARG002
        root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        for folder in ("entities", TEMPLATES):
            if (root / folder).is_dir():
                server.watch(os.fspath(root / folder))
        return server

    def _problems(self) -> list[Diagnostic]:
        found = self.project.diagnostics if self.project else []
        problems = [*found, *self.composition.diagnostics, *self.content_problems]
        return [problem for problem in sort_diagnostics(problems) if problem.severity == "error"]

    def _report(self, diagnostics: list[Diagnostic]) -> None:
        """Print what is wrong; refuse to build where there are errors, unless serving."""
        errors = [found for found in diagnostics if found.severity == "error"]
        warnings = [found for found in diagnostics if found.severity == "warning"]
        if warnings:
            log.info("%s in the records; 'csto-kb check' lists them", summarize(warnings))
        if not errors:
            return
        if self.is_serving:
            log.error("left out of the preview:\n%s", format_text(errors))
        else:
            log.error("no site is built:\n%s", format_text(errors))
            raise PluginError(f"{summarize(errors)} in the records; nothing was written")


def _url(page: MkDocsPage) -> str:
    """A page's address from the site's root; MkDocs calls the home page `./`."""
    return page.url if page.url != "./" else ""
