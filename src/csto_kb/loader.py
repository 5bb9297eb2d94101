"""entities/ -> typed records and diagnostics.

Reads every record and validates it with the model of its kind; `validation` explains what does not fit.
The id of a record that fails stays known, so that one fault gives one message.
Nothing outside `entities/` is ever read, except `subject.yaml`.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from pydantic import ValidationError

from csto_kb.diagnostics import Code, Diagnostic, Position, report, suggest
from csto_kb.field_types import DEFAULT_READING, MAX_ID, Reading, explain_id
from csto_kb.limits import DEFAULT_LIMITS, Limits
from csto_kb.model import BY_FOLDER, Entity
from csto_kb.own_files import is_own
from csto_kb.record_file import FILE_UNREADABLE, SUFFIX, read_file
from csto_kb.subject import SubjectFile, read_subject
from csto_kb.validation import explain_findings
from csto_kb.yaml_text import YamlDocument, read_yaml

ENTITIES = "entities"

NO_RECORDS = Code("no-records", "error", "The folder `entities/` is missing or holds no record, so there is no site.")
UNKNOWN_FOLDER = Code("unknown-folder", "error", "The folder of a record says its kind, and no kind has this folder.")
STRAY_FILE = Code(
    "stray-file",
    "error",
    "`entities/` holds records only: files that end in `.yaml` in the folder of a kind. Anything else is "
    "probably a record that would be ignored without a message. Hidden files and the backups of editors are ignored.",
)
BAD_ID = Code(
    "bad-id",
    "error",
    "The file name is the id: lower-case letters a-z, digits and single hyphens, at most 80, no name that Windows "
    "reserves for a device, and no word that YAML does not read as text (`no`, `null`, `007`), which would need quotes "
    "in every reference. So no two ids differ only in case or in how an accent is stored, and "
    "every file system takes them.",
)
DUPLICATE_ID = Code("duplicate-id", "error", "Ids are unique over all kinds.")
CODES = (
    NO_RECORDS,
    UNKNOWN_FOLDER,
    STRAY_FILE,
    FILE_UNREADABLE,
    BAD_ID,
    DUPLICATE_ID,
)


@dataclass(frozen=True)
class LoadedRecord:
    """One file under `entities/`, whether or not it became an entity."""

    id: str
    model: type[Entity]
    document: YamlDocument
    entity: Entity | None
    problems: tuple[Diagnostic, ...] = ()
    """What is wrong in the file itself."""
    content: bytes = b""
    reading: Reading = DEFAULT_READING
    """How it was read: needed to read it again after a change."""

    @property
    def path(self) -> str:
        return self.document.path


@dataclass(frozen=True)
class Library:
    """All records by id, sorted, and their problems."""

    records: Mapping[str, LoadedRecord]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    about: SubjectFile = field(default_factory=SubjectFile)
    """What the project is about; its vocabularies and properties are needed to read the records."""


def load_records(root: FilePath, limits: Limits = DEFAULT_LIMITS, previous: Library | None = None) -> Library:
    """Load `root/entities`. Reports every problem; never raises for the content of a file.

    A record whose file holds the same bytes as in `previous`, read with the same limits and the same subject, is
    taken from there.
    """
    about = read_subject(root, limits)
    reading = about.subject.reading(limits, is_partial=bool(about.problems))
    known = previous.records if previous and previous.about.is_as(about) else {}
    records: dict[str, LoadedRecord] = {}
    problems: list[Diagnostic] = []
    files = list(_record_files(root, problems))
    names = {path.name: path.relative_to(root).as_posix() for path in reversed(files)}
    for path in files:
        relative = path.relative_to(root).as_posix()
        identifier = path.name.removesuffix(SUFFIX)
        fault = explain_id(identifier)
        if fault:
            problems.append(report(BAD_ID, relative, Position(), fault, _rename_hint(identifier, names)))
        elif identifier in records:
            message = f"id '{identifier}' is taken by {records[identifier].path}"
            problems.append(report(DUPLICATE_ID, relative, Position(), message))
        else:
            record = _load(relative, identifier, BY_FOLDER[path.parent.name], path, reading, known)
            records[identifier] = record
            problems += record.problems
    if not records and not problems:
        hint = f"write the first record, for example {ENTITIES}/states/northland{SUFFIX}"
        problems.append(report(NO_RECORDS, ENTITIES, Position(), "no records", hint))
    return Library(dict(sorted(records.items())), problems, about)


def _record_files(root: FilePath, problems: list[Diagnostic]) -> Iterator[FilePath]:
    """The files of all kinds, sorted; reports what does not belong. Follows no symbolic link."""
    for folder in _entries(root, root / ENTITIES, problems):
        relative = folder.relative_to(root).as_posix()
        if folder.is_symlink() or not folder.is_dir():
            problems.append(
                report(STRAY_FILE, relative, Position(), "not a folder of records", "move it out of entities/")
            )
        elif folder.name not in BY_FOLDER:
            hint = suggest(folder.name, BY_FOLDER) or f"kinds have the folders {', '.join(BY_FOLDER)}"
            problems.append(
                report(UNKNOWN_FOLDER, relative, Position(), f"no kind has the folder '{folder.name}'", hint)
            )
        else:
            for path in _entries(root, folder, problems):
                if path.name.endswith(SUFFIX):
                    yield path
                else:
                    hint = f"the name of a record ends in {SUFFIX}"
                    problems.append(
                        report(STRAY_FILE, path.relative_to(root).as_posix(), Position(), "not a record", hint)
                    )


def _entries(root: FilePath, folder: FilePath, problems: list[Diagnostic]) -> list[FilePath]:
    """The project's own files in a folder, sorted; none where the folder is missing."""
    reason = "a symbolic link" if folder.is_symlink() else ""
    try:
        entries = [] if reason else sorted(path for path in folder.iterdir() if is_own(path.name))
    except FileNotFoundError:
        entries = []
    except OSError as error:
        entries, reason = [], error.strerror or "not a folder"
    if reason:
        relative = folder.relative_to(root).as_posix()
        problems.append(report(FILE_UNREADABLE, relative, Position(), f"cannot be read: {reason}"))
    return entries


def _load(
    relative: str,
    identifier: str,
    model: type[Entity],
    path: FilePath,
    reading: Reading,
    previous: Mapping[str, LoadedRecord],
) -> LoadedRecord:
    known = previous.get(identifier)
    try:
        content = read_file(path, reading.limits.file_bytes)
    except OSError as error:
        problem = report(FILE_UNREADABLE, relative, Position(), f"cannot be read: {error.strerror or error}")
        return LoadedRecord(identifier, model, YamlDocument(relative, "", None), None, (problem,))
    if known and (known.path, known.content, known.document.limits) == (relative, content, reading.limits):
        return known
    return parse_record(relative, identifier, model, content, reading)


def parse_record(
    relative: str,
    identifier: str,
    model: type[Entity],
    content: bytes,
    reading: Reading = DEFAULT_READING,
) -> LoadedRecord:
    """Read the bytes of a record; `relative` is its path, or its future path, in the project. Never raises."""
    document = read_yaml(relative, content, reading.limits)
    problems = list(document.problems)
    entity = None
    if document.data is not None:
        try:
            entity = model.make(identifier, document.data, reading)
        except ValidationError as error:
            problems += explain_findings(document, model, error, reading)
    if document.problems:
        entity = None
    return LoadedRecord(identifier, model, document, entity, tuple(problems), content, reading)


def _rename_hint(identifier: str, names: Mapping[str, str]) -> str:
    """How to mend a bad id; `names` are the file names in use, with their paths."""
    better = f"{_slug(identifier)}{SUFFIX}"
    if better in names:
        return f"merge it with {names[better]}, which has the corrected id"
    return f"rename the file, for example to {better}"


def refuse_id(identifier: str, library: Library) -> str:
    """Why an id cannot be given to a record: malformed, taken, or a former id; '' where it can."""
    fault = explain_id(identifier)
    if fault:
        return f"{fault} (a-z, 0-9 and single hyphens, at most {MAX_ID} characters, no number or word of YAML)"
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
