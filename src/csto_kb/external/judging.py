"""What an answer means: from what came back to a verdict. Plain data in and out.

Robots are refused for many reasons, and none of them says that the page is gone: a wall is known by its status or
its words, and is `blocked`. A page that is gone is often answered as if all were well: known by its title, or because
the address leads to the home page.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from csto_kb.link_state import Verdict


@dataclass(frozen=True)
class Answer:
    """What came back for one address, after the redirects."""

    url: str
    """The address that answered in the end."""
    status: int = 0
    """The HTTP status; 0 where there was no answer."""
    is_html: bool = False
    title: str = ""
    """The title of the page, where it is HTML."""
    server_says: str = ""
    """What a header says of a challenge to robots."""
    hops: tuple[tuple[int, str], ...] = ()
    """The redirects: status, and where to."""
    failure: Verdict | None = None
    """Why there was no answer: tls, dns, timeout, private, failing."""
    reason: str = ""
    retry_after: float = 0
    """Seconds that the server asks to be left alone."""


@dataclass(frozen=True)
class Outcome:
    """A verdict with its detail: the status or reason; the new address of what moved."""

    verdict: Verdict
    detail: str = ""
    retry_after: float = 0


_PERMANENT = (301, 308)
_BLOCKED = (401, 403, 429, 451, 999)
"""Unauthorized, Forbidden, Too Many Requests, Unavailable For Legal Reasons; LinkedIn's own 999."""
_WALL = re.compile(
    r"just a moment|attention required|ddos-guard|access denied|access to this page has been denied|are you a robot"
    r"|pardon our interruption|checking your browser|verify you are human|security check|captcha|доступ ограничен"
    r"|вы не робот",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"\b404\b|\b410\b|page (?:was |could )?not (?:be )?found|^not found|no longer (?:available|exists)"
    r"|page does(?: not|n't) exist|страница не найдена|сторінк[ау] не знайдено|էջը չի գտնվել",
    re.IGNORECASE,
)
_NOT_FOUND_PATH = re.compile(r"/(?:404|not-?found|page-not-found|error-?404)(?:\.\w+)?/?$", re.IGNORECASE)


def judge(asked: str, answer: Answer) -> Outcome:
    """Judge the answer to an address."""
    if answer.failure is not None:
        return Outcome(answer.failure, answer.reason, answer.retry_after)
    status = answer.status
    if status in _BLOCKED or answer.server_says or (_WALL.search(answer.title) and status != 404):
        what = answer.server_says or (f"'{_shorten(answer.title)}'" if status not in _BLOCKED else "")
        return Outcome(Verdict.BLOCKED, " ".join(part for part in (str(status), what) if part), answer.retry_after)
    if status in (404, 410):
        return Outcome(Verdict.MISSING, str(status))
    if not 200 <= status < 300:
        return Outcome(Verdict.FAILING, str(status), answer.retry_after)
    reason = _looks_missing(asked, answer)
    if reason:
        return Outcome(Verdict.SOFT_404, reason)
    moved_to = _moved_to(answer)
    if moved_to and moved_to != asked:
        return Outcome(Verdict.MOVED, moved_to)
    return Outcome(Verdict.OK, str(status))


def _looks_missing(asked: str, answer: Answer) -> str:
    """Why a page that was answered is not the page that was asked for; '' where nothing says so."""
    was, now = urlsplit(asked), urlsplit(answer.url)
    if _NOT_FOUND.search(answer.title):
        return f"{answer.status}, but its title is '{_shorten(answer.title)}'"
    if answer.hops and _NOT_FOUND_PATH.search(now.path):
        return f"redirects to {now.path}"
    if answer.hops and was.path.strip("/") and not now.path.strip("/") and not now.query:
        return "redirects to the home page"
    return ""


def _moved_to(answer: Answer) -> str:
    """Where the permanent redirects lead that come first; a temporary one behind them is the server's own affair."""
    target = ""
    for status, to in answer.hops:
        if status not in _PERMANENT:
            break
        target = to
    return target


def _shorten(title: str) -> str:
    return title if len(title) <= 60 else title[:59] + "…"
