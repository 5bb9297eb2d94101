"""Examples of the values of a field, for messages, hover texts and new records."""

import json
from decimal import Decimal
from typing import Any

from csto_kb.dates import Date
from csto_kb.fields import Field, FieldRole, Record, describe, with_article
from csto_kb.prose import Citation, Prose, Reference
from csto_kb.yaml_text import read_yaml

_EXAMPLES: dict[type, Any] = {
    Date: "2022-11-23",
    Prose: "A sentence with a link to [[northland]] and a citation [@tass-2024-02, para. 3].",
    Citation: "tass-2024-02, para. 3",
    bool: True,
    int: 1,
    Decimal: 40.18,
    str: "Some words",
}


def give_example(field: Field) -> Any:
    """An example of a field's value as in a YAML file: text, number, list or mapping.

    A part of a record shows its required keys and the first of its alternatives.
    """
    if field.examples:
        return field.examples[0]
    value = _one_example(field)
    return [value] if field.is_many else value


def write_inline(value: Any) -> str:
    """A value in YAML on one line: `{name: Northport, sources: [gazette-2024-02]}`."""
    if isinstance(value, list):
        return f"[{', '.join(map(write_inline, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {write_inline(item)}' for key, item in value.items())}}}"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)


def _one_example(field: Field) -> Any:
    if field.choices:
        return field.choices[0].id
    if field.model:
        return {part.key: give_example(part) for part in _select_first(field.model)}
    if field.type is Reference:
        kind = field.ref.kinds[0] if field.ref and field.ref.kinds else "record"
        return f"id-of-{with_article(kind).replace(' ', '-')}"
    return _EXAMPLES.get(field.type, 1)


def _select_first(model: type[Record]) -> list[Field]:
    """The first keys of a part of a record: the required keys, in the order of an editor."""
    needed = [field for field in describe(model) if field.is_required or field.key in model.alternatives[:1]]
    return sorted(needed, key=lambda field: (field.role is FieldRole.SOURCES, field.is_inherited))


def _is_plain(text: str) -> bool:
    """Whether our reader reads a text as itself without quotes, also within a list."""
    document = read_yaml("", f"x: [{text}]".encode())
    return document.data == {"x": (text,)} and not document.problems
