"""All events, a row each."""

from csto_kb.csv_text import write_csv
from csto_kb.export.base import Export
from csto_kb.insight import Insight
from csto_kb.insight.chronology import list_events
from csto_kb.site import entity_url

_COLUMNS = ("event", "name", "type", "lane", "from", "to", "planned", "states", "questions", "address")


def write(insight: Insight) -> str:
    """Write all events in the order of time, with their lanes and what the filters ask."""
    rows = []
    for item in list_events(insight):
        event = item.event
        end = event.date or event.to
        names = [" ".join(entity.id for entity in found) for found in (item.states, item.questions)]
        planned = "yes" if event.is_planned else "no"
        dates = (event.start, end)
        rows.append((event.id, event.name, event.type.id, event.type.lane, *dates, planned, *names, entity_url(event)))
    return write_csv(_COLUMNS, rows)


EXPORT = Export("timeline.csv", "Events", "All events, in the order of the timeline.", "text/csv", write, "timeline/")
