"""Numbered notes: each source and passage cited on a page gets a number, and links back to its citations."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from csto_kb.prose import Citation

MIN_RUN = 3
"""How many successive numbers are written as a range: `13–15`, but `13, 14`."""
_BEFORE_STOP = re.compile(r'\s*(<sup class="kb-cites">(?:(?!</sup>).)*</sup>)([.,;:!?…]*)')


@dataclass
class Note:
    """A citation on one page, with the anchors of the marks that lead to it."""

    number: int
    citation: Citation
    back_anchors: list[str] = field(default_factory=list)
    """The anchors of the places on the page that cite it."""

    @property
    def anchor(self) -> str:
        return f"note-{self.number}"

    @property
    def uses(self) -> int:
        return len(self.back_anchors)


@dataclass
class Notes:
    """The notes of one page, in the order of their first use."""

    by_citation: dict[Citation, Note] = field(default_factory=dict)

    def cite(self, citations: Sequence[Citation]) -> Markup:
        """Number citations and return the marks that link to the notes: ascending, with runs as ranges."""
        cited = {note.number: note for note in map(self._note, citations)}
        marks = [_mark([cited[number] for number in run]) for run in _runs(sorted(cited))]
        return Markup(f'<sup class="kb-cites">{",".join(marks)}</sup>' if marks else "")  # noqa: S704 - numbers only

    def listed(self) -> list[Note]:
        return list(self.by_citation.values())

    def _note(self, citation: Citation) -> Note:
        return self.by_citation.setdefault(citation, Note(len(self.by_citation) + 1, citation))


def set_after_stop(html: str) -> Markup:
    """Close up the marks in the HTML of a text, behind the punctuation that follows them, as superior figures stand."""
    return Markup(_BEFORE_STOP.sub(r"\2\1", str(html)))  # noqa: S704 - two parts of what was given change places


def _runs(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Ascending numbers in runs: each number alone, or `MIN_RUN` and more that follow each other."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    for run in found:
        yield from [run] if len(run) >= MIN_RUN else [[number] for number in run]


def _mark(notes: Sequence[Note]) -> str:
    """The mark of one note, or of a run of notes, which leads to the first of them."""
    first, last = notes[0], notes[-1]
    anchor = f"cite-{first.number}-{first.uses + 1}"
    for note in notes:
        note.back_anchors.append(anchor)
    if first is last:
        words, label, end = f"{first.number}", f"Source {first.number}", ""
    else:
        words, label = f"{first.number}–{last.number}", f"Sources {first.number}–{last.number}"
        end = f' data-to="{last.number}"'
    return f'<a class="kb-cite" id="{anchor}" href="#{first.anchor}"{end} aria-label="{label}">{words}</a>'
