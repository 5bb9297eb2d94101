"""The description of a field that all other code reads.

A field is written once, in its model: its type (from `field_types`), a title, a sentence of help. `describe` turns a
model into `Field`s, which the page, the exports and the checks read.
"""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
)

from csto_kb.choices import Choice, OneOf
from csto_kb.dates import Date
from csto_kb.field_types import check_web_address
from csto_kb.prose import Citation
from csto_kb.spans import Span
from csto_kb.yaml_text import Path


@dataclass(frozen=True)
class Relation:
    """How one record is related to another, seen from one of the two."""

    id: str
    """Its id for code, templates and anchors."""
    heading: str
    """Its heading on the page of the record from which it is seen."""


@dataclass(frozen=True)
class Ref:
    """Declares what a reference points to, and its inverse."""

    kinds: tuple[str, ...] = ()
    """The kinds of the target; empty: any."""
    back: Relation | None = None
    """None: the target's page has no heading for it, only 'Mentioned in'."""


class FieldRole(Enum):
    """The role of a field for code that goes through the fields of any record.

    It is part of the annotation of the field, like `Ref`; a field without a role is content.
    """

    CONTENT = "what the record states"
    NAME = "what it is called"
    NAMES = "what it is called in other languages, by language tag"
    SORT = "what sort of its kind it is"
    WHOLE = "what it is a part of"
    TIME = "a day by which it says when it held or happened"
    END = "the day on which it ended, or is to end"
    POSITION = "where it lies on a map"
    SOURCES = "what it rests on"
    CONFIDENCE = "how sure it is"
    NOTE = "what a reader must know to weigh it"
    HINT = "records that an editor points to without stating anything"
    ACCESS = "when somebody saw what the record is about"
    KEPT = "when a copy of it was kept, by whomever; this may be later than any review of the record"
    BOOKKEEPING = "what editors keep of the record itself"


PROVENANCE = frozenset({FieldRole.SOURCES, FieldRole.CONFIDENCE, FieldRole.NOTE})
"""Roles of fields that do not change what is stated: its sources, its confidence, its note."""


def with_article(kind: str) -> str:
    """The name of a kind in a sentence: `an event`, `a state`."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


@dataclass(frozen=True)
class SchemaOrg:
    """The property of schema.org for a field or a fact in a page's JSON-LD, which leaves out fields without one."""

    name: str
    domain: str = "Thing"
    """The type that the property belongs to (its `domainIncludes`): a record of another type leaves it out."""
    names: str = ""
    """The type of the thing that a text names, where the property takes no text (its `rangeIncludes`)."""


@dataclass(frozen=True)
class Field:
    """The one description of a field, which pages, exports, schemas and checks read."""

    key: str
    """The key in the YAML file."""
    name: str
    """The attribute of the model."""
    label: str
    help: str
    type: Any
    """The type of one value: `Date`, `Prose`, `Reference`, `Citation`, a choice, text, a number, `bool` or a model."""
    is_many: bool
    is_required: bool
    ref: Ref | None = None
    choices: tuple[Choice, ...] = ()
    """The choices of the program; `vocabulary` names the table, to which a subject may add others."""
    vocabulary: str = ""
    schema_org: SchemaOrg | None = None
    """Its property of schema.org."""
    examples: tuple[Any, ...] = ()
    """Values as written in the YAML file, for hover texts and new records."""
    is_address: bool = False
    """Whether a value is a web address: the type `Url`."""
    is_mapping: bool = False
    """Whether it is a mapping with free keys; `type` is the type of its values."""
    role: FieldRole = FieldRole.CONTENT
    is_inherited: bool = False
    """Whether a base class of the model declares it; for a kind, whether every record has it."""

    @property
    def model(self) -> "type[Record] | None":
        return self.type if isinstance(self.type, type) and issubclass(self.type, Record) else None

    def of(self, record: "Record") -> Any:
        """The value of the field in a record that has it."""
        return getattr(record, self.name)


class Record(BaseModel):
    """The base class of all data in YAML files: strict, without extra keys, immutable."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, arbitrary_types_allowed=True)

    alternatives: ClassVar[tuple[str, ...]] = ()
    """Keys of which one is required, the usual one first; each of them alone is optional."""

    def of_role(self, role: FieldRole) -> Any:
        """The value of the first field with a role; None where there is no such field or it is left out."""
        field = _field_of_role(type(self), role)
        return field.of(self) if field else None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its citations; () where it has no sources of its own."""
        return self.of_role(FieldRole.SOURCES) or ()

    @property
    def how_sure(self) -> Choice | None:
        """Its confidence; None where it does not say."""
        found: Choice | None = self.of_role(FieldRole.CONFIDENCE)
        return found

    @property
    def anchor(self) -> str:
        """Its own anchor on its page; '' where the anchor is made of its content, or it has none."""
        return ""

    @property
    def when(self) -> str:
        """When it held or happened, in words; '' where it has no time of its own."""
        return ""

    @property
    def timing(self) -> str:
        """Its time in words: when it held, else each of its dates with its label."""
        dates = ((field.label.lower(), field.of(self)) for field in describe(type(self)))
        return self.when or ", ".join(f"{label} {value.words}" for label, value in dates if isinstance(value, Date))

    @property
    def span(self) -> Span | None:
        """The days on which it held; None where it has no time of its own."""
        return None

    @property
    def detail(self) -> str:
        """What it says in a word about the record it refers to: an office, a vote, a role; else ''."""
        return ""


@dataclass(frozen=True)
class Value:
    """A value found while walking a record."""

    path: Path
    field: Field
    value: Any
    owner: Record
    """The record part that holds the field: a statement, a place, or the entity itself."""


@cache
def describe(model: type[Record]) -> tuple[Field, ...]:
    """Describe the fields of a model, in the order of their declaration."""
    inherited = {name for base in model.__mro__[1:] if issubclass(base, Record) for name in base.model_fields}
    return tuple(_describe(name, info, name in inherited) for name, info in model.model_fields.items())


@cache
def _field_of_role(model: type[Record], role: FieldRole) -> Field | None:
    return next((field for field in describe(model) if field.role is role), None)


@cache
def list_parts(model: type[Record]) -> tuple[type[Record], ...]:
    """The model itself and every model of a part of its records, each once, outermost first."""
    found = dict.fromkeys([model])
    for field in describe(model):
        if field.model:
            found |= dict.fromkeys(list_parts(field.model))
    return tuple(found)


def walk(record: Record, path: Path = ()) -> Iterator[Value]:
    """Visit every value of a record, depth first, in the order of the declarations."""
    for field in describe(type(record)):
        value = field.of(record)
        if value is None:
            continue
        items = enumerate(value) if isinstance(value, tuple) else [(None, value)]
        for index, item in items:
            here = (*path, field.key) if index is None else (*path, field.key, index)
            if isinstance(item, Record):
                yield from walk(item, here)
            elif isinstance(item, dict):
                for key, inner in item.items():
                    if isinstance(inner, Record):
                        yield from walk(inner, (*here, key))
                    else:
                        yield Value((*here, key), field, inner, record)
            else:
                yield Value(here, field, item, record)


def walk_parts(record: Record, path: Path = ()) -> Iterator[tuple[Path, Record]]:
    """Visit the record itself and every part of it that has keys of its own, with its path."""
    yield path, record
    for field in _part_fields(type(record)):
        value = field.of(record)
        if isinstance(value, Record):
            yield from walk_parts(value, (*path, field.key))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Record):
                    yield from walk_parts(item, (*path, field.key, index))


@cache
def _part_fields(model: type[Record]) -> tuple[Field, ...]:
    return tuple(field for field in describe(model) if field.model)


def _describe(name: str, info: Any, is_inherited: bool) -> Field:
    annotation, metadata = _strip(info.annotation)
    metadata = [*info.metadata, *metadata]
    is_many = get_origin(annotation) is tuple
    if is_many:
        annotation, inner = _strip(get_args(annotation)[0])
        metadata += inner
    is_mapping = get_origin(annotation) is dict and _is_record(get_args(annotation)[1])
    if is_mapping:
        annotation = get_args(annotation)[1]
    ref = next((item for item in metadata if isinstance(item, Ref)), None)
    meaning = next((item for item in metadata if isinstance(item, SchemaOrg)), None)
    choices = next((item.choices for item in metadata if isinstance(item, OneOf)), None)
    return Field(
        key=info.alias or name,
        name=name,
        label=info.title or name.rstrip("_").replace("_", " ").capitalize(),
        help=info.description or "",
        type=get_origin(annotation) or annotation,
        is_many=is_many,
        is_required=info.is_required(),
        ref=ref,
        choices=tuple(choices.values()) if choices else (),
        vocabulary=choices.name if choices else "",
        examples=tuple(info.examples or ()),
        is_address=any(getattr(item, "func", None) is check_web_address for item in metadata),
        schema_org=meaning,
        is_mapping=is_mapping,
        role=next((item for item in metadata if isinstance(item, FieldRole)), FieldRole.CONTENT),
        is_inherited=is_inherited,
    )


def _is_record(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Record)


def _strip(annotation: Any) -> tuple[Any, list[Any]]:
    """Remove `Annotated` and `| None` from a type; return it with the metadata found."""
    metadata: list[Any] = []
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *found = get_args(annotation)
            metadata += found
        elif get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation):
            rest = [part for part in get_args(annotation) if part is not type(None)]
            annotation = rest[0] if len(rest) == 1 else Union[tuple(rest)]  # noqa: UP007 - built at run time
            if len(rest) > 1:
                return annotation, metadata
        else:
            return annotation, metadata
