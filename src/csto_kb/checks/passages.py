"""Checks of the passages that citations name."""

from collections.abc import Iterator

from csto_kb.checks.finding import Finding, check
from csto_kb.graph import Graph
from csto_kb.insight.passages import explain_passage
from csto_kb.model import Source


@check("impossible-passage", "error")
def impossible_passage(graph: Graph) -> Iterator[Finding]:
    """A citation names a passage that its source cannot have.

    The words of a pointer are in the source, in its language and script. A link to them needs the address of the
    source. A recording (`medium: video` or `audio`) has minutes, and neither paragraphs nor
    words that can be looked up; a text has no minutes.
    """
    for source in graph.of_kind(Source.kind.name):
        assert isinstance(source, Source)
        for use in graph.citations_of.get(source.id, ()):
            if use.citation and use.citation.is_located:
                message, hint = explain_passage(source, use.citation)
                if message:
                    yield Finding(use.entity, use.path, message, hint)


CHECKS = (impossible_passage,)
