"""What is known of the passages, as diagnostics at the citations that point at them, and as a line."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from csto_kb.diagnostics import Code, Diagnostic, report, sort_diagnostics
from csto_kb.external.exceptions import Exceptions
from csto_kb.external.pointers import PointedPassage
from csto_kb.link_state import LinkState, Verdict
from csto_kb.passage_state import PassageKey, PassageState, PassageVerdict

MISSING = Code(
    "passage-missing",
    "warning",
    "The words of a pointer do not stand on the page of the source: the page was changed, or the pointer is mistyped. "
    "The message says what is likest to them. Look at the page: mend the pointer, or cite another source.",
)
ELSEWHERE = Code(
    "passage-elsewhere",
    "warning",
    "The words of a pointer stand on the page, and not in the paragraph or on the page that the citation names. "
    "Paragraphs are counted by their numbers, or within the article, a lead before them counted or not; pages by the "
    "number that is printed, by the label of the PDF, or by their place in the file.",
)
UNREADABLE = Code(
    "passage-unreadable",
    "warning",
    "The page of a source answers and cannot be read by a program: shown by a script, behind a wall, a film, a PDF "
    "that is encrypted or without text. It says nothing of the passage: look at it by hand. An exception in "
    "`links/exceptions.yaml` accepts it, with the verdict `unreadable`.",
)
CODES = (MISSING, ELSEWHERE, UNREADABLE)

_MEND = "look at the page: mend the pointer, or cite a source that has it"


@dataclass(frozen=True)
class PassageKnowledge:
    """All that is reported of passages: what citations point at, and what is known of it today."""

    passages: Sequence[PointedPassage]
    states: Mapping[PassageKey, PassageState]
    links: Mapping[str, LinkState]
    """What is known of the addresses, which says more of a page that does not answer."""
    exceptions: Exceptions
    today: date


def find_passage_problems(known: PassageKnowledge) -> list[Diagnostic]:
    """What an editor should look at, at every citation that points there."""
    found: list[Diagnostic] = []
    for passage in known.passages:
        state = known.states.get(passage.key)
        if state is not None and not known.exceptions.accepts(state, known.today):
            found += _problems_of(passage, state, known.links.get(passage.address))
    return sort_diagnostics(found)


def _problems_of(passage: PointedPassage, state: PassageState, link: LinkState | None) -> Iterator[Diagnostic]:
    code, words, hint = _explain(state)
    if code is None or (code is UNREADABLE and link is not None and not _is_answered(link)):
        return
    for citing in passage.citing:
        field = f"{citing.field}: " if citing.field else ""
        seen = f", last seen on {state.seen}" if state.seen and state.seen != state.checked else ""
        message = f"{field}{words}, looked for on {state.checked}{seen}"
        yield report(code, citing.file, citing.position, message, hint)


def _explain(state: PassageState) -> tuple[Code | None, str, str]:
    match state.verdict:
        case PassageVerdict.MISSING:
            return MISSING, f"the passage does not stand on {state.address} ({state.detail})", _MEND
        case PassageVerdict.ELSEWHERE:
            return ELSEWHERE, f"the passage stands at another place of {state.address}", f"it is at {state.place}"
        case PassageVerdict.UNREADABLE:
            return UNREADABLE, f"{state.address} is unreadable: {state.detail}", ""
    return None, "", ""


def _is_answered(link: LinkState) -> bool:
    return link.verdict in (Verdict.OK, Verdict.MOVED)


def summarize_passages(known: PassageKnowledge) -> str:
    """One line: how many passages, by verdict."""
    found = [known.states.get(passage.key) for passage in known.passages]
    counts = Counter(state.verdict if state else "never looked for" for state in found)
    parts = [f"{counts[verdict]:,} {verdict}" for verdict in (*PassageVerdict, "never looked for") if counts[verdict]]
    return f"{len(found):,} passages: {', '.join(parts) or 'none'}"


def format_passages(known: PassageKnowledge) -> str:
    """The same in Markdown, as a section."""
    return f"## Passages that citations point at\n\n{summarize_passages(known)}.\n"
