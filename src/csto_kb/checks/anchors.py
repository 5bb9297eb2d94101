"""Checks of anchors: two parts of a page with one address."""

from collections.abc import Iterator

from csto_kb.checks.finding import Finding, check
from csto_kb.fields import Record, describe
from csto_kb.graph import Graph
from csto_kb.model import Entity
from csto_kb.model.statements import section_anchor
from csto_kb.prose import Prose
from csto_kb.yaml_text import Path, write_path


@check("shared-anchor", "error")
def shared_anchor(graph: Graph) -> Iterator[Finding]:
    """Two parts of a record would stand at the same address on its page, so a link could not tell them apart.

    Two articles have the same number, or a field and a property of facts have the same name: say it in one of the two.
    """
    for entity in graph.entities.values():
        first_of: dict[str, Path] = {}
        for anchor, path in _parts(entity):
            first = first_of.setdefault(anchor, path)
            if first is not path:
                yield Finding(entity, path, f"{write_path(first)} has the anchor '{anchor}' too")


def _parts(entity: Entity) -> Iterator[tuple[str, Path]]:
    """The anchors that a page has of its record's words: of sections, of properties, of parts that name their own."""
    for field in describe(type(entity)):
        value = field.of(entity)
        is_section = field.model is not None or field.type is Prose
        if not field.is_inherited and is_section and value not in (None, ()):
            yield section_anchor(field.key), (field.key,)
        for index, part in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(part, Record) and part.anchor:
                yield part.anchor, (field.key, index)
    names = [fact.property_ for fact in entity.facts]
    for name in dict.fromkeys(names):
        yield name, ("facts", names.index(name), "property")


CHECKS = (shared_anchor,)
