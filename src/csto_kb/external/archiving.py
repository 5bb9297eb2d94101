"""Looks for copies in a public archive, one request after the other, with a pause between them.

A search begins with what costs the archive least: the availability interface, then the list of copies. A new copy is
made only on request. The copy itself is then requested, because it may show a login or lead to another page. Every
outcome is passed on at once, so that nothing is lost when the work is interrupted or the archive asks for a break.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag

from csto_kb.external.archive_state import Search
from csto_kb.external.asking import Sleep
from csto_kb.external.fetching import Fetcher, Received
from csto_kb.external.guard import Guard, RefusedError
from csto_kb.external.judging import judge
from csto_kb.external.reading import MAX_BODY
from csto_kb.external.wayback import (
    Archive,
    FoundCopy,
    Missed,
    UnreadableError,
    Wanted,
    choose_copy,
    find_error,
    find_saved,
    is_its_own,
    read_availability,
    read_captures,
)
from csto_kb.link_state import Verdict

_SECONDS = 60.0
"""For one answer. Lists of copies are slow."""
_MOST_LISTED = 256 * 1024
"""Bytes of a list of copies. The longest addresses have thousands of characters, and escaping triples them."""
_SAVING_SECONDS = 180.0
"""For a new copy. The archive answers when the copy is made."""


@dataclass(frozen=True)
class ArchiveLimits:
    """Pauses and limits of a run. Times are in seconds."""

    pause: float = 5.0
    """Between two requests."""
    pauses_after_saving: int = 4
    """Save Page Now accepts three pages a minute from callers without an account."""
    longest_wait: float = 120.0
    """A `Retry-After` up to this is waited for once. When the archive asks for longer, the run ends."""
    unsaid_wait: float = 300.0
    """The wait after a refusal (429 or 503) that does not say how long to wait."""
    most: int = 200
    """The most sources that one run searches for."""
    seconds: float = 3_600.0
    """No search starts after this time."""
    failures: int = 3
    """The run ends after this many searches in a row that reached no server, or twice as many that failed."""


class BreakRequestedError(Exception):
    """The archive asks for a longer break than the limit allows; the message says how long."""


async def search_all(
    wanted: Mapping[str, Wanted],
    searcher: "Searcher",
    record: Callable[[str, FoundCopy | Missed], None],
) -> str:
    """Look for copies one by one; `record` gets each outcome at once. Return why the run ended early, or ''."""
    limits = searcher.limits
    loop = asyncio.get_running_loop()
    end = loop.time() + limits.seconds
    unreached = failed = 0
    for name, page in list(wanted.items())[: limits.most]:
        if loop.time() >= end:
            return "the time is over"
        found: FoundCopy | Missed
        try:
            found = await searcher.search(page)
        except BreakRequestedError as error:
            return str(error)
        except Exception as error:  # a failure on one page must not stop the others
            found = Missed(Search.FAILING, f"sent an unreadable answer: {type(error).__name__}")
        record(name, found)
        unreached = unreached + 1 if isinstance(found, Missed) and not found.is_reached else 0
        failed = failed + 1 if isinstance(found, Missed) and found.verdict is Search.FAILING else 0
        if unreached >= limits.failures:
            return f"the archive was not reached {unreached} times in a row"
        if failed >= 2 * limits.failures:
            return f"the archive failed {failed} times in a row"
    return ""


class Searcher:
    """Looks for copies in one archive."""

    def __init__(
        self,
        fetcher: Fetcher,
        guard: Guard,
        archive: Archive,
        limits: ArchiveLimits = ArchiveLimits(),
        is_saving: bool = False,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.limits = limits
        self._fetcher, self._guard, self._archive = fetcher, guard, archive
        self._is_saving, self._sleep = is_saving, sleep
        self._owed = 0.0
        """Seconds to wait before the next request."""

    async def search(self, page: Wanted) -> FoundCopy | Missed:
        """Find the copy of a page, or why there is none. Raises `BreakRequestedError`.

        An address that the guard refuses is not sent to the archive either.
        """
        try:
            self._guard.check_url(page.url)
        except RefusedError as error:
            return Missed(Search.PRIVATE, str(error))
        found = await self._look(page)
        if isinstance(found, Missed) and self._is_saving and page.may_be_saved and found.verdict is not Search.FAILING:
            found = await self._save(page)
        return found

    async def _look(self, page: Wanted) -> FoundCopy | Missed:
        """Find an existing copy: by the availability interface, else by the list of copies."""
        url = urldefrag(page.url).url
        found: FoundCopy | Missed = Missed(Search.NONE)
        for address, read in (
            (self._archive.availability(url, page.day), read_availability),
            (self._archive.captures(url, page.day), read_captures),
        ):
            received = await self._get(address, _SECONDS, _MOST_LISTED)
            failure = _find_failure(received)
            try:
                named = [] if failure else read(received.body.decode("utf-8", "replace"))
            except UnreadableError as error:
                failure = Missed(Search.FAILING, str(error))
            found = failure or choose_copy(page, map(self._archive.publish, named))
            if isinstance(found, FoundCopy):
                copy = await self._get(self._archive.locate(found.address), _SECONDS)
                found = self._judge(page, copy)
            if isinstance(found, FoundCopy):
                return found
        return found

    async def _save(self, page: Wanted) -> FoundCopy | Missed:
        """Make a new copy."""
        received = await self._get(self._archive.saving(urldefrag(page.url).url), _SAVING_SECONDS)
        self._owed *= self.limits.pauses_after_saving
        answer = received.answer
        named = [self._archive.publish(name) for name in find_saved(answer.url, received.headers)]
        if answer.failure is None and named:
            found = choose_copy(page, named, is_new=True)
            if isinstance(found, FoundCopy) and found.address != self._archive.publish(answer.url):
                received = await self._get(self._archive.locate(found.address), _SECONDS)
            return self._judge(page, received, is_new=True) if isinstance(found, FoundCopy) else found
        if 400 <= answer.status < 500:
            return Missed(Search.REFUSED, find_error(received.headers) or str(answer.status))
        return _find_failure(received) or Missed(Search.ASKED, "the archive makes a copy")

    def _judge(self, page: Wanted, received: Received, is_new: bool = False) -> FoundCopy | Missed:
        """Request a copy and check that it shows the page. The archive may redirect to another day or another page."""
        answer = received.answer
        if answer.failure is not None:
            return Missed(Search.FAILING, answer.reason, answer.is_reached)
        if is_its_own(received.headers):
            if answer.status >= 500:
                return Missed(Search.FAILING, find_error(received.headers) or str(answer.status))
            return Missed(Search.BAD, f"the archive shows a page of its own instead ({answer.status})")
        outcome = judge(answer.url, answer)
        if outcome.verdict is not Verdict.OK:
            return Missed(Search.BAD, f"the copy is {outcome.verdict}: {outcome.detail}")
        return choose_copy(page, [self._archive.publish(answer.url)], is_new)

    async def _get(self, address: str, seconds: float, most: int = MAX_BODY) -> Received:
        """Request an address of the archive after the pause that is due. Raises `BreakRequestedError`."""
        if self._owed:
            await self._sleep(self._owed)
        self._owed = self.limits.pause
        received = await self._fetcher.receive(address, most, seconds)
        wait = self._find_wait(received)
        if 0 < wait <= self.limits.longest_wait:
            await self._sleep(wait)
            received = await self._fetcher.receive(address, most, seconds)
            wait = self._find_wait(received)
        if wait:
            raise BreakRequestedError(f"the archive asks for a break of {wait:,.0f} seconds")
        return received

    def _find_wait(self, received: Received) -> float:
        """Seconds for which the archive asks for a break; 0 where it does not, or where the header is a copy's."""
        answer = received.answer
        if answer.status not in (429, 503) or not is_its_own(received.headers):
            return 0.0
        return answer.retry_after or (self.limits.unsaid_wait if answer.status == 429 else 0.0)


def _find_failure(received: Received) -> Missed | None:
    """The failure that an answer stands for, if any."""
    answer = received.answer
    if answer.failure is not None:
        return Missed(Search.FAILING, answer.reason, answer.is_reached)
    if answer.status != 200:
        return Missed(Search.FAILING, find_error(received.headers) or str(answer.status))
    return None
