"""Questions on which people differ."""

from typing import Annotated, ClassVar

from pydantic import Field

from csto_kb.dates import Date
from csto_kb.field_types import Link, PartialDate, ProseText, Text
from csto_kb.fields import Ref, SchemaOrg
from csto_kb.model.common import Entity, Kind, Naming
from csto_kb.model.relations import QUESTIONS
from csto_kb.prose import Citation


class Question(Entity):
    """A question, its claims, and an answer as of a date in our own voice."""

    kind: ClassVar[Kind] = Kind(
        "question",
        "questions",
        "Question",
        "Questions",
        "What people disagree about, with the claims on each side.",
        columns=("verdict", "answered"),
        opening="answer",
        schema_org=("Question",),
        naming=Naming.PHRASE,
    )

    verdict: Annotated[Text, SchemaOrg("abstract")] = Field(
        title="In a line",
        description="The answer in one line, for lists and the home page.",
        examples=["Only on request."],
    )
    word: Text | None = Field(
        None,
        title="In a word",
        description="The answer in a word or two, for the home page; best the words with which the line begins.",
        examples=["Only"],
    )
    answer: ProseText = Field(title="Answer", description="The answer in our own voice, resting on cited facts only.")
    answered: PartialDate = Field(title="Answer as of", description="The day for which the answer was written.")
    would_change: ProseText | None = Field(
        None, title="What would change the answer", description="What would have to happen or be found."
    )
    about: tuple[Annotated[Link, Ref((), QUESTIONS), SchemaOrg("about")], ...] = Field(
        (), title="About", description="The records it concerns."
    )

    @property
    def ground(self) -> str:
        """The line without the word that it begins with: `on request.` for `Only on request.`"""
        word = self.word or ""
        rest = self.verdict.removeprefix(word)
        is_begun = bool(word) and rest != self.verdict and rest[:1] in " ,:;"
        return rest.lstrip(" ,:;") if is_begun else self.verdict

    @property
    def stated_for(self) -> Date:
        """The day for which it is answered."""
        return self.answered

    @property
    def grounds(self) -> tuple[Citation, ...]:
        """All citations of the answer."""
        return self.answer.citations
