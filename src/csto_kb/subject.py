"""subject.yaml -> what the knowledge base is about, and the problems of the file.

The file is read like a record, and its problems are explained in the same words. `graph.check_references` looks up
its references in the graph.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from csto_kb.choices import Choices
from csto_kb.diagnostics import Diagnostic, Position, report, suggest
from csto_kb.field_types import Reading
from csto_kb.fields import Record, describe
from csto_kb.limits import DEFAULT_LIMITS, Limits
from csto_kb.model import BY_KIND
from csto_kb.model.properties import PROPERTIES, TOPICS
from csto_kb.model.subject import ChoiceWords, KindWords, PropertyWords, RecordGroup, Subject, TopicWords
from csto_kb.model.vocabulary import LANES
from csto_kb.record_file import FILE_UNREADABLE, SUFFIX, read_file
from csto_kb.validation import MISSING_KEY, UNKNOWN_KEY, WRONG_VALUE, explain_findings
from csto_kb.yaml_text import NOT_A_RECORD, Path, YamlDocument, read_yaml, write_path

SUBJECT = f"subject{SUFFIX}"
_BEGIN = "begin with 'focus: …', or delete the file"


@dataclass(frozen=True)
class SubjectFile:
    """The file as read; where it is missing or broken, the subject is the default."""

    subject: Subject = field(default_factory=Subject)
    document: YamlDocument = field(default_factory=lambda: YamlDocument(SUBJECT, "", None))
    problems: tuple[Diagnostic, ...] = ()

    def is_as(self, other: "SubjectFile") -> bool:
        """Whether both make the loader read records in the same way."""
        return self.subject == other.subject and bool(self.problems) == bool(other.problems)


def read_subject(root: FilePath, limits: Limits = DEFAULT_LIMITS) -> SubjectFile:
    """Read `root/subject.yaml`. Reports every problem; raises nothing for what stands in the file."""
    try:
        content = read_file(root / SUBJECT, limits.file_bytes)
    except FileNotFoundError:
        return SubjectFile()
    except OSError as error:
        problem = report(FILE_UNREADABLE, SUBJECT, Position(), f"cannot be read: {error.strerror or error}")
        return SubjectFile(problems=(problem,))
    document = read_yaml(SUBJECT, content, limits)
    problems = [
        replace(found, hint=_BEGIN) if found.code == NOT_A_RECORD.name else found for found in document.problems
    ]
    subject = Subject()
    if document.data is not None:
        try:
            subject = Subject.model_validate(document.data, context=Reading(limits))
        except ValidationError as error:
            problems += explain_findings(document, Subject, error)
            return SubjectFile(_salvage(document.data, error, limits), document, tuple(problems))
        problems += _find_faults(document, subject)
    return SubjectFile(subject, document, tuple(problems))


def _salvage(data: dict[str, Any], error: ValidationError, limits: Limits) -> Subject:
    """The subject without its faulty parts, so that records which use only sound parts have no problems."""
    wrong = {_part(tuple(found["loc"])) for found in error.errors(include_url=False)}

    def keep(value: Any, path: Path) -> Any:
        if isinstance(value, dict):
            return {key: keep(item, (*path, key)) for key, item in value.items() if (*path, key) not in wrong}
        if isinstance(value, tuple):
            return tuple(keep(item, (*path, at)) for at, item in enumerate(value) if (*path, at) not in wrong)
        return value

    try:
        return Subject.model_validate(keep(data, ()), context=Reading(limits))
    except ValidationError:
        return Subject()


def _part(path: Path) -> Path:
    """The part of the file that a fault makes unusable: an item of a list, else the value of a top-level key."""
    end = next((at for at, step in enumerate(path) if isinstance(step, int)), 0)
    return path[: end + 1]


def _find_faults(document: YamlDocument, subject: Subject) -> Iterator[Diagnostic]:
    """Problems that the model does not find: unknown names, repeated ids, choices that lack a part."""
    if subject.first_day and not subject.first_day.is_known:
        hint = "remove the key: then it is the day of the first event"
        message = "first_day: a date is needed, found 'unknown'"
        yield report(WRONG_VALUE, document.path, document.locate(("first_day",)), message, hint)
    for name, words in subject.kinds.items():
        if name not in BY_KIND:
            hint = suggest(name, BY_KIND) or f"the kinds are {', '.join(BY_KIND)}"
            position = document.locate_key(("kinds", name))
            yield report(UNKNOWN_KEY, document.path, position, f"kinds: no kind '{name}'", hint)
        for index, first in enumerate(words.topics):
            yield from _find_unknown_topic(document, subject, ("kinds", name, "topics", index), first)
        yield from _find_faults_of_groups(document, name, words)
    yield from _find_faults_of_topics(document, subject)
    yield from _find_faults_of_properties(document, subject)
    for key, table, choices in subject.vocabularies.tables():
        yield from _find_repeats(document, ("vocabularies", key), choices)
        for index, choice in enumerate(choices):
            yield from _find_gaps(document, subject, ("vocabularies", key, index), table, choice)


def _find_faults_of_groups(document: YamlDocument, kind: str, words: KindWords) -> Iterator[Diagnostic]:
    """Groups of one id, and records that stand in two groups, so that a list would have them twice."""
    yield from _find_repeats(document, ("kinds", kind, "groups"), words.groups)
    first: dict[str, str] = {}
    for at, group in enumerate(words.groups):
        for index, reference in enumerate(group.records):
            before = first.setdefault(reference.id, group.id)
            where = ("kinds", kind, "groups", at, "records", index)
            if before != group.id or reference in group.records[:index]:
                message = f"{write_path(where)}: '{reference.id}' is already in the group '{before}'"
                yield report(WRONG_VALUE, document.path, document.locate(where), message, "keep one of the two")


def _find_faults_of_topics(document: YamlDocument, subject: Subject) -> Iterator[Diagnostic]:
    yield from _find_repeats(document, ("topics",), subject.topics)
    for index, topic in enumerate(subject.topics):
        if topic.id not in TOPICS and topic.label is None:
            yield _missing(document, ("topics", index), f"the topic '{topic.id}'", "label", TopicWords)


def _find_faults_of_properties(document: YamlDocument, subject: Subject) -> Iterator[Diagnostic]:
    yield from _find_repeats(document, ("properties",), subject.properties)
    for index, item in enumerate(subject.properties):
        yield from _find_unknown_topic(document, subject, ("properties", index, "topic"), item.topic)
        if item.id in PROPERTIES:
            message = f"properties[{index}].id: the program has a property '{item.id}'"
            hint = "use that property, or choose another id"
            yield report(WRONG_VALUE, document.path, document.locate(("properties", index, "id")), message, hint)
        if item.unit and item.datatype != "quantity":
            where = ("properties", index, "unit")
            message = f"{write_path(where)}: a property of the datatype '{item.datatype}' has no unit"
            hint = "only a quantity has a unit"
            yield report(WRONG_VALUE, document.path, document.locate(where), message, hint)


def _find_repeats(
    document: YamlDocument, path: Path, items: Sequence[ChoiceWords | PropertyWords | TopicWords | RecordGroup]
) -> Iterator[Diagnostic]:
    """Ids that a list has twice, so that it is open which of the two counts."""
    first: dict[str, int] = {}
    for index, item in enumerate(items):
        before = first.setdefault(item.id, index)
        if before != index:
            where = (*path, index, "id")
            message = f"{write_path(where)}: '{item.id}' is already in {write_path((*path, before))}"
            yield report(WRONG_VALUE, document.path, document.locate(where), message, "keep one of the two")


def _find_unknown_topic(document: YamlDocument, subject: Subject, path: Path, topic: str) -> Iterator[Diagnostic]:
    if topic not in subject.topic_labels:
        hint = suggest(topic, subject.topic_labels) or f"the topics are {', '.join(subject.topic_labels)}"
        yield report(WRONG_VALUE, document.path, document.locate(path), f"{write_path(path)}: no topic '{topic}'", hint)


def _find_gaps(
    document: YamlDocument, subject: Subject, path: Path, table: Choices[Any], words: ChoiceWords
) -> Iterator[Diagnostic]:
    """Parts of a choice that its table does not have, and parts that a new choice lacks."""
    parts = {part.name: part for part in fields(next(iter(table.values())))}
    for name in words.parts.keys() - parts.keys():
        hint = f"the keys are {', '.join(parts)}"
        message = f"{write_path((*path, name))}: a {table.name} has no such key"
        yield report(UNKNOWN_KEY, document.path, document.locate_key((*path, name)), message, hint)
    lanes = subject.table(LANES)
    if words.lane and "lane" in parts and words.lane not in lanes:
        hint = suggest(words.lane, lanes) or f"the lanes are {', '.join(lanes)}"
        where = (*path, "lane")
        message = f"{write_path(where)}: no lane '{words.lane}'"
        yield report(WRONG_VALUE, document.path, document.locate(where), message, hint)
    for name in parts.keys() - words.parts.keys() - {"id", "is_part"} if words.id not in table else ():
        yield _missing(document, path, f"the {table.name} '{words.id}'", name, ChoiceWords)


def _missing(document: YamlDocument, path: Path, what: str, name: str, model: type[Record]) -> Diagnostic:
    """A part that is optional for a choice of the program and required for a new one."""
    part = next(item for item in describe(model) if item.name == name)
    hint = f"a new one needs every part: add '{name}' here. {part.help}"
    return report(
        MISSING_KEY, document.path, document.locate(path), f"{write_path(path)}: {what} has no '{name}'", hint
    )
