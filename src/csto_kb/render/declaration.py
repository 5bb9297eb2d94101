"""What a template says of its page before the page is rendered: front matter, as hand-written pages have it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import Field, ValidationError

from csto_kb.content import split_front_matter
from csto_kb.diagnostics import Code, Diagnostic, report, suggest
from csto_kb.fields import Record, Text, describe
from csto_kb.model import Entity
from csto_kb.render.folders import file_origin, template_files
from csto_kb.render.offered import OF_A_RECORD, OF_THE_SITE, TABLES
from csto_kb.validation import explain_findings
from csto_kb.yaml_text import Path as YamlPath
from csto_kb.yaml_text import YamlDocument, read_yaml

TEMPLATE_ERROR = Code(
    "template-error",
    "error",
    "A template failed, or declares something at its head that is not known. The message names the template, its line, "
    "and, where it failed, the page that it was making.",
)


class Declaration(Record):
    """What stands between two lines `---` at the head of a page's template."""

    title: Text | None = Field(None, description="The title of the page.")
    label: Text | None = Field(None, description="A shorter title, for navigation.")
    description: Text | None = Field(None, description="One sentence for search results.")
    style: Text | None = Field(None, description="A style sheet that few pages need, from the site's root.")
    scripts: tuple[Text, ...] = Field((), description="Scripts that few pages need, in the order in which they run.")
    data: tuple[Text, ...] = Field((), description="What the page is given to show, by name.")
    table: Text | None = Field(
        None, description="The table that the page shows; title and description are the table's."
    )
    shows: tuple[Text, ...] = Field((), description="The fields that the template of a record shows by itself.")


def read_declaration(
    root: Path, names: Iterable[str], model: type[Entity] | None = None
) -> tuple[Declaration, tuple[Diagnostic, ...]]:
    """Read what the first of some templates that exists declares; and what is wrong in it, with its place.

    What a project's template does not declare, it takes over from the program's of the same name. `model` is the kind
    whose records the template shows, if it shows one record.
    """
    said = Declaration()
    problems: list[Diagnostic] = []
    for file in reversed(next(filter(None, (template_files(root, name) for name in names)), [])):
        own, found = _read(file, file_origin(root, file), model)
        said = said.model_copy(update={key: value for key, value in own if key in own.model_fields_set})
        problems += found
    return said, tuple(problems)


def _read(file: Path, path: str, model: type[Entity] | None) -> tuple[Declaration, list[Diagnostic]]:
    """A file that cannot be read declares nothing: what is wrong with it is said where it is rendered."""
    try:
        front, _ = split_front_matter(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        front = ""
    if not front.strip():
        return Declaration(), []
    document = read_yaml(path, front.encode())
    problems = list(document.problems)
    said = Declaration()
    if document.data is not None:
        try:
            said = Declaration.model_validate(document.data)
            problems += _explain_names(document, said, model)
        except ValidationError as error:
            problems += explain_findings(document, Declaration, error)
    # The line `---` comes first.
    return said, [replace(problem, line=problem.line + 1) for problem in problems]


def _explain_names(document: YamlDocument, said: Declaration, model: type[Entity] | None) -> Iterator[Diagnostic]:
    """What a template asks for that there is not."""
    offered = {*OF_THE_SITE, *(OF_A_RECORD if model else ())}
    for index, name in enumerate(said.data):
        if name not in offered:
            yield _unknown(document, ("data", index), f"there is no data '{name}' for this page", name, offered)
    if said.table and said.table not in TABLES:
        yield _unknown(document, ("table",), f"there is no table '{said.table}'", said.table, TABLES)
    keys = {field.key for field in describe(model)} if model else set()
    for index, key in enumerate(said.shows):
        if key not in keys:
            yield _unknown(document, ("shows", index), f"the record has no field '{key}'", key, keys)


def _unknown(document: YamlDocument, path: YamlPath, message: str, word: str, known: Iterable[str]) -> Diagnostic:
    return report(TEMPLATE_ERROR, document.path, document.locate(path), message, suggest(word, known))
