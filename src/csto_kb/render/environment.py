"""The Jinja environment: everything is escaped, and an undefined name is an error, not an empty string."""

import traceback
from collections.abc import Callable, Mapping
from operator import attrgetter
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from csto_kb.insight.names import short_name
from csto_kb.languages import in_language, lang_attributes
from csto_kb.render.folders import file_origin, make_loader, template_origin
from csto_kb.render.graphics.shapes import shape
from csto_kb.render.grouping import by_year
from csto_kb.render.holding import held, held_between, held_for
from csto_kb.render.sorting import sorted_by
from csto_kb.render.view import number
from csto_kb.sentences import first_sentence


@pass_context
def _first_sentence(context: Context, text: str) -> str:
    return first_sentence(text, context["subject"].language)


@pass_context
def _in_language(context: Context, text: str, language: str) -> Markup:
    return in_language(text, language, context["subject"].language)


@pass_context
def _lang_attributes(context: Context, language: str) -> Markup:
    return lang_attributes(language, context["subject"].language)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "by_year": by_year,
    "entity_date": attrgetter("start"),
    "first_sentence": _first_sentence,
    "number": number,
}
"""The filters that templates may use in addition to Jinja's."""
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "held": held,
    "held_between": held_between,
    "held_for": held_for,
    "in_language": _in_language,
    "lang_attributes": _lang_attributes,
    "shape": shape,
    "short_name": short_name,
    "sorted_by": sorted_by,
    "span_in_force": attrgetter("span_in_force"),
}
"""The functions that templates may call in addition to Jinja's."""


def make_environment(root: Path, auto_reload: bool = False) -> Environment:
    """Make an environment for the templates of the project at `root`; `auto_reload` reads changed templates again."""
    environment = Environment(
        loader=make_loader(root),
        autoescape=True,
        auto_reload=auto_reload,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(FUNCTIONS)
    return environment


def locate_template_error(error: Exception, root: Path) -> tuple[str, int]:
    """The file and line of the template at which rendering failed; '' where no template of `root` was involved."""
    if isinstance(error, TemplateSyntaxError):
        return file_origin(root, Path(error.filename or "")), error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    found = [(origin, frame.lineno or 1) for frame in frames if (origin := file_origin(root, Path(frame.filename)))]
    if not found and isinstance(error, TemplateNotFound):
        return template_origin(root, str(error.name)), 1
    return found[-1] if found else ("", 1)
