"""Looks for copies in a public archive, one request after the other, with a pause between them.

A copy is looked for where that costs the archive least: the availability interface, then the list of copies. A new one
is made only on request. The copy itself is then asked for: it may be of a wall, or lead to another page. Every outcome
is handed on as it comes, so that nothing is lost when the work is interrupted or the archive asks to be left alone.
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
"""For one answer: lists of copies are slow."""
_MOST_LISTED = 256 * 1024
"""Bytes of a list of copies; the longest addresses take thousands, and escapes treble them."""
_SAVING_SECONDS = 180.0
"""For a new copy, which is answered when it is made."""


@dataclass(frozen=True)
class Patience:
    """How politely, and how much at most. Times in seconds."""

    pause: float = 5.0
    """Between two requests."""
    pauses_after_saving: int = 4
    """Save Page Now takes three pages a minute of who has no account."""
    longest_wait: float = 120.0
    """`Retry-After` is waited for once, up to this; when the archive asks for longer, the work ends for today."""
    unsaid_wait: float = 300.0
    """Of an archive that asks to be left alone, and does not say for how long."""
    most: int = 200
    """Sources for which a copy is looked for."""
    seconds: float = 3_600.0
    """After this no further search is begun."""
    failures: int = 3
    """After so many searches in a row that reached nobody, the work ends; and after twice as many that failed."""


class LeftAloneError(Exception):
    """The archive asks to be left alone for longer than is waited for; the message says for how long."""


async def search_all(
    wanted: Mapping[str, Wanted],
    searcher: "Searcher",
    record: Callable[[str, FoundCopy | Missed], None],
) -> str:
    """Look for copies one by one; `record` gets each outcome as it comes. Return why the work ended early, or ''."""
    patience = searcher.patience
    loop = asyncio.get_running_loop()
    end = loop.time() + patience.seconds
    unreached = failed = 0
    for name, page in list(wanted.items())[: patience.most]:
        if loop.time() >= end:
            return "the time is over"
        found: FoundCopy | Missed
        try:
            found = await searcher.search(page)
        except LeftAloneError as error:
            return str(error)
        except Exception as error:  # whatever the archive says of one page, it is no end of the others
            found = Missed(Search.FAILING, f"answered what cannot be read: {type(error).__name__}")
        record(name, found)
        unreached = unreached + 1 if isinstance(found, Missed) and not found.is_reached else 0
        failed = failed + 1 if isinstance(found, Missed) and found.verdict is Search.FAILING else 0
        if unreached >= patience.failures:
            return f"the archive was not reached {unreached} times in a row"
        if failed >= 2 * patience.failures:
            return f"the archive failed {failed} times in a row"
    return ""


class Searcher:
    """Looks for copies in one archive."""

    def __init__(
        self,
        fetcher: Fetcher,
        guard: Guard,
        archive: Archive,
        patience: Patience = Patience(),
        is_saving: bool = False,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.patience = patience
        self._fetcher, self._guard, self._archive = fetcher, guard, archive
        self._is_saving, self._sleep = is_saving, sleep
        self._owed = 0.0
        """Seconds to wait before the next request."""

    async def search(self, page: Wanted) -> FoundCopy | Missed:
        """The copy of a page, or why there is none. Raises `LeftAloneError`.

        What the guard would not ask is told to no archive either.
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
        """A copy that is there already, as one interface names it, or the other."""
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
        """A new copy."""
        received = await self._get(self._archive.saving(urldefrag(page.url).url), _SAVING_SECONDS)
        self._owed *= self.patience.pauses_after_saving
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
        """Whether what the archive shows is the page; it may have led on to a copy of another moment, or page."""
        answer = received.answer
        if answer.failure is not None:
            return Missed(Search.FAILING, answer.reason, answer.is_reached)
        if is_its_own(received.headers):
            if answer.status >= 500:
                return Missed(Search.FAILING, find_error(received.headers) or str(answer.status))
            return Missed(Search.BAD, f"the archive shows a page of its own in its place ({answer.status})")
        outcome = judge(answer.url, answer)
        if outcome.verdict is not Verdict.OK:
            return Missed(Search.BAD, f"the copy is {outcome.verdict}: {outcome.detail}")
        return choose_copy(page, [self._archive.publish(answer.url)], is_new)

    async def _get(self, address: str, seconds: float, most: int = MAX_BODY) -> Received:
        """Ask the archive, after the pause that is owed to it. Raises `LeftAloneError`."""
        if self._owed:
            await self._sleep(self._owed)
        self._owed = self.patience.pause
        received = await self._fetcher.receive(address, most, seconds)
        wait = self._find_wait(received)
        if 0 < wait <= self.patience.longest_wait:
            await self._sleep(wait)
            received = await self._fetcher.receive(address, most, seconds)
            wait = self._find_wait(received)
        if wait:
            raise LeftAloneError(f"the archive asks to be left alone for {wait:,.0f} seconds")
        return received

    def _find_wait(self, received: Received) -> float:
        """Seconds for which the archive asks to be left alone; 0 where it does not, or the words are a copy's."""
        answer = received.answer
        if answer.status not in (429, 503) or not is_its_own(received.headers):
            return 0.0
        return answer.retry_after or (self.patience.unsaid_wait if answer.status == 429 else 0.0)


def _find_failure(received: Received) -> Missed | None:
    """What kept the archive from answering, if anything."""
    answer = received.answer
    if answer.failure is not None:
        return Missed(Search.FAILING, answer.reason, answer.is_reached)
    if answer.status != 200:
        return Missed(Search.FAILING, find_error(received.headers) or str(answer.status))
    return None
