"""The types that a record's fields have, and the description of a field that everything else reads.

A field is written once, in its model: its type, a title, a sentence of help. `describe` turns a model
into `Field`s; the page, the exports and the checks read those. The next type of its sort goes here, as
a class with `parse`, or as an annotated `str`.
"""

import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError, PydanticKnownError, core_schema

from csto_kb.choices import Choice, Choices, OneOf
from csto_kb.dates import Date, DateError
from csto_kb.languages import ENGLISH
from csto_kb.limits import DEFAULT_LIMITS, Limits
from csto_kb.prose import ID_PATTERN, Citation, NotationError, Prose, Reference
from csto_kb.spans import Span
from csto_kb.web_address import SCHEMA_PATTERN, WebAddress, explain_web_address
from csto_kb.yaml_text import Path, is_plain_text

MAX_ID = 80
_ID = re.compile(ID_PATTERN, re.ASCII)
_DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows keeps for devices, with any suffix (Microsoft, "Naming Files, Paths, and Namespaces")."""


@dataclass(frozen=True)
class Relation:
    """How one record is related to another, seen from one of the two."""

    id: str
    """What code, templates and anchors know it by."""
    heading: str
    """What it is called on the page of the record from which it is seen."""


@dataclass(frozen=True)
class Ref:
    """Declares what a reference points to, and the way back."""

    kinds: tuple[str, ...] = ()
    """The kinds that may be referred to; empty: any."""
    back: Relation | None = None
    """None: the target's page has no heading for it, only 'Mentioned in'."""


class FieldRole(Enum):
    """What a field is to whoever goes through the fields of a record, whatever it is called.

    Said in the annotation of the field, as `Ref` is; a field that says nothing is content.
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
"""Fields that do not change what is stated: what it rests on, how sure it is, how to weigh it."""


def with_article(kind: str) -> str:
    """The name of a kind in a sentence: `an event`, `a state`."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


@dataclass(frozen=True)
class SchemaOrg:
    """The property of schema.org that a field or a fact means in a page's JSON-LD; what has none is left out there."""

    name: str
    domain: str = "Thing"
    """The type that the property belongs to (its `domainIncludes`): of a record of another it says nothing."""
    names: str = ""
    """The type of what a text names, where the property takes no text (its `rangeIncludes`)."""


@dataclass(frozen=True)
class Field:
    """What everything knows of a field: the one description behind page, export, schema and check."""

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
    """Those of the program; `vocabulary` names the table, in which a subject may have others."""
    vocabulary: str = ""
    schema_org: SchemaOrg | None = None
    """The property of schema.org that it means."""
    examples: tuple[Any, ...] = ()
    """Values as they stand in the YAML file, for hover texts and new records."""
    is_address: bool = False
    """Whether a value is a web address: the type `Url`."""
    is_mapping: bool = False
    """Whether it holds records by keys of their own choice: the type is that of one of them."""
    role: FieldRole = FieldRole.CONTENT
    is_inherited: bool = False
    """Whether a base of the model declares it: of a kind, whether every record has it."""

    @property
    def model(self) -> "type[Record] | None":
        return self.type if isinstance(self.type, type) and issubclass(self.type, Record) else None

    def of(self, record: "Record") -> Any:
        """The value of the field in a record that has it."""
        return getattr(record, self.name)


class Record(BaseModel):
    """The base of everything that stands in a YAML file: strict, closed and immutable."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, arbitrary_types_allowed=True)

    alternatives: ClassVar[tuple[str, ...]] = ()
    """Keys of which one must be given, the usual one first, though each by itself may be left out."""

    def of_role(self, role: FieldRole) -> Any:
        """The value of the first field with a role; None where it has no such field, or that is left out."""
        field = _field_of_role(type(self), role)
        return field.of(self) if field else None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What it cites for all that it says; () where it names no sources of its own."""
        return self.of_role(FieldRole.SOURCES) or ()

    @property
    def how_sure(self) -> Choice | None:
        """How sure all that it says is; None where it does not say."""
        found: Choice | None = self.of_role(FieldRole.CONFIDENCE)
        return found

    @property
    def anchor(self) -> str:
        """The anchor that it names for itself on its page; '' where it is made of what it states, or it has none."""
        return ""

    @property
    def when(self) -> str:
        """When it held or happened, in words; '' where it has no time of its own."""
        return ""

    @property
    def timing(self) -> str:
        """All that it says of its time, in words: when it held, else each of its dates with its label."""
        dates = ((field.label.lower(), field.of(self)) for field in describe(type(self)))
        return self.when or ", ".join(f"{label} {value.words}" for label, value in dates if isinstance(value, Date))

    @property
    def span(self) -> Span | None:
        """The days on which it held; None where it has no time of its own."""
        return None

    @property
    def detail(self) -> str:
        """What it says in a word of the record to which it refers: an office, a vote, a part taken; else ''."""
        return ""


@dataclass(frozen=True)
class Value:
    """A value met while walking a record."""

    path: Path
    field: Field
    value: Any
    owner: Record
    """The record part that holds the field: a statement, a place, or the entity itself."""


@cache
def describe(model: type[Record]) -> tuple[Field, ...]:
    """Describe the fields of a model, in the order in which they are declared."""
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
    """Take `Annotated` and `| None` off a type; return it with the metadata found."""
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


class _Notation:
    """Pydantic annotation for a class that is written as one YAML scalar."""

    def __init__(self, code: str, parse: Any, example: str) -> None:
        self.code, self.parse, self.example = code, parse, example

    def read(self, text: str, reading: "Reading") -> Any:  # noqa: ARG002 - for those that ask for it
        return self.parse(text)

    def validate(self, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)  # a bare year
        if not isinstance(value, str):
            raise PydanticCustomError(self.code, "expected text such as {example}", {"example": self.example})
        try:
            return self.read(value, reading_of(info))
        except (DateError, NotationError) as error:
            raise PydanticCustomError(self.code, "{message}", {"message": str(error), "hint": error.hint}) from None

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(
            self.validate, json_schema_input_schema=core_schema.str_schema()
        )


class _ProseNotation(_Notation):
    """As long as the limits allow, and in the language of the record."""

    def read(self, text: str, reading: "Reading") -> Any:
        return parse_prose(text, reading)


@dataclass(frozen=True)
class _Number:
    """Pydantic annotation for a number, whole or decimal, that keeps its digits: a `float` would not."""

    least: int | None = None
    most: int | None = None

    def validate(self, value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise PydanticKnownError("float_type")
        if self.least is not None and value < self.least:
            raise PydanticKnownError("greater_than_equal", {"ge": self.least})
        if self.most is not None and value > self.most:
            raise PydanticKnownError("less_than_equal", {"le": self.most})
        return Decimal(value)

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        written = core_schema.float_schema(ge=self.least, le=self.most)
        return core_schema.no_info_plain_validator_function(self.validate, json_schema_input_schema=written)


@dataclass(frozen=True)
class Reading:
    """What a record is read by: how large it may be, and the words that the project's subject gives it."""

    limits: Limits = DEFAULT_LIMITS
    vocabulary: Mapping[str, Choices[Any]] | None = None
    """The tables of choices by their names; None for the program's own."""
    properties: Mapping[str, Any] | None = None
    """The registry of properties; None for the program's own."""
    is_partial: bool = False
    """Whether the subject is broken, so that a word that is not known may be one of its own."""
    language: str = ENGLISH
    """The language that the record is written in, by its tag."""


DEFAULT_READING = Reading()


def reading_of(info: ValidationInfo) -> Reading:
    """What a record is validated under: pydantic's context, or the defaults."""
    return info.context if isinstance(info.context, Reading) else DEFAULT_READING


def limits_of(info: ValidationInfo) -> Limits:
    """The limits that a record is validated under."""
    return reading_of(info).limits


def _check_length(text: str, limits: Limits, name: str, most: int) -> None:
    if len(text) > most:
        message, hint = limits.exceeded(name, f"a text of {len(text):,} characters")
        raise PydanticCustomError("yaml-limit", "{message}", {"message": message, "hint": hint})


def _single_line(text: str, info: ValidationInfo) -> str:
    limits = limits_of(info)
    _check_length(text, limits, "line_length", limits.line_length)
    if "\n" in text or "\r" in text:
        raise PydanticCustomError("wrong-value", "expected one line of text", {"hint": "join the lines"})
    if text != text.strip():
        raise PydanticCustomError("wrong-value", "text begins or ends with a space", {"hint": "take it away"})
    return text


def check_web_address(text: str) -> WebAddress:
    """Accept web addresses; raises `PydanticCustomError` for anything else."""
    hint = explain_web_address(text)
    if hint:
        raise PydanticCustomError("bad-url", "{address} is not a web address", {"address": repr(text), "hint": hint})
    return WebAddress(text)


def explain_id(text: str) -> str:
    """What is wrong with a text as an id; '' where nothing is."""
    if not _ID.fullmatch(text):
        return f"'{text}' is not an id"
    if len(text) > MAX_ID:
        return f"an id of {len(text)} characters; it has at most {MAX_ID}"
    if _DEVICE.fullmatch(text):
        return f"Windows has no file called '{text}'"
    return "" if is_plain_text(text) else f"'{text}' is not an id: without quotes YAML reads it as no text"


def _possible_id(text: str) -> str:
    fault = explain_id(text)
    if fault:
        raise PydanticCustomError("wrong-value", "{fault}", {"fault": fault})
    return text


def parse_prose(text: str, reading: Reading = DEFAULT_READING) -> Prose:
    """Read prose; raises `NotationError` where it is empty, `PydanticCustomError` where it is too long."""
    if not text.strip():
        raise NotationError("the text is empty", "write a sentence, or leave the key out")
    _check_length(text, reading.limits, "prose_length", reading.limits.prose_length)
    return Prose(text, reading.language)


Text = Annotated[str, StringConstraints(min_length=1), AfterValidator(_single_line)]
"""One line of plain text."""
Url = Annotated[
    str,
    StringConstraints(max_length=2_000),
    AfterValidator(check_web_address),
    WithJsonSchema({"type": "string", "pattern": SCHEMA_PATTERN, "maxLength": 2_000}),
]
"""An http or https address."""
Language = Annotated[
    str,
    StringConstraints(
        pattern=r"^([a-z]{2,3}(-[a-z]{3}){0,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
        r"(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?|x(-[a-z0-9]{1,8})+)$"
    ),
]
"""A language tag of BCP 47: language, script, region, variants, extensions, private use (RFC 5646, 2.1).

In the letters of its recommended form (2.1.1), so that one tag is written in one way: `zh-Hant`, `es-419`, `be-tarask`.
Languages of four letters and more are reserved there, and the grandfathered tags all have a modern one.
"""
Id = Annotated[
    str,
    AfterValidator(_possible_id),
    WithJsonSchema({"type": "string", "pattern": f"^{ID_PATTERN}$", "maxLength": MAX_ID}),
]
"""The id of a record."""
Number = Annotated[Decimal, _Number()]
"""A number with the digits that were written."""
Latitude = Annotated[Decimal, _Number(-90, 90)]
"""Degrees north, WGS 84."""
Longitude = Annotated[Decimal, _Number(-180, 180)]
"""Degrees east, WGS 84."""
PartialDate = Annotated[Date, _Notation("bad-date", Date.parse, "2022-11-23")]
"""A partial date."""
ProseText = Annotated[Prose, _ProseNotation("wrong-value", parse_prose, "a sentence")]
"""CommonMark with links and citations."""
Link = Annotated[Reference, _Notation("bad-reference", Reference.parse, "northland")]
"""A reference; used as `Annotated[Link, Ref(("state",), Relation("events", "Events"))]`."""
Source = Annotated[Citation, _Notation("bad-citation", Citation.parse, "tass-2024-02, para. 3")]
"""A citation."""
