"""The live preview without its server: the last records, the last theme, and pages rendered on request.

After a save only the changed record is read and the graph resolved; a page is rendered when a browser requests it.
MkDocs runs again only for what it makes itself: hand-written pages and the theme.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote

from jinja2 import Environment
from markupsafe import Markup

from csto_kb.diagnostics import Diagnostic, format_html, read_below, sort_diagnostics
from csto_kb.mkdocs_plugin.pages import SHARED
from csto_kb.mkdocs_plugin.plugin import shell_of
from csto_kb.mkdocs_plugin.theme import Theme, build_theme
from csto_kb.model import BY_FOLDER
from csto_kb.project import (
    Project,
    check_site,
    compose_special_pages,
    load_project,
    make_renderer,
)
from csto_kb.register import find_writing
from csto_kb.render import Redirect, Renderer, Task
from csto_kb.render.environment import make_environment
from csto_kb.scaffold.ids import refresh_ids
from csto_kb.scaffold.schemas import SCHEMAS
from csto_kb.search import FOLDER, Indexing, describe_site
from csto_kb.site import Page, entity_address

_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """A response to a browser."""

    status: int
    media_type: str
    body: bytes
    location: str = ""
    """The path of a redirect; only with a status of a redirect."""


@dataclass(frozen=True)
class _State:
    """The result of one reading of the project. It is replaced as a whole, so that no page mixes two."""

    project: Project
    renderer: Renderer
    tasks: Mapping[str, Task]
    redirects: Mapping[str, Redirect]
    problems: tuple[Diagnostic, ...]


@dataclass
class Preview:
    """The preview of the project at `root`; MkDocs writes into `folder`, and the search index is beside it."""

    root: Path
    folder: Path
    version: int = 0
    """The number of the reading: a browser that shows an older one reloads."""
    indexing: Indexing | None = None
    """The search index in the making, or the last one."""
    _theme: Theme = field(default_factory=Theme)
    _theme_of: Project | None = None
    _state: _State | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _environment: Environment = field(init=False)

    def __post_init__(self) -> None:
        self._environment = make_environment(self.root, auto_reload=True)

    @property
    def problems(self) -> list[Diagnostic]:
        """All problems, warnings included."""
        own = self._state.problems if self._state else ()
        return sort_diagnostics([*own, *self._theme.problems])

    @property
    def failure(self) -> str:
        """Why the theme could not be made; '' where it could."""
        return self._theme.failure

    def read_records(self) -> None:
        """Read changed files: records, settings, the text of hand-written pages."""
        with self._lock:
            project = load_project(self.root, self._state.project if self._state else None)
            refresh_ids(self.root / SCHEMAS, project.library)
            renderer = make_renderer(project, self._environment)
            problems = (*project.diagnostics, *check_site(project, renderer))
            redirects = {redirect.url: redirect for redirect in renderer.redirects}
            self._state = _State(project, renderer, {task.url: task for task in renderer.tasks}, redirects, problems)
            self.version += 1

    def read_theme(self) -> None:
        """Make hand-written pages and shells again with MkDocs. Where it fails the old ones stay in use."""
        with self._lock:
            state = self._now()
            theme = build_theme(state.project, compose_special_pages(state.renderer), self.folder)
            self._theme = (
                theme if not theme.failure else Theme(self._theme.shells, (), self._theme.site_url, theme.failure)
            )
            self._theme_of = state.project
            self.version += 1

    def _renew_theme(self) -> None:
        """Make the theme again for a requested page, without a new version: no browser needs to reload."""
        version = self.version
        self.read_theme()
        self.version = version

    def refresh_search(self) -> None:
        """Start to index the last reading in the background; an index in the making is cancelled.

        Raises `IndexingError` where no thread can be started.
        """
        self.end_search()
        with self._lock:
            state, written = self._now(), self._theme.written
        pages = (page for task in state.renderer.tasks if isinstance(page := state.renderer.render(task), Page))
        subject = state.project.context.subject
        documents = chain(written, describe_site(state.project.graph, pages, subject.focus))
        target = self.folder.with_name(FOLDER)
        self.indexing = Indexing(documents, target, state.project.search_words, subject.language)

    def stop_search(self) -> None:
        """Cancel the index in the making; does not wait."""
        if self.indexing:
            self.indexing.cancel()

    def end_search(self) -> None:
        """Cancel the index in the making, and wait until it has ended."""
        if self.indexing:
            self.indexing.end()

    def answer(self, path: str) -> Answer:
        """Answer a request for a path, which starts with a slash and may have a query."""
        asked, question, query = path.partition("#")[0].partition("?")
        url = unquote(asked).removeprefix("/").removesuffix("index.html")
        with self._lock:
            if url == "" or url.endswith("/"):
                return self._page(url)
            found = self._file(url)
            if found.status == 404 and self._has_page(f"{url}/"):
                # As web servers do. The location has one leading slash; with two it would name another host.
                location = f"/{asked.lstrip('/')}/{question}{query}"
                return Answer(301, "text/plain; charset=utf-8", b"", location)
            return found

    def _now(self) -> _State:
        if self._state is None:
            self.read_records()
        assert self._state is not None
        return self._state

    def _page(self, url: str) -> Answer:
        state = self._now()
        if url in state.tasks:
            return self._record_page(state, state.tasks[url])
        if url in state.redirects:
            return _html(200, state.redirects[url].write(self._theme.site_url))
        broken = self._problems_of(state, url)
        if broken:
            return self._bare_page(url, broken)
        if self._theme_of is not state.project and not self._theme.failure:
            # A hand-written page shows names of records, so it is made again when it is requested.
            self._renew_theme()
        shell = self._theme.shells.get(url)
        if shell is None:
            return self._not_found()
        return _html(200, shell.fill(None, self._shown_problems()))

    def _has_page(self, url: str) -> bool:
        state = self._now()
        return any(url in pages for pages in (state.tasks, state.redirects, self._theme.shells)) or bool(
            self._problems_of(state, url)
        )

    def _record_page(self, state: _State, task: Task) -> Answer:
        made = state.renderer.render(task)
        if not isinstance(made, Page):
            return self._bare_page(task.url, [made])
        if self._theme_of and self._theme_of.context.today != state.project.context.today and not self._theme.failure:
            self._renew_theme()  # the head of every page has the site's date
        if not self._theme.shells:
            return self._bare_page(task.url, [])
        try:
            shell = shell_of(self._theme.shells, made)
        except KeyError:  # a special page that was added after the theme was made
            self.read_theme()
            shell = shell_of(self._theme.shells, made)
        return _html(200, shell.fill(made, self._shown_problems()))

    def _problems_of(self, state: _State, url: str) -> list[Diagnostic]:
        """The problems because of which the record at this address has no page."""
        record = state.project.library.records.get(url.rstrip("/").rpartition("/")[2])
        if record is None or entity_address(record.model, record.id) != url:
            return []
        return [problem for problem in self.problems if problem.path == record.path]

    def _bare_page(self, url: str, problems: list[Diagnostic]) -> Answer:
        """A page that shows problems, within the theme where there is one."""
        block = self._failure_block() + format_html(problems, read_below(self.root))
        title = url.rstrip("/") or "The preview"
        html = Markup("<h1>{}</h1>{}").format(title, "" if problems else block)
        page = Page(url, title, "", html, Markup(""), Markup(""), (), "")
        folder = url.split("/")[0]
        shell = self._theme.shells.get(f"{folder}/{SHARED}/") if folder in BY_FOLDER else None
        if shell is None:
            return _html(500, f"<!doctype html><title>{Markup.escape(title)}</title>{html}{block}</body>")
        return _html(500, shell.fill(page, block))

    def _file(self, url: str) -> Answer:
        made = self._made_file(self._now(), url)
        if made is not None:
            return made
        media_type = guess_type(url)[0] or "application/octet-stream"
        is_search = url.startswith(f"{FOLDER}/")
        folder = (self.folder.with_name(FOLDER) if is_search else self.folder).resolve()
        try:
            path = (folder / url.removeprefix(f"{FOLDER}/" if is_search else "")).resolve()
            if path.is_relative_to(folder) and path.is_file():
                return Answer(200, media_type, path.read_bytes())
        except (OSError, ValueError):
            pass  # there is no such file, or the name is not valid
        return self._not_found()

    def _made_file(self, state: _State, url: str) -> Answer | None:
        """A file of the register, written on request; None where the register has none at this address."""
        work = find_writing(state.project.context.files, url)
        made = work.run(state.renderer, self.root) if work else []
        if isinstance(made, Diagnostic):
            return self._bare_page(url, [made])
        file = next((file for file in made if file.url == url), None)
        registered = next((item for item in work.files if item.covers(url)), None) if work else None
        return Answer(200, registered.media_type, file.encoded) if file and registered else None

    def _not_found(self) -> Answer:
        page = self.folder / "404.html"
        return _html(404, page.read_text(encoding="utf-8") if page.is_file() else "<!doctype html><title>404</title>")

    def _shown_problems(self) -> Markup:
        errors = [problem for problem in self.problems if problem.severity == "error"]
        return self._failure_block() + format_html(errors, read_below(self.root))

    def _failure_block(self) -> Markup:
        if not self._theme.failure:
            return Markup("")
        words = "The theme could not be made again; pages are shown in the last one."
        block = Markup('<div class="kb-problems" role="alert"><strong>{}</strong><pre>{}</pre></div>')
        return block.format(words, self._theme.failure)


def _html(status: int, html: str) -> Answer:
    return Answer(status, _HTML, html.encode())
