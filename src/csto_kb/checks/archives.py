"""Checks of archived copies: a copy of something else is of no use when the original is gone."""

from collections.abc import Iterator

from csto_kb.addresses import is_same_address
from csto_kb.archives import read_copy
from csto_kb.checks.finding import Finding, check
from csto_kb.graph import Graph
from csto_kb.model import Source


@check("archive-mismatch", "error")
def archive_mismatch(graph: Graph) -> Iterator[Finding]:
    """The archived copy of a source does not match the source.

    `archived_url` is the full address of a copy in a web archive, which holds the moment and the original address; the
    copy is of the source's own `url`, and `archived` is its day.
    """
    for source in graph.of_kind("source"):
        assert isinstance(source, Source)
        if source.archived_url is None:
            if source.archived is not None:
                yield Finding(source, ("archived",), "a day without an 'archived_url'")
            continue
        copy = read_copy(source.archived_url)
        if copy is None:
            hint = "write the full address: https://web.archive.org/web/20221123120000/https://example.org/page"
            yield Finding(source, ("archived_url",), "not the address of a copy in a web archive", hint)
        elif copy.original and source.url is None:
            yield Finding(source, ("archived_url",), "a copy without a 'url'", f"the copy is of {copy.original}")
        elif copy.original and not is_same_address(copy.original, source.url or ""):
            yield Finding(source, ("archived_url",), f"a copy of {copy.original}, not of 'url'")
        elif source.archived is None:
            hint = f"add 'archived: {copy.day}'" if copy.day else "add the day of the copy"
            yield Finding(source, ("archived_url",), "a copy without 'archived', its day", hint)
        elif copy.day and not copy.day.startswith(str(source.archived)):
            yield Finding(source, ("archived",), f"the copy is of {copy.day}")


CHECKS = (archive_mismatch,)
