"""entities/ -> typed records and diagnostics.

Reads every record, validates it with its kind's model and turns whatever pydantic finds into
diagnostics. A record that fails stays known by its id, so that one fault gives one message.
Nothing outside `entities/` is ever read.
"""

import os
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from csto_kb.diagnostics import Code, Diagnostic, Mark, report, suggest
from csto_kb.fields import MAX_ID, Record, describe, explain_id
from csto_kb.limits import DEFAULT_LIMITS, Limits
from csto_kb.model import BY_FOLDER, Entity
from csto_kb.model.properties import PROPERTIES
from csto_kb.yaml_text import YAML_LIMIT, Document, Path, read_yaml, write_path

ENTITIES = "entities"
SUFFIX = ".yaml"

NO_RECORDS = Code("no-records", "error", "The folder `entities/` is missing or holds no record, so there is no site.")
UNKNOWN_FOLDER = Code(
    "unknown-folder", "error", "The folder of a record is its kind, and there is no kind with this folder."
)
STRAY_FILE = Code(
    "stray-file",
    "error",
    "`entities/` holds records only: files that end in `.yaml` in the folder of a kind. Anything else is "
    "probably a record that would be passed over in silence.",
)
FILE_UNREADABLE = Code(
    "file-unreadable",
    "error",
    "The file or folder could not be read. Symbolic links, pipes and devices are not opened: a record is a regular "
    "file.",
)
BAD_ID = Code(
    "bad-id",
    "error",
    "The file name is the id: lower-case letters a-z, digits and single hyphens, at most 80, and no name that Windows "
    "keeps for a device. So no two ids differ only in case or in how an accent is stored, and every file system takes "
    "them.",
)
DUPLICATE_ID = Code("duplicate-id", "error", "Ids are unique over all kinds.")
MISSING_KEY = Code("missing-key", "error", "A key that every record of this kind must have is missing.")
UNKNOWN_KEY = Code("unknown-key", "error", "The model of this kind has no such key; most often it is mistyped.")
WRONG_TYPE = Code(
    "wrong-type", "error", "The value is of another sort than the field asks: text, number, list, mapping."
)
WRONG_VALUE = Code("wrong-value", "error", "The value is of the right sort, but is not one that the field takes.")
UNSOURCED = Code(
    "unsourced", "error", "Every statement names at least one source. What has no source does not stand on the site."
)
UNDATED = Code(
    "undated",
    "error",
    "Every statement says when it held: `as_of`, or `from` and `to`. Where no source gives a date, that is "
    "said with `as_of: unknown`.",
)
BAD_DATE = Code("bad-date", "error", "Dates are written in EDTF: 2022, 2022-11, 2022-11-23, 2022-11~, or `unknown`.")
BAD_URL = Code("bad-url", "error", "An address is absolute, http or https, with a host and without credentials.")
BAD_REFERENCE = Code(
    "bad-reference", "error", "A reference is the id of a record, with `#anchor` where it names a part."
)
BAD_CITATION = Code("bad-citation", "error", "A citation is the id of a source, with the place in it behind a comma.")
BAD_VALUE = Code("bad-value", "error", "The value of a fact does not fit its property's datatype.")
UNKNOWN_PROPERTY = Code("unknown-property", "error", "The registry `model/properties.py` has no such property.")
CODES = (
    NO_RECORDS,
    UNKNOWN_FOLDER,
    STRAY_FILE,
    FILE_UNREADABLE,
    BAD_ID,
    DUPLICATE_ID,
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
_OWN_CODES = {code.name: code for code in (*CODES, YAML_LIMIT)}
"""Codes that a validator of ours raises by name."""
_SORTS = {stat.S_IFLNK: "a symbolic link", stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


@dataclass(frozen=True)
class LoadedRecord:
    """One file under `entities/`, whether or not it became an entity."""

    id: str
    model: type[Entity]
    document: Document
    entity: Entity | None
    problems: tuple[Diagnostic, ...] = ()
    """What is wrong in the file itself."""
    content: bytes = b""

    @property
    def path(self) -> str:
        return self.document.path


@dataclass(frozen=True)
class Library:
    """All records by id, sorted, and what was wrong with them."""

    records: Mapping[str, LoadedRecord]
    diagnostics: list[Diagnostic] = field(default_factory=list)


def load_records(root: FilePath, limits: Limits = DEFAULT_LIMITS, previous: Library | None = None) -> Library:
    """Load `root/entities`. Reports every problem; raises nothing for what stands in a file.

    A record whose file holds the same bytes as in `previous`, read under the same limits, is taken from there.
    """
    known = previous.records if previous else {}
    records: dict[str, LoadedRecord] = {}
    problems: list[Diagnostic] = []
    files = list(_record_files(root, problems))
    names = {path.name: path.relative_to(root).as_posix() for path in reversed(files)}
    for path in files:
        relative = path.relative_to(root).as_posix()
        identifier = path.name.removesuffix(SUFFIX)
        fault = explain_id(identifier)
        if fault:
            problems.append(report(BAD_ID, relative, Mark(), fault, _rename_hint(identifier, names)))
        elif identifier in records:
            message = f"id '{identifier}' is taken by {records[identifier].path}"
            problems.append(report(DUPLICATE_ID, relative, Mark(), message))
        else:
            record = _load(relative, identifier, BY_FOLDER[path.parent.name], path, limits, known.get(identifier))
            records[identifier] = record
            problems += record.problems
    if not records and not problems:
        hint = f"write the first record, for example {ENTITIES}/states/armenia{SUFFIX}"
        problems.append(report(NO_RECORDS, ENTITIES, Mark(), "no records", hint))
    return Library(dict(sorted(records.items())), problems)


def _record_files(root: FilePath, problems: list[Diagnostic]) -> Iterator[FilePath]:
    """The files of all kinds, sorted; reports what does not belong. Follows no symbolic link."""
    for folder in _entries(root, root / ENTITIES, problems):
        relative = folder.relative_to(root).as_posix()
        if folder.name.startswith("."):
            continue
        if folder.is_symlink() or not folder.is_dir():
            problems.append(report(STRAY_FILE, relative, Mark(), "not a folder of records", "move it away"))
        elif folder.name not in BY_FOLDER:
            hint = suggest(folder.name, BY_FOLDER) or f"kinds have the folders {', '.join(BY_FOLDER)}"
            problems.append(report(UNKNOWN_FOLDER, relative, Mark(), f"no kind has the folder '{folder.name}'", hint))
        else:
            for path in _entries(root, folder, problems):
                if path.name.endswith(SUFFIX):
                    yield path
                elif not path.name.startswith("."):
                    hint = f"a record ends in {SUFFIX}"
                    problems.append(report(STRAY_FILE, path.relative_to(root).as_posix(), Mark(), "no record", hint))


def _entries(root: FilePath, folder: FilePath, problems: list[Diagnostic]) -> list[FilePath]:
    """What a folder holds, sorted. One that is missing holds nothing."""
    reason = "a symbolic link" if folder.is_symlink() else ""
    try:
        entries = [] if reason else sorted(folder.iterdir())
    except FileNotFoundError:
        entries = []
    except OSError as error:
        entries, reason = [], error.strerror or "no folder"
    if reason:
        relative = folder.relative_to(root).as_posix()
        problems.append(report(FILE_UNREADABLE, relative, Mark(), f"cannot be read: {reason}"))
    return entries


def _load(
    relative: str,
    identifier: str,
    model: type[Entity],
    path: FilePath,
    limits: Limits,
    known: LoadedRecord | None,
) -> LoadedRecord:
    try:
        content = _read_file(path, limits.file_bytes)
    except OSError as error:
        problem = report(FILE_UNREADABLE, relative, Mark(), f"cannot be read: {error.strerror or error}")
        return LoadedRecord(identifier, model, Document(relative, "", None), None, (problem,))
    if known and (known.path, known.content, known.document.limits) == (relative, content, limits):
        return known
    document = read_yaml(relative, content, limits)
    problems = list(document.problems)
    entity = None
    if document.data is not None:
        try:
            entity = model.make(identifier, document.data, limits)
        except ValidationError as error:
            problems += _translate(document, model, error)
    if document.problems:
        entity = None
    return LoadedRecord(identifier, model, document, entity, tuple(problems), content)


def _read_file(path: FilePath, most: int) -> bytes:
    """Read a regular file, up to a byte more than a record may have. Raises `OSError`, also for pipes and links."""
    _refuse_irregular(os.lstat(path))  # to open a pipe waits, to open a device does something
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as file:
        _refuse_irregular(os.fstat(descriptor))  # whatever took its place meanwhile
        return file.read(most + 1)


def _refuse_irregular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"{_SORTS.get(stat.S_IFMT(status.st_mode), 'a device')}, not a file")


def _rename_hint(identifier: str, names: Mapping[str, str]) -> str:
    """How to mend a bad id; `names` are the file names in use, with their paths."""
    better = f"{_slug(identifier)}{SUFFIX}"
    if better in names:
        return f"merge it with {names[better]}, which has the id it should have"
    return f"rename the file, for example to {better}"


def refuse_id(identifier: str, library: Library) -> str:
    """Why an id cannot be given to a record: malformed, taken, or a former id; '' where it can."""
    fault = explain_id(identifier)
    if fault:
        return f"{fault} (a-z, 0-9 and single hyphens, at most {MAX_ID} characters)"
    if identifier in library.records:
        return f"the id '{identifier}' is taken by {library.records[identifier].path}"
    for record in library.records.values():
        if record.entity and identifier in record.entity.formerly:
            return f"'{identifier}' is a former id of '{record.id}', and its address redirects there"
    return ""


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = "".join(character if character.isascii() and character.isalnum() else " " for character in plain)
    slug = "-".join(words.split())[:MAX_ID].strip("-")
    return "a-new-id" if explain_id(slug) else slug


def _translate(document: Document, model: type[Entity], error: ValidationError) -> Iterator[Diagnostic]:
    """Turn pydantic's findings into diagnostics, as many as the limit allows."""
    count = 0
    for found in error.errors(include_url=False):
        path: Path = tuple(found["loc"])
        if path[-1:] == ("int",) or (found["type"] == "too_short" and found["input"]):
            continue  # `int | float` is reported for its second branch; what makes a list too short, by itself
        path = path[:-1] if path[-1:] == ("float",) else path
        count += 1
        if count > document.limits.problems:
            message, hint = document.limits.exceeded("problems", "too many problems to show")
            yield report(YAML_LIMIT, document.path, document.locate(path), message, hint)
            return
        explain = _EXPLAIN.get(found["type"], _explain_value)
        code, mark, message, hint = explain(document, model, path, dict(found))
        yield report(code, document.path, mark, message, hint)


_Explanation = tuple[Code, Mark, str, str]


def _explain_missing(document: Document, model: type[Entity], path: Path, _found: dict[str, Any]) -> _Explanation:
    mark = document.locate(path[:-1])
    message = f"{write_path(path[:-1]) or 'the record'} has no '{path[-1]}'"
    if path[-1] == "sources":
        return UNSOURCED, mark, message, "name at least one source: sources: [source-id]"
    return MISSING_KEY, mark, message, _help(model, path)


def _explain_unknown_key(document: Document, model: type[Entity], path: Path, _found: dict[str, Any]) -> _Explanation:
    keys = _keys(model, path[:-1])
    hint = suggest(str(path[-1]), keys) or f"keys here: {', '.join(keys)}"
    return UNKNOWN_KEY, document.locate_key(path), f"{write_path(path)}: no such key", hint


def _explain_choice(document: Document, _model: type[Entity], path: Path, found: dict[str, Any]) -> _Explanation:
    choices = str(found["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
    given = found["input"]
    what = f"{given!r} is not" if given is not None else "found nothing, expected"
    message = f"{write_path(path)}: {what} one of {', '.join(choices)}"
    return WRONG_VALUE, document.locate(path), message, suggest(str(given), choices)


def _explain_empty(document: Document, _model: type[Entity], path: Path, _found: dict[str, Any]) -> _Explanation:
    return UNSOURCED, document.locate(path), f"{write_path(path)}: no source", "name at least one source"


def _explain_property(document: Document, _model: type[Entity], path: Path, found: dict[str, Any]) -> _Explanation:
    hint = suggest(found["ctx"]["given"], PROPERTIES) or "the registry lists all properties"
    return UNKNOWN_PROPERTY, document.locate(path), f"{write_path(path)}: {found['msg']}", hint


def _explain_value(document: Document, _model: type[Entity], path: Path, found: dict[str, Any]) -> _Explanation:
    """Every other finding: a code of ours by its name, or a value of the wrong sort."""
    name = found["type"]
    where = write_path(path)
    if name in _OWN_CODES:
        message = f"{where}: {found['msg']}" if where else found["msg"]
        return _OWN_CODES[name], document.locate(path), message, str(found.get("ctx", {}).get("hint", ""))
    words = f"{_plain_words(found['msg'])}{_met(found['input'])}"
    if path[-1:] == ("[key]",):
        return WRONG_VALUE, document.locate_key(path[:-1]), f"{write_path(path[:-2])}: {words}", ""
    code = WRONG_TYPE if name.endswith("_type") or name == "is_instance_of" else WRONG_VALUE
    return code, document.locate(path), f"{where}: {words}", _type_hint(name, found["input"])


_EXPLAIN: Mapping[str, Callable[[Document, type[Entity], Path, dict[str, Any]], _Explanation]] = {
    "missing": _explain_missing,
    "extra_forbidden": _explain_unknown_key,
    "literal_error": _explain_choice,
    "too_short": _explain_empty,
    UNKNOWN_PROPERTY.name: _explain_property,
}
"""How to explain each type of finding; `_explain_value` for all others."""


def _plain_words(message: str) -> str:
    """Pydantic speaks to programmers; an editor writes YAML."""
    for theirs, ours in (
        ("Input should be a valid string", "expected text"),
        ("Input should be a valid tuple", "expected a list"),
        ("Input should be a valid dictionary or instance of", "expected a mapping of keys:"),
        ("Input should be a valid dictionary", "expected a mapping"),
        ("Input should be a valid number", "expected a number"),
        ("Input should be a valid integer", "expected a whole number"),
        ("Input should be a valid boolean", "expected true or false"),
        ("Input should", "should"),
    ):
        message = message.replace(theirs, ours)
    return message[0].lower() + message[1:]


def _met(value: Any) -> str:
    if value is None:
        return ", found nothing"
    if isinstance(value, dict | tuple):
        return f", found a {'mapping' if isinstance(value, dict) else 'list'}"
    written = str(value).lower() if isinstance(value, bool) else repr(value)
    return f", found {written if len(written) <= 60 else written[:57] + '...'}"


def _type_hint(name: str, value: Any) -> str:
    if name == "string_type" and value is not None and not isinstance(value, dict | tuple):
        return f'put it in quotes: "{str(value).lower() if isinstance(value, bool) else value}"'
    if name == "tuple_type":
        return "write a list: each item on a line of its own behind a hyphen"
    if value is None:
        return "write a value, or leave the key out"
    return ""


def _model_at(model: type[Record], path: Path) -> type[Record] | None:
    """The model of the record part to which a path leads."""
    current: type[Record] | None = model
    for step in path:
        if current is None or isinstance(step, int):
            continue
        current = next((field.model for field in describe(current) if field.key == step), None)
    return current


def _keys(model: type[Record], path: Path) -> list[str]:
    part = _model_at(model, path)
    return [field.key for field in describe(part)] if part else []


def _help(model: type[Record], path: Path) -> str:
    part = _model_at(model, path[:-1])
    return next((field.help for field in describe(part) if field.key == path[-1]), "") if part else ""
