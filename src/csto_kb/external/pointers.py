"""The passages to look for: those that citations point at by their words, in a source with an address."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urldefrag

from csto_kb.content import ContentPage
from csto_kb.diagnostics import Position
from csto_kb.external.finding import Sought
from csto_kb.graph import Graph, Use
from csto_kb.loader import Library
from csto_kb.model import Source
from csto_kb.notation import NotationSpan
from csto_kb.passage_state import PassageKey
from csto_kb.passages import CitedPlace, NotationError, SupportLevel
from csto_kb.targets import Citation
from csto_kb.yaml_text import YamlDocument, position_at, write_path

_JUDGED = ("page", "paragraph")
"""The units that can be found in a text. The ends of articles and tables cannot."""
_RANGE = re.compile(r"([0-9]{1,6})-([0-9]{1,6})")
_LONGEST_RANGE = 1_000


@dataclass(frozen=True)
class Citing:
    """The position of a citation."""

    file: str
    position: Position
    field: str = ""
    """'' on a page written by hand."""


@dataclass(frozen=True)
class PointedPassage:
    """A passage that citations point at."""

    address: str
    """The address of the page, without a fragment."""
    notation: str
    """The pointer as citations write it, without the word of support."""
    sought: Sought
    citing: tuple[Citing, ...]

    @property
    def key(self) -> PassageKey:
        return self.address, self.notation


def collect_passages(library: Library, graph: Graph, pages: Sequence[ContentPage]) -> list[PointedPassage]:
    """Collect the passages that records and hand-written pages point at, sorted.

    A source without an address is left out. The address of an archived copy counts.
    """
    citing: dict[PassageKey, list[Citing]] = defaultdict(list)
    sought: dict[PassageKey, Sought] = {}
    for citation, place in (*_in_records(library, graph), *_on_pages(pages)):
        source = graph.entities.get(citation.source)
        if isinstance(source, Source) and source.url and citation.pointer:
            key = urldefrag(source.url).url, _write(citation)
            citing[key].append(place)
            places = tuple(_name_place(place) for place in citation.places if place.unit.word in _JUDGED)
            sought[key] = Sought(citation.pointer.first, citation.pointer.last, places)
    return [PointedPassage(*key, sought[key], tuple(dict.fromkeys(citing[key]))) for key in sorted(citing)]


def _in_records(library: Library, graph: Graph) -> Iterator[tuple[Citation, Citing]]:
    for uses in graph.citations_of.values():
        for use in uses:
            if use.citation and use.citation.pointer:
                record = library.records[use.entity.id]
                yield use.citation, Citing(record.path, _locate(record.document, use), write_path(use.path))


def _locate(document: YamlDocument, use: Use) -> Position:
    """The position of a citation within its field, or of the field where the words are written differently."""
    place = document.places.get(use.path)
    if use.citation and place:
        written = re.compile(rf"(?<![\w-]){re.escape(use.citation.source)},[^];]*")
        for found in written.finditer(document.text, place.start, place.end):
            with suppress(NotationError):
                if Citation.parse(found[0].replace('\\"', '"')) == use.citation:
                    return position_at(document.text, found.start())
    return document.locate(use.path)


def _on_pages(pages: Sequence[ContentPage]) -> Iterator[tuple[Citation, Citing]]:
    for page in pages:
        for span in (found for found in page.notation if isinstance(found, NotationSpan)):
            for mention in span.mentions:
                if isinstance(mention.target, Citation) and mention.target.pointer:
                    yield mention.target, Citing(page.path, page.locate(span.start))


def _write(citation: Citation) -> str:
    passage = citation.passage
    return str(type(passage)(passage.places, passage.pointer, SupportLevel.OUTRIGHT))


def _name_place(place: CitedPlace) -> frozenset[str]:
    """The names of the parts of a text at a place: `p. 12`, and each number of a range."""
    numbers: list[str] = []
    for written in place.numbers:
        found = _RANGE.fullmatch(written)
        first, last = (int(found[1]), int(found[2])) if found else (0, -1)
        numbers += map(str, range(first, min(last, first + _LONGEST_RANGE) + 1)) if found else [written]
    return frozenset(f"{place.unit.one} {number}" for number in numbers)


def group_by_address(passages: Sequence[PointedPassage]) -> Mapping[str, list[PointedPassage]]:
    """The passages by the address of their page."""
    groups: dict[str, list[PointedPassage]] = defaultdict(list)
    for passage in passages:
        groups[passage.address].append(passage)
    return groups
