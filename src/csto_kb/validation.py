"""Explains to an editor what pydantic finds when it validates a record's data against its model.

A type of finding that needs its own words has a function, named in `_EXPLAIN`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from csto_kb.choices import UNKNOWN_CHOICE
from csto_kb.diagnostics import Code, Diagnostic, Position, find_nearest, report, suggest
from csto_kb.examples import give_example, write_inline
from csto_kb.field_types import DEFAULT_READING, Reading
from csto_kb.fields import Field, Record, describe
from csto_kb.model import Entity
from csto_kb.yaml_text import YAML_LIMIT, Path, YamlDocument, write_path

MISSING_KEY = Code("missing-key", "error", "A key that every record of this kind must have is missing.")
UNKNOWN_KEY = Code("unknown-key", "error", "The model of this kind has no such key; most often it is mistyped.")
WRONG_TYPE = Code(
    "wrong-type", "error", "The value has another type than the field takes: text, number, list, mapping."
)
WRONG_VALUE = Code("wrong-value", "error", "The value has the right type, but the field does not take this value.")
UNSOURCED = Code(
    "unsourced", "error", "Every statement names at least one source. The site states nothing without a source."
)
UNDATED = Code(
    "undated",
    "error",
    "Every statement says when it held: `as_of`, or `from` and `to`. Where no source gives a date, write "
    "`as_of: unknown`.",
)
BAD_DATE = Code("bad-date", "error", "Dates are written in EDTF: 2022, 2022-11, 2022-11-23, 2022-11~, or `unknown`.")
BAD_URL = Code(
    "bad-url",
    "error",
    "An address is absolute, http or https, with a host and without credentials. The host is a name of the DNS, in any "
    "script, or an IP address in its usual form: not an IP address in other digits, in octal, or as one number.",
)
BAD_REFERENCE = Code(
    "bad-reference", "error", "A reference is the id of a record, with `#anchor` where it names a part."
)
BAD_CITATION = Code(
    "bad-citation", "error", "A citation is the id of a source, followed by a comma and the place in the source."
)
BAD_VALUE = Code("bad-value", "error", "The value of a fact does not fit its property's datatype.")
UNKNOWN_PROPERTY = Code(
    "unknown-property",
    "error",
    "There is no such property, neither in the program nor under `properties` in `subject.yaml`.",
)
CODES = (
    MISSING_KEY,
    UNKNOWN_KEY,
    WRONG_TYPE,
    WRONG_VALUE,
    UNSOURCED,
    UNDATED,
    BAD_DATE,
    BAD_URL,
    BAD_REFERENCE,
    BAD_CITATION,
    BAD_VALUE,
    UNKNOWN_PROPERTY,
)
FEW_CHOICES = 6
"""Up to this number of choices, a hint lists each with its meaning."""
_OWN_CODES = {code.name: code for code in (*CODES, YAML_LIMIT)}
"""Codes that our own validators raise by name."""


def explain_findings(
    document: YamlDocument, model: type[Record], error: ValidationError, reading: Reading = DEFAULT_READING
) -> Iterator[Diagnostic]:
    """Turn what pydantic found in a record's data into diagnostics, as many as the limit allows."""
    count = 0
    for found in _without_consequences(model, error.errors(include_url=False)):
        path: Path = tuple(found["loc"])
        if found["type"] == "too_short" and found["input"]:
            continue  # the faulty item that makes the list too short is reported itself
        if reading.is_partial and found["type"] in (UNKNOWN_CHOICE, UNKNOWN_PROPERTY.name):
            continue  # the fault is in the subject file, and is reported there
        count += 1
        if count > document.limits.problems:
            message, hint = document.limits.exceeded("problems", "too many problems to show")
            yield report(YAML_LIMIT, document.path, document.locate(path), message, hint)
            return
        explain = _EXPLAIN.get(found["type"], _explain_value)
        code, position, message, hint = explain(document, model, path, dict(found))
        yield report(code, document.path, position, message, hint)


def field_at(model: type[Record], path: Path) -> Field | None:
    """The field to which a path leads, an item of a list being its field's; None where there is none.

    >>> from csto_kb.model import Event
    >>> field_at(Event, ("participants", 0, "role")).label
    'As'
    """
    keys = tuple(step for step in path if isinstance(step, str))
    part = _model_at(model, keys[:-1])
    return next((field for field in describe(part) if field.key in keys[-1:]), None) if part else None


def _without_consequences(model: type[Record], findings: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out a missing key that is present but mistyped: that is one fault."""
    unknown = [tuple(found["loc"]) for found in findings if found["type"] == "extra_forbidden"]
    meant = {(*path[:-1], find_nearest(str(path[-1]), _keys(model, path[:-1]))) for path in unknown}
    return [found for found in findings if found["type"] != "missing" or tuple(found["loc"]) not in meant]


_Explanation = tuple[Code, Position, str, str]
_INSTANCE_OF = re.compile(r" or instance of \w+$")
"""The name of one of our classes in a message of pydantic, which means nothing to an editor."""


def _explain_missing(document: YamlDocument, model: type[Record], path: Path, _found: dict[str, Any]) -> _Explanation:
    position = document.locate(path[:-1])
    message = f"{write_path(path[:-1]) or 'the record'} has no '{path[-1]}'"
    if path[-1] == "sources":
        return UNSOURCED, position, message, "name at least one source: sources: [source-id]"
    return MISSING_KEY, position, message, _help(model, path)


def _explain_unknown_key(
    document: YamlDocument, model: type[Record], path: Path, _found: dict[str, Any]
) -> _Explanation:
    keys = _keys(model, path[:-1])
    hint = suggest(str(path[-1]), keys) or f"keys here: {', '.join(keys)}"
    return UNKNOWN_KEY, document.locate_key(path), f"{write_path(path)}: no such key", hint


def _explain_choice(document: YamlDocument, model: type[Record], path: Path, found: dict[str, Any]) -> _Explanation:
    choices: dict[str, str] = found["ctx"]["choices"]
    given = found["input"]
    what = f"{given!r} is not" if given is not None else "found nothing, expected"
    message = f"{write_path(path)}: {what} one of {', '.join(choices)}"
    hint = suggest(str(given), choices) or _list_choices(model, path, choices)
    return WRONG_VALUE, document.locate(path), message, hint


def _list_choices(model: type[Record], path: Path, choices: Mapping[str, str]) -> str:
    """The meaning of each choice; for many choices, the command that lists them."""
    if len(choices) > FEW_CHOICES and issubclass(model, Entity):
        keys = [step for step in path if isinstance(step, str)]
        return f"what each means: csto-kb explain {'.'.join([model.kind.name, *keys])}"
    return "; ".join(f"{name}: {meaning.rstrip('.')}" for name, meaning in choices.items())


def _explain_empty(document: YamlDocument, _model: type[Record], path: Path, _found: dict[str, Any]) -> _Explanation:
    return UNSOURCED, document.locate(path), f"{write_path(path)}: no source", "name at least one source"


def _explain_property(document: YamlDocument, _model: type[Record], path: Path, found: dict[str, Any]) -> _Explanation:
    hint = suggest(found["ctx"]["given"], found["ctx"]["known"]) or "the registry lists all properties"
    return UNKNOWN_PROPERTY, document.locate(path), f"{write_path(path)}: {found['msg']}", hint


def _explain_form(document: YamlDocument, model: type[Record], path: Path, found: dict[str, Any]) -> _Explanation:
    """Explain a text without the form of a code or a tag by the field's description and example."""
    is_key = path[-1:] == ("[key]",)
    place, where = (path[:-1], path[:-2]) if is_key else (path, path)
    field = field_at(model, where)
    example = next(iter(field.examples if field else ()), "")
    example = next(iter(example), "") if isinstance(example, dict) and is_key else example
    hint = f"{field.help} For example: {example}" if field and example and not isinstance(example, dict) else ""
    position = document.locate_key(place) if is_key else document.locate(place)
    return (
        WRONG_VALUE,
        position,
        f"{write_path(where)}: not in the required form{_describe_found(found['input'])}",
        hint,
    )


def _explain_value(document: YamlDocument, model: type[Record], path: Path, found: dict[str, Any]) -> _Explanation:
    """Explain every other finding: one of our codes by its name, or a value of the wrong type."""
    name = found["type"]
    where = write_path(path)
    if name in _OWN_CODES:
        message = f"{where}: {found['msg']}" if where else found["msg"]
        return _OWN_CODES[name], document.locate(path), message, str(found.get("ctx", {}).get("hint", ""))
    words = f"{_plain_words(found['msg'])}{_describe_found(found['input'])}"
    code = WRONG_TYPE if name.endswith("_type") or name == "is_instance_of" else WRONG_VALUE
    hint = _type_hint(name, found["input"]) or (_show_example(model, path) if code is WRONG_TYPE else "")
    return code, document.locate(path), f"{where}: {words}", hint


def _show_example(model: type[Record], path: Path) -> str:
    """An example of the value at a path, on one line; '' where no field has this path."""
    field = field_at(model, path)
    if field is None:
        return ""
    example = give_example(field)
    if isinstance(path[-1], int) and isinstance(example, list):
        return f"for example: {write_inline(example[0])}"
    return f"for example: {field.key}: {write_inline(example)}"


_EXPLAIN: Mapping[str, Callable[[YamlDocument, type[Record], Path, dict[str, Any]], _Explanation]] = {
    "missing": _explain_missing,
    "extra_forbidden": _explain_unknown_key,
    UNKNOWN_CHOICE: _explain_choice,
    "too_short": _explain_empty,
    "string_pattern_mismatch": _explain_form,
    UNKNOWN_PROPERTY.name: _explain_property,
}
"""How to explain each type of finding; `_explain_value` for all others."""


def _plain_words(message: str) -> str:
    """A message of pydantic, which is for programmers, in words for editors."""
    for theirs, ours in (
        ("Input should be a valid string", "expected text"),
        ("Input should be a valid tuple", "expected a list"),
        ("Input should be a valid dictionary", "expected a mapping"),
        ("Input should be a valid number", "expected a number"),
        ("Input should be a valid integer", "expected a whole number"),
        ("Input should be a valid boolean", "expected true or false"),
        ("Input should", "should"),
    ):
        message = message.replace(theirs, ours)
    message = _INSTANCE_OF.sub("", message)
    return message[0].lower() + message[1:]


def _describe_found(value: Any) -> str:
    if value is None:
        return ", found nothing"
    if isinstance(value, dict | tuple):
        return f", found a {'mapping' if isinstance(value, dict) else 'list'}"
    written = repr(value) if isinstance(value, str) else str(value).lower()
    return f", found {written if len(written) <= 60 else written[:57] + '...'}"


def _type_hint(name: str, value: Any) -> str:
    if name == "string_type" and value is not None and not isinstance(value, dict | tuple):
        return f'put it in quotes: "{str(value).lower() if isinstance(value, bool) else value}"'
    if name == "tuple_type":
        return "write a list: each item on its own line, after a hyphen"
    if value is None:
        return "write a value, or remove the key"
    return ""


def _model_at(model: type[Record], path: Path) -> type[Record] | None:
    """The model of the record part to which a path leads."""
    current: type[Record] | None = model
    is_own_key = False
    for step in path:
        if current is None or isinstance(step, int):
            continue
        if is_own_key:
            is_own_key = False
            continue
        field = next((field for field in describe(current) if field.key == step), None)
        current, is_own_key = (field.model, field.is_mapping) if field else (None, False)
    return current


def _keys(model: type[Record], path: Path) -> list[str]:
    part = _model_at(model, path)
    return [field.key for field in describe(part)] if part else []


def _help(model: type[Record], path: Path) -> str:
    field = field_at(model, path)
    return field.help if field else ""
