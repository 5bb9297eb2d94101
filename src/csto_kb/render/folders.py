"""Where templates are found: in the project's folder `templates/`, then among the program's own.

A template of the project replaces the program's of the same name. One that changes only a part extends the program's,
which is also available under the prefix `default/`: `{% extends "default/state.html.jinja" %}`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader

from csto_kb.content import split_front_matter
from csto_kb.own_files import list_files

TEMPLATES = "templates"
THEME = "theme"
"""The folder of templates that override MkDocs' theme."""
DEFAULTS = Path(__file__).parents[1] / TEMPLATES
"""The program's own templates."""
_PREFIX = "default"
_DEFAULTS_NAME = f"{DEFAULTS.parent.name}/{TEMPLATES}"


class TemplateLoader(FileSystemLoader):
    """Loads templates; hides their front matter from Jinja, and keeps the line numbers."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template for Jinja, its file, and whether the file is still the same."""
        text, file, is_current = super().get_source(environment, template)
        _, body = split_front_matter(text)
        hidden = text.count("\n") - body.count("\n")
        return ("{#" + "\n" * hidden + "#}" + body if hidden else text), file, is_current


def make_loader(root: Path) -> BaseLoader:
    """The loader of the templates of the project at `root`."""
    defaults = TemplateLoader(DEFAULTS)
    return ChoiceLoader([TemplateLoader(root / TEMPLATES), defaults, PrefixLoader({_PREFIX: defaults})])


def list_templates(root: Path, folder: str, suffix: str) -> Iterator[str]:
    """The names of all templates in a folder and those below it, such as `pages/map.html.jinja`, in order."""
    found = {
        path.relative_to(templates)
        for templates in (root / TEMPLATES, DEFAULTS)
        for path in list_files(templates / folder)
        if path.name.endswith(suffix)
    }
    return (path.as_posix() for path in sorted(found))


def template_files(root: Path, name: str) -> list[Path]:
    """The files of a template that exist: the project's, then the program's."""
    return [file for folder in (root / TEMPLATES, DEFAULTS) if (file := folder / name).is_file()]


def template_origin(root: Path, name: str) -> str:
    """The path of a template in problems and in the manifest: below `templates/`, or in the program."""
    is_default = not (root / TEMPLATES / name).is_file() and (DEFAULTS / name).is_file()
    return f"{_DEFAULTS_NAME if is_default else TEMPLATES}/{name}"


def file_origin(root: Path, file: Path) -> str:
    """The same path for a file on disk; '' where it is no template."""
    for folder, name in ((root / TEMPLATES, TEMPLATES), (DEFAULTS, _DEFAULTS_NAME)):
        if file.is_relative_to(folder):
            return f"{name}/{file.relative_to(folder).as_posix()}"
    return ""


def is_default(origin: str) -> bool:
    """Whether a path, as `template_origin` gives it, is that of a template of the program."""
    return origin.startswith(f"{_DEFAULTS_NAME}/")


def theme_folders(root: Path) -> Iterator[Path]:
    """The folders that override MkDocs' theme, the first takes precedence."""
    if (root / TEMPLATES / THEME).is_dir():
        yield root / TEMPLATES / THEME
    yield DEFAULTS / THEME
