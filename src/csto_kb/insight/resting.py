"""What rests on a source: every statement and passage of prose, and which of them have no other source."""

from collections import defaultdict
from dataclasses import dataclass

from csto_kb.content import ContentPage
from csto_kb.fields import FieldRole, describe
from csto_kb.graph import Use
from csto_kb.insight import Insight
from csto_kb.insight.evidence import Support
from csto_kb.model import Entity, Place
from csto_kb.model.statements import section_anchor

WHOLE_RECORD = "The record as a whole"


@dataclass(frozen=True)
class Dependent:
    """A statement, or a passage of prose, on the page of a record."""

    anchor: str
    label: str
    is_sole: bool = False
    """Whether it cites no other independent source."""
    is_copy: bool = False
    """Whether it cites a repost of the source."""


@dataclass(frozen=True)
class Resting:
    """What rests on one source."""

    statements: int
    sole: int
    passages: int
    """Places in prose that cite it, beside the statements: in records, and on hand-written pages."""
    records: tuple[tuple[Entity, tuple[Dependent, ...]], ...]
    """Those that rest most on it come first."""
    pages: tuple[ContentPage, ...]
    """The hand-written pages that cite it."""


def what_rests(insight: Insight, source: Entity) -> Resting:
    """Collect what rests on a source, by record."""
    places: dict[str, dict[tuple[str, str], Dependent]] = defaultdict(dict)
    supports = insight.evidence.resting.get(source.id, ())
    for support in supports:
        place = _statement(insight, source, support)
        places[support.entity.id].setdefault((place.anchor, place.label), place)
    passages = 0
    for use in insight.graph.citations_of.get(source.id, ()):
        if not _is_of_statement(insight, use):
            anchor, label = _passage(insight, use)
            before = len(places[use.entity.id])
            places[use.entity.id].setdefault((anchor, label), Dependent(anchor, label))
            passages += len(places[use.entity.id]) - before
    records = [(insight.graph.entities[identifier], tuple(found.values())) for identifier, found in places.items()]
    records.sort(key=lambda item: (-sum(place.is_sole for place in item[1]), -len(item[1]), item[0].name, item[0].id))
    sole = len(insight.evidence.sole.get(source.id, ()))
    cited = insight.graph.pages_citing(source.id)
    pages = {use.page.name: use.page for use in cited}
    return Resting(len(supports), sole, passages + len(cited), tuple(records), tuple(pages.values()))


def _statement(insight: Insight, source: Entity, support: Support) -> Dependent:
    cited = [citation for citation in support.citations if citation.source == source.id]
    label = insight.label(support.located) if support.located else WHOLE_RECORD
    words = [label, *(citation.where for citation in cited if citation.where)]
    anchor = support.located.anchor if support.located else ""
    return Dependent(anchor, ", ".join(words), support.origins == {source.id}, not cited)


def _is_of_statement(insight: Insight, use: Use) -> bool:
    """Whether a citation is under `sources` of a statement, or of the record as a whole."""
    if use.owner is use.entity:
        return use.field.role is FieldRole.SOURCES
    return id(use.owner) in insight.located and use.field.role is FieldRole.SOURCES


def _passage(insight: Insight, use: Use) -> tuple[str, str]:
    """The anchor and the label of a passage: of the statement that it belongs to, else of its field."""
    label = ", ".join(word for word in (_name(insight, use), use.citation.where if use.citation else "") if word)
    # A place, for example, has no section of its own: its sources link to the page.
    section = "" if isinstance(use.owner, Place) else section_anchor(str(use.path[0]))
    return insight.evidence.anchor(use.entity, use.path) or section, label


def _name(insight: Insight, use: Use) -> str:
    located = insight.located.get(id(use.owner))
    if located:
        return f"{insight.label(located)}, {use.field.label.lower()}"
    return next((item.label for item in describe(type(use.entity)) if item.key == use.path[0]), WHOLE_RECORD)
