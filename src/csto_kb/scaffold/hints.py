"""What a field takes, in words and by example: for hover texts, new records and issue forms."""

from decimal import Decimal
from typing import Any

from csto_kb.dates import Date
from csto_kb.fields import Field, FieldRole, Record, describe, with_article
from csto_kb.model import Entity
from csto_kb.prose import Citation, Prose, Reference

_EXAMPLES: dict[type, Any] = {
    Date: "2022-11-23",
    Prose: "A sentence with a link to [[armenia]] and a citation [@tass-2024-02, para. 3].",
    Citation: "tass-2024-02, para. 3",
    bool: True,
    int: 1,
    Decimal: 40.18,
    str: "Some words",
}


def give_example(field: Field) -> Any:
    """A value of a field as it stands in a YAML file: text, number, list or mapping.

    A part of a record shows the keys that it must have, and the first of its alternatives.
    """
    if field.examples:
        return field.examples[0]
    value = _one_example(field)
    return [value] if field.is_many else value


def select_needed(model: type[Entity]) -> list[Field]:
    """The fields without which a record of a kind is not whole, in the order of the model.

    Those that it must have, the first of its alternatives, and what its page opens with.
    """
    keys = {*model.alternatives[:1], model.kind.opening}
    return [field for field in describe(model) if field.is_required or field.key in keys]


def _select_first(model: type[Record]) -> list[Field]:
    """The keys that a part of a record begins with: what it must have, as an editor would order it."""
    needed = [field for field in describe(model) if field.is_required or field.key in model.alternatives[:1]]
    return sorted(needed, key=lambda field: (field.role is FieldRole.SOURCES, field.is_inherited))


def _one_example(field: Field) -> Any:
    if field.choices:
        return field.choices[0].id
    if field.model:
        return {part.key: give_example(part) for part in _select_first(field.model)}
    if field.type is Reference:
        kind = field.ref.kinds[0] if field.ref and field.ref.kinds else "record"
        return f"id-of-{with_article(kind).replace(' ', '-')}"
    return _EXAMPLES.get(field.type, 1)


def describe_value(field: Field) -> str:
    """What stands behind a key, as one sentence: `The id of a state.`; '' where it is plain text."""
    what = _name_value(field)
    if field.is_many:
        return f"A list: {what or 'text'}."
    return f"{what[0].upper()}{what[1:]}." if what else ""


def _name_value(field: Field) -> str:
    if field.choices:
        return f"one of {', '.join(choice.id for choice in field.choices)}"
    if field.model:
        return f"keys {', '.join(part.key for part in describe(field.model))}"
    if field.type is Reference:
        kinds = field.ref.kinds if field.ref else ()
        return f"the id of {' or '.join(map(with_article, kinds or ('record',)))}"
    return _NAMES.get(field.type, "")


_NAMES: dict[type, str] = {
    Date: "a date: 2022, 2022-11 or 2022-11-23, with ~ behind it for 'about'; or unknown",
    Prose: "prose: [[id]] links a record, [@source-id] cites a source",
    Citation: 'the id of a source, with the place in it behind a comma: ["tass-2024-02, para. 3"]',
    bool: "true or false",
    int: "a whole number",
    Decimal: "a number",
    dict: "text by language tag",
}
