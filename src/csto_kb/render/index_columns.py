"""The columns of an index that are no field of the record: what is counted or looked up for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from csto_kb.insight.order import last_part
from csto_kb.model import Claim, Entity, Event, Organization, Person, Question, Source, State
from csto_kb.model.event import Vote
from csto_kb.render.holding import held
from csto_kb.render.sorting import sorted_by
from csto_kb.render.view import View, number

_FROM_COMMAS = 1000
"""Smaller numbers are sorted by their text: the index of sources has thousands."""


@dataclass(frozen=True)
class IndexColumn:
    """The head of a column."""

    label: str
    is_number: bool = False
    is_of_today: bool = False
    """Whether it says what is so today only, and is left out as of another day."""


@dataclass(frozen=True)
class LookedUp:
    """A column with what is found for each record."""

    column: IndexColumn
    find: Callable[[View, Entity], Markup | int]

    def cell(self, view: View, entity: Entity) -> Markup:
        """The cell of a record."""
        found = self.find(view, entity)
        names = ["kb-number"] * self.column.is_number + ["kb-only-today"] * self.column.is_of_today
        attributes = Markup(' class="{}"').format(" ".join(names)) if names else Markup("")
        if isinstance(found, int):
            key = sorted_by(found) if found >= _FROM_COMMAS else ""
            return Markup("<td{}{}>{}</td>").format(attributes, key, number(found))
        return Markup("<td{}>{}</td>").format(attributes, found)


def _statements(view: View, entity: Entity) -> int:
    return len(view.context.graph.statements.get(entity.id, ()))


def _last_vote(view: View, entity: Entity) -> Markup:
    """The latest vote that the records have of a state, as a link to it."""
    votes = [
        (edge.source, edge.owner)
        for edge in view.context.graph.incoming(entity.id)
        if isinstance(edge.owner, Vote) and isinstance(edge.source, Event) and edge.source.start.is_known
    ]
    if not votes:
        return Markup('<span class="kb-empty">–</span>')
    event, vote = max(votes, key=lambda pair: (pair[0].start, pair[0].id))
    address = f"{view.path(event)}#{view.anchor(vote)}"
    return Markup('<a href="{}">{}</a> <span class="kb-when">{}</span>').format(address, vote.vote, event.when)


def _held_up(_view: View, entity: Entity) -> Markup:
    """What later evidence says of a claim, in words."""
    if not isinstance(entity, Claim) or entity.assessment is None:
        return Markup('<span class="kb-empty">not assessed</span>')
    return Markup("{}").format(entity.assessment.verdict)


def _host(view: View, entity: Entity) -> Markup:
    """The state in which an organization has its seat, or in which it stands."""
    state = entity.location[0].state if isinstance(entity, Organization) and entity.location else None
    return view.link(state) if state else Markup('<span class="kb-empty">–</span>')


def _in_office(view: View, entity: Entity) -> Markup:
    """Since and until when the office was held that was held last."""
    roles = entity.roles if isinstance(entity, Person) else ()
    if not roles:
        return Markup('<span class="kb-empty">–</span>')
    last = last_part(roles)
    return Markup('<span class="kb-when"{}>{}</span>').format(held(last), view.when(last))


def _resting(view: View, entity: Entity) -> int:
    return len(view.context.evidence.resting.get(entity.id, ()))


def _resting_alone(view: View, entity: Entity) -> int:
    return len(view.context.evidence.sole.get(entity.id, ()))


def _claims_on(view: View, entity: Entity) -> int:
    """How many claims answer a question, or were made by a speaker."""
    return sum(
        isinstance(edge.source, Claim) and len(edge.path) == 1 for edge in view.context.graph.incoming(entity.id)
    )


_STATEMENTS = LookedUp(IndexColumn("Statements", is_number=True, is_of_today=True), _statements)
_CLAIMS = LookedUp(IndexColumn("Claims", is_number=True, is_of_today=True), _claims_on)
MORE_COLUMNS: Mapping[type[Entity], tuple[LookedUp, ...]] = {
    State: (LookedUp(IndexColumn("Last vote", is_of_today=True), _last_vote), _STATEMENTS),
    Organization: (LookedUp(IndexColumn("In"), _host), _STATEMENTS),
    Person: (LookedUp(IndexColumn("When", is_of_today=True), _in_office),),
    Claim: (LookedUp(IndexColumn("How it held up", is_of_today=True), _held_up),),
    Question: (_CLAIMS,),
    Source: (
        LookedUp(IndexColumn("Rest on it", is_number=True, is_of_today=True), _resting),
        LookedUp(IndexColumn("On it alone", is_number=True, is_of_today=True), _resting_alone),
    ),
}
"""For each kind that has any, the columns after those of its fields."""
