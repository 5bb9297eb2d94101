"""The groups in which lists show the records of a kind.

They are derived from the graph and from the groups that `subject.yaml` names, never from labels. A record is in the
first group that fits; the last group has the others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from csto_kb.insight import Insight
from csto_kb.insight.membership import membership_of
from csto_kb.insight.names import short_name
from csto_kb.insight.order import last_part
from csto_kb.model import Entity, Organization, Person, Source, State
from csto_kb.model.person import Role
from csto_kb.model.vocabulary import BASE, MEMBER, ORGANIZATION_TYPES, SOURCE_TYPES

OTHERS = "others"
"""The key of the last group."""


@dataclass(frozen=True)
class Listed:
    """Records under a heading; without a label there is one group only, and no heading."""

    key: str
    """Its anchor."""
    label: str
    """Where it is the label of a choice, the style begins it with a capital letter."""
    entities: tuple[Entity, ...]


def named_groups(insight: Insight, model: type[Entity]) -> Iterator[Listed]:
    """The groups of a kind that the subject names, without records that are broken and left out."""
    for group in insight.subject.groups_of(model.kind):
        found = (insight.graph.entities.get(reference.id) for reference in group.records)
        yield Listed(group.id, group.label, tuple(entity for entity in found if isinstance(entity, model)))


def list_groups(insight: Insight, model: type[Entity], entities: Iterable[Entity]) -> list[Listed]:
    """The records of a kind in groups, each with its records in the order given."""
    rules = {Organization: _organizations, Person: _people, Source: _sources}
    rule = rules.get(model)
    given = list(entities)
    groups = [*named_groups(insight, model), *(rule(insight, given) if rule else ())]
    return list(_once(groups, given))


def _once(groups: Iterable[Listed], entities: list[Entity]) -> Iterator[Listed]:
    """Each record in the first of its groups, then the others."""
    seen: set[str] = set()
    has_groups = False
    for group in groups:
        own = tuple(entity for entity in group.entities if entity.id not in seen)
        seen |= {entity.id for entity in own}
        if own:
            has_groups = True
            yield Listed(group.key, group.label, own)
    others = tuple(entity for entity in entities if entity.id not in seen)
    if others:
        yield Listed(OTHERS, "Others" if has_groups else "", others)


def _organizations(insight: Insight, entities: list[Entity]) -> Iterator[Listed]:
    """The organization in focus with its organs, then the others by type; bases by the state that hosts them."""
    focus = insight.focus
    if focus:
        organs = [entity for entity in entities if entity.id in _parts_of(insight, focus) and entity.id != focus.id]
        yield Listed("focus", f"{short_name(focus)}, its organs and forces", (focus, *organs))
    organizations = [entity for entity in entities if isinstance(entity, Organization)]
    hosts = {host: insight.graph.entities[host].name for base in organizations if (host := _host(insight, base))}
    for kind in insight.subject.table(ORGANIZATION_TYPES).values():
        own = [entity for entity in organizations if entity.type == kind]
        if kind == BASE:
            own.sort(key=lambda base: hosts.get(_host(insight, base), "\uffff"))
        yield Listed(f"type-{kind.id.replace(' ', '-')}", kind.label, tuple(own))


def _host(insight: Insight, base: Organization) -> str:
    host = base.location[0].state if base.location else None
    return host.id if host and host.id in insight.graph.entities else ""


def _people(insight: Insight, entities: list[Entity]) -> Iterator[Listed]:
    """By where their office is: in the focus, in each of its members, in other states, in other organizations."""
    focus = insight.focus
    own = _parts_of(insight, focus) if focus else frozenset()
    places = {entity.id: _place_of_office(insight, entity, own) for entity in entities if isinstance(entity, Person)}

    def at(*names: str) -> tuple[Entity, ...]:
        return tuple(entity for entity in entities if places.get(entity.id) in names)

    if focus:
        yield Listed("focus", short_name(focus), at(*own))
        periods = membership_of(insight, focus).with_status(MEMBER.id)
        for state in dict.fromkeys(period.state.id for period in periods if period.is_today):
            yield Listed(f"at-{state}", insight.graph.entities[state].name, at(state))
    for kind, label in (("state", "Other states"), ("organization", "Other organizations")):
        yield Listed(kind, label, at(*(item.id for item in insight.graph.of_kind(kind))))


def _place_of_office(insight: Insight, person: Person, own: frozenset[str]) -> str:
    """The id of the state or organization under which a person is looked for; '' where it has no record.

    An office in a state that goes on comes first, as a head of state may be in the chair of an organization; then one
    in the organizations `own`, ended or not; then the one held last.
    """
    held = [role for role in person.roles if _place(role) in insight.graph.entities]
    of_states = [role for role in held if insight.graph.entities[_place(role)].kind.name == State.kind.name]
    in_state = [role for role in of_states if role.to is None]
    best = in_state or [role for role in held if _place(role) in own] or held
    return _place(last_part(best)) if best else ""


def _place(role: Role) -> str:
    return role.organization.id if role.organization else ""


def _sources(insight: Insight, entities: list[Entity]) -> Iterator[Listed]:
    """By type, in the order of the types."""
    sources = [entity for entity in entities if isinstance(entity, Source)]
    for kind in insight.subject.table(SOURCE_TYPES).values():
        own = tuple(source for source in sources if source.type == kind)
        yield Listed(f"type-{kind.id}", kind.label, own)


def _parts_of(insight: Insight, whole: Entity) -> frozenset[str]:
    """The ids of a record and of everything that is a part of it, directly or through other parts."""
    found = {whole.id}
    while True:
        more = {
            entity.id
            for entity in insight.graph.of_kind(whole.kind.name)
            if entity.id not in found and any(part.id in found for part in entity.wholes)
        }
        if not more:
            return frozenset(found)
        found |= more
