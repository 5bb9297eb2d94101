"""A choice: one of the values that a field takes, with a label for readers and further parts.

Records, addresses, files and code use the id of a choice; its label may be reworded or translated. The tables of
choices are in `model.vocabulary`. A type of choice with more parts is a class derived from `Choice` there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import PydanticCustomError, core_schema

UNKNOWN_CHOICE = "unknown-choice"
"""The type of pydantic's error for a value that is not a choice; its context has the choices."""


@dataclass(frozen=True, eq=False)
class Choice:
    """One value of a field. `str` gives its label; it equals a choice of the same type with the same id."""

    id: str
    """Its value in a record."""
    label: str
    """What a reader sees, in the middle of a sentence."""
    meaning: str
    """One sentence for editors: when to choose it."""

    def __str__(self) -> str:
        return self.label

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Choice) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)


def as_written(value: object) -> object:
    """The id of a choice, as written in a record; any other value as it is."""
    return value.id if isinstance(value, Choice) else value


T = TypeVar("T", bound=Choice)


class Choices(Mapping[str, T]):
    """A table of choices by id, in their order in lists."""

    def __init__(self, name: str, choices: Sequence[T]) -> None:
        """`name` says in messages what the choices are of: `type of event`."""
        self.name = name
        self._by_id = {choice.id: choice for choice in choices}

    def __getitem__(self, key: str) -> T:
        return self._by_id[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)


class OneOf:
    """Annotation of a field for pydantic: the id of a choice is written, the choice itself is kept.

    The table is that of the vocabulary with which a record is read; without one, the table given here.
    """

    def __init__(self, choices: Choices[Any]) -> None:
        self.choices = choices

    def validate(self, value: Any, info: ValidationInfo) -> Choice:
        vocabulary: Mapping[str, Choices[Any]] = getattr(info.context, "vocabulary", None) or {}
        table: Choices[Choice] = vocabulary.get(self.choices.name, self.choices)
        if not isinstance(value, str) or value not in table:
            known = {choice.id: choice.meaning for choice in table.values()}
            raise PydanticCustomError(UNKNOWN_CHOICE, "no such choice", {"choices": known})
        return table[value]

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        ids = core_schema.literal_schema(list(self.choices))
        return core_schema.with_info_plain_validator_function(self.validate, json_schema_input_schema=ids)


def find_gaps(tables: Iterable[Choices[Any]]) -> list[str]:
    """The missing parts of choices, a sentence for each."""
    return [
        f"the {table.name} '{choice.id}' has no {part.name}"
        for table in tables
        for choice in table.values()
        for part in fields(choice)
        if _is_blank(getattr(choice, part.name))
    ]


def _is_blank(part: object) -> bool:
    return part is not False and not (part.id if isinstance(part, Choice) else part)
