"""The frozen knowledge graph: entities, relations both ways, mentions, citations.

Built once from the loaded records and not changed afterwards. Back-links exist only here: a field
declares its inverse (`fields.Ref`), and the edge built here is read from both ends.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from csto_kb.content import ContentPage
from csto_kb.diagnostics import Code, Diagnostic, Position, report, suggest
from csto_kb.fields import Field, Record, Ref, Relation, Value, walk, walk_parts, with_article
from csto_kb.loader import Library, LoadedRecord
from csto_kb.model import BY_KIND, Entity, Fact, Source
from csto_kb.model.statements import Located, locate_statements, section_anchor
from csto_kb.prose import Citation, Leftover, Mention, Prose, Reference
from csto_kb.yaml_text import YAML_LIMIT, Path, YamlDocument, write_path

UNKNOWN_REFERENCE = Code("unknown-reference", "error", "A reference or citation names an id that no record has.")
WRONG_KIND = Code("wrong-kind", "error", "The record referred to is of a kind that this field does not take.")
UNKNOWN_ANCHOR = Code("unknown-anchor", "error", "The record referred to has no part with this anchor.")
PROSE_NOTATION = Code(
    "prose-notation",
    "error",
    "A link or citation in prose is malformed: `[[id]]`, `[[id|label]]`, `[@source, place]`; or something that looks "
    "like one would be shown as it was typed. Put a backslash before it where this is intended.",
)
PROSE_LINK = Code(
    "prose-link",
    "error",
    "Prose may link to http and https addresses only; another page of the site is linked as `[[id]]`.",
)
FORMER_ID = Code("former-id", "error", "An id under `formerly` is the id of a record, or is listed twice.")
T = TypeVar("T")

CODES = (UNKNOWN_REFERENCE, WRONG_KIND, UNKNOWN_ANCHOR, PROSE_NOTATION, PROSE_LINK, FORMER_ID)


@dataclass(frozen=True)
class Edge:
    """One reference from a field of an entity to another entity."""

    source: Entity
    target: Entity
    anchor: str
    forward: Relation
    """The relation seen from the source: a field, or a property."""
    back: Relation | None
    """The relation seen from the target; None where it has no heading there."""
    path: Path
    owner: Record
    """The part of the record that holds the reference: a statement, a vote, or the entity itself."""

    @property
    def label(self) -> str:
        """What the relation is called on the source's page."""
        return self.forward.heading

    @property
    def inverse(self) -> str:
        """What the relation is called on the target's page; '' where it has no heading there."""
        return self.back.heading if self.back else ""


@dataclass(frozen=True)
class Use:
    """A citation of a source, or a mention of an entity in prose."""

    entity: Entity
    path: Path
    field: Field
    owner: Record
    citation: Citation | None = None
    """None for a mention in prose."""


@dataclass(frozen=True)
class PageUse:
    """A link to a record, or a citation of a source, on a hand-written page."""

    page: ContentPage
    offset: int
    """Where it begins in the text of the page."""
    is_citation: bool


@dataclass(frozen=True)
class Graph:
    """All that pages, checks and exports read."""

    entities: Mapping[str, Entity]
    """All sound entities by id, sorted."""
    paths: Mapping[str, str]
    """The record file of each id, relative to the project root."""
    edges_from: Mapping[str, tuple[Edge, ...]]
    edges_to: Mapping[str, tuple[Edge, ...]]
    mentions_of: Mapping[str, tuple[Use, ...]]
    citations_of: Mapping[str, tuple[Use, ...]]
    redirects: Mapping[str, str]
    """Former id -> id."""
    pages_of: Mapping[str, tuple[PageUse, ...]] = field(default_factory=dict)
    """What the hand-written pages link and cite, by the id of the record (see `page_links`)."""

    @cached_property
    def statements(self) -> Mapping[str, tuple[Located, ...]]:
        """Every statement of each entity, with its anchor; computed on first use."""
        return {identifier: locate_statements(entity) for identifier, entity in self.entities.items()}

    @cached_property
    def parts(self) -> tuple[tuple[Entity, Path, Record], ...]:
        """Every entity and every part of it with keys of its own, with the path; computed on first use."""
        return tuple((entity, path, part) for entity in self.entities.values() for path, part in walk_parts(entity))

    def of_kind(self, name: str) -> list[Entity]:
        """All entities of a kind, sorted by id."""
        model = BY_KIND[name]
        return [entity for entity in self.entities.values() if isinstance(entity, model)]

    def suggest_id(self, identifier: str, kinds: tuple[str, ...] = ()) -> str:
        """A hint for an id that no record of these kinds has (of any kind, where `kinds` is empty), or ''."""
        candidates = (key for key, entity in self.entities.items() if not kinds or entity.kind.name in kinds)
        return suggest_id(identifier, candidates, self.redirects)

    def name_of(self, reference: Reference) -> str:
        """What a link without a label shows: the name of the record, or the id where there is none."""
        entity = self.entities.get(reference.id)
        return entity.name if entity else reference.id

    def pages_citing(self, identifier: str) -> tuple[PageUse, ...]:
        """Where hand-written pages cite a source."""
        return tuple(use for use in self.pages_of.get(identifier, ()) if use.is_citation)

    def pages_linking(self, identifier: str) -> tuple[PageUse, ...]:
        """Where hand-written pages link a record."""
        return tuple(use for use in self.pages_of.get(identifier, ()) if not use.is_citation)

    def incoming(self, identifier: str) -> tuple[Edge, ...]:
        return self.edges_to.get(identifier, ())

    def outgoing(self, identifier: str) -> tuple[Edge, ...]:
        return self.edges_from.get(identifier, ())


def build_graph(library: Library) -> tuple[Graph, list[Diagnostic]]:
    """Resolve every reference. What does not resolve is reported and has no edge."""
    builder = _GraphBuilder(library)
    for record in library.records.values():
        if record.entity is not None:
            builder.add_former(record, record.entity)
    for record in library.records.values():
        if record.entity is not None:
            builder.add(record, record.entity)
    return builder.freeze(), builder.problems


def check_references(document: YamlDocument, record: Record, library: Library, graph: Graph) -> Iterator[Diagnostic]:
    """Broken references in a file that is not itself a record: to no record, or to a record of another kind."""
    for value in walk(record) if library.records else ():  # without any record, `no-records` is message enough
        if isinstance(value.value, Reference):
            kinds = value.field.ref.kinds if value.field.ref else ()
            found = library.records.get(value.value.id)
            if found is None or not _fits(found, value.value, kinds):
                code, message, hint = _explain(library.records, graph.redirects, value.value, kinds)
                message = f"{write_path(value.path)}: {message}"
                yield report(code, document.path, document.locate(value.path), message, hint)


def suggest_id(identifier: str, candidates: Iterable[str], redirects: Mapping[str, str]) -> str:
    """A hint for an id that is not among the candidates: its current id, or a similar one; else ''."""
    current = redirects.get(identifier)
    return f"'{identifier}' is now '{current}'" if current else suggest(identifier, candidates)


def find_uses(entity: Record, identifier: str) -> Iterator[tuple[Value, Mention | None]]:
    """Every place where a record refers to an id, itself included: a field's value, or a mention in its prose."""
    for value in walk(entity):
        if isinstance(value.value, Prose):
            if identifier in value.value.text:
                mentions = value.value.mentions
                yield from ((value, mention) for mention in mentions if target_id(mention.target) == identifier)
        elif target_id(value.value) == identifier:
            yield value, None


def locate_use(document: YamlDocument, value: Value, mention: Mention | Leftover | None) -> Position:
    """The position of a reference: of its value, or of the mention within it."""
    if mention is None:
        return document.locate(value.path)
    return document.locate_within(value.path, mention.written, mention.occurrence)


def name_relation(value: Value) -> tuple[Relation, Ref | None]:
    """The relation of a reference or of a link in prose, with its declaration; for a fact, that of its property."""
    if isinstance(value.owner, Fact) and value.field.key == "value":
        definition = value.owner.definition
        return Relation(definition.id, definition.label), Ref((), definition.back) if definition.back else None
    return Relation(section_anchor(value.field.key), value.field.label), value.field.ref


def target_id(target: object) -> str:
    """The id of the record that a reference or citation names; '' for everything else."""
    match target:
        case Reference(id=name) | Citation(source=name):
            return name
    return ""


class _GraphBuilder:
    def __init__(self, library: Library) -> None:
        self.records = library.records
        self.problems: list[Diagnostic] = []
        self.edges_from: dict[str, list[Edge]] = defaultdict(list)
        self.edges_to: dict[str, list[Edge]] = defaultdict(list)
        self.mentions: dict[str, list[Use]] = defaultdict(list)
        self.citations: dict[str, list[Use]] = defaultdict(list)
        self.redirects: dict[str, str] = {}
        self.reported: Counter[str] = Counter()

    def add(self, record: LoadedRecord, entity: Entity) -> None:
        for value in walk(entity):
            if isinstance(value.value, Reference):
                self._add_edge(record, entity, value, value.value)
            elif isinstance(value.value, Citation):
                self._add_citation(record, entity, value, value.value, None)
            elif isinstance(value.value, Prose):
                self._add_prose(record, entity, value, value.value)

    def add_former(self, record: LoadedRecord, entity: Entity) -> None:
        """Register the former ids of a record, before any reference is resolved."""
        for index, former in enumerate(entity.formerly):
            owner = self.redirects.get(former)
            if former == record.id:
                what = "is the record's own id"
            elif former in self.records:
                what = "is the id of another record"
            elif owner == record.id:
                what = "is listed twice"
            elif owner:
                what = f"is also a former id of '{owner}'"
            else:
                self.redirects[former] = record.id
                continue
            self._report(record, FORMER_ID, record.document.locate(("formerly", index)), f"'{former}' {what}")

    def freeze(self) -> Graph:
        sound = {record.id: record.entity for record in self.records.values() if record.entity is not None}
        paths = {record.id: record.path for record in self.records.values()}
        return Graph(
            sound,
            paths,
            _freeze(self.edges_from),
            _freeze(self.edges_to),
            _freeze(self.mentions),
            _freeze(self.citations),
            dict(sorted(self.redirects.items())),
        )

    def _add_edge(self, record: LoadedRecord, entity: Entity, value: Value, reference: Reference) -> None:
        forward, ref = name_relation(value)
        target = self._resolve(record, value, reference, None, ref)
        if target is not None:
            back = ref.back if ref else None
            self._link(Edge(entity, target, reference.anchor, forward, back, value.path, value.owner))

    def _add_edge_of_prose(self, entity: Entity, value: Value, reference: Reference, target: Entity) -> None:
        """A link in the text of a fact is a relation where the fact's property declares an inverse."""
        forward, ref = name_relation(value)
        if ref and ref.back:
            self._link(Edge(entity, target, reference.anchor, forward, ref.back, value.path, value.owner))

    def _link(self, edge: Edge) -> None:
        """Add a reference at both of its ends; one from a record to itself has no other end."""
        self.edges_from[edge.source.id].append(edge)
        if edge.source is not edge.target:
            self.edges_to[edge.target.id].append(edge)

    def _add_citation(
        self, record: LoadedRecord, entity: Entity, value: Value, citation: Citation, mention: Mention | None
    ) -> None:
        target = self._resolve(record, value, Reference(citation.source), mention, Ref((Source.kind.name,)))
        if target is not None:
            use = Use(entity, value.path, value.field, value.owner, citation)
            self.citations[target.id].append(use)

    def _add_prose(self, record: LoadedRecord, entity: Entity, value: Value, prose: Prose) -> None:
        if not any(sign in prose.text for sign in "[<@"):
            return
        leftovers = [leftover for leftover in prose.leftovers if not leftover.id or self._is_known(leftover.id)]
        for leftover in leftovers[: record.document.limits.problems]:
            position = locate_use(record.document, value, leftover)
            self._report(record, PROSE_NOTATION, position, leftover.problem, leftover.hint)
        for mention in prose.mentions:
            if mention.target is None:
                if not self._is_full(record):
                    position = locate_use(record.document, value, mention)
                    self._report(record, PROSE_NOTATION, position, mention.problem, mention.hint)
            elif isinstance(mention.target, Citation):
                self._add_citation(record, entity, value, mention.target, mention)
            else:
                target = self._resolve(record, value, mention.target, mention, None)
                if target is not None and target is not entity:
                    self.mentions[target.id].append(Use(entity, value.path, value.field, value.owner))
                    self._add_edge_of_prose(entity, value, mention.target, target)
        for href in prose.foreign_links[: record.document.limits.problems]:
            position = record.document.locate_within(value.path, href)
            hint = "link a record with [[id]], a web page with https://"
            self._report(record, PROSE_LINK, position, f"a link to {href!r}", hint)

    def _resolve(
        self, record: LoadedRecord, value: Value, reference: Reference, mention: Mention | None, ref: Ref | None
    ) -> Entity | None:
        """Find the record of a reference; report a reference to no record or to one of the wrong kind."""
        kinds = ref.kinds if ref else ()
        found = self.records.get(reference.id)
        if found and _fits(found, reference, kinds):
            return found.entity
        if not self._is_full(record):
            position = locate_use(record.document, value, mention)
            code, message, hint = _explain(self.records, self.redirects, reference, kinds)
            self._report(record, code, position, f"{write_path(value.path)}: {message}", hint)
        return None

    def _is_known(self, identifier: str) -> bool:
        return identifier in self.records or identifier in self.redirects

    def _is_full(self, record: LoadedRecord) -> bool:
        """Whether the limit of problems reported for a record is reached: finding more would cost time."""
        return self.reported[record.id] > record.document.limits.problems

    def _report(self, record: LoadedRecord, code: Code, position: Position, message: str, hint: str = "") -> None:
        self.reported[record.id] += 1
        if self._is_full(record):
            code, (message, hint) = YAML_LIMIT, record.document.limits.exceeded("problems", "too many problems to show")
        self.problems.append(report(code, record.path, position, message, hint))


def _fits(found: LoadedRecord, reference: Reference, kinds: tuple[str, ...]) -> bool:
    """Whether a record is of one of the kinds (any, where none is named) and has the anchor of the reference."""
    return (not kinds or found.model.kind.name in kinds) and _has_anchor(found.entity, reference.anchor)


def _explain(
    records: Mapping[str, LoadedRecord], redirects: Mapping[str, str], reference: Reference, kinds: tuple[str, ...]
) -> tuple[Code, str, str]:
    """Code, message and hint for a reference that does not resolve."""
    found = records.get(reference.id)
    if found is None:
        what = kinds[0] if len(kinds) == 1 else "record"
        candidates = [key for key, other in records.items() if not kinds or other.model.kind.name in kinds]
        return UNKNOWN_REFERENCE, f"no {what} '{reference.id}'", suggest_id(reference.id, candidates, redirects)
    if kinds and found.model.kind.name not in kinds:
        is_a = f"'{reference.id}' is {with_article(found.model.kind.name)}"
        return WRONG_KIND, f"{is_a}; expected {' or '.join(map(with_article, kinds))}", ""
    anchors = sorted(found.entity.anchors) if found.entity else []
    hint = suggest(reference.anchor, anchors) or (
        f"its parts are {', '.join(anchors)}" if anchors else "it has no parts with an anchor"
    )
    return UNKNOWN_ANCHOR, f"'{reference.id}' has no part '{reference.anchor}'", hint


def _has_anchor(entity: Entity | None, anchor: str) -> bool:
    """Whether a record has the anchor; True for a broken record, of which that is not known."""
    return not anchor or entity is None or anchor in entity.anchors


def _freeze(lists: dict[str, list[T]]) -> dict[str, tuple[T, ...]]:
    return {key: tuple(items) for key, items in sorted(lists.items())}
