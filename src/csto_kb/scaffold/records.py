"""The skeleton of a new record: every key of its kind with a hint, needed keys first.

Needed keys are blank, so that a check names what is left to do. All other keys are commented out.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import wrap
from typing import Any

from csto_kb.examples import give_example, write_inline
from csto_kb.fields import Field, FieldRole, Record, describe
from csto_kb.loader import ENTITIES
from csto_kb.model import Entity
from csto_kb.model.subject import Subject
from csto_kb.prose import Prose
from csto_kb.record_file import SUFFIX
from csto_kb.scaffold.hints import describe_value, select_needed
from csto_kb.scaffold.schemas import schema_path

MODELINE = "# yaml-language-server: $schema="
_DIVIDER = "# --- Whatever else is known: take away the '# ' before a line to use it, and delete the rest. ---"
_WIDTH = 100
_COMMENT = re.compile(r"^# ", re.MULTILINE)


def create_record(
    root: Path, model: type[Entity], identifier: str, values: Mapping[str, Any], subject: Subject
) -> Path:
    """Write the file of a new record and return its path. Raises `OSError`, also where the file exists."""
    path = root / ENTITIES / model.kind.folder / f"{identifier}{SUFFIX}"
    schema = schema_path(model)
    text = write_record(model, values, subject, f"../../{schema}" if (root / schema).is_file() else "")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return path


def write_record(model: type[Entity], values: Mapping[str, Any], subject: Subject, schema: str = "") -> str:
    """The text of a new record.

    `values` are the known values by key, as in a file: text, numbers, lists, mappings.
    `schema` is the address of the kind's JSON Schema, for an editor.
    """
    fields = {field.key: field for field in describe(model)}
    needed = [field.key for field in select_needed(model)]
    needed += [key for key in values if key not in needed]
    needed.sort(key=lambda key: fields[key].role is FieldRole.BOOKKEEPING)  # the signature under the record
    lines = [f"{MODELINE}{schema}"] if schema else []
    for key in needed:
        lines += ["", *_hint(fields[key], model, subject), *_blank(fields[key], values.get(key))]
    lines += ["", _DIVIDER]
    for field in fields.values():
        if field.key not in needed and field.role is not FieldRole.BOOKKEEPING:  # a new record has no former ids
            lines += [f"# {line}" for line in _example(field)]
    return "\n".join(lines).lstrip("\n") + "\n"


def uncomment(text: str) -> str:
    """Remove the `# ` from every line below the divider, as an editor does to use the keys."""
    above, _, below = text.partition(f"{_DIVIDER}\n")
    return above + _COMMENT.sub("", below)


def _hint(field: Field, model: type[Record], subject: Subject) -> list[str]:
    """Comment lines above a blank."""
    words = [part for part in (field.help, describe_value(field, subject)) if part]
    if field.key in model.alternatives:
        others = " and ".join(f"'{key}'" for key in model.alternatives if key != field.key)
        words.append(f"Or give {others} below instead.")
    return [f"# {line}" for line in wrap(" ".join(words), _WIDTH - 2, break_on_hyphens=False, break_long_words=False)]


def _blank(field: Field, value: Any) -> list[str]:
    if value is not None:
        return _write(field.key, value)
    if field.type is Prose and not field.is_many:
        return [f"{field.key}: >-"]  # a colon or a hash in the text is safe in a block scalar
    return [f"{field.key}: []" if field.is_many else f"{field.key}:"]


def _example(field: Field) -> list[str]:
    """The lines of an optional key with an example; the hint follows the first line."""
    if field.type is Prose and not field.is_many:
        return [f"{field.key}: >-  # {field.help}", f"  {give_example(field)}"]
    first, *rest = _write(field.key, give_example(field))
    lines = [f"{first}  # {field.help}", *rest]
    if field.model:
        shown = give_example(field)
        keys = shown[0] if field.is_many else shown
        others = [part.key for part in describe(field.model) if part.key not in keys]
        indent = "    " if field.is_many else "  "
        lines.append(f"{indent}# also: {', '.join(others)}")
    return lines


def _write(key: str, value: Any) -> list[str]:
    """A key with its value in YAML: mappings in block style, lists of plain values on one line."""
    if isinstance(value, dict) and any(isinstance(item, list | dict) for item in value.values()):
        return [f"{key}:", *(f"  {line}" for line in _write_mapping(value))]
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        lines = [f"{key}:"]
        for item in value:
            first, *rest = _write_mapping(item)
            lines += [f"  - {first}", *(f"    {line}" for line in rest)]
        return lines
    return [f"{key}: {write_inline(value)}"]


def _write_mapping(mapping: dict[str, Any]) -> list[str]:
    return [line for key, value in mapping.items() for line in _write(key, value)]
