"""Issue forms for the forge, so that somebody without git can report a problem or propose a record.

The form of a kind asks for the needed fields of a record, in the words of its model. The notation is GitHub's
(`.github/ISSUE_TEMPLATE/*.yml`), which other forges read as well.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from csto_kb.documentation import docstring_of
from csto_kb.fields import Field, FieldRole, describe
from csto_kb.model import MODELS, Entity, Source
from csto_kb.model.subject import Subject
from csto_kb.prose import Prose
from csto_kb.scaffold.hints import describe_value, select_needed
from csto_kb.site import REPORT_FIELDS, REPORT_FORM

FORMS = ".github/ISSUE_TEMPLATE"

_HEAD = "# Made by 'csto-kb schema' from the models; change them, or src/csto_kb/scaffold/forms.py.\n"
_PROBLEMS = [
    "A statement is wrong",
    "A statement is out of date",
    "A statement does not follow from its source",
    "A source is gone, or a link is broken",
    "Something is missing",
    "The page looks or works wrong",
]


def form_files(subject: Subject) -> dict[str, str]:
    """Every issue form, by its path in the project."""
    forms = {REPORT_FORM: _report_form()} | {
        f"propose-{model.kind.name}.yml": _proposal(model, subject) for model in MODELS
    }
    return {
        f"{FORMS}/{name}": _HEAD + yaml.safe_dump(form, allow_unicode=True, sort_keys=False, width=100)
        for name, form in forms.items()
    }


def _report_form() -> dict[str, Any]:
    record, page = REPORT_FIELDS
    return {
        "name": "Report a problem",
        "description": "A statement that is wrong, out of date or badly sourced; something missing or broken.",
        "title": "Problem: ",
        "body": [
            _question("input", record, "Record", "The file behind the page. The link on the page fills it in.", True),
            _question("input", page, "Page", "Its title, or its address."),
            _question("dropdown", "problem", "What is wrong", "", True, _PROBLEMS),
            _question("textarea", "details", "In your words", "What does it say, and what should it say?", True),
            _question("textarea", "source", "Who says so", "The address of a source, and the place in it."),
        ],
    }


def _proposal(model: type[Entity], subject: Subject) -> dict[str, Any]:
    label = model.kind.label.lower()
    return {
        "name": f"Propose: {label}",
        "description": f"{docstring_of(model)} Tell what you know of it; an editor writes the record.",
        "title": f"{model.kind.label}: ",
        "body": list(_questions(model, subject)),
    }


def _questions(model: type[Entity], subject: Subject) -> Iterator[dict[str, Any]]:
    needed = {field.key for field in select_needed(model)}
    for field in describe(model):
        is_asked = field.key in needed or not (field.is_inherited or field.model)
        if is_asked and field.role not in (FieldRole.SOURCES, FieldRole.BOOKKEEPING):
            yield _ask(field, subject)
    if model is not Source:
        hint = "Addresses, one a line, with the place in each. What has no source cannot stand on the site."
        yield _question("textarea", "sources", "Sources", hint, True)
    yield _question("textarea", "more", "Anything else", "Facts with their dates, other names, related records.")


def _ask(field: Field, subject: Subject) -> dict[str, Any]:
    if choices := subject.choices(field):
        return _question(
            "dropdown", field.key, field.label, field.help, field.is_required, [choice.id for choice in choices]
        )
    kind = "textarea" if field.type is Prose else "input"
    words = [field.help, "" if field.type is Prose else describe_value(field, subject)]
    return _question(kind, field.key, field.label, " ".join(filter(None, words)), field.is_required)


def _question(
    kind: str, key: str, label: str, hint: str, is_required: bool = False, options: list[str] | None = None
) -> dict[str, Any]:
    attributes = {"label": label, "description": hint, "options": options}
    return {
        "type": kind,
        "id": key.replace("_", "-"),
        "attributes": {name: value for name, value in attributes.items() if value},
        "validations": {"required": is_required},
    }
