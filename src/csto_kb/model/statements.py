"""Statements with their path in the record and their permanent anchor on the page.

An anchor says what and when, and ends in four letters that encode the content:
`population-2021-k3fq`, `members-northland-1992-05-15-7xm2`. It depends on the content only, so it
survives reordering, additions, new sources, notes and markup. For each type of statement it is made of
the required fields.
"""

import re
from base64 import b32encode
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import blake2s

from csto_kb.choices import Choice
from csto_kb.fields import PROVENANCE, Field, describe
from csto_kb.model.common import Entity
from csto_kb.model.sourced import Fact, Sourced
from csto_kb.prose import Prose, Reference
from csto_kb.yaml_text import Path

_BRACKETS = re.compile(r"\s*\[@[^\]]*\]|\[\[(?:[^\]|]*\|)?([^\]]*)\]\]|[*_`]")
"""Citations, links and emphasis in prose: they do not change what is stated."""
_NOT_IN_ANCHOR = re.compile(r"[^a-z0-9]+")
_LETTERS = 4
_MAX_SLUG = 40


@dataclass(frozen=True)
class Located:
    """A statement, with its path in the record and its anchor on the page."""

    path: Path
    """`("facts", 0)`, or `("capital",)` where the field holds one only."""
    field: Field
    statement: Sourced
    anchor: str


def locate_statements(entity: Entity) -> tuple[Located, ...]:
    """Every statement of a record, in the order of its fields, with anchors that are unique on its page."""
    found = list(_statements(entity))
    by_anchor: dict[str, list[int]] = defaultdict(list)
    for index, located in enumerate(found):
        by_anchor[located.anchor].append(index)
    for anchor, indexes in by_anchor.items():
        # The same content twice: the rest of the statement distinguishes them, whatever their order.
        for number, index in enumerate(sorted(indexes, key=lambda at: repr(found[at].statement)), 1):
            if number > 1:
                located = found[index]
                found[index] = Located(located.path, located.field, located.statement, f"{anchor}-{number}")
    return tuple(found)


def section_anchor(key: str) -> str:
    """The anchor of the section, row or table in which a field is shown; `key` is its key in the YAML file."""
    return key.replace("_", "-")


@cache
def identity(model: type[Sourced]) -> tuple[Field, ...]:
    """The fields that identify what a statement states: the required ones."""
    return tuple(own for own in describe(model) if own.is_required and own.role not in PROVENANCE)


def _statements(entity: Entity) -> Iterator[Located]:
    for field in describe(type(entity)):
        value = field.of(entity)
        if isinstance(value, Sourced):
            yield Located((field.key,), field, value, section_anchor(field.key))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Sourced):
                    yield Located((field.key, index), field, item, item.anchor or _anchor(field, item))


def _anchor(field: Field, statement: Sourced) -> str:
    texts = [_text(own.of(statement)) for own in identity(type(statement))]
    parts = [section_anchor(field.key), _slug(texts[0]) if texts else ""]
    if isinstance(statement, Fact):
        parts = [statement.property_]
        texts += [_text(statement.upper or ""), _text(statement.qualifier or "")]
    digest = b32encode(blake2s("\n".join(texts).encode(), digest_size=5).digest()).decode().lower()
    return "-".join(part for part in (*parts, _date(statement), digest[:_LETTERS]) if part)


def _text(value: object) -> str:
    """A value in the form used for an anchor: words without markup, independent of line breaks in the file."""
    if isinstance(value, Prose):
        return " ".join(_BRACKETS.sub(r"\1", value.text).split())
    if isinstance(value, Decimal) and value.as_tuple().exponent:
        value = float(value)  # 1.10 is the same as 1.1
    return value.id if isinstance(value, Reference | Choice) else str(value)


def _slug(text: str) -> str:
    return _NOT_IN_ANCHOR.sub("-", text.lower()).strip("-")[:_MAX_SLUG].rstrip("-")


def _date(statement: Sourced) -> str:
    """The date that identifies a statement, as a part of its anchor."""
    date = statement.sort_date
    if date is None:
        return ""
    return date.notation.rstrip("~?%").lower() if date.is_known else "undated"
