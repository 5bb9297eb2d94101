"""Selects the sources for which a copy is looked for: those with an address, without a copy, and due."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from urllib.parse import urldefrag

from csto_kb.archives import is_archive
from csto_kb.dates import Date
from csto_kb.external.archive_state import ArchiveState
from csto_kb.external.wayback import Wanted
from csto_kb.link_state import LinkState
from csto_kb.loader import Library
from csto_kb.model import Source


def find_unarchived(library: Library) -> dict[str, Source]:
    """The sound sources with an address but without a copy, by id. Sources that are archived copies are left out."""
    sources = ((name, record.entity) for name, record in library.records.items())
    return {
        name: source
        for name, source in sources
        if isinstance(source, Source) and source.url and not _has_copy(source) and not is_archive(source.url)
    }


def _has_copy(source: Source) -> bool:
    return source.archived_url is not None or source.archived is not None


def _find_moment(source: Source) -> Date:
    """The day on which a source was seen, as far as the record says."""
    days = (source.retrieved, source.published, source.reviewed)
    return next((day for day in days if day is not None and day.is_known), source.reviewed)


def select_wanted(
    sources: Mapping[str, Source],
    chosen: Collection[str],
    searches: Mapping[str, ArchiveState],
    states: Mapping[str, LinkState],
    within: int,
    today: date,
) -> dict[str, Wanted]:
    """The pages to look for by source, longest due first: of the chosen sources, or of all that are due."""
    wanted = {}
    tomorrow = today + timedelta(days=1)  # a run may continue past midnight
    for name, source in sources.items():
        address = urldefrag(source.url or "").url
        search, state = searches.get(address), states.get(address)
        if name in chosen or (not chosen and (search is None or search.due <= today)):
            is_there = state is None or not state.verdict.is_failure
            page = Wanted(source.url or "", _find_moment(source), source.published, within, tomorrow, is_there)
            wanted[name] = (search.due if search else date.min, name, page)
    return {name: page for _, name, page in sorted(wanted.values(), key=lambda item: item[:2])}
