"""The index of states: members of the organization in focus, former members, the groups of the subject, the others.

A state has a row for each period of a status, so that the index is right as of any day. In the other groups it stands
while it has no status.
"""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from csto_kb.dates import Date
from csto_kb.insight.listing import OTHERS, Listed, list_groups
from csto_kb.insight.membership import Period, membership_of
from csto_kb.model import Entity
from csto_kb.model.treaty import Party
from csto_kb.model.vocabulary import FORMER_MEMBER, FROZEN, MEMBER, Toned
from csto_kb.render.holding import held_between, held_for
from csto_kb.render.index_columns import IndexColumn
from csto_kb.render.index_rows import IndexGroup, IndexRow
from csto_kb.render.sorting import sorted_by
from csto_kb.render.view import View
from csto_kb.spans import Span

_EMPTY = Markup('<td><span class="kb-empty">–</span></td>')


STATUS_COLUMNS = (IndexColumn("Status"), IndexColumn("Since"), IndexColumn("Until"))
"""The columns of the status in the organization in focus."""


def group_states(view: View, model: type[Entity], states: Iterable[Entity]) -> Iterator[IndexGroup]:
    """The states in groups; without an organization in focus only those of the subject, and the others."""
    focus = view.context.focus
    periods = membership_of(view.context, focus).periods if focus else ()
    by_status: dict[Toned, list[Period]] = {MEMBER: [], FORMER_MEMBER: []}
    for period in periods:
        by_status.setdefault(period.status, []).append(period)
    for status, own in by_status.items():
        if own:
            yield IndexGroup(
                f"status-{status.id.replace(' ', '-')}", f"{status}s", [_row(view, period) for period in own]
            )
    for group in list_groups(view.context, model, states):
        rows = list(_rows_without_status(group, periods))
        if rows:
            label = "Other states" if group.key == OTHERS and periods else group.label
            yield IndexGroup(group.key, label, rows)


def _rows_without_status(group: Listed, periods: Iterable[Period]) -> Iterator[IndexRow]:
    """A state that has a status at some time is here until the first day of the first."""
    first: dict[str, Period] = {}
    for period in periods:
        first.setdefault(period.state.id, period)
    for state in group.entities:
        began = first[state.id].span if state.id in first else None
        before = Span("", "0001-01-01", began.first, began.last) if began else None
        yield IndexRow(state, [_EMPTY, _EMPTY, _EMPTY], before, began is None)


def _row(view: View, period: Period) -> IndexRow:
    since, until = period.since, period.until
    if period.status == FORMER_MEMBER and isinstance(period.statement, Party):
        since, until = period.statement.joined, period.statement.withdrawn
    status = _tag(period.status)
    if period.frozen:
        froze = Markup('{} <span class="kb-when">since {}</span>').format(_tag(FROZEN), view.date(period.frozen))
        status += Markup(" <span{}>participation {}</span>").format(held_for(period.frozen_span), froze)
    end = view.leaving(period.statement) if period.leaving else _date(view, until)
    cells = [
        Markup("<td>{}</td>").format(status),
        Markup("<td{}>{}</td>").format(sorted_by(since), _date(view, since)),
        Markup("<td{}>{}</td>").format(sorted_by(until), end),
    ]
    return IndexRow(period.state, cells, period.span, period.is_today)


def _date(view: View, date: Date | None) -> Markup:
    """A date that is hidden as of an earlier day."""
    if date is None:
        return Markup('<span class="kb-empty">–</span>')
    return Markup("<span{}>{}</span>").format(held_between(date), view.date(date))


def _tag(choice: Toned) -> Markup:
    return Markup('<span class="kb-tag kb-tone--{}">{}</span>').format(choice.tone, choice)
