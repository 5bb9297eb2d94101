"""The composition, from top to bottom: load -> graph -> check -> pages and files.

A project is a folder with `mkdocs.yml`, `entities/`, `templates/` and `content/`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from csto_kb import checks, graph, links, loader, render, yaml_text
from csto_kb.checks import CHECKS, run_checks
from csto_kb.diagnostics import Code, Diagnostic, Mark, report, sort_diagnostics
from csto_kb.export import export_files
from csto_kb.graph import Graph, build_graph
from csto_kb.loader import Library, load_records
from csto_kb.render import render_site
from csto_kb.render.cards import card_files
from csto_kb.render.citing import citation_files
from csto_kb.render.content import content_url
from csto_kb.render.context import SiteContext
from csto_kb.site import DataFile, Page, SiteInfo, write_manifest

TEMPLATES = "templates"
CONTENT = "content"

MISSING_TEMPLATES = Code(
    "missing-templates", "error", "The project has no folder `templates/`, so no page can be made."
)
PAGE_COLLISION = Code("page-collision", "error", "Two pages have the same address; both origins are named.")
CONTENT_REFERENCE = Code(
    "content-reference", "error", "A `[[link]]` or `[@citation]` in a page of `content/` is malformed or leads nowhere."
)
CODES = (MISSING_TEMPLATES, PAGE_COLLISION, CONTENT_REFERENCE)


@dataclass(frozen=True)
class Project:
    """The records of a project, resolved and checked."""

    root: Path
    library: Library
    context: SiteContext
    diagnostics: list[Diagnostic]

    @property
    def graph(self) -> Graph:
        return self.context.graph


@dataclass(frozen=True)
class Composition:
    """What a project's records give a site."""

    pages: list[Page]
    files: list[DataFile]
    diagnostics: list[Diagnostic] = field(default_factory=list)


def all_codes() -> tuple[Code, ...]:
    """Every diagnostic code there is, sorted by name."""
    tables = (yaml_text.CODES, loader.CODES, graph.CODES, render.CODES, links.CODES, CODES)
    codes = [code for table in tables for code in table] + [check.code for check in checks.CHECKS]
    return tuple(sorted(codes, key=lambda code: code.name))


def load_project(root: Path, site: SiteInfo | None = None) -> Project:
    """Load, resolve and check the records below `root`; `site` is what the site is called and where it stands."""
    library = load_records(root)
    resolved, unresolved = build_graph(library)
    problems = [*library.diagnostics, *unresolved, *run_checks(library, resolved)]
    return Project(root, library, SiteContext(resolved, site or SiteInfo()), sort_diagnostics(problems))


def compose_site(project: Project, progress: Callable[[int, int], None] | None = None) -> Composition:
    """Render the pages and write the data files."""
    templates = project.root / TEMPLATES
    if not templates.is_dir():
        problem = report(MISSING_TEMPLATES, TEMPLATES, Mark(), "no folder 'templates'")
        return Composition([], [], [problem])
    context = project.context
    pages, problems = render_site(context, templates, all_codes(), _written_urls(project.root), progress)
    problems += _collisions(project.root, pages)
    files = [*export_files(context.graph), *citation_files(context), *card_files(context), write_manifest(pages)]
    return Composition(pages, files, sort_diagnostics(problems))


def _written_urls(root: Path) -> frozenset[str]:
    """The addresses of the hand-written pages."""
    names = [path.relative_to(root / CONTENT).as_posix() for path in (root / CONTENT).rglob("*.md")]
    return frozenset(content_url(name) for name in names)


def _collisions(root: Path, pages: list[Page]) -> list[Diagnostic]:
    """Two pages at one address: two records, or a record and a page of `content/`."""
    problems = []
    origins: dict[str, str] = {}
    for page in pages:
        written = f"{CONTENT}/{page.source_uri}"
        other = origins.get(page.url) or (written if (root / written).exists() else "")
        if other:
            problems.append(
                report(PAGE_COLLISION, page.origin, Mark(), f"the page '{page.url}' is also made by {other}")
            )
        origins[page.url] = page.origin
    return problems


__all__ = ["CHECKS", "Composition", "Project", "all_codes", "compose_site", "load_project"]
