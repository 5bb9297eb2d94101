"""Which pages there are, and the rendering of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateNotFound
from markupsafe import Markup

from csto_kb.dates import Date
from csto_kb.diagnostics import Code, Diagnostic, Mark, report
from csto_kb.insight.reviews import newest_review
from csto_kb.model import MODELS, Entity
from csto_kb.render.context import SiteContext
from csto_kb.render.environment import locate_template_error, make_environment
from csto_kb.render.folders import list_templates, template_origin
from csto_kb.render.frame import page_frame
from csto_kb.render.listing import PageView
from csto_kb.render.redirects import Redirect, plan_redirects
from csto_kb.render.view import View
from csto_kb.site import Heading, Page, entity_url, is_record_url, kind_url, nest

TEMPLATE_ERROR = Code(
    "template-error",
    "error",
    "A template failed. The message names the template, its line, and the page it was making.",
)
CODES = (TEMPLATE_ERROR,)

MAX_CONTENTS = 20
"""A longer table of contents is cut down to its upper level."""
TEMPLATE_SUFFIX = ".html.jinja"
PAGES = "pages"
"""The folder of templates of which each makes a page of its own."""
_TABLE_OF_CONTENTS = f"toc{TEMPLATE_SUFFIX}"
_HEADING = re.compile(r'<h([23])(?: class="[^"]*")? id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_HEADING_EXTRAS = re.compile(r'<(?:a|span) class="kb-(?:anchor|count)".*?</(?:a|span)>', re.DOTALL)
"""What a heading carries beside its words: a link to itself, a count."""
_TAG = re.compile(r"<[^>]+>")

_SCRIPTS = {
    "kb-table": ("assets/text.js", "assets/kb.js"),
    "kb-filter": ("assets/text.js", "assets/filter.js"),
    "kb-connections": ("assets/text.js", "assets/connections.js"),
    "kb-graph": ("assets/text.js", "assets/graph.js"),
}
"""Elements that stand on few pages, and the scripts without which they are plain."""


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
    context: dict[str, Any]
    reviewed: Date
    entity: Entity | None = None

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
        special = {"codes": codes, "written": written, "files": context.files}
        self.tasks: tuple[Task, ...] = tuple(_plan(context, root, special))
        """Every page there is to render, in the order in which they are made."""
        self.redirects: tuple[Redirect, ...] = tuple(plan_redirects(context.graph))
        """Every address that leads to another."""
        self._environment = environment or make_environment(root)

    def render(self, task: Task) -> Page | Diagnostic:
        """Render a page; where its template fails return what is wrong."""
        try:
            return _render(self._environment, self.context, task)
        except Exception as error:
            path, line = locate_template_error(error, self.root)
            path = path or template_origin(self.root, task.templates[-1])
            message = f"{type(error).__name__}: {error} (making '{task.url}' from {task.origin})"
            return report(TEMPLATE_ERROR, path, Mark(line), message)


def _plan(context: SiteContext, root: Path, special: dict[str, Any]) -> Iterator[Task]:
    graph = context.graph
    for entity in graph.entities.values():
        yield _entity_task(context, entity)
    for model in MODELS:
        entities = graph.of_kind(model.kind.name)
        yield Task(
            kind_url(model.kind.folder),
            (f"index-{model.kind.name}{TEMPLATE_SUFFIX}", f"index{TEMPLATE_SUFFIX}"),
            model.kind.plural,
            model.kind.about,
            template_origin(root, f"index{TEMPLATE_SUFFIX}"),
            {"model": model, "entities": entities},
            newest_review(entities, context.last_reviewed),
        )
    pages = {_special_url(name): name for name in list_templates(root, PAGES, TEMPLATE_SUFFIX)}
    values = {**special, "pages": pages.keys()}
    for url, name in pages.items():
        yield Task(url, (name,), "", "", template_origin(root, name), values, context.last_reviewed)


def _special_url(name: str) -> str:
    stem = name.removeprefix(f"{PAGES}/").removesuffix(TEMPLATE_SUFFIX)
    return "" if stem == "home" else f"{stem}/"


def _entity_task(context: SiteContext, entity: Entity) -> Task:
    return Task(
        entity_url(entity),
        (f"{entity.kind.name}{TEMPLATE_SUFFIX}", f"entity{TEMPLATE_SUFFIX}"),
        context.titles[entity.id],
        View(context, "").describe(entity),
        context.graph.paths[entity.id],
        {"entity": entity},
        entity.reviewed,
        entity,
    )


def _render(environment: Environment, context: SiteContext, task: Task) -> Page:
    template = environment.select_template(list(task.templates))
    view = PageView(context, task.url)
    # A special page says its own title and description, and the style that few pages need, in its template.
    own: dict[str, str] = {}
    values = {"view": view, "graph": context.graph, "title": task.title, "about": own, **task.context}
    html = template.render(values)
    headings = tuple(_headings(html))
    title = own.get("title", task.title)
    if not title:
        raise TemplateNotFound(task.templates[0], f"{task.templates[0]} sets no title: about.update(title=…)")
    description = own.get("description", task.description)
    frame = page_frame(environment, view, title, description, task.reviewed, task.entity)
    return Page(
        task.url,
        title,
        description,
        Markup(html) + frame.foot,  # noqa: S704 - the output of an escaping environment
        _part(environment, _TABLE_OF_CONTENTS, headings=nest(_shorten(headings))),
        _own_files(view, own.get("style", ""), html) + frame.head,
        headings,
        task.origin,
        own.get("label", ""),
        str(task.reviewed) if task.reviewed.is_known else "",
    )


def _own_files(view: PageView, style: str, html: str) -> Markup:
    """The style sheet that a page asks for, and the scripts of the elements that stand on it."""
    scripts = dict.fromkeys(file for element, files in _SCRIPTS.items() if f"<{element}" in html for file in files)
    links = [Markup('<link rel="stylesheet" href="{}">\n').format(view.path(style))] if style else []
    links += [Markup('<script src="{}" defer></script>\n').format(view.path(file)) for file in scripts]
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


def _headings(html: str) -> Iterator[Heading]:
    for level, anchor, text in _HEADING.findall(html):
        words = _TAG.sub("", _HEADING_EXTRAS.sub("", text))
        yield Heading(int(level), anchor, " ".join(unescape(words).split()))
