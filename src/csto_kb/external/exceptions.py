"""Verdicts on web addresses that the project accepts, in `links/exceptions.yaml`; each has a reason and an end.

exceptions:
  - address: https://example.org/page
    verdict: blocked
    reason: Refuses robots; looked at by hand.
    until: 2027-06-01
  - host: example.com
    ...
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from csto_kb.diagnostics import Code, Diagnostic, Position, report
from csto_kb.field_types import PartialDate, Text, Url
from csto_kb.fields import Record
from csto_kb.link_state import LinkState, Verdict
from csto_kb.passage_state import PassageState, PassageVerdict
from csto_kb.yaml_text import YamlDocument, read_yaml, write_path

EXCEPTIONS_FILE = "links/exceptions.yaml"

BAD_EXCEPTION = Code(
    "bad-exception",
    "error",
    "An entry of `links/exceptions.yaml` is not valid. It needs an `address` or a `host`, the accepted `verdict`, a "
    "`reason`, and the day `until` which it counts.",
)
EXPIRED_EXCEPTION = Code(
    "expired-exception",
    "warning",
    "An exception has ended. Look at the address again, then remove the exception or give it a new day.",
)
UNUSED_EXCEPTION = Code(
    "unused-exception", "warning", "No address has the verdict that this exception accepts. Remove it."
)
CODES = (BAD_EXCEPTION, EXPIRED_EXCEPTION, UNUSED_EXCEPTION)


def _read_verdict(written: object) -> Verdict | PassageVerdict:
    for verdicts in (Verdict, PassageVerdict):
        if written in list(verdicts):
            return verdicts(str(written))
    known = ", ".join(f"'{verdict}'" for verdict in (*Verdict, *PassageVerdict))
    raise PydanticCustomError("bad-exception", "no such verdict; it is one of {known}", {"known": known})


class _Entry(Record):
    """One exception as written."""

    address: Url | None = None
    host: Text | None = None
    verdict: Annotated[Verdict | PassageVerdict, BeforeValidator(_read_verdict)]
    reason: Text
    until: PartialDate

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.address is None) == (self.host is None):
            raise PydanticCustomError("bad-exception", "an exception has either 'address' or 'host'")
        if not self.until.is_known:
            raise PydanticCustomError("bad-exception", "'until' is a date, as 2027-06-01")
        return self


class _File(Record):
    exceptions: tuple[_Entry, ...] = Field(())


@dataclass(frozen=True)
class Exceptions:
    """The exceptions of a project, and the problems of their file."""

    entries: tuple[_Entry, ...]
    document: YamlDocument
    problems: tuple[Diagnostic, ...] = ()

    def accepts(self, state: LinkState | PassageState, today: date) -> bool:
        """Whether a verdict on an address, or on a passage of its page, is accepted today."""
        return any(_covers(entry, state) and _ends(entry) >= today for entry in self.entries)

    def review(
        self,
        urls: Collection[str],
        states: Mapping[str, LinkState],
        today: date,
        passages: Collection[PassageState] = (),
    ) -> list[Diagnostic]:
        """Problems of the exceptions themselves: unreadable, ended, or unused.

        `urls` are the addresses that records name, `states` and `passages` their states.
        """
        found = list(self.problems)
        for index, entry in enumerate(self.entries):
            position = self.document.locate(("exceptions", index))
            name = entry.address or entry.host
            named = [url for url in urls if _names(entry, url)]
            known: list[LinkState | PassageState | None] = [*map(states.get, named)]
            if isinstance(entry.verdict, PassageVerdict):
                known = [state for state in passages if _names(entry, state.address)] or [None]
            if _ends(entry) < today:
                found.append(report(EXPIRED_EXCEPTION, EXCEPTIONS_FILE, position, f"{name}: ended on {entry.until}"))
            elif not named and known in ([], [None]):
                found.append(report(UNUSED_EXCEPTION, EXCEPTIONS_FILE, position, f"{name}: no record names it"))
            elif all(state and not _covers(entry, state) for state in known):
                message = f"{name}: no longer {entry.verdict}"
                found.append(report(UNUSED_EXCEPTION, EXCEPTIONS_FILE, position, message))
        return found


def read_exceptions(root: Path) -> Exceptions:
    """Read the exceptions of a project; without the file there are none."""
    try:
        content = (root / EXCEPTIONS_FILE).read_bytes()
    except FileNotFoundError:
        return Exceptions((), YamlDocument(EXCEPTIONS_FILE, "", None))
    except OSError as error:
        problem = report(BAD_EXCEPTION, EXCEPTIONS_FILE, Position(), f"cannot be read: {error.strerror}")
        return Exceptions((), YamlDocument(EXCEPTIONS_FILE, "", None), (problem,))
    document = read_yaml(EXCEPTIONS_FILE, content)
    problems = [
        report(BAD_EXCEPTION, found.path, Position(found.line, found.column), found.message, found.hint)
        for found in document.problems
    ]
    if document.data is None or problems:
        return Exceptions((), document, tuple(problems))
    try:
        return Exceptions(_File.model_validate(document.data).exceptions, document)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            path = tuple(found["loc"])
            message = f"{write_path(path)}: {found['msg']}"
            problems.append(report(BAD_EXCEPTION, EXCEPTIONS_FILE, document.locate(path), message))
        return Exceptions((), document, tuple(problems))


def _names(entry: _Entry, url: str) -> bool:
    return url == entry.address if entry.address else urlsplit(url).hostname == entry.host


def _covers(entry: _Entry, state: LinkState | PassageState) -> bool:
    return _names(entry, state.address) and state.verdict == entry.verdict


def _ends(entry: _Entry) -> date:
    return date(*entry.until.latest)
