"""The API of the site: JSON files that any static host can serve, laid out like that of endoflife.date (version 1).

    api/v1/index.json               the kinds of record
    api/v1/KIND.json                the records of a kind in short: `states.json`
    api/v1/KIND/ID.json             a record with its statements: `states/northland.json`
    api/v1/all.json                 all records in short
    api/v1/full.json                all records with their statements
    api/v1/openapi.json             the description of the API (OpenAPI 3.1)
    api/v1/schemas/KIND.json        the JSON Schema of a record

Every answer is an envelope: the version of its layout, the last change of the data, a total, and the result. Addresses
are kept as those of pages are. A change that breaks a reader is a new version beside this one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from csto_kb.export.base import to_plain
from csto_kb.export.data_table import ColumnType
from csto_kb.export.statements_table import TABLE, StatementRow, list_statements
from csto_kb.json_text import write_json
from csto_kb.model import MODELS, Entity
from csto_kb.render.context import SiteContext
from csto_kb.scaffold.ids import IDS
from csto_kb.scaffold.schemas import make_schema
from csto_kb.site import DataFile, SiteFile, entity_url

SCHEMA_VERSION = "1.0.0"
ROOT = "api/v1/"
_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.NUMBER: "number",
    ColumnType.INTEGER: "integer",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DAY: "string",
}


def write_api(context: SiteContext) -> Iterator[DataFile]:
    """Write all files of the API."""
    statements: dict[str, list[dict[str, Any]]] = {name: [] for name in context.graph.entities}
    for row in list_statements(context):
        statements[row.entity.id].append(_statement(row))
    kinds = {model.kind.folder: context.graph.of_kind(model.kind.name) for model in MODELS}
    short: list[dict[str, Any]] = []
    full: list[dict[str, Any]] = []
    for folder, entities in kinds.items():
        summaries = [_summarize(context, entity) for entity in entities]
        records = [
            {**summary, "record": to_plain(entity), "statements": statements[entity.id]}
            for summary, entity in zip(summaries, entities, strict=True)
        ]
        short += summaries
        full += records
        yield _envelope(context, f"{folder}.json", summaries)
        for record in records:
            yield _envelope(context, f"{folder}/{record['id']}.json", record)
    yield _envelope(context, "index.json", [_describe_kind(context, folder, kinds[folder]) for folder in kinds])
    yield _envelope(context, "all.json", short)
    yield _envelope(context, "full.json", full)
    schemas = {model.kind.name: _publishable(make_schema(model, context.subject)) for model in MODELS}
    yield _file("openapi.json", _describe_api(context, schemas))
    for name, schema in schemas.items():
        yield _file(f"schemas/{name}.json", schema)


def _register(name: str, title: str, about: str, page: str | None = None) -> SiteFile[SiteContext]:
    return SiteFile(f"{ROOT}{name}", title, about, "application/json", write_api, __name__, page)


FILES: tuple[SiteFile[SiteContext], ...] = (
    _register("index.json", "Kinds as JSON", "The kinds of record, with their addresses and numbers."),
    _register("all.json", "All records in short", "The name, summary and addresses of every record."),
    _register("full.json", "All records whole", "Every record with its statements."),
    _register(
        "openapi.json", "Description of the API", "The addresses of the API and what they answer, as OpenAPI 3.1."
    ),
    _register("schemas/*.json", "Schemas of records", "The JSON Schema of each kind of record."),
    *(
        _register(
            f"{model.kind.folder}.json",
            f"{model.kind.plural} as JSON",
            f"Every record of the kind {model.kind.name} in short.",
            f"{model.kind.folder}/",
        )
        for model in MODELS
    ),
    *(
        _register(
            f"{model.kind.folder}/*.json",
            f"{model.kind.label} as JSON",
            f"A record of the kind {model.kind.name} with its statements.",
            f"{model.kind.folder}/*/",
        )
        for model in MODELS
    ),
)


def _summarize(context: SiteContext, entity: Entity) -> dict[str, Any]:
    """A record in short."""
    opening = entity.opening
    return {
        "id": entity.id,
        "kind": entity.kind.name,
        "name": entity.name,
        "summary": context.plain(opening) if opening else "",
        "reviewed": str(entity.reviewed),
        "uri": _address(context, f"{ROOT}{entity.kind.folder}/{entity.id}.json"),
        "page": _address(context, entity_url(entity)),
    }


def _describe_kind(context: SiteContext, folder: str, entities: Iterable[Entity]) -> dict[str, Any]:
    count = len(list(entities))
    return {"kind": folder, "uri": _address(context, f"{ROOT}{folder}.json"), "total": count}


def _statement(row: StatementRow) -> dict[str, Any]:
    """A statement by the columns of the table of statements; empty columns are left out."""
    cells = ((column.name, column.cell(row)) for column in TABLE.columns)
    return {name: value for name, value in cells if value is not None}


def _address(context: SiteContext, url: str) -> str:
    """The absolute address where the site's is known, else the one relative to the site's root, with a slash."""
    return context.site.absolute(url) or f"/{url}"


def _envelope(context: SiteContext, name: str, result: Any) -> DataFile:
    total = len(result) if isinstance(result, list) else 1
    content = {
        "schema_version": SCHEMA_VERSION,
        "last_change": context.today,
        "total": total,
        "result": result,
    }
    return _file(name, content)


def _file(name: str, content: Any) -> DataFile:
    return DataFile(f"{ROOT}{name}", write_json(content, separators=(",", ":")) + "\n")


def _publishable(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema without the list of ids, which stands in a file of the project only: an id is any text here."""
    found = {key: _publishable_value(value) for key, value in schema.items()}
    if str(found.get("$ref", "")).startswith(IDS):
        del found["$ref"]
        found["type"] = "string"
    return found


def _publishable_value(value: Any) -> Any:
    if isinstance(value, list):
        return [_publishable_value(item) for item in value]
    return _publishable(value) if isinstance(value, Mapping) else value


def _describe_api(context: SiteContext, schemas: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    licence = context.subject.licence
    info: dict[str, Any] = {
        "title": context.site.name,
        "version": SCHEMA_VERSION,
        "description": context.site.description,
    }
    if licence:
        info["license"] = {"name": licence.name, **({"url": licence.url} if licence.url else {})}
    parts: dict[str, Any] = {}
    for schema in schemas.values():
        parts |= schema["definitions"]
    bodies = {
        _name(name): {key: value for key, value in schema.items() if key not in ("definitions", "$schema")}
        for name, schema in schemas.items()
    }
    text = json.dumps({**parts, **bodies}, ensure_ascii=False).replace("#/definitions/", "#/components/schemas/")
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": _address(context, ROOT).rstrip("/")}],
        "paths": _describe_paths(context),
        "components": {"schemas": {**json.loads(text), **_describe_answers()}},
    }


def _name(kind: str) -> str:
    """The name of the schema of a kind's records: `StateRecord`; a model of a part may be called `State`."""
    return f"{kind.capitalize()}Record"


def _describe_paths(context: SiteContext) -> dict[str, Any]:
    kinds = {model.kind.folder: model.kind for model in MODELS}
    brief = {"type": "array", "items": {"$ref": "#/components/schemas/RecordInShort"}}
    paths: dict[str, Any] = {
        "/index.json": _get("The kinds of record", {"type": "array", "items": {"$ref": "#/components/schemas/Kind"}}),
        "/all.json": _get("All records in short", brief),
        "/full.json": _get(
            "All records with their statements", {"type": "array", "items": {"$ref": "#/components/schemas/Record"}}
        ),
    }
    for folder, kind in kinds.items():
        paths[f"/{folder}.json"] = _get(context.subject.about(kind), brief)
        one = {
            "allOf": [
                {"$ref": "#/components/schemas/Record"},
                {"properties": {"record": {"$ref": f"#/components/schemas/{_name(kind.name)}"}}},
            ]
        }
        identifier = {
            "name": "id",
            "in": "path",
            "required": True,
            "schema": {"type": "string"},
            "description": "The id.",
        }
        paths[f"/{folder}/{{id}}.json"] = {**_get(f"A record of the kind {kind.name}", one), "parameters": [identifier]}
    return paths


def _get(summary: str, result: Mapping[str, Any]) -> dict[str, Any]:
    schema = {"allOf": [{"$ref": "#/components/schemas/Envelope"}, {"properties": {"result": result}}]}
    answer = {"description": "The answer.", "content": {"application/json": {"schema": schema}}}
    return {"get": {"summary": summary, "responses": {"200": answer, "404": {"description": "There is no such file."}}}}


def _describe_answers() -> dict[str, Any]:
    text, number = {"type": "string"}, {"type": "integer"}
    short = {name: text for name in ("id", "kind", "name", "summary", "reviewed", "uri", "page")}
    columns = {column.name: {"type": _TYPES[column.type], "description": column.about} for column in TABLE.columns}
    return {
        "Envelope": {
            "type": "object",
            "required": ["schema_version", "last_change", "total", "result"],
            "properties": {"schema_version": text, "last_change": text, "total": number, "result": {}},
        },
        "Kind": {"type": "object", "properties": {"kind": text, "uri": text, "total": number}},
        "RecordInShort": {"type": "object", "required": list(short), "properties": short},
        "StatementRow": {
            "type": "object",
            "required": [column.name for column in TABLE.columns if not column.empty],
            "properties": columns,
        },
        "Record": {
            "allOf": [
                {"$ref": "#/components/schemas/RecordInShort"},
                {
                    "type": "object",
                    "required": ["record", "statements"],
                    "properties": {
                        "record": {"type": "object", "description": "The record with the keys of its YAML file."},
                        "statements": {"type": "array", "items": {"$ref": "#/components/schemas/StatementRow"}},
                    },
                },
            ]
        },
    }
