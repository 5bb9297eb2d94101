"""What all pages of a site share: the graph with its insights, the site's name and address, the map's geometry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urldefrag

from csto_kb.insight import Insight
from csto_kb.link_state import LinkState
from csto_kb.model import Entity, Event, Source, Sourced
from csto_kb.passage_state import SeenPassages
from csto_kb.prose import Prose, Reference
from csto_kb.render.geometry import Geometry
from csto_kb.render.titles import page_titles
from csto_kb.site import SiteFile, SiteInfo


@dataclass(frozen=True)
class SiteContext(Insight):
    """A graph and everything else that the pages of one site are rendered from."""

    site: SiteInfo = field(default_factory=SiteInfo)
    link_states: Mapping[str, LinkState] = field(default_factory=dict)
    """The last known state of the web addresses in the records."""
    passages: Mapping[str, SeenPassages] = field(default_factory=dict)
    """The last known state of the passages that citations point to, by the address of the source."""
    geometry: Geometry | None = None
    """The shapes of the map; None where the project has none."""
    files: tuple[SiteFile[Any], ...] = ()
    """The register of the files beside the pages."""

    @cached_property
    def first_day(self) -> tuple[int, int, int]:
        """The first day that readers can choose as the as-of date: the subject's, else that of the first event."""
        if self.subject.first_day:
            return self.subject.first_day.earliest
        starts = (event.start for event in self.events if isinstance(event, Event))
        return min((start.earliest for start in starts if start.is_known), default=self.last_reviewed.earliest)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each record's page, by id; no two are alike."""
        return page_titles(self.graph)

    def find(self, reference: Reference | str) -> Entity | None:
        """The record that a reference or an id names; None where the record is broken and left out."""
        return self.graph.entities.get(reference.id if isinstance(reference, Reference) else reference)

    def anchor(self, statement: Sourced) -> str:
        """The permanent anchor of a statement on its page."""
        return self.located[id(statement)].anchor

    def plain(self, prose: Prose) -> str:
        """Prose as plain text on one line, with the names of the records that it links."""

        def name(reference: Reference) -> str:
            entity = self.find(reference)
            return entity.name if entity else reference.id

        return prose.to_plain(name)

    def link_state(self, source: Source) -> LinkState | None:
        """The last known state of a source's address; None where it has none or it was never checked."""
        return self.link_states.get(urldefrag(source.url).url) if source.url else None

    def seen_passages(self, source: Source) -> SeenPassages | None:
        """The last known state of the passages of a source that citations point to; None where none was looked for."""
        return self.passages.get(urldefrag(source.url).url) if source.url else None
