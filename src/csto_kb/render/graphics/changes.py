"""What changed without being an event: who joined and left, what entered into force, who took a chair."""

from collections.abc import Iterator
from dataclasses import dataclass

from csto_kb.dates import Date
from csto_kb.insight.membership import focus_members
from csto_kb.model import Fact, Organization, Treaty
from csto_kb.model.organization import Chair
from csto_kb.model.properties import IN_FORCE
from csto_kb.model.vocabulary import MEMBER
from csto_kb.render.context import SiteContext
from csto_kb.render.holding import held_from
from csto_kb.site import entity_url


@dataclass(frozen=True)
class Change:
    """A change: what it was, its day, and its statement."""

    label: str
    date: Date
    url: str
    """Relative to the root of the site, with the anchor of the statement."""
    held: str


def list_changes(context: SiteContext) -> list[Change]:
    """The changes around the organization in focus whose date is known, in the order of time."""
    found = [*_memberships(context), *_entries_into_force(context), *_chairs(context)]
    return sorted((item for item in found if item.date.is_known), key=lambda item: (item.date, item.label, item.url))


def _memberships(context: SiteContext) -> Iterator[Change]:
    found = focus_members(context)
    for period in found.with_status(MEMBER.id) if found else ():
        address = f"{entity_url(period.record)}#{period.anchor}"
        dates = [("joins", period.since), ("leaves", None if period.leaving else period.until)]
        dates.append(("declares its participation frozen", period.frozen))
        for words, date in dates:
            if date:
                yield Change(f"{period.state.name} {words}", date, address, held_from(date))


def _entries_into_force(context: SiteContext) -> Iterator[Change]:
    for treaty in context.graph.of_kind(Treaty.kind.name):
        fact = next((fact for fact in treaty.facts if fact.definition.role == IN_FORCE), None)
        if isinstance(fact, Fact) and isinstance(fact.value, Date):
            address = f"{entity_url(treaty)}#{context.anchor(fact)}"
            yield Change(f"{treaty.name}: in force", fact.value, address, held_from(fact.value))


def _chairs(context: SiteContext) -> Iterator[Change]:
    focus = context.focus.id if context.focus else ""
    for organ in context.graph.of_kind(Organization.kind.name):
        if not isinstance(organ, Organization) or focus not in {organ.id, *(whole.id for whole in organ.part_of)}:
            continue
        for located in context.graph.statements[organ.id]:
            term = located.statement
            if isinstance(term, Chair) and term.from_ and (holder := context.find(term.holder)):
                address = f"{entity_url(organ)}#{located.anchor}"
                yield Change(f"{holder.name} takes the chair: {organ.name}", term.from_, address, held_from(term.from_))
