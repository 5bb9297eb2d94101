"""The status of each state in an organization over time: members, former members, observers and partners.

A full membership is counted from the table of the first founding treaty that has one, as in the check
`membership-without-treaty`; every other status, and whether a participation is
declared frozen, from the organization's `members`. A template says which organization it shows.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from csto_kb.dates import Date
from csto_kb.insight import Insight
from csto_kb.insight.participation import Participation, has_ended, leaving_words
from csto_kb.model import Entity, Organization, Treaty
from csto_kb.model.organization import Membership
from csto_kb.model.treaty import Party
from csto_kb.model.vocabulary import FORMER_MEMBER, MEMBER, Toned
from csto_kb.prose import Citation
from csto_kb.spans import Span, make_span

_LAST = Date.parse("unknown")


@dataclass(frozen=True)
class Period:
    """A period in which a state had one status in the organization."""

    state: Entity
    status: Toned
    span: Span
    since: Date | None
    until: Date | None
    statement: Participation
    record: Entity
    """The record of the statement."""
    anchor: str
    is_today: bool
    """Whether it holds on the site's today, certainly or perhaps."""
    frozen: Date | None = None
    """Since when the state declares its participation frozen, while it stays a member."""
    frozen_span: Span | None = None
    leaving: str = ""
    """`leaving on 28 May 2027`, where notice was given and it still holds on the site's today."""

    @property
    def sources(self) -> tuple[Citation, ...]:
        return self.statement.sources

    @property
    def words(self) -> str:
        """The status with its dates, as a title: `member, 15 May 1992 to 20 April 1999`."""
        if self.since and self.until and not self.leaving:
            return f"{self.status}, {self.since.words} to {self.until.words}"
        words = f"{self.status} since {self.since.words}" if self.since else str(self.status)
        return f"{words}, {self.leaving}" if self.leaving else words


@dataclass(frozen=True)
class MembershipOf:
    """The periods of one organization, by state."""

    organization: Organization
    table: Entity
    """The record whose table counts the members: a treaty, else the organization itself."""
    periods: tuple[Period, ...]

    def with_status(self, status: str) -> list[Period]:
        """The periods with a status, given by its id."""
        return [period for period in self.periods if period.status.id == status]

    @property
    def has_other_statuses(self) -> bool:
        """Whether any state had another status than member, such as observer."""
        return bool({period.status for period in self.periods} - {MEMBER, FORMER_MEMBER})

    @property
    def statuses(self) -> list[Toned]:
        """Every status that occurs, members first."""
        return sorted({period.status for period in self.periods}, key=lambda status: (status != MEMBER, status.id))


def belongs_to(insight: Insight, entity: Entity, organization: Organization) -> bool:
    """Whether an organization's `members` name a record, whatever its status there, and whether it has left."""
    incoming = insight.graph.incoming(entity.id)
    return any(isinstance(edge.owner, Membership) and edge.source is organization for edge in incoming)


def membership_of(insight: Insight, organization: Organization) -> MembershipOf:
    """The periods by the state's name, then by time."""
    treaty = _counting_treaty(insight, organization)
    periods = list(_counted(insight, organization, treaty)) if treaty else []
    for item in organization.members:
        if treaty is None or item.status != MEMBER:
            periods += _period(insight, organization, item, item.member.id, item.status, item.from_, item.to)
    periods.sort(key=lambda period: (period.state.name, period.since or _LAST, period.status.id))
    return MembershipOf(organization, treaty or organization, tuple(periods))


def focus_members(insight: Insight) -> MembershipOf | None:
    """The memberships of the organization in focus; None without a focus."""
    return membership_of(insight, insight.focus) if insight.focus else None


def members_today(insight: Insight) -> frozenset[str]:
    """The ids of the members of the organization in focus today."""
    found = focus_members(insight)
    periods = found.with_status(MEMBER.id) if found else ()
    return frozenset(period.state.id for period in periods if period.is_today)


def _counting_treaty(insight: Insight, organization: Organization) -> Treaty | None:
    """The first founding treaty with a table of participants."""
    treaties = (insight.graph.entities.get(reference.id) for reference in organization.founding_treaties)
    return next((treaty for treaty in treaties if isinstance(treaty, Treaty) and treaty.parties), None)


def _counted(insight: Insight, organization: Organization, treaty: Treaty) -> Iterator[Period]:
    """From a treaty's table: each participation, and a former status from its end to the next return."""
    today = insight.today
    frozen = {item.member.id: item for item in organization.members if item.frozen and not has_ended(item, today)}
    by_state: dict[str, list[Party]] = defaultdict(list)
    for party in treaty.parties:
        by_state[party.state.id].append(party)
    for state, parties in by_state.items():
        parties.sort(key=lambda party: party.joined or _LAST)
        returns = [*(party.joined for party in parties[1:]), None]
        for party, next_start in zip(parties, returns, strict=True):
            freezing = None if has_ended(party, today) else frozen.get(state)
            yield from _period(insight, treaty, party, state, MEMBER, party.joined, party.withdrawn, freezing)
            if has_ended(party, today):
                yield from _period(insight, treaty, party, state, FORMER_MEMBER, party.withdrawn, next_start)


def _period(
    insight: Insight,
    record: Entity,
    statement: Participation,
    state: str,
    status: Toned,
    since: Date | None,
    until: Date | None,
    freezing: Membership | None = None,
) -> Iterator[Period]:
    """A period; None where the state's record is broken and left out."""
    entity = insight.graph.entities.get(state)
    if entity is None:
        return
    span = (statement.span if status != FORMER_MEMBER else None) or make_span(since, until)
    freezing = statement if isinstance(statement, Membership) and statement.frozen else freezing
    yield Period(
        entity,
        status,
        span,
        since,
        until,
        statement,
        record,
        insight.located[id(statement)].anchor,
        insight.holds_today(span),
        freezing.frozen if freezing else None,
        make_span(freezing.frozen, freezing.to) if freezing else None,
        leaving_words(statement, insight.today) if status != FORMER_MEMBER else "",
    )
