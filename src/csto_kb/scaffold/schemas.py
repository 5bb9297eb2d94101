"""A JSON Schema for each kind, for hover texts, completion and diagnostics in an editor.

Pydantic writes the schema of the models; the descriptions of the fields add how our own types are written in a file.
The schemas use draft 7 as the YAML language server reads it: it shows a title and a description beside `$ref`, although
the draft tells validators to ignore them.
"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from csto_kb.choices import Choice
from csto_kb.dates import PATTERN, UNKNOWN, Date
from csto_kb.documentation import docstring_of
from csto_kb.examples import give_example
from csto_kb.fields import Field, Record, describe, list_parts
from csto_kb.model import MODELS, Entity, Fact
from csto_kb.model.properties import Datatype, Property
from csto_kb.model.subject import Subject
from csto_kb.prose import Citation, Prose, Reference
from csto_kb.scaffold.ids import CITATION, IDS, name_list
from csto_kb.web_address import SCHEMA_PATTERN

SCHEMAS = "schemas"
DRAFT = "http://json-schema.org/draft-07/schema#"

_DATE = {
    "type": ["string", "integer"],
    "pattern": f"^({UNKNOWN}|{PATTERN})$",
    "patternErrorMessage": "Not a date: write 2022, 2022-11, 2022-11-23, 2022-11~ for 'about', or unknown.",
}
_PROSE = {"type": "string", "minLength": 1}
_TYPES: Mapping[Any, JsonSchemaValue] = {
    Date: _DATE,
    Prose: _PROSE,
    Citation: {"$ref": f"{IDS}#/definitions/{CITATION}"},
}
_DATATYPES: Mapping[Datatype, JsonSchemaValue] = {
    "quantity": {"type": "number"},
    "date": _DATE,
    "text": _PROSE,
    "entity": {"$ref": f"{IDS}#/definitions/{name_list(())}"},
    "url": {"type": "string", "pattern": SCHEMA_PATTERN},
}


SUBJECT_SCHEMA = f"{SCHEMAS}/subject.json"


def schema_files(subject: Subject) -> dict[str, str]:
    """The schemas of all kinds and of the subject, by their path in the project: `schemas/state.json`."""
    kinds = {schema_path(model): make_schema(model, subject) for model in MODELS}
    about = {"title": "Subject", "description": docstring_of(Subject)}
    return {
        path: _write(schema)
        for path, schema in {**kinds, SUBJECT_SCHEMA: _make_schema(Subject, subject, about)}.items()
    }


def schema_path(model: type[Entity]) -> str:
    return f"{SCHEMAS}/{model.kind.name}.json"


def make_schema(model: type[Entity], subject: Subject) -> JsonSchemaValue:
    """The schema of one kind. Ids are in a separate file, because they change with every record."""
    about = {"title": model.kind.label, "description": f"{docstring_of(model)} {subject.about(model.kind)}"}
    return _make_schema(model, subject, about)


def _make_schema(model: type[Record], subject: Subject, about: Mapping[str, str]) -> JsonSchemaValue:
    schema = model.model_json_schema(
        by_alias=True, ref_template="#/definitions/{model}", schema_generator=_Generator, mode="validation"
    )
    definitions = schema.pop("$defs", {})
    for part in list_parts(model):
        _refine(definitions.get(part.__name__, schema), part, subject)
    head = {"$schema": DRAFT, **about}
    return {**head, **{key: value for key, value in schema.items() if key not in head}, "definitions": definitions}


def _refine(schema: JsonSchemaValue, model: type[Record], subject: Subject) -> None:
    """Add to the schema of a model what pydantic does not know about its fields.

    The description of a part is its docstring, which pydantic does not see where Python drops docstrings (`-OO`).
    """
    if "definitions" not in schema and (about := docstring_of(model)):
        schema.pop("description", None)
        schema["description"] = about
    for field in describe(model):
        _refine_field(schema["properties"][field.key], field, subject.choices(field))
    if issubclass(model, Fact):
        _refine_fact(schema, subject.registry)


def _refine_field(schema: JsonSchemaValue, field: Field, choices: tuple[Choice, ...]) -> None:
    value = schema["items"] if field.is_many else schema
    if field.type is Reference:
        value.pop("type", None)
        value["$ref"] = f"{IDS}#/definitions/{name_list(field.ref.kinds if field.ref else ())}"
    elif field.type in _TYPES:
        value.pop("type", None)
        value.update(_TYPES[field.type])
    if choices:
        value.pop("const", None)
        value["enum"] = [choice.id for choice in choices]
        value["enumDescriptions"] = [choice.meaning for choice in choices]
    if "patternProperties" in schema:
        schema["additionalProperties"] = False
    schema |= {"title": field.label, "description": field.help}
    if field.examples or field.type in _TYPES:
        schema["examples"] = list(field.examples) or [give_example(field)]


def _refine_fact(schema: JsonSchemaValue, registry: Mapping[str, Property]) -> None:
    """List the properties of the registry, and require of a value the datatype of its property."""
    schema["properties"]["property"] |= {
        "enum": list(registry),
        "enumDescriptions": [_describe_property(item) for item in registry.values()],
    }
    schema["allOf"] = [
        {
            "if": {"properties": {"property": {"enum": names}}, "required": ["property"]},
            "then": {"properties": {"value": value}},
        }
        for datatype, value in _DATATYPES.items()
        if (names := [item.id for item in registry.values() if item.datatype == datatype])
    ]


def _describe_property(item: Property) -> str:
    return f"{item.label}: {item.datatype}{f', in {item.unit}' if item.unit else ''}"


class _Generator(GenerateJsonSchema):
    """Leaves out null values and defaults: a record omits a key rather than leaving it empty."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def _write(schema: JsonSchemaValue) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
