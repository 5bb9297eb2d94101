"""Numbered notes: each source and passage cited on a page gets a number, and links back to its citations."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from csto_kb.prose import Citation


@dataclass
class Note:
    """A citation on one page, with the number of times that it occurs there."""

    number: int
    citation: Citation
    uses: int = 0

    @property
    def anchor(self) -> str:
        return f"note-{self.number}"

    @property
    def back_anchors(self) -> list[str]:
        """The anchors of the places on the page that cite it."""
        return [f"cite-{self.number}-{use}" for use in range(1, self.uses + 1)]


@dataclass
class Notes:
    """The notes of one page, in the order of their first use."""

    by_citation: dict[Citation, Note] = field(default_factory=dict)

    def cite(self, citations: Sequence[Citation]) -> Markup:
        """Number citations and return the marks that link to the notes."""
        marks = []
        for citation in citations:
            note = self.by_citation.setdefault(citation, Note(len(self.by_citation) + 1, citation))
            note.uses += 1
            number, anchor = note.number, f"cite-{note.number}-{note.uses}"
            mark = f'<a class="kb-cite" id="{anchor}" href="#{note.anchor}" aria-label="Source {number}">{number}</a>'
            marks.append(mark)
        return Markup(f'<sup class="kb-cites">{" ".join(marks)}</sup>' if marks else "")  # noqa: S704 - numbers only

    def listed(self) -> list[Note]:
        return list(self.by_citation.values())
