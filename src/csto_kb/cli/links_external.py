"""The part of `csto-kb links` that asks the web: `--external` and its options."""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from csto_kb.cli.common import CANNOT_RUN, PROBLEMS, fail, print_problems, require_project, select_codes
from csto_kb.cli.interrupts import heeding_interrupts
from csto_kb.diagnostics import has_errors, printable

if TYPE_CHECKING:
    from csto_kb.external.judging import Outcome
    from csto_kb.external.mending import Mending
    from csto_kb.external.reporting import Knowledge
    from csto_kb.link_state import LinkState

_Command = Callable[..., None]


@dataclass(frozen=True)
class WebOptions:
    """What was asked for."""

    due: bool
    hosts: tuple[str, ...]
    offline: bool
    fix: bool
    pause: float
    most: int
    seconds: float
    allowed: tuple[str, ...]


def options(command: _Command) -> _Command:
    """Add `--external` and what goes with it."""
    for option in reversed(
        (
            click.option("--external", is_flag=True, help="Ask the web addresses that the records name."),
            click.option("--due", is_flag=True, help="Only those that are due; also goes on after an interrupt."),
            click.option("--host", "hosts", metavar="HOST", multiple=True, help="Only those of this host; repeatable."),
            click.option("--offline", is_flag=True, help="Ask nobody: report what is known."),
            click.option("--fix", is_flag=True, help="Write permanent moves into the records."),
            click.option("--pause", type=float, default=2.0, show_default=True, help="Seconds between two of a host."),
            click.option("--most", type=int, default=2_000, show_default=True, help="Addresses asked at most."),
            click.option("--seconds", type=float, default=3_600.0, show_default=True, help="Time at most."),
            click.option(
                "--allow-address",
                "allowed",
                metavar="IP",
                multiple=True,
                help="Ask this one though not public; for tests.",
            ),
        )
    ):
        command = option(command)
    return command


def read_options(given: Mapping[str, object]) -> WebOptions | None:
    """The options, or None where the web is not asked."""
    values = dict(given)
    if not values.pop("external"):
        if values["due"] or values["hosts"] or values["offline"] or values["fix"]:
            fail("--due, --host, --offline and --fix go with --external", CANNOT_RUN)
        return None
    return WebOptions(**values)  # type: ignore[arg-type]


def check_web(root: Path, chosen: WebOptions, form: str, only: tuple[str, ...], ignore: tuple[str, ...]) -> NoReturn:
    """Ask what is to be asked, keep the answers, mend what moved, report; end with the exit code."""
    from csto_kb.external.addresses import collect_addresses
    from csto_kb.external.exceptions import read_exceptions
    from csto_kb.external.mending import mend_moves
    from csto_kb.external.reporting import Knowledge, find_problems, format_summary, summarize_knowledge
    from csto_kb.project import load_project

    require_project(root)
    today = datetime.now(UTC).date()
    project = load_project(root)
    known = Knowledge(
        collect_addresses(project.library), dict(project.context.link_states), read_exceptions(root), today
    )
    if not chosen.offline:
        known = _ask(root, known, chosen)
    if chosen.fix:
        failed = _tell_mended(mend_moves(root, project.library, known.addresses, known.states))
        project = load_project(root)
        known = Knowledge(collect_addresses(project.library), known.states, known.exceptions, today)
        if failed:
            fail("not every record could be written", CANNOT_RUN)
    problems = select_codes(find_problems(known), only, ignore)
    if form == "markdown":
        click.echo(format_summary(known, problems), nl=False)
        sys.exit(PROBLEMS if has_errors(problems) else 0)
    print_problems(root, problems, form, summarize_knowledge(known))


def _tell_mended(mending: "Mending") -> bool:
    """Say what was mended and what was not; return whether the machine failed at any."""
    count = len(mending.mended)
    words = f"{count:,} address{'es' if count != 1 else ''} mended"
    if mending.left:
        words += f", {len(mending.left):,} left:"
    click.echo(words, err=True)
    for left in mending.left:
        place = left.place
        click.echo(printable(f"  {place.file}:{place.mark.line}:{place.mark.column}: {left.reason}"), err=True)
    return any(left.is_failure for left in mending.left)


def _ask(root: Path, known: "Knowledge", chosen: WebOptions) -> "Knowledge":
    """Ask the addresses, and keep what they answered, whatever ends the asking."""
    from dataclasses import replace
    from urllib.parse import urlsplit

    from csto_kb.external.asking import Manners, ask_all
    from csto_kb.external.fetching import Fetcher
    from csto_kb.external.guard import Guard
    from csto_kb.external.remembering import select_due

    urls = [address.url for address in known.addresses]
    wanted = [url for url in urls if not chosen.hosts or urlsplit(url).hostname in chosen.hosts]
    due = select_due(wanted, known.states, known.today)
    asked = due if chosen.due else due + [url for url in wanted if url not in set(due)]
    outcomes: dict[str, Outcome] = {}

    def record(url: str, outcome: "Outcome") -> None:
        outcomes[url] = outcome
        with suppress(OSError, ValueError):  # a terminal that is gone
            if sys.stderr.isatty():
                click.echo(f"{len(outcomes):,}/{len(asked):,} {outcome.verdict}: {url}", err=True)

    states: dict[str, LinkState] = {}

    async def ask() -> None:
        try:
            async with Fetcher(Guard(frozenset(chosen.allowed))) as fetcher:
                manners = Manners(pause=chosen.pause, most_addresses=chosen.most, seconds=chosen.seconds)
                await ask_all(asked, fetcher, record, manners)
        finally:
            # Here, since the end of the loop waits for names that are being resolved.
            states.update(_keep(root, known, urls, outcomes))

    with heeding_interrupts() as interrupts:
        interrupts.run(ask())
    if interrupts.came:
        fail(f"interrupted after {len(outcomes):,} addresses; --due goes on with the others", CANNOT_RUN)
    return replace(known, states=states)


def _keep(root: Path, known: "Knowledge", urls: list[str], outcomes: "Mapping[str, Outcome]") -> "dict[str, LinkState]":
    """Write the new states, and return them. What others wrote into the file since it was read, stays."""
    from csto_kb.external.remembering import forget, remember
    from csto_kb.link_state import read_states, write_states

    if len(outcomes) > 2 and not any(outcome.is_reached for outcome in outcomes.values()):
        fail(f"none of {len(outcomes):,} addresses answered: is there a network? Nothing was written", CANNOT_RUN)
    now, _ = read_states(root)
    unnamed = known.states.keys() - set(urls)
    states = forget([url for url in now if url not in unnamed], now)
    states |= {url: remember(url, outcome, now.get(url), known.today) for url, outcome in outcomes.items()}
    try:
        write_states(root, states)
    except OSError as error:
        fail(f"cannot write the states: {error.strerror}", CANNOT_RUN)
    return states
