"""The descriptor of the tables: a Data Package (https://datapackage.org, version 2.0).

Made from the descriptions of the tables, so that a program knows the type, the meaning and the keys of every column.
"""

import json
import re
from typing import Any

from csto_kb.export.base import Export
from csto_kb.export.data_table import Column, Table
from csto_kb.export.tables import TABLES
from csto_kb.insight import Insight
from csto_kb.model.subject import Licence

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_NOT_IN_NAME = re.compile(r"[^-a-zA-Z0-9._]+")
_SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"


def write(insight: Insight) -> str:
    """Write the descriptor of all tables."""
    licence = insight.subject.licence
    package = {
        "$schema": _PROFILE,
        "name": "knowledge-base",
        "title": "The tables of the knowledge base",
        "version": insight.today,
        "licenses": [_describe_licence(licence)] if licence else None,
        "resources": [_describe_table(table) for table in TABLES],
    }
    filled = {key: value for key, value in package.items() if value is not None}
    return json.dumps(filled, ensure_ascii=False, indent=1) + "\n"


def _describe_licence(licence: Licence) -> dict[str, str]:
    """The licence with the characters that a name may have: `CC-BY-4.0`."""
    named = {"name": _NOT_IN_NAME.sub("-", licence.name), "title": licence.name}
    return {**named, "path": licence.url} if licence.url else named


def _describe_table(table: Table[Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": _SCHEMA,
        "fields": [_describe_column(column, is_key=column.name == table.key) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = [table.key]
    keys = {other.name: other.key for other in TABLES}
    foreign = [_describe_reference(column, table, keys) for column in table.columns if column.refers]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": table.name,
        "type": "table",
        "title": table.title,
        "description": table.about,
        "path": table.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _describe_column(column: Column[Any], *, is_key: bool) -> dict[str, Any]:
    about = f"{column.about} Empty: {column.empty}" if column.empty else column.about
    field: dict[str, Any] = {"name": column.name, "type": str(column.type), "description": about}
    constraints: dict[str, Any] = {}
    if not column.empty:
        constraints["required"] = True
    if is_key:
        constraints["unique"] = True
    if column.pattern:
        constraints["pattern"] = column.pattern
    return {**field, "constraints": constraints} if constraints else field


def _describe_reference(column: Column[Any], table: Table[Any], keys: dict[str, str]) -> dict[str, Any]:
    reference: dict[str, Any] = {"fields": [keys[column.refers]]}
    if column.refers != table.name:
        reference["resource"] = column.refers
    return {"fields": [column.name], "reference": reference}


EXPORT = Export(
    "datapackage.json",
    "Data package",
    "Describes the tables for programs: types, keys, and what an empty cell means (Data Package 2.0).",
    "application/json",
    write,
)
