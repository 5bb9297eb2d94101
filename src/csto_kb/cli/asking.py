"""Requests to the web for `csto-kb links --external`: the addresses, and in their pages the passages.

Imported only when needed: its imports take longer to load than most commands to run.
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from csto_kb.cli.common import CANNOT_RUN, fail
from csto_kb.cli.interrupts import catch_interrupts
from csto_kb.external.addresses import Address
from csto_kb.external.asking import RequestLimits, ask_all
from csto_kb.external.exceptions import Exceptions
from csto_kb.external.fetching import Fetcher
from csto_kb.external.guard import Guard
from csto_kb.external.judging import Judgement
from csto_kb.external.page_reading import PageFetcher
from csto_kb.external.page_search import Searched
from csto_kb.external.passage_judging import remember_passage, select_due_passages
from csto_kb.external.passage_reporting import PassageKnowledge
from csto_kb.external.pointers import PointedPassage, group_by_address
from csto_kb.external.remembering import forget, remember, select_due
from csto_kb.external.reporting import Knowledge
from csto_kb.link_state import LinkState, lock_states, read_states, write_states
from csto_kb.loader import Library
from csto_kb.passage_state import PassageKey, PassageState, read_passages, write_passages
from csto_kb.state_table import LockedError

if TYPE_CHECKING:
    from csto_kb.cli.links_external import WebOptions


_KEPT_TOGETHER = 20
"""Answers after which what was learned is written: so few are lost where the process is killed."""


@dataclass
class WebCheck:
    """The addresses and passages that records name, and their states."""

    library: Library
    addresses: list[Address]
    passages: list[PointedPassage]
    """() unless they are to be looked for."""
    states: Mapping[str, LinkState]
    passage_states: Mapping[PassageKey, PassageState]
    exceptions: Exceptions
    today: date

    def report_input(self) -> tuple[Knowledge, PassageKnowledge]:
        """The input of the reports on addresses and on passages."""
        passages = list(self.passage_states.values())
        known = Knowledge(self.addresses, self.states, self.exceptions, self.today, passages)
        return known, PassageKnowledge(self.passages, self.passage_states, self.states, self.exceptions, self.today)


@dataclass
class _Answers:
    """The results of the requests."""

    reading: Mapping[str, list[PointedPassage]]
    """The passages to look for on each page."""
    outcomes: dict[str, Judgement] = field(default_factory=dict)
    searched: dict[str, Searched | None] = field(default_factory=dict)
    """The result for each page that was read; None where it could not be requested."""

    @property
    def is_reached(self) -> bool:
        """Whether any server was there; else nothing is said of the addresses, but of the network."""
        return any(outcome.is_reached for outcome in self.outcomes.values())


def request_addresses(root: Path, work: WebCheck, chosen: "WebOptions") -> None:
    """Request the addresses that are due, and store the results in the tables and in `work`, also when interrupted."""
    try:
        with lock_states(root), catch_interrupts() as interrupts:
            asked, reading = _select(work, chosen)
            answers = _Answers(reading)

            def keep() -> None:
                _write(root, work, answers)

            async def ask() -> None:
                try:
                    async with Fetcher(Guard(frozenset(chosen.allowed))) as fetcher:
                        await _ask_all(fetcher, asked, answers, chosen, keep)
                finally:
                    # Here, since the end of the loop waits for names that are being resolved.
                    _keep(root, work, answers)

            interrupts.run(ask())
    except LockedError as error:
        fail(str(error), CANNOT_RUN)
    if interrupts.came:
        fail(f"interrupted after {len(answers.outcomes):,} addresses; --due continues with the others", CANNOT_RUN)


def _select(work: WebCheck, chosen: "WebOptions") -> tuple[list[str], Mapping[str, list[PointedPassage]]]:
    """The addresses to request, in order, and the passages to look for on their pages."""

    def is_chosen(url: str) -> bool:
        return not chosen.hosts or urlsplit(url).hostname in chosen.hosts

    wanted = [address.url for address in work.addresses if is_chosen(address.url)]
    passages = [passage for passage in work.passages if is_chosen(passage.address)]
    due_passages = select_due_passages(passages, work.passage_states, work.today)
    reading = group_by_address(due_passages if chosen.due else passages)
    due = select_due(wanted, work.states, work.today)
    return list(
        dict.fromkeys((*due, *group_by_address(due_passages), *(() if chosen.due else (*wanted, *reading))))
    ), reading


async def _ask_all(
    fetcher: Fetcher, asked: list[str], answers: _Answers, chosen: "WebOptions", keep: Callable[[], None]
) -> None:
    pages = PageFetcher(fetcher, {url: [item.sought for item in items] for url, items in answers.reading.items()})

    def record(url: str, outcome: Judgement) -> None:
        answers.outcomes[url] = outcome
        if url in answers.reading:
            answers.searched[url] = pages.searched.pop(url, None)
        with suppress(OSError, ValueError):  # the terminal was closed
            if sys.stderr.isatty():
                click.echo(f"{len(answers.outcomes):,}/{len(asked):,} {outcome.verdict}: {url}", err=True)

        if not len(answers.outcomes) % _KEPT_TOGETHER and answers.is_reached:
            with suppress(OSError):  # the end of the run tells what is wrong
                keep()

    limits = RequestLimits(pause=chosen.pause, most_addresses=chosen.most, seconds=chosen.seconds)
    await ask_all(asked, pages, record, limits)


def _keep(root: Path, work: WebCheck, answers: _Answers) -> None:
    """Write the new states; keep what others wrote into the tables meanwhile."""
    outcomes = answers.outcomes
    if len(outcomes) > 2 and not answers.is_reached:
        fail(f"none of {len(outcomes):,} addresses answered: is there a network? Nothing was written", CANNOT_RUN)
    try:
        work.states, work.passage_states = _write(root, work, answers)
    except OSError as error:
        fail(f"cannot write the states: {error.strerror}", CANNOT_RUN)


def _write(
    root: Path, work: WebCheck, answers: _Answers
) -> tuple[Mapping[str, LinkState], Mapping[PassageKey, PassageState]]:
    """Write the new states, and return them; to write them twice changes nothing. Raises `OSError`."""
    return _keep_addresses(root, work, answers.outcomes), _keep_passages(root, work, answers)


def _keep_addresses(root: Path, work: WebCheck, outcomes: Mapping[str, Judgement]) -> Mapping[str, LinkState]:
    now, _ = read_states(root)
    urls = {address.url for address in work.addresses}
    unnamed = work.states.keys() - urls
    states = forget([url for url in now if url not in unnamed], now)
    # The address of an archived copy is requested for its passages only.
    named = {url: outcome for url, outcome in outcomes.items() if url in urls}
    states |= {url: remember(url, outcome, now.get(url), work.today) for url, outcome in named.items()}
    write_states(root, states)
    return states


def _keep_passages(root: Path, work: WebCheck, answers: _Answers) -> Mapping[PassageKey, PassageState]:
    now, _ = read_passages(root)
    if not work.passages:
        return now
    unnamed = work.passage_states.keys() - {passage.key for passage in work.passages}
    states = {key: state for key, state in now.items() if key not in unnamed}
    for url, searched in answers.searched.items():
        for number, passage in enumerate(answers.reading[url]):
            before = now.get(passage.key)
            outcome = answers.outcomes[url]
            states[passage.key] = remember_passage(passage, outcome, searched, number, before, work.today)
    if states != now:
        write_passages(root, states)
    return states
