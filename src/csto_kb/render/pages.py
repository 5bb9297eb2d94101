"""Which pages there are, and the rendering of each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateNotFound
from markupsafe import Markup

from csto_kb.diagnostics import Code, Diagnostic, Mark, report
from csto_kb.graph import Graph
from csto_kb.link_state import LinkState
from csto_kb.model import MODELS, Entity
from csto_kb.render.environment import locate_template_error, make_environment
from csto_kb.render.redirects import Redirect, plan_redirects
from csto_kb.render.view import View
from csto_kb.site import Heading, Page, entity_url, kind_url, nest

TEMPLATE_ERROR = Code(
    "template-error",
    "error",
    "A template failed. The message names the template, its line, and the page it was making.",
)
CODES = (TEMPLATE_ERROR,)

TEMPLATE_SUFFIX = ".html.jinja"
_TABLE_OF_CONTENTS = f"toc{TEMPLATE_SUFFIX}"
_HEAD = f"head{TEMPLATE_SUFFIX}"
_HEADING = re.compile(r'<h([23])(?: class="[^"]*")? id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_HEADING_EXTRAS = re.compile(r'<(?:a|span) class="kb-(?:anchor|count)".*?</(?:a|span)>', re.DOTALL)
"""What a heading carries beside its words: a link to itself, a count."""
_TAG = re.compile(r"<[^>]+>")


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
    reviewed: str = ""

    @property
    def is_record(self) -> bool:
        """Whether it is the page of one record, below the index page of its kind."""
        return self.url.count("/") > 1


class Renderer:
    """Renders the pages of one graph, all or one by one."""

    def __init__(
        self, graph: Graph, templates: Path, codes: tuple[Code, ...], link_states: Mapping[str, LinkState] | None = None
    ) -> None:
        """`codes` are the diagnostics to be explained on a page of their own; `link_states` show at each source."""
        self.graph = graph
        self.link_states = link_states or {}
        self.templates = templates
        self.tasks: tuple[Task, ...] = tuple(_plan(graph, templates, codes))
        """Every page there is to render, in the order in which they are made."""
        self.redirects: tuple[Redirect, ...] = tuple(plan_redirects(graph))
        """Every address that leads to another."""
        self._environment = make_environment(templates)

    def render(self, task: Task) -> Page | Diagnostic:
        """Render a page; where its template fails return what is wrong."""
        try:
            return _render(self._environment, View(self.graph, task.url, self.link_states), task)
        except Exception as error:
            name, line = locate_template_error(error, self.templates)
            path = f"{self.templates.name}/{name or task.templates[-1]}"
            message = f"{type(error).__name__}: {error} (making '{task.url}' from {task.origin})"
            return report(TEMPLATE_ERROR, path, Mark(line), message)


def _plan(graph: Graph, templates: Path, codes: tuple[Code, ...]) -> Iterator[Task]:
    for entity in graph.entities.values():
        yield _entity_task(graph, entity)
    for model in MODELS:
        entities = graph.of_kind(model.kind.name)
        yield Task(
            kind_url(model.kind.folder),
            (f"index-{model.kind.name}{TEMPLATE_SUFFIX}", f"index{TEMPLATE_SUFFIX}"),
            model.kind.plural,
            model.kind.about,
            f"{templates.name}/index{TEMPLATE_SUFFIX}",
            {"model": model, "entities": entities},
        )
    for path in sorted((templates / "pages").glob(f"**/*{TEMPLATE_SUFFIX}")):
        name = path.relative_to(templates).as_posix()
        stem = path.relative_to(templates / "pages").as_posix().removesuffix(TEMPLATE_SUFFIX)
        url = "" if stem == "home" else f"{stem}/"
        yield Task(url, (name,), "", "", f"{templates.name}/{name}", {"codes": codes})


def _entity_task(graph: Graph, entity: Entity) -> Task:
    return Task(
        entity_url(entity),
        (f"{entity.kind.name}{TEMPLATE_SUFFIX}", f"entity{TEMPLATE_SUFFIX}"),
        entity.name,
        _describe(graph, entity),
        graph.paths[entity.id],
        {"entity": entity},
        str(entity.reviewed),
    )


def _describe(graph: Graph, entity: Entity) -> str:
    """One sentence on an entity, for search results and cards."""
    prose = entity.summary or getattr(entity, entity.kind.opening, None)
    if prose is not None:
        return View(graph, "").first_sentence(prose)
    publisher = getattr(entity, "publisher", "")
    return f"{entity.name} ({publisher})" if publisher else entity.name


def _render(environment: Environment, view: View, task: Task) -> Page:
    template = environment.select_template(list(task.templates))
    # A special page says its own title and description, at the top of its template.
    own: dict[str, str] = {}
    context = {"view": view, "graph": view.graph, "title": task.title, "about": own, **task.context}
    html = template.render(context)
    headings = tuple(_headings(html))
    title = own.get("title", task.title)
    if not title:
        raise TemplateNotFound(task.templates[0], f"{task.templates[0]} sets no title: about.update(title=…)")
    return Page(
        task.url,
        title,
        own.get("description", task.description),
        Markup(html),  # noqa: S704 - the output of an escaping environment
        _part(environment, _TABLE_OF_CONTENTS, headings=nest(headings)),
        _part(environment, _HEAD, **context),
        headings,
        task.origin,
        own.get("label", ""),
        task.reviewed,
    )


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
