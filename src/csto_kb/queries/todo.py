"""Work for an editor: none of it is an error, and the knowledge base would be better for it.

A category is a function decorated with `category` and named in `TODO_CATEGORIES`; its docstring says why the work is
worth doing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from csto_kb.content import Content, ContentPage
from csto_kb.dates import Date
from csto_kb.diagnostics import Position
from csto_kb.documentation import docstring_of
from csto_kb.fields import FieldRole, Value, walk, walk_parts
from csto_kb.graph import Graph
from csto_kb.insight.evidence import Evidence, Support
from csto_kb.insight.reviews import is_stale, read_reviews
from csto_kb.loader import Library
from csto_kb.model import Claim, Entity, Event, Place, Question, Source, Sourced, Statement
from csto_kb.model.organization import Membership
from csto_kb.model.vocabulary import DATASET, LOW, PRIMARY
from csto_kb.prose import Prose
from csto_kb.queries.unlinked import find_unlinked, find_unlinked_on_pages
from csto_kb.sentences import sentence_ends
from csto_kb.yaml_text import Path, YamlDocument, write_path

_RELATIVE = re.compile(r"\b(?:now|today|currently|recently|nowadays|at present|so far)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|\[@[^\]]*\]")
"""What others say, and citations."""


@dataclass(frozen=True)
class TodoItem:
    """One task. `path` is relative to the project root, line and column count from 1."""

    sort: str
    """The name of its category."""
    path: str
    line: int
    column: int
    message: str


@dataclass(frozen=True)
class _Finding:
    """A task in a record, before its position in the file is looked up."""

    entity: Entity
    path: Path
    message: str
    name: tuple[str, int] | None = None
    """A name within the value, and its occurrence."""


@dataclass(frozen=True)
class _OnPage:
    """A task on a hand-written page."""

    page: ContentPage
    position: Position
    message: str


@dataclass(frozen=True)
class TodoContext:
    """What the categories read."""

    graph: Graph
    content: Content
    today: date
    age: timedelta
    """The age at which a review is stale."""


_Find = Callable[[TodoContext], Iterator[_Finding | _OnPage]]


@dataclass(frozen=True)
class TodoCategory:
    """A category of tasks."""

    name: str
    about: str
    find: _Find


def category(name: str) -> Callable[[_Find], TodoCategory]:
    """Make a category of a function; its docstring says why the work is worth doing."""
    return lambda find: TodoCategory(name, docstring_of(find), find)


@category("stale-review")
def stale_review(context: TodoContext) -> Iterator[_Finding | _OnPage]:
    """The last review of the record or page is old. Read it against its sources, then set `reviewed`."""
    for entity in context.graph.entities.values():
        if is_stale(entity.reviewed, context.today, context.age):
            yield _Finding(entity, ("reviewed",), f"last reviewed: {entity.reviewed.words}")
    for page in context.content.pages:
        reviewed = page.front.reviewed
        if reviewed is not None and is_stale(reviewed, context.today, context.age):
            yield _OnPage(page, page.locate_key("reviewed"), f"last reviewed: {reviewed.words}")


@category("single-source")
def single_source(context: TodoContext) -> Iterator[_Finding]:
    """A statement rests on one source only. Look for a second; a primary source or a data set needs none."""
    for source, supports in Evidence(context.graph).sole.items():
        only = context.graph.entities.get(source)
        if isinstance(only, Source) and only.type not in (PRIMARY, DATASET):
            for support in supports:
                what = write_path(support.path) or "the record"
                yield _Finding(support.entity, (*support.path, "sources"), f"{what}: {only.id} ({only.type})")


@category("low-confidence")
def low_confidence(context: TodoContext) -> Iterator[_Finding]:
    """A statement is marked with low confidence. Find a better source, or remove the statement."""
    for entity in context.graph.entities.values():
        for path, part in walk_parts(entity):
            if part.how_sure == LOW:
                yield _Finding(entity, (*path, "confidence"), f"{write_path(path) or 'the record'}: low confidence")


@category("unsourced-place")
def unsourced_place(context: TodoContext) -> Iterator[_Finding]:
    """A place has no source, and neither has its record as a whole. Add `sources` to the place."""
    for entity, path, part in context.graph.parts:
        if isinstance(part, Place) and not (part.citations or entity.citations):
            yield _Finding(entity, path, f"{write_path(path)}: {part.name}")


@category("planned-past")
def planned_past(context: TodoContext) -> Iterator[_Finding]:
    """An event is planned, and its day is past by the newest review. Find out whether it took place."""
    today = read_reviews(context.graph.entities.values()).newest
    for event in context.graph.of_kind(Event.kind.name):
        if isinstance(event, Event) and event.is_planned:
            last = event.end if event.end.is_known else event.start
            if last.is_before(today):
                yield _Finding(event, ("is_planned",), f"planned for {event.when}")


@category("claim-date")
def claim_date(context: TodoContext) -> Iterator[_Finding]:
    """A claim has no full date. Find the day on which it was said; where only a report has one, write `reported`."""
    for claim in context.graph.of_kind(Claim.kind.name):
        if isinstance(claim, Claim) and (not claim.date.is_known or claim.date.earliest != claim.date.latest):
            yield _Finding(claim, ("date",), f"said: {claim.date.words}")


@category("earlier-words")
def earlier_words(context: TodoContext) -> Iterator[_Finding]:
    """A source of a claim is older than the claim: older words are known. Date it by these, or make it two claims."""
    for claim in context.graph.of_kind(Claim.kind.name):
        assert isinstance(claim, Claim)
        for index, citation in enumerate(claim.sources):
            source = context.graph.entities.get(citation.source)
            if isinstance(source, Source) and source.published and source.published.is_before(claim.date):
                message = f"said {claim.date.words}, and '{source.id}' is of {source.published.words}"
                yield _Finding(claim, ("sources", index), message)


@category("older-sources")
def older_sources(context: TodoContext) -> Iterator[_Finding]:
    """A statement is dated later than all that it rests on, which can not know of it. Find a source of that time."""
    evidence = Evidence(context.graph)
    for support in evidence.supports:
        for day in _days_stated(support):
            seen = evidence.seen_until(day, support.citations)
            if seen:
                where = write_path(support.path) or "the record"
                message = f"{where}: {day.words}, by sources up to {seen.words}"
                yield _Finding(support.entity, (*support.path, "sources"), message)


def _days_stated(support: Support) -> tuple[Date, ...]:
    """The days of which a statement speaks.

    None of a judgement, whose page says up to which day its sources speak, nor of what was told before it came.
    """
    if support.located is None:
        return () if support.entity.is_announced else (support.entity.start,)
    statement = support.located.statement
    if not isinstance(statement, Statement) or (isinstance(statement, Membership) and statement.notified):
        return ()
    return tuple(day for day in (statement.from_, statement.as_of, statement.to) if day)


@category("relative-time")
def relative_time(context: TodoContext) -> Iterator[_Finding]:
    """A sentence says "now", "today", "currently" or "recently", and no year: it goes stale unseen. Give the date."""
    for entity in context.graph.entities.values():
        for value in walk(entity):
            if isinstance(value.value, Prose) and not _is_dated(value):
                text = _QUOTED.sub("", value.value.text)
                ends = (0, *sentence_ends(text))
                for sentence in (text[start:end] for start, end in pairwise(ends)):
                    found = _RELATIVE.search(sentence)
                    if found and not _YEAR.search(sentence):
                        yield _Finding(entity, value.path, f"{write_path(value.path)}: '{found[0]}'")


def _is_dated(value: Value) -> bool:
    """Whether prose speaks of a day that stands beside it; a note may be written at any time."""
    return isinstance(value.owner, Sourced | Claim | Question) and value.field.role is not FieldRole.NOTE


@category("unlinked-mention")
def unlinked_mention(context: TodoContext) -> Iterator[_Finding | _OnPage]:
    """Prose names a record that the page does not link. Link the first mention: `[[id]]` or `[[id|name]]`."""
    for found in find_unlinked(context.graph):
        message = f"{write_path(found.value.path)}: '{found.name}' is {found.target.id}"
        yield _Finding(found.entity, found.value.path, message, (found.name, found.occurrence))
    for name in find_unlinked_on_pages(context.graph, context.content):
        yield _OnPage(name.page, name.page.locate(name.offset), f"'{name.name}' is {name.target.id}")


@category("not-archived")
def not_archived(context: TodoContext) -> Iterator[_Finding]:
    """A source on the web has no archived copy, and is lost if the page goes. Add `archived_url` and `archived`."""
    for source in context.graph.of_kind(Source.kind.name):
        if isinstance(source, Source) and source.url and not source.archived_url:
            yield _Finding(source, ("url",), source.url)


TODO_CATEGORIES: tuple[TodoCategory, ...] = (
    stale_review,
    low_confidence,
    single_source,
    unsourced_place,
    planned_past,
    older_sources,
    earlier_words,
    claim_date,
    relative_time,
    unlinked_mention,
    not_archived,
)
"""Every category, the most urgent first."""


def list_todo(library: Library, graph: Graph, content: Content, today: date, age: int) -> list[TodoItem]:
    """All tasks, by category, then by position. A review more than `age` days older than `today` is stale."""
    context = TodoContext(graph, content, today, timedelta(days=age))
    items = []
    for group in TODO_CATEGORIES:
        found = [_locate_item(library, group, finding) for finding in group.find(context)]
        items += sorted(found, key=lambda item: (item.path, item.line, item.column, item.message))
    return items


def _locate_item(library: Library, group: TodoCategory, finding: _Finding | _OnPage) -> TodoItem:
    if isinstance(finding, _OnPage):
        return TodoItem(group.name, finding.page.path, finding.position.line, finding.position.column, finding.message)
    document = library.records[finding.entity.id].document
    position = _locate(document, finding)
    return TodoItem(group.name, document.path, position.line, position.column, finding.message)


def _locate(document: YamlDocument, finding: _Finding) -> Position:
    if finding.name is None:
        return document.locate(finding.path)
    return document.locate_within(finding.path, *finding.name)
