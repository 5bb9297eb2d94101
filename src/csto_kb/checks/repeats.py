"""Checks of repetitions: an item of a list, or two sources with the same address."""

from collections.abc import Hashable, Iterator
from functools import cache

from csto_kb.addresses import fold_address
from csto_kb.archives import original_of
from csto_kb.checks.finding import Finding, check
from csto_kb.fields import PROVENANCE, Field, FieldRole, Record, describe
from csto_kb.graph import Graph
from csto_kb.model import Source, Sourced
from csto_kb.prose import Prose


@check("repeated-item", "error")
def repeated_item(graph: Graph) -> Iterator[Finding]:
    """A list has an item twice: a fact, a participant with the same role, a citation, a link.

    Two statements are the same where only their sources, confidence or note differ. Put the sources of both under one.
    """
    for entity, path, part in graph.parts:
        for field in _lists(type(part)):
            items = field.of(part)
            if len(items) < 2 or (not isinstance(items[0], Record) and len(set(items)) == len(items)):
                continue
            first: dict[Hashable, int] = {}
            for index, item in enumerate(items):
                before = first.setdefault(_content(item), index)
                if before != index:
                    hint = "put the sources of both under one" if isinstance(item, Sourced) else "remove one"
                    yield Finding(entity, (*path, field.key, index), f"the same as {field.key}[{before}]", hint)


@cache
def _lists(model: type[Record]) -> tuple[Field, ...]:
    """The fields that hold a list; `former-id` reports a repeated former id."""
    return tuple(field for field in describe(model) if field.is_many and field.role is not FieldRole.BOOKKEEPING)


def _content(item: object) -> Hashable:
    """The content of an item of a list, without its sources."""
    if isinstance(item, Record):
        return tuple(_content(field.of(item)) for field in _content_fields(type(item)))
    return item.text if isinstance(item, Prose) else str(item)


@cache
def _content_fields(model: type[Record]) -> tuple[Field, ...]:
    """The fields of the content."""
    return tuple(field for field in describe(model) if field.role not in PROVENANCE)


@check("repeated-source", "error")
def repeated_source(graph: Graph) -> Iterator[Finding]:
    """Two sources have the same address, possibly written differently, and would count as two independent sources.

    Scheme, `www`, a mobile edition, a final slash, campaign parameters and the like do not make another page. Cite one
    of the two and name the other under its `formerly`. They are two sources where one is the `repost_of` the other,
    where they are two versions of the page, published or archived on different days, or where a page without a date
    was retrieved on different days.
    """
    recorded: dict[str, list[Source]] = {}
    for source in graph.of_kind("source"):
        assert isinstance(source, Source)
        if source.url is None:
            continue
        others = recorded.setdefault(fold_address(original_of(source.url)), [])
        same = next((other for other in others if not _may_differ(source, other)), None)
        if same:
            hint = f"cite '{same.id}', and add 'formerly: [{source.id}]' to it"
            yield Finding(source, ("url",), f"'{same.id}' also has this address: {same.url}", hint)
        others.append(source)


def _may_differ(source: Source, other: Source) -> bool:
    """Whether two sources at one address are a repost and its original, or two versions of the page."""
    reposts = {link.id for link in (source.repost_of, other.repost_of) if link}
    is_living = source.published is None and other.published is None
    return (
        bool(reposts & {source.id, other.id})
        or source.published != other.published
        or source.archived != other.archived
        or (is_living and source.retrieved != other.retrieved)
    )


CHECKS = (repeated_item, repeated_source)
