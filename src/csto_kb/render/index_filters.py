"""The filters above a long index: the choices and records by which its rows can be narrowed."""

from collections.abc import Iterable, Iterator

from csto_kb.choices import Choice
from csto_kb.fields import FieldRole
from csto_kb.model import Claim, Entity, Source
from csto_kb.render.graphics.table import Filter, offer
from csto_kb.render.view import View

FROM = 60
"""An index of fewer records has no filters."""


def filter_values(entity: Entity) -> dict[str, str]:
    """The values of a record by the name of the filter, each a word, as rows of tables have them."""
    values: dict[str, str] = {}
    sort = entity.of_role(FieldRole.SORT)
    if isinstance(sort, Choice) and not isinstance(entity, Source):  # sources are grouped by their type
        values["type"] = _word(sort.id)
    if isinstance(entity, Claim):
        values["question"] = entity.question.id
        values["verdict"] = _word(entity.assessment.verdict.id) if entity.assessment else "none"
    return values


def offer_filters(view: View, entities: list[Entity]) -> tuple[Filter, ...]:
    """The filters of an index; none for a short one."""
    return tuple(_filters(view, entities)) if len(entities) >= FROM else ()


def _filters(view: View, entities: list[Entity]) -> Iterator[Filter]:
    sorts = (entity.of_role(FieldRole.SORT) for entity in entities if not isinstance(entity, Source))
    yield _of_choices("type", "Type", sorts)
    claims = [entity for entity in entities if isinstance(entity, Claim)]
    questions = (view.entity(claim.question) for claim in claims)
    yield offer("question", "Question", (question for question in questions if question))
    yield _of_choices("verdict", "How it held up", (claim.assessment and claim.assessment.verdict for claim in claims))


def _of_choices(name: str, label: str, choices: Iterable[object]) -> Filter:
    found = {choice for choice in choices if isinstance(choice, Choice)}
    return Filter(name, label, tuple(sorted((_word(choice.id), choice.label) for choice in found)))


def _word(identifier: str) -> str:
    return identifier.replace(" ", "-")
