"""The order and rate of requests: a queue and a pause for each host, and limits on the whole.

Every result is passed on at once, so that nothing is lost on an interrupt.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from csto_kb.external.fetching import AGENT
from csto_kb.external.judging import Judgement, WebAnswer, judge
from csto_kb.external.reading import find_crawl_delay
from csto_kb.link_state import Verdict


@dataclass(frozen=True)
class RequestLimits:
    """Pauses and limits. Times in seconds."""

    pause: float = 2.0
    """Between two addresses of one host, unless its robots.txt asks for longer."""
    longest_pause: float = 30.0
    """A host that asks for a longer crawl delay gets this one."""
    longest_wait: float = 60.0
    """A `Retry-After` up to this is waited for once. An address that asks for longer is requested on another day."""
    hosts_at_once: int = 8
    most_addresses: int = 2_000
    seconds: float = 3_600.0
    """After this time no further request is started."""


class Fetches(Protocol):
    """What the queue needs of a `Fetcher`."""

    async def ask(self, url: str) -> WebAnswer: ...
    async def read_text(self, url: str) -> str: ...


Sleep = Callable[[float], Awaitable[None]]


async def ask_all(
    urls: Iterable[str],
    fetcher: Fetches,
    record: Callable[[str, Judgement], None],
    limits: RequestLimits = RequestLimits(),
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Request addresses, hosts in parallel, one at a time per host; `record` gets each outcome at once."""
    queues: dict[str, list[str]] = defaultdict(list)
    for url in list(urls)[: limits.most_addresses]:
        queues[_site(url)].append(url)
    gate = asyncio.Semaphore(limits.hosts_at_once)
    loop = asyncio.get_running_loop()
    end = loop.time() + limits.seconds

    async def serve_queue(site: str, queue: list[str]) -> None:
        async with gate:
            pause = 0.0
            for url in queue:
                if loop.time() >= end:
                    return
                if pause:
                    await sleep(pause)
                else:
                    pause = await _find_pause(site, len(queue), fetcher, limits)
                record(url, await _ask_one(url, fetcher, limits, sleep))

    async with asyncio.TaskGroup() as group:
        for site, queue in queues.items():
            group.create_task(serve_queue(site, queue))


async def _ask_one(url: str, fetcher: Fetches, limits: RequestLimits, sleep: Sleep) -> Judgement:
    outcome = await _judge_one(url, fetcher)
    if 0 < outcome.retry_after <= limits.longest_wait and outcome.verdict in (Verdict.BLOCKED, Verdict.FAILING):
        await sleep(outcome.retry_after)
        outcome = await _judge_one(url, fetcher)
    return outcome


async def _judge_one(url: str, fetcher: Fetches) -> Judgement:
    """Request and judge one address. No answer of a server raises an exception or stops the other requests."""
    try:
        return judge(url, await fetcher.ask(url))
    except Exception as error:
        return Judgement(Verdict.FAILING, f"sent an unreadable answer: {type(error).__name__}")


async def _find_pause(site: str, count: int, fetcher: Fetches, limits: RequestLimits) -> float:
    """The pause for a host. A host with a single address is not asked for its robots.txt as well."""
    if count < 2:
        return limits.pause
    delay = find_crawl_delay(await fetcher.read_text(f"{site}/robots.txt"), AGENT)
    return min(max(limits.pause, delay), max(limits.pause, limits.longest_pause))


def _site(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"
