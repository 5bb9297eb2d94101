"""Turns a judgement into the stored state: since when the verdict holds, and when the address is due again."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from zlib import crc32

from csto_kb.external.judging import Judgement
from csto_kb.link_state import LinkState, Verdict

CONFIRMING_DAYS = 3
"""The number of checks in a row, on different days, that must find a page missing before it counts as gone."""

DUE_AFTER: Mapping[Verdict, int] = {
    Verdict.OK: 30,
    Verdict.MOVED: 30,
    Verdict.BLOCKED: 60,
    Verdict.SOFT_404: 7,
    Verdict.MISSING: 1,
    Verdict.GONE: 60,
    Verdict.TLS: 7,
    Verdict.DNS: 3,
    Verdict.TIMEOUT: 3,
    Verdict.FAILING: 3,
    Verdict.PRIVATE: 60,
}
"""Days until an address is due again, by its verdict."""
_SPREAD_FROM = 30
"""Waits of this many days or more are spread over a fortnight, so that not all addresses come due together."""


def remember(url: str, outcome: Judgement, before: LinkState | None, today: date) -> LinkState:
    """The new state of an address after an outcome of today."""
    verdict = outcome.verdict
    days = 1
    if before and _is_same(before.verdict, verdict):
        days = before.days + (before.checked < today)
    if verdict is Verdict.MISSING and days >= CONFIRMING_DAYS:
        verdict = Verdict.GONE
    since = None
    if verdict.is_failure:
        since = before.since if before and before.since else today
    wait = DUE_AFTER[verdict]
    if wait >= _SPREAD_FROM:
        wait += crc32(url.encode()) % 14
    wait = max(wait, min(int(outcome.retry_after // 86_400), 90))
    return LinkState(url, verdict, today, since, days, today + timedelta(days=wait), outcome.detail)


def select_due(urls: Sequence[str], states: Mapping[str, LinkState], today: date) -> list[str]:
    """The addresses that are due, longest due first: never requested, or past their day."""
    due = [url for url in urls if url not in states or states[url].due <= today]
    return sorted(due, key=lambda url: (states[url].due if url in states else date.min, url))


def forget(urls: Sequence[str], states: Mapping[str, LinkState]) -> dict[str, LinkState]:
    """The states of the addresses that records still name."""
    named = set(urls)
    return {url: state for url, state in states.items() if url in named}


def _is_same(before: Verdict, now: Verdict) -> bool:
    return before is now or {before, now} == {Verdict.MISSING, Verdict.GONE}
