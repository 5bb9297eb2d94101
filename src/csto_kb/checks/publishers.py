"""Checks of who published a source against where it stands."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from csto_kb.addresses import fold_address
from csto_kb.archives import original_of
from csto_kb.checks.finding import Finding, check
from csto_kb.graph import Graph
from csto_kb.model import Source

_KNOWN_BY = 4
"""So many sources on one host say whose it is, where three of four agree."""
_NOBODYS = frozenset({"example.com", "example.net", "example.org"})
"""Hosts that are kept for examples (RFC 2606)."""
_NOT_TOLD = re.compile(r"\bthe\b|\.[a-z]{2,4}$|[^\w]+")
"""What makes no other publisher: an article, the end of a host's name, signs."""


@check("odd-publisher", "warning")
def odd_publisher(graph: Graph) -> Iterator[Finding]:
    """A source stands on a host whose sources have another publisher.

    The publisher is spelled in two ways, or mistaken; or the host carries the text of another: then `publisher` is
    whose host it is, and `origin` or `repost_of` whose text.
    """
    by_host: dict[str, list[Source]] = defaultdict(list)
    for source in graph.of_kind(Source.kind.name):
        assert isinstance(source, Source)
        if source.url and not (source.origin or source.repost_of):
            by_host[fold_address(original_of(source.url)).partition("/")[0]].append(source)
    for host, sources in by_host.items():
        names = Counter(_fold(source.publisher) for source in sources)
        usual, count = names.most_common(1)[0]
        if host in _NOBODYS or len(sources) < _KNOWN_BY or count == len(sources) or count * 4 < len(sources) * 3:
            continue
        name = next(source.publisher for source in sources if _fold(source.publisher) == usual)
        for source in sources:
            if _fold(source.publisher) != usual:
                message = f"'{source.publisher}', and other sources on {host} are of '{name}'"
                hint = f"write '{name}', and whose text it carries under 'origin'"
                yield Finding(source, ("publisher",), message, hint)


def _fold(publisher: str) -> str:
    """A publisher as it is compared: without case, article, signs, and what stands in brackets or behind a comma."""
    return _NOT_TOLD.sub("", re.sub(r"[,(].*", "", publisher).strip().casefold())


CHECKS = (odd_publisher,)
