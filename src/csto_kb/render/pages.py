"""The plan of all pages, and the rendering of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateNotFound
from markupsafe import Markup

from csto_kb.dates import Date
from csto_kb.diagnostics import Code, Diagnostic, Position, report
from csto_kb.insight.reviews import newest_review
from csto_kb.model import MODELS, Entity
from csto_kb.render.context import SiteContext
from csto_kb.render.declaration import TEMPLATE_ERROR, Declaration, read_declaration
from csto_kb.render.environment import locate_template_error, make_environment
from csto_kb.render.folders import list_templates, template_origin
from csto_kb.render.frame import page_frame
from csto_kb.render.index_page import index_page
from csto_kb.render.offered import TABLES, make_data
from csto_kb.render.record_page import record_page
from csto_kb.render.redirects import Redirect, page_redirects, plan_redirects
from csto_kb.render.view import View, describe_record
from csto_kb.site import Heading, Page, entity_url, is_record_url, kind_url, nest

CODES = (TEMPLATE_ERROR,)

MAX_CONTENTS = 20
"""The number of headings above which a table of contents shows its upper level only."""
TEMPLATE_SUFFIX = ".html.jinja"
PAGES = "pages"
"""The folder of templates that each make a page of their own."""
_TABLE_OF_CONTENTS = f"toc{TEMPLATE_SUFFIX}"
_DECLARE_TITLE = "begin the template with 'title: …' between two lines '---'"


@dataclass(frozen=True)
class Task:
    """A page to render."""

    url: str
    """Its directory on the site, as in `Page`."""
    templates: tuple[str, ...]
    """Names of templates; the first that exists is used."""
    title: str
    description: str
    origin: str
    reviewed: Date
    declaration: Declaration = Declaration()
    problems: tuple[Diagnostic, ...] = ()
    """The problems of the declaration of its template."""
    entity: Entity | None = None
    model: type[Entity] | None = None
    """The kind whose index it is; None for any other page."""

    @property
    def is_record(self) -> bool:
        """Whether it is the page of a record, below the index of its kind."""
        return is_record_url(self.url)


class Renderer:
    """Renders the pages of one site, all or single ones."""

    def __init__(
        self,
        context: SiteContext,
        root: Path,
        codes: tuple[Code, ...],
        written: frozenset[str] = frozenset(),
        environment: Environment | None = None,
    ) -> None:
        """`codes` are the diagnostics that a page explains; `written` the addresses of the hand-written pages.

        An `environment` that was used before has the templates of the project at `root` compiled already.
        """
        self.context = context
        self.root = root
        self._environment = environment or make_environment(root)
        # Macros do not see the variables of a page. An environment that was used before may have another subject.
        self._environment.globals |= {"choices": context.subject.vocabulary, "subject": context.subject}
        self.tasks: tuple[Task, ...] = tuple(_plan(context, root))
        """Every page to render, in the order of rendering."""
        self.redirects: tuple[Redirect, ...] = (
            *plan_redirects(context.graph),
            *(
                redirect
                for task in self.tasks
                for redirect in page_redirects(
                    task.declaration.formerly,
                    task.url,
                    task.declaration.title or task.title,
                    task.origin,
                    context.subject.language,
                )
            ),
        )
        """Every redirect."""
        special = [task.url for task in self.tasks if task.entity is None and task.model is None]
        self._site = {
            "graph": context.graph,
            "codes": codes,
            "written": written,
            "files": context.files,
            "pages": frozenset(special),
        }

    def render(self, task: Task) -> Page | Diagnostic:
        """Render a page; return a diagnostic where its template fails."""
        if task.problems:
            return task.problems[0]
        try:
            return _render(self._environment, self.context, task, self._site)
        except Exception as error:
            return self._explain(error, task)

    def _explain(self, error: Exception, task: Task) -> Diagnostic:
        path, line = locate_template_error(error, self.root)
        path = path or template_origin(self.root, task.templates[-1])
        message = f"{type(error).__name__}: {error} (rendering '{task.url}' from {task.origin})"
        return report(TEMPLATE_ERROR, path, Position(line), message)


def _plan(context: SiteContext, root: Path) -> Iterator[Task]:
    graph = context.graph
    declared = {model: _declare(root, *_record_templates(model), model=model) for model in MODELS}
    for entity in graph.entities.values():
        yield replace(
            declared[type(entity)],
            url=entity_url(entity),
            title=context.titles[entity.id],
            description=describe_record(context, entity),
            origin=graph.paths[entity.id],
            reviewed=entity.reviewed,
            entity=entity,
        )
    for model in MODELS:
        names = (f"index-{model.kind.name}{TEMPLATE_SUFFIX}", f"index{TEMPLATE_SUFFIX}")
        yield replace(
            _declare(root, *names),
            url=kind_url(model.kind.folder),
            title=model.kind.plural,
            description=context.subject.about(model.kind),
            origin=template_origin(root, f"index{TEMPLATE_SUFFIX}"),
            reviewed=newest_review(graph.of_kind(model.kind.name), context.last_reviewed),
            model=model,
        )
    for name in list_templates(root, PAGES, TEMPLATE_SUFFIX):
        stem = name.removeprefix(f"{PAGES}/").removesuffix(TEMPLATE_SUFFIX)
        task = replace(_declare(root, name), url=f"{stem}/", reviewed=context.last_reviewed)
        if stem == "home":
            site = context.site
            task = replace(task, url="", title=site.name, description=site.description or site.name)
        yield task


def _record_templates(model: type[Entity]) -> tuple[str, str]:
    return f"{model.kind.name}{TEMPLATE_SUFFIX}", f"entity{TEMPLATE_SUFFIX}"


def _declare(root: Path, *names: str, model: type[Entity] | None = None) -> Task:
    """A task for the first of the templates that exists, with its declaration."""
    declaration, problems = read_declaration(root, names, model)
    return Task("", names, "", "", template_origin(root, names[-1]), Date.parse("unknown"), declaration, problems)


def _render(environment: Environment, context: SiteContext, task: Task, site: Mapping[str, Any]) -> Page | Diagnostic:
    view = View(context, task.url)
    values = {"view": view, **site, **_values(view, task)}
    declared, table = task.declaration, values.get("tables")
    title = declared.title or task.title or (table.title if table else "")
    if not title:
        return report(TEMPLATE_ERROR, task.origin, Position(), "the page declares no title", _DECLARE_TITLE)
    description = declared.description or task.description or (table.question if table else "")
    values |= {"title": title, "description": description}
    html = environment.select_template(list(task.templates)).render(values)
    headings = tuple(view.headings)
    frame = page_frame(environment, view, title, description, task.reviewed, task.entity)
    return Page(
        task.url,
        title,
        description,
        Markup(html) + frame.foot,  # noqa: S704 - the output of an escaping environment
        _part(environment, _TABLE_OF_CONTENTS, headings=nest(_shorten(headings))),
        _own_files(view, declared) + frame.head,
        headings,
        task.origin,
        declared.label or (table.label if table else ""),
        str(task.reviewed) if task.reviewed.is_known else "",
    )


def _values(view: View, task: Task) -> dict[str, Any]:
    """The variables of a page: those of its type of page, and the data that its template requests."""
    context, declared = view.context, task.declaration
    values = {name: make_data(name, context, task.entity) for name in declared.data}
    if task.entity is not None:
        values |= {"entity": task.entity, "page": record_page(context, task.entity, declared.shows)}
    if task.model is not None:
        values["page"] = index_page(view, task.model)
    if declared.table:
        values["tables"] = TABLES[declared.table](context)
    return values


def _own_files(view: View, declared: Declaration) -> Markup:
    """The style sheet and the scripts that a page declares."""
    links = [Markup('<link rel="stylesheet" href="{}">\n').format(view.path(declared.style))] if declared.style else []
    links += [Markup('<script src="{}" defer></script>\n').format(view.path(file)) for file in declared.scripts]
    return Markup("").join(links)


def _shorten(headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """The headings for the table of contents: of a page with many headings only the upper level."""
    return headings if len(headings) <= MAX_CONTENTS else tuple(item for item in headings if item.level == 2)


def _part(environment: Environment, name: str, **context: Any) -> Markup:
    """A part beside the page itself; nothing where there is no template for it."""
    try:
        template = environment.get_template(name)
    except TemplateNotFound:
        return Markup("")
    return Markup(template.render(context))  # noqa: S704 - the output of an escaping environment
