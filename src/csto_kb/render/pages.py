"""Which pages there are, and the rendering of each."""

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
from csto_kb.render.redirects import Redirect, plan_redirects
from csto_kb.render.view import View, describe_record
from csto_kb.site import Heading, Page, entity_url, is_record_url, kind_url, nest

CODES = (TEMPLATE_ERROR,)

MAX_CONTENTS = 20
"""A longer table of contents is cut down to its upper level."""
TEMPLATE_SUFFIX = ".html.jinja"
PAGES = "pages"
"""The folder of templates of which each makes a page of its own."""
_TABLE_OF_CONTENTS = f"toc{TEMPLATE_SUFFIX}"
_DECLARE_TITLE = "begin the template with 'title: …' between two lines '---'"


@dataclass(frozen=True)
class Task:
    """A page to be rendered."""

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
    """What is wrong in what its template declares."""
    entity: Entity | None = None
    model: type[Entity] | None = None
    """The kind of which it is the index, if it is one."""

    @property
    def is_record(self) -> bool:
        """Whether it is the page of one record, below the index page of its kind."""
        return is_record_url(self.url)


class Renderer:
    """Renders the pages of one site, all or one by one."""

    def __init__(
        self,
        context: SiteContext,
        root: Path,
        codes: tuple[Code, ...],
        written: frozenset[str] = frozenset(),
        environment: Environment | None = None,
    ) -> None:
        """`codes` are the diagnostics to be explained on a page; `written` the addresses of the hand-written pages.

        An `environment` over the templates of the project at `root` that was used before has them compiled.
        """
        self.context = context
        self.root = root
        self._environment = environment or make_environment(root)
        # Macros see no variables of a page. An environment that was used before may be of another subject.
        self._environment.globals |= {"choices": context.subject.vocabulary, "subject": context.subject}
        self.tasks: tuple[Task, ...] = tuple(_plan(context, root))
        """Every page there is to render, in the order in which they are made."""
        self.redirects: tuple[Redirect, ...] = tuple(plan_redirects(context.graph))
        """Every address that leads to another."""
        special = [task.url for task in self.tasks if task.entity is None and task.model is None]
        self._site = {
            "graph": context.graph,
            "codes": codes,
            "written": written,
            "files": context.files,
            "pages": frozenset(special),
        }

    def render(self, task: Task) -> Page | Diagnostic:
        """Render a page; where its template fails return what is wrong."""
        if task.problems:
            return task.problems[0]
        try:
            return _render(self._environment, self.context, task, self._site)
        except Exception as error:
            return self._explain(error, task)

    def _explain(self, error: Exception, task: Task) -> Diagnostic:
        path, line = locate_template_error(error, self.root)
        path = path or template_origin(self.root, task.templates[-1])
        message = f"{type(error).__name__}: {error} (making '{task.url}' from {task.origin})"
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
    """A task for the first of the templates that exists, with what that declares."""
    declaration, problems = read_declaration(root, names, model)
    return Task("", names, "", "", template_origin(root, names[-1]), Date.parse("unknown"), declaration, problems)


def _render(environment: Environment, context: SiteContext, task: Task, site: Mapping[str, Any]) -> Page | Diagnostic:
    view = View(context, task.url)
    values = {"view": view, **site, **_values(view, task)}
    said, table = task.declaration, values.get("tables")
    title = said.title or task.title or (table.title if table else "")
    if not title:
        return report(TEMPLATE_ERROR, task.origin, Position(), "the page declares no title", _DECLARE_TITLE)
    description = said.description or task.description or (table.question if table else "")
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
        _own_files(view, said) + frame.head,
        headings,
        task.origin,
        said.label or (table.label if table else ""),
        str(task.reviewed) if task.reviewed.is_known else "",
    )


def _values(view: View, task: Task) -> dict[str, Any]:
    """What a page is given to show: that of its sort of page, and what its template asks for by name."""
    context, said = view.context, task.declaration
    values = {name: make_data(name, context, task.entity) for name in said.data}
    if task.entity is not None:
        values |= {"entity": task.entity, "page": record_page(context, task.entity, said.shows)}
    if task.model is not None:
        values["page"] = index_page(view, task.model)
    if said.table:
        values["tables"] = TABLES[said.table](context)
    return values


def _own_files(view: View, said: Declaration) -> Markup:
    """The style sheet and the scripts that a page declares."""
    links = [Markup('<link rel="stylesheet" href="{}">\n').format(view.path(said.style))] if said.style else []
    links += [Markup('<script src="{}" defer></script>\n').format(view.path(file)) for file in said.scripts]
    return Markup("").join(links)


def _shorten(headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """The headings for the table of contents: of a long page only the upper level, which can be taken in."""
    return headings if len(headings) <= MAX_CONTENTS else tuple(item for item in headings if item.level == 2)


def _part(environment: Environment, name: str, **context: Any) -> Markup:
    """Something beside the page itself; nothing where the project has no template for it."""
    try:
        template = environment.get_template(name)
    except TemplateNotFound:
        return Markup("")
    return Markup(template.render(context))  # noqa: S704 - the output of an escaping environment
