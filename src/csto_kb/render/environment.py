"""Jinja, set up: everything is escaped, and an undefined name is an error, not an empty string."""

import traceback
from operator import attrgetter
from pathlib import Path

from jinja2 import Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError

from csto_kb.languages import in_language, lang_attributes
from csto_kb.model.vocabulary import VOCABULARY
from csto_kb.render.alphabet import alphabet
from csto_kb.render.folders import file_origin, make_loader, template_origin
from csto_kb.render.graphics import FUNCTIONS
from csto_kb.render.holding import held, held_between, held_for
from csto_kb.render.sorting import sorted_by
from csto_kb.render.view import number


def make_environment(root: Path, auto_reload: bool = False) -> Environment:
    """An environment over the templates of the project at `root`; one that lives on reads a changed template anew."""
    environment = Environment(
        loader=make_loader(root),
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


def locate_template_error(error: Exception, root: Path) -> tuple[str, int]:
    """The file and line of the template at which rendering failed; '' where it was none of the project at `root`."""
    if isinstance(error, TemplateSyntaxError):
        return file_origin(root, Path(error.filename or "")), error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    found = [(origin, frame.lineno or 1) for frame in frames if (origin := file_origin(root, Path(frame.filename)))]
    if not found and isinstance(error, TemplateNotFound):
        return template_origin(root, str(error.name)), 1
    return found[-1] if found else ("", 1)
