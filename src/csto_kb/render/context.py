"""What all pages of a site share: what is worked out of the graph, the site's name and address, the map's geometry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from csto_kb.insight import Insight
from csto_kb.link_state import LinkState
from csto_kb.render.geometry import Geometry
from csto_kb.render.titles import page_titles
from csto_kb.site import SiteFile, SiteInfo


@dataclass(frozen=True)
class SiteContext(Insight):
    """A graph as one site shows it."""

    site: SiteInfo = field(default_factory=SiteInfo)
    link_states: Mapping[str, LinkState] = field(default_factory=dict)
    """What is known of the web addresses that the records name."""
    geometry: Geometry | None = None
    """What the map is drawn from, where the project has it."""
    files: tuple[SiteFile[Any], ...] = ()
    """The register of the files beside the pages."""

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each record's page, by id; no two are alike."""
        return page_titles(self.graph)
