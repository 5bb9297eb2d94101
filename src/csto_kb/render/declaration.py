"""The front matter of a template: what it declares about its page before the page is rendered."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import Field, ValidationError

from csto_kb.content import split_front_matter
from csto_kb.diagnostics import Code, Diagnostic, report, suggest
from csto_kb.field_types import Text
from csto_kb.fields import Record, describe
from csto_kb.model import Entity
from csto_kb.render.folders import file_origin, template_files
from csto_kb.render.offered import OF_A_RECORD, OF_THE_SITE, TABLES
from csto_kb.validation import explain_findings
from csto_kb.yaml_text import Path as YamlPath
from csto_kb.yaml_text import YamlDocument, read_yaml

TEMPLATE_ERROR = Code(
    "template-error",
    "error",
    "A template failed, or its front matter declares something unknown. The message names the template, the line, and, "
    "where it failed, the page that was being rendered.",
)


class Declaration(Record):
    """What a page's template declares in its front matter."""

    title: Text | None = Field(None, description="The title of the page.")
    label: Text | None = Field(None, description="A shorter title, for navigation.")
    description: Text | None = Field(None, description="One sentence for search results.")
    style: Text | None = Field(None, description="A style sheet that only few pages need, relative to the site's root.")
    scripts: tuple[Text, ...] = Field(
        (), description="Scripts that only few pages need, in the order in which they run."
    )
    data: tuple[Text, ...] = Field((), description="The data that the page shows, by name.")
    table: Text | None = Field(
        None, description="The table that the page shows; title and description are the table's."
    )
    formerly: tuple[Text, ...] = Field(
        (), description="Addresses that the page took the place of, relative to the site's root; they lead to it."
    )
    shows: tuple[Text, ...] = Field((), description="The fields that the template of a record shows by itself.")


def read_declaration(
    root: Path, names: Iterable[str], model: type[Entity] | None = None
) -> tuple[Declaration, tuple[Diagnostic, ...]]:
    """Read the declaration of the first template of `names` that exists; return it with its problems.

    What a project's template does not declare, it inherits from the program's of the same name. `model` is the kind
    whose records the template shows; None where it does not show one record.
    """
    declared = Declaration()
    problems: list[Diagnostic] = []
    for file in reversed(next(filter(None, (template_files(root, name) for name in names)), [])):
        own, found = _read(file, file_origin(root, file), model)
        declared = declared.model_copy(update={key: value for key, value in own if key in own.model_fields_set})
        problems += found
    return declared, tuple(problems)


def _read(file: Path, path: str, model: type[Entity] | None) -> tuple[Declaration, list[Diagnostic]]:
    """A file that cannot be read declares nothing; its problem is reported when it is rendered."""
    try:
        front, _ = split_front_matter(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        front = ""
    if not front.strip():
        return Declaration(), []
    document = read_yaml(path, front.encode())
    problems = list(document.problems)
    declared = Declaration()
    if document.data is not None:
        try:
            declared = Declaration.model_validate(document.data)
            problems += _explain_names(document, declared, model)
        except ValidationError as error:
            problems += explain_findings(document, Declaration, error)
    # The line `---` precedes the front matter.
    return declared, [replace(problem, line=problem.line + 1) for problem in problems]


def _explain_names(document: YamlDocument, declared: Declaration, model: type[Entity] | None) -> Iterator[Diagnostic]:
    """Report the names of data, tables and fields that do not exist."""
    offered = {*OF_THE_SITE, *(OF_A_RECORD if model else ())}
    for index, name in enumerate(declared.data):
        if name not in offered:
            yield _unknown(document, ("data", index), f"there is no data '{name}' for this page", name, offered)
    if declared.table and declared.table not in TABLES:
        yield _unknown(document, ("table",), f"there is no table '{declared.table}'", declared.table, TABLES)
    keys = {field.key for field in describe(model)} if model else set()
    for index, key in enumerate(declared.shows):
        if key not in keys:
            yield _unknown(document, ("shows", index), f"the record has no field '{key}'", key, keys)


def _unknown(document: YamlDocument, path: YamlPath, message: str, word: str, known: Iterable[str]) -> Diagnostic:
    return report(TEMPLATE_ERROR, document.path, document.locate(path), message, suggest(word, known))
