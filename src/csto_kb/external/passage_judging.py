"""Judges what was found on a page: the verdict on a passage, and the day on which it is due again."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from zlib import crc32

from csto_kb.external.finding import Found, NotFound
from csto_kb.external.judging import Judgement
from csto_kb.external.page_search import Searched
from csto_kb.external.pointers import PointedPassage
from csto_kb.link_state import Verdict
from csto_kb.passage_state import PassageKey, PassageState, PassageVerdict

_DUE_AFTER: Mapping[PassageVerdict, int] = {
    PassageVerdict.FOUND: 90,
    PassageVerdict.ELSEWHERE: 90,
    PassageVerdict.MISSING: 14,
    PassageVerdict.UNREADABLE: 60,
}
"""Days until a passage is looked for again."""
_UNANSWERED = 7
"""Days where the page did not answer. The address itself is due sooner."""
_SPREAD = 14
"""Waits of two months or more are spread over a fortnight; passages of one page come due together."""
_SHOWN = 120
"""The most characters that are kept of the most similar words."""


def remember_passage(
    passage: PointedPassage,
    outcome: Judgement,
    searched: Searched | None,
    number: int,
    before: PassageState | None,
    today: date,
) -> PassageState:
    """The new state of a passage after the answer of today; `number` is its index among those of the page."""
    verdict, place, detail = _judge(outcome, searched, number)
    wait = _DUE_AFTER[verdict] if outcome.verdict in (Verdict.OK, Verdict.MOVED, Verdict.BLOCKED) else _UNANSWERED
    if wait >= _DUE_AFTER[PassageVerdict.UNREADABLE]:
        wait += crc32(passage.address.encode()) % _SPREAD
    seen = today if verdict.is_there else before.seen if before else None
    kept = place or (before.place if before else "")
    due = today + timedelta(days=wait)
    return PassageState(passage.address, passage.notation, verdict, today, seen, kept, due, detail)


def _judge(outcome: Judgement, searched: Searched | None, number: int) -> tuple[PassageVerdict, str, str]:
    """The verdict, the place where the passage was found, and a detail."""
    if outcome.verdict not in (Verdict.OK, Verdict.MOVED) or searched is None:
        return PassageVerdict.UNREADABLE, "", f"{outcome.verdict}: {outcome.detail}"
    found = searched.found[number] if number < len(searched.found) else None
    if isinstance(found, Found):
        return (PassageVerdict.FOUND if found.is_in_place else PassageVerdict.ELSEWHERE), found.place, ""
    if searched.doubt or found is None:
        return PassageVerdict.UNREADABLE, "", searched.doubt or "cannot be read"
    return PassageVerdict.MISSING, "", _explain(found)


def _explain(found: NotFound) -> str:
    if not found.likeness:
        return f"nothing is like '{found.words}'"
    likest = found.likest if len(found.likest) <= _SHOWN else f"{found.likest[:_SHOWN]}…"
    return f"most similar to '{found.words}', {found.likeness} %: '{likest}'"


def select_due_passages(
    passages: Sequence[PointedPassage], states: Mapping[PassageKey, PassageState], today: date
) -> list[PointedPassage]:
    """The passages that are due, with all others on the same pages: one reading of a page serves all."""
    due = {item.address for item in passages if item.key not in states or states[item.key].due <= today}
    return [passage for passage in passages if passage.address in due]
