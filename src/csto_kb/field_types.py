"""The types of the values of fields: what a text in a record is read as, and under which limits and words.

A new type goes here, as a class with `parse`, or as an annotated `str`; what describes a field is in `fields`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    GetCoreSchemaHandler,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError, PydanticKnownError, core_schema

from csto_kb.choices import Choices
from csto_kb.dates import Date, DateError
from csto_kb.languages import ENGLISH
from csto_kb.limits import DEFAULT_LIMITS, Limits
from csto_kb.prose import ID_PATTERN, Citation, NotationError, Prose, Reference
from csto_kb.web_address import SCHEMA_PATTERN, WebAddress, explain_web_address
from csto_kb.yaml_text import is_plain_text

MAX_ID = 80
_ID = re.compile(ID_PATTERN, re.ASCII)
_DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows reserves for devices, with any suffix (Microsoft, "Naming Files, Paths, and Namespaces")."""


class _Notation:
    """Pydantic annotation for a class whose values are written as one YAML scalar."""

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
    """What the validation of a record depends on: limits, and the vocabularies and properties of the subject."""

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
    """The `Reading` of a validation: pydantic's context, or the defaults."""
    return info.context if isinstance(info.context, Reading) else DEFAULT_READING


def limits_of(info: ValidationInfo) -> Limits:
    """The limits of a validation."""
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
        raise PydanticCustomError("wrong-value", "text begins or ends with a space", {"hint": "remove the space"})
    return text


def check_web_address(text: str) -> WebAddress:
    """Accept web addresses; raises `PydanticCustomError` for anything else."""
    hint = explain_web_address(text)
    if hint:
        raise PydanticCustomError("bad-url", "{address} is not a web address", {"address": repr(text), "hint": hint})
    return WebAddress(text)


def explain_id(text: str) -> str:
    """Why a text is not a valid id; '' where it is."""
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

In the letter case of its recommended form (2.1.1), so that each tag has one spelling: `zh-Hant`, `es-419`, `be-tarask`.
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
