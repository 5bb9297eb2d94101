"""What is derived from a graph once, for all code that shows, exports or checks it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from csto_kb.dates import Date, iso_day
from csto_kb.graph import Graph
from csto_kb.insight.connections import Connections, find_connections
from csto_kb.insight.evidence import Evidence
from csto_kb.insight.order import in_order
from csto_kb.insight.reviews import read_reviews
from csto_kb.model import Entity, Event, Naming, Organization, Sourced
from csto_kb.model.statements import Located, identity
from csto_kb.model.subject import Subject
from csto_kb.prose import Reference
from csto_kb.spans import Span

MAX_RELATED = 6
HUB = 40
"""A record with more relations than this does not show that two others are related."""


@dataclass(frozen=True)
class Insight:
    """A graph, and what is derived from the whole of it; each part is computed on first use."""

    graph: Graph
    subject: Subject = field(default_factory=Subject)
    """What the knowledge base is about."""

    @property
    def focus(self) -> Organization | None:
        """The organization that the subject is about; None where it names none, or the record does not exist."""
        found = self.graph.entities.get(self.subject.focus.id) if self.subject.focus else None
        return found if isinstance(found, Organization) else None

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.graph)

    @cached_property
    def connections(self) -> Connections:
        """The connections between records."""
        return find_connections(self.evidence)

    @cached_property
    def located(self) -> Mapping[int, Located]:
        """Every statement's path and anchor, by `id()` of the statement, since equal statements may occur twice."""
        return {id(item.statement): item for items in self.graph.statements.values() for item in items}

    def label(self, located: Located) -> str:
        """What a statement is about, as plain text: `Population, as of 2021`, `Members: Northland, since 1992`."""
        statement = located.statement
        if statement.subject:
            name = statement.subject
        elif len(located.path) == 1:
            name = located.field.label
        else:
            name = f"{located.field.label}: {self._own_words(statement)}"
        return f"{name}, {statement.when}" if statement.when else name

    def _own_words(self, statement: Sourced) -> str:
        """The first of the values that say what a statement states."""
        value = identity(type(statement))[0].of(statement)
        if isinstance(value, Reference):
            entity = self.graph.entities.get(value.id)
            return entity.name if entity else value.id
        return str(value)

    @cached_property
    def events(self) -> tuple[Entity, ...]:
        """All events in the order of time."""
        return tuple(in_order(self.graph.of_kind(Event.kind.name)))

    @cached_property
    def event_places(self) -> Mapping[str, int]:
        """The index of each event in `events`."""
        return {event.id: index for index, event in enumerate(self.events)}

    @cached_property
    def last_reviewed(self) -> Date:
        """The newest day on which the records were reviewed: this site's today."""
        return read_reviews(self.graph.entities.values()).newest

    @cached_property
    def today(self) -> str:
        """The same as an ISO date, the last day of a partial date; the last possible date where no record has one."""
        return iso_day(self.last_reviewed.latest)

    def holds_today(self, span: Span) -> bool:
        """Whether something holds on the site's today, certainly or perhaps."""
        return span.standing(self.today) in ("held", "uncertain")

    def related(self, entity: Entity) -> list[tuple[Entity, list[Entity]]]:
        """Records that share relations with an entity and have none with it, with what they share.

        A shared record has the more weight the fewer share it; a hub has none.
        """
        own = self.connections.neighbours.get(entity.id, frozenset())
        shared: dict[str, list[str]] = defaultdict(list)
        for middle in sorted(own):
            beyond = self.connections.neighbours[middle]
            if len(beyond) <= HUB:
                for other in beyond - own:
                    shared[other].append(middle)
        shared.pop(entity.id, None)
        weights = {
            other: sum(1 / len(self.connections.neighbours[middle]) for middle in items)
            for other, items in shared.items()
        }
        best = sorted(shared, key=lambda other: (-weights[other], other))[:MAX_RELATED]
        return [(self.graph.entities[other], self._most_specific_first(shared[other])) for other in best]

    def _most_specific_first(self, identifiers: Iterable[str]) -> list[Entity]:
        """Records by how specific they are: the fewest connections first; claims, whose names are sentences, last."""
        found = [self.graph.entities[identifier] for identifier in identifiers]
        return sorted(
            found,
            key=lambda item: (item.kind.naming is Naming.SENTENCE, len(self.connections.neighbours[item.id]), item.id),
        )
