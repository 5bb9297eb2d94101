"""Describes the values of a field in words, for hover texts, new records and issue forms."""

from decimal import Decimal

from csto_kb.dates import Date
from csto_kb.fields import Field, describe, with_article
from csto_kb.model import Entity
from csto_kb.model.subject import Subject
from csto_kb.prose import Citation, Prose, Reference


def select_needed(model: type[Entity]) -> list[Field]:
    """The fields that a record of a kind needs, in the order of the model.

    These are the required fields, the first of each set of alternatives, and the fields that open the page.
    """
    keys = {*model.alternatives[:1], model.kind.opening}
    return [field for field in describe(model) if field.is_required or field.key in keys]


def describe_value(field: Field, subject: Subject) -> str:
    """The value of a key in one sentence: `The id of a state.`; '' where it is plain text."""
    what = _name_value(field, subject)
    if field.is_many:
        return f"A list: {what or 'text'}."
    return f"{what[0].upper()}{what[1:]}." if what else ""


def _name_value(field: Field, subject: Subject) -> str:
    if choices := subject.choices(field):
        return f"one of {', '.join(choice.id for choice in choices)}"
    if field.model:
        return f"keys {', '.join(part.key for part in describe(field.model))}"
    if field.type is Reference:
        kinds = field.ref.kinds if field.ref else ()
        return f"the id of {' or '.join(map(with_article, kinds or ('record',)))}"
    return _NAMES.get(field.type, "")


_NAMES: dict[type, str] = {
    Date: "a date: 2022, 2022-11 or 2022-11-23, with ~ after it for 'about'; or unknown",
    Prose: "prose: [[id]] links a record, [@source-id] cites a source",
    Citation: 'the id of a source, with the place in it after a comma: ["tass-2024-02, para. 3"]',
    bool: "true or false",
    int: "a whole number",
    Decimal: "a number",
    dict: "text by language tag",
}
