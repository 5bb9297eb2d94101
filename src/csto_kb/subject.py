"""subject.yaml -> what the knowledge base is about, and what is wrong with it.

Read as a record is, and explained in the same words. What the file refers to is looked up in the graph, by
`graph.check_references`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from csto_kb.choices import Choices
from csto_kb.diagnostics import Diagnostic, Mark, report, suggest
from csto_kb.fields import Reading
from csto_kb.limits import DEFAULT_LIMITS, Limits
from csto_kb.model import BY_KIND
from csto_kb.model.properties import PROPERTIES, TOPICS
from csto_kb.model.subject import ChoiceWords, Subject
from csto_kb.model.vocabulary import LANES
from csto_kb.record_file import FILE_UNREADABLE, SUFFIX, read_file
from csto_kb.validation import MISSING_KEY, UNKNOWN_KEY, WRONG_VALUE, explain_findings
from csto_kb.yaml_text import Document, Path, read_yaml, write_path

SUBJECT = f"subject{SUFFIX}"


@dataclass(frozen=True)
class SubjectFile:
    """The file as read; where it is missing or broken, the subject is what the program takes without it."""

    subject: Subject = field(default_factory=Subject)
    document: Document = field(default_factory=lambda: Document(SUBJECT, "", None))
    problems: tuple[Diagnostic, ...] = ()


def read_subject(root: FilePath, limits: Limits = DEFAULT_LIMITS) -> SubjectFile:
    """Read `root/subject.yaml`. Reports every problem; raises nothing for what stands in the file."""
    try:
        content = read_file(root / SUBJECT, limits.file_bytes)
    except FileNotFoundError:
        return SubjectFile()
    except OSError as error:
        problem = report(FILE_UNREADABLE, SUBJECT, Mark(), f"cannot be read: {error.strerror or error}")
        return SubjectFile(problems=(problem,))
    document = read_yaml(SUBJECT, content, limits)
    problems = list(document.problems)
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
    """The subject without the parts that are wrong, or every record that uses one of the sound parts would be too."""
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
    """The part of the file that a fault makes useless: an item of a list, else what stands under a key at the top."""
    end = next((at for at, step in enumerate(path) if isinstance(step, int)), 0)
    return path[: end + 1]


def _find_faults(document: Document, subject: Subject) -> Iterator[Diagnostic]:
    """What the form of the file does not forbid: names of nothing, new choices that lack a part."""
    for name, words in subject.kinds.items():
        if name not in BY_KIND:
            hint = suggest(name, BY_KIND) or f"the kinds are {', '.join(BY_KIND)}"
            mark = document.locate_key(("kinds", name))
            yield report(UNKNOWN_KEY, document.path, mark, f"kinds: no kind '{name}'", hint)
        for index, first in enumerate(words.topics):
            yield from _find_unknown_topic(document, subject, ("kinds", name, "topics", index), first)
    for index, topic in enumerate(subject.topics):
        if topic.id not in TOPICS and topic.label is None:
            yield _missing(document, ("topics", index), f"the topic '{topic.id}'", "label")
    for index, item in enumerate(subject.properties):
        yield from _find_unknown_topic(document, subject, ("properties", index, "topic"), item.topic)
        if item.id in PROPERTIES:
            message = f"properties[{index}].id: the program has a property '{item.id}'"
            yield report(WRONG_VALUE, document.path, document.locate(("properties", index, "id")), message)
    for key, table, choices in subject.vocabularies.tables():
        for index, choice in enumerate(choices):
            yield from _find_gaps(document, subject, ("vocabularies", key, index), table, choice)


def _find_unknown_topic(document: Document, subject: Subject, path: Path, topic: str) -> Iterator[Diagnostic]:
    if topic not in subject.topic_labels:
        hint = suggest(topic, subject.topic_labels) or f"there are {', '.join(subject.topic_labels)}"
        yield report(WRONG_VALUE, document.path, document.locate(path), f"{write_path(path)}: no topic '{topic}'", hint)


def _find_gaps(
    document: Document, subject: Subject, path: Path, table: Choices[Any], words: ChoiceWords
) -> Iterator[Diagnostic]:
    """What a choice is given that its table does not have, and what a new one lacks."""
    parts = {part.name: part for part in fields(next(iter(table.values())))}
    for name in words.parts.keys() - parts.keys():
        hint = f"it has {', '.join(parts)}"
        message = f"{write_path(path)}: the {table.name} has no '{name}'"
        yield report(UNKNOWN_KEY, document.path, document.locate_key((*path, name)), message, hint)
    lanes = subject.table(LANES)
    if words.lane and "lane" in parts and words.lane not in lanes:
        hint = suggest(words.lane, lanes) or f"there are {', '.join(lanes)}"
        where = (*path, "lane")
        message = f"{write_path(where)}: no lane '{words.lane}'"
        yield report(WRONG_VALUE, document.path, document.locate(where), message, hint)
    for name in parts.keys() - words.parts.keys() - {"id", "is_part"} if words.id not in table else ():
        yield _missing(document, path, f"the {table.name} '{words.id}'", name)


def _missing(document: Document, path: Path, what: str, name: str) -> Diagnostic:
    hint = "a new one needs all its parts; one of the program's may change some"
    return report(
        MISSING_KEY, document.path, document.locate(path), f"{write_path(path)}: {what} has no '{name}'", hint
    )
