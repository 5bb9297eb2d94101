"""The kinds of record, one class a module.

A new kind is a module here with a class derived from `Entity`, named in `MODELS`; a template in
`templates/<kind>.html.jinja` where the default page is not enough; and a folder under `entities/`.
"""

from collections.abc import Mapping

from csto_kb.model.claim import Claim
from csto_kb.model.common import Entity, Kind, Naming, Place
from csto_kb.model.event import Event
from csto_kb.model.organization import Organization
from csto_kb.model.person import Person
from csto_kb.model.question import Question
from csto_kb.model.source import Source
from csto_kb.model.sourced import Fact, Sourced, Statement
from csto_kb.model.state import State
from csto_kb.model.term import Term
from csto_kb.model.treaty import Treaty

MODELS: tuple[type[Entity], ...] = (Organization, State, Person, Event, Treaty, Question, Claim, Term, Source)
"""Every kind, in their order on the site."""

BY_FOLDER: Mapping[str, type[Entity]] = {model.kind.folder: model for model in MODELS}
BY_KIND: Mapping[str, type[Entity]] = {model.kind.name: model for model in MODELS}

__all__ = [
    "BY_FOLDER",
    "BY_KIND",
    "MODELS",
    "Claim",
    "Entity",
    "Event",
    "Fact",
    "Kind",
    "Naming",
    "Organization",
    "Person",
    "Place",
    "Question",
    "Source",
    "Sourced",
    "State",
    "Statement",
    "Term",
    "Treaty",
]
