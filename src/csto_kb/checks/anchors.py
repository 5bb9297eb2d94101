"""Checks of anchors: two parts of a page with the same anchor."""

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
    """Two parts of a record have the same anchor on its page, so a link cannot distinguish them.

    Two articles have the same number, or a field and a property of facts have the same name: keep one of the two.
    """
    for entity in graph.entities.values():
        first_of: dict[str, Path] = {}
        for anchor, path in _parts(entity):
            first = first_of.setdefault(anchor, path)
            if first is not path:
                yield Finding(entity, path, f"{write_path(first)} also has the anchor '{anchor}'")


def _parts(entity: Entity) -> Iterator[tuple[str, Path]]:
    """The anchors that come from a record: of its sections, of its properties, of parts with an anchor of their own."""
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
