"""YAML events -> plain data, and the position of every value.

The reader walks libyaml's events with a stack of its own. Composing nodes, as PyYAML does, recurses
in C: some tens of thousands of opening brackets crash the process.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

import yaml

from csto_kb.diagnostics import Code, Diagnostic, Position, report
from csto_kb.limits import Limits
from csto_kb.yaml_text.characters import FORBIDDEN, MARKS, position_at
from csto_kb.yaml_text.codes import (
    AMBIGUOUS_SCALAR,
    DUPLICATE_KEY,
    NOT_A_RECORD,
    YAML_CHARACTER,
    YAML_FEATURE,
    YAML_LIMIT,
    YAML_SYNTAX,
    RefusalError,
)

Path = tuple[str | int, ...]
"""The path of a value in a record: `("facts", 0, "sources")`."""

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOLEAN = re.compile(r"true|false")
_AMBIGUOUS_WORD = re.compile(r"yes|no|on|off|y|n|True|False|TRUE|FALSE|Yes|No|On|Off|YES|NO|ON|OFF|Y|N")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+", re.ASCII)
_AMBIGUOUS_NUMBER = re.compile(
    r"[-+]?([0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.[0-9][0-9_]*([eE][-+]?[0-9]+)?"
    r"|0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|[0-9][0-9_]*(:[0-9]{1,2})+(\.[0-9_]*)?|\.(inf|Inf|INF|nan|NaN|NAN))",
    re.ASCII,
)
"""Every number of YAML 1.1 or 1.2; the plain ones are recognized before this is tried."""


def is_plain_text(text: str) -> bool:
    """Whether every YAML parser reads a word without quotes as text: `no`, `null`, `007` and `1e5` do not.

    >>> [is_plain_text(word) for word in ("norway", "no", "1e5", "2020-war")]
    [True, False, False, True]
    """
    readings = (_NULL, _BOOLEAN, _AMBIGUOUS_WORD, _AMBIGUOUS_NUMBER)
    return not any(reading.fullmatch(text) for reading in readings)


@dataclass(frozen=True)
class ValuePosition:
    """The position of a value and of its key, and the offsets of the value in the text."""

    value: Position
    key: Position
    start: int
    end: int


def build_data(
    path: str, text: str, limits: Limits, places: dict[Path, ValuePosition] | None
) -> tuple[dict[str, Any] | None, list[Diagnostic]]:
    """Turn events into data; fill `places` too, where it is given."""
    problems: list[Diagnostic] = []
    builder = _DataBuilder(path, text, limits, problems, places)
    try:
        for event in _events(text):
            builder.take(event)
        return builder.finish(), problems
    except RefusalError as refusal:
        problems.append(refusal.report(path))
        return None, problems


def _events(text: str) -> Iterator[Any]:
    parser = yaml.CSafeLoader(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    except yaml.MarkedYAMLError as error:
        where = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.context, error.problem) if part)
        position = _clamp(text, where.line + 1, where.column + 1) if where else Position()
        raise RefusalError(YAML_SYNTAX, position, what, "check indentation, quotes and colons on this line") from None
    except yaml.YAMLError as error:
        raise RefusalError(YAML_SYNTAX, Position(), str(error).splitlines()[0]) from None


def _clamp(text: str, line: int, column: int) -> Position:
    """Keep a position inside the file: libyaml reports the end of input one line too far."""
    lines = re.split("\r\n|\r|\n", text)
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    return Position(line, min(column, len(lines[line - 1]) + 1))


class _DataBuilder:
    """Builds plain data from events, with an explicit stack of open collections."""

    def __init__(
        self,
        path: str,
        text: str,
        limits: Limits,
        problems: list[Diagnostic],
        places: dict[Path, ValuePosition] | None,
    ) -> None:
        self.path = path
        self.text = text
        self.limits = limits
        self.problems = problems
        self.places = places
        self.stack: list[_OpenCollection] = []
        self.root: Any = None
        self.documents = 0
        self.values = 0
        self.marks = 0

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._admit(event)
            self._refuse_text(event)
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._admit(event)
            self._open(event, is_mapping=kind is yaml.MappingStartEvent)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close(event)
        elif kind is yaml.AliasEvent:
            raise RefusalError(YAML_FEATURE, self._position(event), f"alias '*{event.anchor}'", "write the value out")
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise RefusalError(YAML_FEATURE, self._position(event), "a second document", "one record, one file")

    def finish(self) -> dict[str, Any] | None:
        if self.documents == 0 or self.root is None:
            raise RefusalError(NOT_A_RECORD, Position(), "the file is empty", "a record begins with 'name: …'")
        if not isinstance(self.root, dict):
            what = "a list" if isinstance(self.root, tuple) else "a single value"
            raise RefusalError(NOT_A_RECORD, Position(), f"{what} where a record should be", "begin with 'name: …'")
        return self.root

    def _admit(self, event: Any) -> None:
        """Refuse a key or value beyond a limit, and the features of YAML that records do not use."""
        self.values += 1
        if self.values > self.limits.values:
            self._refuse(event, "values", "too many values")
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.items, list) and len(top.items) >= self.limits.items:
            self._refuse(event, "items", "too many items in a list")
        if event.anchor is not None:
            raise RefusalError(YAML_FEATURE, self._position(event), f"anchor '&{event.anchor}'", "write the value out")
        if event.tag is not None:
            raise RefusalError(YAML_FEATURE, self._position(event), f"tag '{event.tag}'", "leave the tag out")

    def _refuse(self, event: Any, name: str, what: str) -> NoReturn:
        """Refuse the record for exceeding the limit `name`."""
        raise RefusalError(YAML_LIMIT, self._position(event), *self.limits.exceeded(name, what))

    def _refuse_text(self, event: Any) -> None:
        if len(event.value) > self.limits.scalar_length:
            self._refuse(event, "scalar_length", f"a text of {len(event.value):,} characters")
        if len(self.text) > self.limits.marks:  # a shorter text cannot hold so many
            self.marks += len(MARKS.findall(event.value))
            if self.marks > self.limits.marks:
                self._refuse(event, "marks", "too much markup in the texts of this record")
        # Only double quotes have escapes, which could bring in forbidden characters.
        forbidden = FORBIDDEN.search(event.value) if event.style == '"' else None
        if forbidden:
            message = f"character U+{ord(forbidden[0]):04X} is not allowed in a record"
            raise RefusalError(YAML_CHARACTER, self._position(event), message, "delete its escape sequence")

    def _open(self, event: Any, *, is_mapping: bool) -> None:
        if len(self.stack) >= self.limits.depth:
            self._refuse(event, "depth", "nested too deep")
        if self.stack and self.stack[-1].awaits_key:
            raise RefusalError(YAML_SYNTAX, self._position(event), "a collection as a key", "a key is a plain word")
        path, key = self._next_path()
        self.stack.append(_OpenCollection({} if is_mapping else [], path, key, event))

    def _close(self, event: Any) -> None:
        done = self.stack.pop()
        value = tuple(done.items) if isinstance(done.items, list) else done.items
        if self.places is not None:
            start, end = done.start_event.start_mark, event.end_mark
            position = self._position(done.start_event)
            self.places.setdefault(done.path, ValuePosition(position, done.key or position, start.index, end.index))
        self._add(value)

    def _scalar(self, event: Any) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and top.awaits_key:
            self._key(top, event)
            return
        value = self._resolve(event)
        if self.places is not None:
            path, key = self._next_path()
            position = self._position(event)
            # Of a repeated key the first value is kept, and so is its position.
            self.places.setdefault(
                path, ValuePosition(position, key or position, event.start_mark.index, event.end_mark.index)
            )
        self._add(value)

    def _key(self, top: "_OpenCollection", event: Any) -> None:
        key: str = event.value
        if key == "<<":
            raise RefusalError(YAML_FEATURE, self._position(event), "a merge key '<<'", "write the keys out")
        if len(top.items) >= self.limits.keys:
            self._refuse(event, "keys", "too many keys in a mapping")
        if key in top.items:
            hint = "keep one of the two; for several values write a list"
            self._add_problem(DUPLICATE_KEY, event, f"key {key!r} is there twice", hint)
        top.pending = key
        top.key_mark = self._position(event)

    def _resolve(self, event: Any) -> Any:
        text: str = event.value
        if event.style:
            return text
        if _NULL.fullmatch(text):
            return None
        if _BOOLEAN.fullmatch(text):
            return text == "true"
        if _INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text):
            digits = sum(map(str.isdigit, text))
            if digits > self.limits.digits:
                self._refuse(event, "digits", f"a number of {digits:,} digits")
            return Decimal(text) if "." in text else int(text)  # a float would not keep the digits
        if _AMBIGUOUS_WORD.fullmatch(text) or _AMBIGUOUS_NUMBER.fullmatch(text):
            message = f"{text!r} is read differently by different YAML parsers"
            hint = f'write "{text}" for the text, true or false for a truth value, 1000 for a number'
            self._add_problem(AMBIGUOUS_SCALAR, event, message, hint)
        return text

    def _add_problem(self, code: Code, event: Any, message: str, hint: str) -> None:
        if len(self.problems) >= self.limits.problems:
            self._refuse(event, "problems", "too many problems to show")
        self.problems.append(report(code, self.path, self._position(event), message, hint))

    def _position(self, event: Any) -> Position:
        """The position of an event; libyaml puts an empty value at the end of input one line too far."""
        position = event.start_mark
        at_end = position.index >= len(self.text)
        return position_at(self.text, len(self.text)) if at_end else Position(position.line + 1, position.column + 1)

    def _next_path(self) -> tuple[Path, Position | None]:
        if not self.stack:
            return (), None
        top = self.stack[-1]
        step = len(top.items) if isinstance(top.items, list) else top.pending
        assert step is not None  # keys and values of a mapping alternate
        return (*top.path, step), top.key_mark

    def _add(self, value: Any) -> None:
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        if isinstance(top.items, list):
            top.items.append(value)
        else:
            assert top.pending is not None
            top.items.setdefault(top.pending, value)
            top.pending = None


class _OpenCollection:
    """A mapping or a sequence whose end has not been read."""

    __slots__ = ("items", "key", "key_mark", "path", "pending", "start_event")

    def __init__(self, items: dict[str, Any] | list[Any], path: Path, key: Position | None, event: Any) -> None:
        self.items = items
        self.path = path
        self.key = key
        self.start_event = event
        self.pending: str | None = None
        self.key_mark: Position | None = None

    @property
    def awaits_key(self) -> bool:
        return isinstance(self.items, dict) and self.pending is None
