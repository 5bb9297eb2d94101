"""Judges an answer. Plain data in and out.

Servers refuse robots for many reasons, and none of them means that the page is gone: a refusal is recognized by its
status or its title, and the verdict is `blocked`. Many servers answer with status 200 for a missing page: that is
recognized by its title (`titles`) or by the target of its redirect (`targets`).
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from csto_kb.external import targets, titles
from csto_kb.link_state import Verdict


@dataclass(frozen=True)
class WebAnswer:
    """The answer for one address, after the redirects."""

    url: str
    """The address that gave the final answer."""
    status: int = 0
    """The HTTP status; 0 where there was no answer."""
    title: str = ""
    """The title of the page, where it is HTML."""
    server_says: str = ""
    """The header that reports a challenge to robots, in words."""
    hops: tuple[tuple[int, str], ...] = ()
    """The redirects: status, and where to."""
    failure: Verdict | None = None
    """Why there was no answer: tls, dns, timeout, private, failing."""
    reason: str = ""
    is_reached: bool = True
    """Whether a server was reached; if not, the local network may be at fault."""
    retry_after: float = 0
    """Seconds that the server asks to wait."""


@dataclass(frozen=True)
class Judgement:
    """A verdict with its detail: the status or reason, or the new address of a page that moved."""

    verdict: Verdict
    detail: str = ""
    retry_after: float = 0
    is_reached: bool = field(default=True, compare=False)
    """Whether a server was reached."""


_PERMANENT = (301, 308)
_BLOCKED = (401, 403, 429, 451, 999)
"""Unauthorized, Forbidden, Too Many Requests, Unavailable For Legal Reasons; LinkedIn's own 999."""


def judge(asked: str, answer: WebAnswer) -> Judgement:
    """Judge the answer to an address."""
    if answer.failure is not None:
        return Judgement(answer.failure, answer.reason, is_reached=answer.is_reached)
    status = answer.status
    if status in _BLOCKED or answer.server_says or (status != 404 and titles.says_stopped(answer.title)):
        what = answer.server_says or (f"'{_shorten(answer.title)}'" if status not in _BLOCKED else "")
        return Judgement(Verdict.BLOCKED, " ".join(part for part in (str(status), what) if part), answer.retry_after)
    if status in (404, 410):
        return Judgement(Verdict.MISSING, str(status))
    if not 200 <= status < 300:
        return Judgement(Verdict.FAILING, str(status), answer.retry_after)
    if titles.says_missing(answer.title):
        return Judgement(Verdict.SOFT_404, f"{status}, but its title is '{_shorten(answer.title)}'")
    return _judge_redirects(asked, answer)


def _judge_redirects(asked: str, answer: WebAnswer) -> Judgement:
    """Judge an answer that is a page: whether it is the requested page, and whether the page has a new address."""
    moved_to = _moved_to(answer)
    for target in dict.fromkeys(filter(None, (moved_to, answer.url if answer.hops else ""))):
        shown = _shorten(urlsplit(target).path)
        if targets.leads_to_door(asked, target):
            return Judgement(Verdict.BLOCKED, f"{answer.status}, but leads to a login or the like, {shown}")
        if targets.leads_to_failure(target):
            return Judgement(Verdict.SOFT_404, f"redirects to {shown}")
        if targets.names_in_query(asked, target):
            return Judgement(Verdict.SOFT_404, f"redirects to {shown}, with the requested address in its query")
        if targets.leads_home(asked, target):
            return Judgement(Verdict.SOFT_404, "redirects to the home page")
    is_new = moved_to not in ("", asked)
    if is_new and not targets.bears_visit(moved_to) and not targets.chooses_home(asked, moved_to):
        return Judgement(Verdict.MOVED, moved_to)
    return Judgement(Verdict.OK, str(answer.status))


def _moved_to(answer: WebAnswer) -> str:
    """The target of the leading permanent redirects. A temporary redirect after them is not followed."""
    target = ""
    for status, to in answer.hops:
        if status not in _PERMANENT:
            break
        target = to
    return target


def _shorten(title: str) -> str:
    return title if len(title) <= 60 else title[:59] + "…"
