"""Jinja, set up: everything is escaped, and an undefined name is an error, not an empty string."""

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError

from csto_kb.insight.order import entity_date
from csto_kb.insight.participation import span_in_force
from csto_kb.languages import in_language, lang_attributes
from csto_kb.model.vocabulary import VOCABULARY
from csto_kb.render.declaration import TemplateLoader
from csto_kb.render.graphics.shapes import shape
from csto_kb.render.grouping import by_kind, by_year
from csto_kb.render.holding import held, held_between, held_for
from csto_kb.render.sorting import sorted_by
from csto_kb.render.view import number
from csto_kb.sentences import first_sentence

FILTERS: Mapping[str, Callable[..., Any]] = {
    "by_kind": by_kind,
    "by_year": by_year,
    "entity_date": entity_date,
    "first_sentence": first_sentence,
    "number": number,
}
"""Filters that templates may use besides Jinja's own."""
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "held": held,
    "held_between": held_between,
    "held_for": held_for,
    "in_language": in_language,
    "lang_attributes": lang_attributes,
    "shape": shape,
    "sorted_by": sorted_by,
    "span_in_force": span_in_force,
}
"""Functions that templates may call besides Jinja's own."""


def make_environment(templates: Path, auto_reload: bool = False) -> Environment:
    """An environment over the project's templates; one that lives on reads a changed template anew."""
    environment = Environment(
        loader=TemplateLoader(templates),
        autoescape=True,
        auto_reload=auto_reload,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(FUNCTIONS)
    environment.globals["choices"] = VOCABULARY
    return environment


def locate_template_error(error: Exception, templates: Path) -> tuple[str, int]:
    """The template (relative to the templates folder) and line at which rendering failed."""
    if isinstance(error, TemplateSyntaxError):
        return error.name or "", error.lineno
    if isinstance(error, TemplateNotFound):
        return str(error.name), 1
    folder = str(templates)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(folder)]
    if not frames:
        return "", 1
    return Path(frames[-1].filename).relative_to(templates).as_posix(), frames[-1].lineno or 1
