"""The facts of a record by topic and property, the newest first; of many, the earlier ones apart."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from csto_kb.insight.evidence import group_disagreeing
from csto_kb.insight.membership import belongs_to
from csto_kb.model import Entity, Fact
from csto_kb.model.properties import STATUS, Property
from csto_kb.prose import Prose
from csto_kb.render.context import SiteContext

MAX_OPEN, MAX_OPEN_NUMBERS = 2, 1
"""How many of the newest statements of a property are shown before the others: of numbers the newest alone, which says
what is so now."""
MAX_INFOBOX_TEXT = 120
"""Longer texts, in characters of YAML, are shown under their heading only."""


@dataclass(frozen=True)
class Series:
    """The statements of one property: groups of facts that disagree, most of one fact; the newest first."""

    definition: Property
    newest: Sequence[Sequence[Fact]]
    earlier: Sequence[Sequence[Fact]] = ()
    """The older ones, and those without a date."""

    @property
    def span(self) -> str:
        """The years of the earlier ones: `2002 to 2023`; '' where none has a date."""
        dates = [facts[0].sort_date for facts in self.earlier]
        years = sorted({date.year for date in dates if date.is_known})
        if len(years) > 1:
            return f"{years[0]} to {years[-1]}"
        return str(years[0]) if years else ""


@dataclass(frozen=True)
class Topic:
    """A heading over facts, and the properties below it."""

    key: str
    label: str
    series: Sequence[Series]
    has_votes: bool = False
    """Whether the votes of the record stand at its head."""


def list_topics(context: SiteContext, entity: Entity) -> list[Topic]:
    """The main topics of the kind first, then the others in the order of the registry."""
    by_topic: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in entity.facts:
        by_topic[fact.definition.topic][fact.property_].append(fact)
    subject = context.subject
    return [
        Topic(
            topic,
            subject.topic_labels[topic],
            [_series(facts) for facts in by_topic[topic].values()],
            topic in subject.topics_with_votes,
        )
        for topic in context.subject.topics_of(entity.kind)
        if topic in by_topic
    ]


def key_facts(context: SiteContext, entity: Entity) -> list[tuple[Property, list[Fact]]]:
    """The latest fact of each key property; several where the latest ones disagree.

    The status of a member is that of its membership, which its page states above all facts: the newest
    statement on it is only one of many.
    """
    by_property: dict[str, list[Fact]] = defaultdict(list)
    is_member = context.focus is not None and belongs_to(context, entity, context.focus)
    for fact in entity.facts:
        is_short = not isinstance(fact.value, Prose) or len(fact.value.text) <= MAX_INFOBOX_TEXT
        is_told = is_member and fact.definition.role == STATUS
        if fact.definition.is_key and is_short and not is_told:
            by_property[fact.property_].append(fact)
    registry = context.subject.registry
    names = [name for name in registry if name in by_property]
    return [(registry[name], group_disagreeing(_newest_first(by_property[name]))[0]) for name in names]


def _series(facts: list[Fact]) -> Series:
    groups = group_disagreeing(_newest_first(facts))
    definition = facts[0].definition
    most = MAX_OPEN_NUMBERS if definition.datatype == "quantity" else MAX_OPEN
    return Series(definition, groups[:most], groups[most:])


def _newest_first(facts: list[Fact]) -> list[Fact]:
    """Sort by date, the newest first, then the undated; facts of one date keep the order of the record."""
    known = [fact for fact in facts if fact.sort_date.is_known]
    rest = [fact for fact in facts if not fact.sort_date.is_known]
    return sorted(known, key=lambda fact: fact.sort_date, reverse=True) + rest
