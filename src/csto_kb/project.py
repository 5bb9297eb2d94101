"""The composition, from top to bottom: load -> graph -> check -> pages and files.

A project is a folder with `mkdocs.yml`, `entities/`, `content/`; with `subject.yaml`, which says what it is about, and
with `templates/` where it has templates of its own.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from jinja2 import Environment

from csto_kb import (
    checks,
    content,
    external,
    graph,
    links,
    loader,
    page_links,
    register,
    render,
    settings,
    state_table,
    validation,
    yaml_text,
)
from csto_kb.checks import CHECKS, run_checks
from csto_kb.content import Content, read_content
from csto_kb.diagnostics import Code, Diagnostic, Position, report, sort_diagnostics
from csto_kb.external.archive_state import read_searches
from csto_kb.graph import Graph, build_graph, check_references
from csto_kb.groups import find_strangers
from csto_kb.link_state import read_states
from csto_kb.loader import Library, load_records
from csto_kb.model.search_words import SearchWords
from csto_kb.page_links import find_unlinked_pages, link_pages
from csto_kb.parallel import map_forked
from csto_kb.passage_state import read_passages, sum_up
from csto_kb.register import FILES, Register, Writing, find_file_collisions, plan_writing
from csto_kb.render import Redirect, Renderer, Task
from csto_kb.render.context import SiteContext
from csto_kb.render.folders import theme_folders
from csto_kb.render.geometry import read_geometry
from csto_kb.search import FOLDER
from csto_kb.search_words import read_search_words
from csto_kb.settings import (
    CONFIGURATION,
    check_navigation,
    check_settings,
    read_content_settings,
    read_limits,
    read_menu,
    read_site,
)
from csto_kb.site import DATA, SOCIAL_IMAGE, THEME_FILES, DataFile, Made, Page, content_url, source_uri
from csto_kb.subject import SubjectFile, read_subject

PAGE_COLLISION = Code(
    "page-collision",
    "error",
    "Two pages or files have the same address, so one would vanish without a word. Both origins are named. Addresses "
    "that differ in the case of letters, or in how an accent is coded, are the same on many file systems; and where a "
    "page has its folder, no file can be.",
)
CODES = (PAGE_COLLISION,)


@dataclass(frozen=True)
class Project:
    """The records of a project, resolved and checked."""

    root: Path
    library: Library
    content: Content
    context: SiteContext
    diagnostics: list[Diagnostic]
    configuration: Path
    search_words: SearchWords = field(default_factory=SearchWords)
    """What the search knows beside the records."""

    @property
    def graph(self) -> Graph:
        return self.context.graph


def named_files(root: Path) -> tuple[str, ...]:
    """The files and folders that the settings and the subject name, and that the site is made of, below `root`."""
    subject = read_subject(root).subject
    drawn = subject.map
    files = (drawn.geometry, drawn.labels or "") if drawn else ()
    return tuple(filter(None, (read_content_settings(root / CONFIGURATION).name, subject.search, *files)))


@dataclass(frozen=True)
class Composition:
    """What a project's records give a site."""

    pages: list[Page]
    files: list[DataFile]
    redirects: tuple[Redirect, ...] = ()
    diagnostics: list[Diagnostic] = field(default_factory=list)


def all_codes() -> tuple[Code, ...]:
    """Every diagnostic code there is, sorted by name."""
    tables = (
        yaml_text.CODES,
        loader.CODES,
        validation.CODES,
        graph.CODES,
        render.CODES,
        links.CODES,
        state_table.CODES,
        external.CODES,
        settings.CODES,
        content.CODES,
        page_links.CODES,
        register.CODES,
        CODES,
    )
    codes = [code for table in tables for code in table] + [check.code for check in checks.CHECKS]
    return tuple(sorted(codes, key=lambda code: code.name))


def load_project(
    root: Path, previous: Project | None = None, configuration: Path | None = None, files: Register = FILES
) -> Project:
    """Load, resolve and check the records below `root`; what has not changed since `previous` is not read again.

    The settings come from `configuration`, which is `root/mkdocs.yml` unless given; `files` are those that the site
    is to have beside its pages.
    """
    configuration = configuration or root / CONFIGURATION
    limits, problems = read_limits(configuration)
    library = load_records(root, limits, previous.library if previous else None)
    about = library.about
    resolved, unresolved = build_graph(library)
    where = read_content_settings(configuration)
    written = read_content(where.folder, where.name, where.excluded, previous.content if previous else None)
    resolved, misled = link_pages(resolved, written)
    link_states, unread = read_states(root)
    passages, unread_passages = read_passages(root)
    _, unread_searches = read_searches(root)
    site = replace(read_site(configuration), image=_find_image(root))
    searched = read_search_words(root, about, limits)
    geometry, undrawn = read_geometry(root, about.subject.map, about.document)
    context = SiteContext(resolved, about.subject, site, link_states, sum_up(passages.values()), geometry, files)
    problems += [
        # As of a record, what the file refers to is looked up once it is in order itself.
        *(about.problems or (*_check_subject(about, library, resolved), *undrawn)),
        *searched.problems,
        *misled,
        *find_unlinked_pages(written, read_menu(configuration)),
        *library.diagnostics,
        *unresolved,
        *run_checks(library, resolved),
        *unread,
        *unread_passages,
        *unread_searches,
    ]
    return Project(root, library, written, context, sort_diagnostics(problems), configuration, searched.words)


def _check_subject(about: SubjectFile, library: Library, graph: Graph) -> Iterator[Diagnostic]:
    yield from check_references(about.document, about.subject, library, graph)
    yield from find_strangers(about, graph)


def _find_image(root: Path) -> str:
    return SOCIAL_IMAGE if any((folder / SOCIAL_IMAGE).is_file() for folder in theme_folders(root)) else ""


def make_renderer(project: Project, environment: Environment | None = None) -> Renderer:
    """What renders the project's pages, all or one by one; in `environment` where templates are compiled already."""
    written = frozenset(content_url(page.name) for page in project.content.pages)
    return Renderer(project.context, project.root, all_codes(), written, environment)


def compose_site(project: Project) -> Composition:
    """Render the pages and write the data files."""
    renderer = make_renderer(project)
    problems = check_site(project, renderer)

    def make(item: Task | Writing) -> Page | Diagnostic | list[DataFile]:
        return renderer.render(item) if isinstance(item, Task) else item.run(renderer, project.root)

    tasks = [task for task in renderer.tasks if not task.problems]
    work: list[Task | Writing] = [*tasks, *plan_writing(project.context.files)]
    made = map_forked(make, work)
    pages = [item for item in made if isinstance(item, Page)]
    files = [file for item in made if isinstance(item, list) for file in item]
    problems += [item for item in made if isinstance(item, Diagnostic)]
    return Composition(pages, files, renderer.redirects, sort_diagnostics(problems))


def write_data(project: Project) -> tuple[list[DataFile], list[Diagnostic]]:
    """The files below `data/`, and what is wrong with what writes them; no page is rendered."""
    renderer = make_renderer(project)
    files = tuple(file for file in project.context.files if file.name.startswith(DATA))
    made = [work.run(renderer, project.root) for work in plan_writing(files)]
    problems = [*find_file_collisions(files, project.root), *(item for item in made if isinstance(item, Diagnostic))]
    return [file for item in made if isinstance(item, list) for file in item], sort_diagnostics(problems)


def compose_special_pages(renderer: Renderer) -> Composition:
    """Render only the pages that are not the page of one record; no files."""
    made = [renderer.render(task) for task in renderer.tasks if not task.is_record]
    pages = [item for item in made if isinstance(item, Page)]
    return Composition(pages, [], diagnostics=[item for item in made if not isinstance(item, Page)])


def check_pages(project: Project) -> list[Diagnostic]:
    """What a build would refuse before it renders the first page."""
    return check_site(project, make_renderer(project))


def check_site(project: Project, renderer: Renderer) -> list[Diagnostic]:
    """What is wrong with the settings and with the pages and files that there are to be."""
    tasks = {source_uri(task.url) for task in renderer.tasks}
    pages = tasks.union(page.name for page in project.content.pages)
    return [
        *dict.fromkeys(problem for task in renderer.tasks for problem in task.problems),
        *check_settings(project.configuration),
        *check_navigation(project.configuration, pages),
        *find_file_collisions(project.context.files, project.root),
        *_find_collisions(project, renderer),
    ]


def _find_collisions(project: Project, renderer: Renderer) -> list[Diagnostic]:
    """Pages and files with the same address: of records, of templates, hand-written, and of the site itself."""
    written = {file: f"{project.content.name}/{file}" for file in project.content.files}
    pages = {page.name for page in project.content.pages}
    origins: dict[str, str] = {}
    problems = []

    def claim(file: str, origin: str, what: str) -> None:
        other = origins.setdefault(_fold(file), origin)
        if other is not origin:
            problems.append(report(PAGE_COLLISION, origin, Position(), f"{what} is also made by {other}"))

    for file, origin in written.items():
        url = content_url(file) if file in pages else file
        claim(f"{url}index.html" if file in pages else file, origin, f"the page '{url}'")
    made: Iterable[Made] = (*renderer.tasks, *renderer.redirects)
    for page in made:
        claim(f"{page.url}index.html", page.origin, f"the page '{page.url}'")
    own = {_fold(file) for file in (*THEME_FILES, *_made_files(project, renderer, written))}
    folders = {parent: origin for file, origin in origins.items() for parent in _parents(file)}
    registered = (file.name for file in project.context.files)
    folders |= {parent: "the site itself" for file in (*registered, f"{FOLDER}/") for parent in _parents(_fold(file))}
    for file, origin in written.items():
        if file not in pages and (_fold(file) in own or _fold(file).startswith(f"{FOLDER}/")):
            problems.append(report(PAGE_COLLISION, origin, Position(), f"the site itself has a file '{file}'"))
        elif file not in pages and _fold(file) in folders:
            message = f"the file '{file}' is where {folders[_fold(file)]} needs a folder"
            problems.append(report(PAGE_COLLISION, origin, Position(), message))
    return problems


def _fold(file: str) -> str:
    """The path of a file as file systems see it that ignore case and forms of Unicode."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", file).casefold())


def _parents(file: str) -> Iterator[str]:
    """The folders that a file lies in."""
    return (file[:end] for end, letter in enumerate(file) if letter == "/")


def _made_files(project: Project, renderer: Renderer, written: Iterable[str]) -> Iterator[str]:
    """The files of the register by their addresses; a family is made only where a written file could be one of it."""
    names = [_fold(file) for file in written]
    for work in plan_writing(project.context.files):
        if any(file.is_family for file in work.files) and any(file.covers(n) for file in work.files for n in names):
            made = work.run(renderer, project.root)
            yield from (file.url for file in made) if isinstance(made, list) else ()
        yield from (file.name for file in work.files if not file.is_family)


__all__ = [
    "CHECKS",
    "Composition",
    "Project",
    "all_codes",
    "check_pages",
    "compose_site",
    "load_project",
    "make_renderer",
]
