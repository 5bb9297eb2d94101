"""subject.yaml -> what the knowledge base is about, and what is wrong with it.

Read as a record is, and explained in the same words. What the file refers to is looked up in the graph, by
`graph.check_references`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from csto_kb.diagnostics import Diagnostic, Mark, report, suggest
from csto_kb.limits import DEFAULT_LIMITS, Limits
from csto_kb.loader import FILE_UNREADABLE, SUFFIX, read_file
from csto_kb.model import BY_KIND
from csto_kb.model.subject import Subject
from csto_kb.validation import UNKNOWN_KEY, explain_findings
from csto_kb.yaml_text import Document, read_yaml

SUBJECT = f"subject{SUFFIX}"


@dataclass(frozen=True)
class SubjectFile:
    """The file as read; where it is missing or broken, the subject is what the program takes without it."""

    subject: Subject
    document: Document
    problems: tuple[Diagnostic, ...] = ()


def read_subject(root: Path, limits: Limits = DEFAULT_LIMITS) -> SubjectFile:
    """Read `root/subject.yaml`. Reports every problem; raises nothing for what stands in the file."""
    try:
        content = read_file(root / SUBJECT, limits.file_bytes)
    except FileNotFoundError:
        return SubjectFile(Subject(), Document(SUBJECT, "", None))
    except OSError as error:
        problem = report(FILE_UNREADABLE, SUBJECT, Mark(), f"cannot be read: {error.strerror or error}")
        return SubjectFile(Subject(), Document(SUBJECT, "", None), (problem,))
    document = read_yaml(SUBJECT, content, limits)
    problems = list(document.problems)
    subject = Subject()
    if document.data is not None:
        try:
            subject = Subject.model_validate(document.data, context=limits)
        except ValidationError as error:
            problems += explain_findings(document, Subject, error)
        problems += _find_unknown_kinds(document, subject)
    return SubjectFile(subject, document, tuple(problems))


def _find_unknown_kinds(document: Document, subject: Subject) -> Iterator[Diagnostic]:
    for name in subject.kinds.keys() - BY_KIND.keys():
        hint = suggest(name, BY_KIND) or f"the kinds are {', '.join(BY_KIND)}"
        yield report(UNKNOWN_KEY, document.path, document.locate_key(("kinds", name)), f"kinds: no kind '{name}'", hint)
