"""Jinja, set up: everything is escaped, and an undefined name is an error, not an empty string."""

import traceback
from operator import attrgetter
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError

from csto_kb.languages import in_language, lang_attributes
from csto_kb.model.vocabulary import VOCABULARY
from csto_kb.render.alphabet import alphabet
from csto_kb.render.graphics import FUNCTIONS
from csto_kb.render.holding import held, held_between, held_for
from csto_kb.render.sorting import sorted_by
from csto_kb.render.view import number


def make_environment(templates: Path, auto_reload: bool = False) -> Environment:
    """An environment over the project's templates; one that lives on reads a changed template anew."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        auto_reload=auto_reload,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["alphabet"] = alphabet
    environment.filters["number"] = number
    environment.filters["entity_date"] = attrgetter("start")
    environment.globals["choices"] = VOCABULARY
    environment.globals["graphics"] = FUNCTIONS
    environment.globals["held"] = held
    environment.globals["held_between"] = held_between
    environment.globals["held_for"] = held_for
    environment.globals["sorted_by"] = sorted_by
    environment.globals["span_in_force"] = attrgetter("span_in_force")
    environment.globals["lang_attributes"] = lang_attributes
    environment.globals["in_language"] = in_language
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
