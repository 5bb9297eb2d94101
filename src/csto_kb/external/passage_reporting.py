"""The state of passages, as diagnostics at the citations that point at them, and as a summary."""

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
    "The words of a pointer are not on the page of the source: the page was changed, or the pointer is mistyped. "
    "The message gives the most similar words. Look at the page: correct the pointer, or cite another source.",
)
ELSEWHERE = Code(
    "passage-elsewhere",
    "warning",
    "The words of a pointer are in another paragraph or on another page than the citation names. "
    "Paragraphs are counted by their numbers, or within the article, with or without a lead before them; pages by the "
    "printed number, by the label of the PDF, or by their position in the file.",
)
UNREADABLE = Code(
    "passage-unreadable",
    "warning",
    "The page of a source answers, but a program cannot read its text: a script shows it, a paywall or robot check "
    "hides it, or it is a film or a PDF without readable text. The passage could not be looked for: look at the page "
    "yourself. An exception in `links/exceptions.yaml` accepts it, with the verdict `unreadable`.",
)
CODES = (MISSING, ELSEWHERE, UNREADABLE)

_MEND = "look at the page: correct the pointer, or cite a source that has the passage"


@dataclass(frozen=True)
class PassageKnowledge:
    """The input of a report: the passages that citations point at, and their states."""

    passages: Sequence[PointedPassage]
    states: Mapping[PassageKey, PassageState]
    links: Mapping[str, LinkState]
    """The states of the addresses, which say more about a page that does not answer."""
    exceptions: Exceptions
    today: date


def find_passage_problems(known: PassageKnowledge) -> list[Diagnostic]:
    """Report what an editor should look at, once for every citation of the passage."""
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
            return MISSING, f"the passage is not on {state.address} ({state.detail})", _MEND
        case PassageVerdict.ELSEWHERE:
            return ELSEWHERE, f"the passage is elsewhere on {state.address}", f"it is at {state.place}"
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
