"""The part of `csto-kb links` that requests web addresses: `--external` and its options."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from csto_kb.cli.common import CANNOT_RUN, PROBLEMS, fail, print_problems, require_project, select_codes
from csto_kb.diagnostics import has_errors, printable, sort_diagnostics

if TYPE_CHECKING:
    from csto_kb.cli.asking import WebCheck
    from csto_kb.external.mending import Mending

_Command = Callable[..., None]


@dataclass(frozen=True)
class WebOptions:
    """The values of the options."""

    passages: bool
    due: bool
    hosts: tuple[str, ...]
    offline: bool
    fix: bool
    pause: float
    most: int
    seconds: float
    allowed: tuple[str, ...]


def options(command: _Command) -> _Command:
    """Add `--external` and its options."""
    for option in reversed(
        (
            click.option("--external", is_flag=True, help="Request the web addresses that the records name."),
            click.option("--passages", is_flag=True, help="Also look for the passages that citations point at."),
            click.option("--due", is_flag=True, help="Only those that are due; also continues after an interrupt."),
            click.option("--host", "hosts", metavar="HOST", multiple=True, help="Only those of this host; repeatable."),
            click.option("--offline", is_flag=True, help="Request nothing: report the known states."),
            click.option("--fix", is_flag=True, help="Write permanent moves into the records."),
            click.option(
                "--pause", type=float, default=2.0, show_default=True, help="Seconds between two requests to a host."
            ),
            click.option("--most", type=int, default=2_000, show_default=True, help="Most addresses to request."),
            click.option("--seconds", type=float, default=3_600.0, show_default=True, help="Most seconds."),
            click.option(
                "--allow-address",
                "allowed",
                metavar="IP",
                multiple=True,
                help="Allow this IP address although it is not public; for tests.",
            ),
        )
    ):
        command = option(command)
    return command


def read_options(given: Mapping[str, object]) -> WebOptions | None:
    """The options, or None without `--external`."""
    values = dict(given)
    if not values.pop("external"):
        if any(values[name] for name in ("passages", "due", "hosts", "offline", "fix")):
            fail("--passages, --due, --host, --offline and --fix need --external", CANNOT_RUN)
        return None
    return WebOptions(**values)  # type: ignore[arg-type]


def check_web(root: Path, chosen: WebOptions, form: str, only: tuple[str, ...], ignore: tuple[str, ...]) -> NoReturn:
    """Request addresses, store the results, write moves into records, report; end with the exit code."""
    from csto_kb.external.mending import mend_moves
    from csto_kb.external.passage_reporting import find_passage_problems, format_passages, summarize_passages
    from csto_kb.external.reporting import find_problems, format_summary, summarize_knowledge

    require_project(root)
    today = datetime.now(UTC).date()
    work = _begin(root, today, chosen)
    if not chosen.offline:
        from csto_kb.cli.asking import request_addresses

        request_addresses(root, work, chosen)
    if chosen.fix:
        failed = _tell_mended(mend_moves(root, work.library, work.addresses, work.states))
        work = _begin(root, today, chosen)
        if failed:
            fail("not every record could be written", CANNOT_RUN)
    known, passages = work.report_input()
    problems = find_problems(known) + (find_passage_problems(passages) if chosen.passages else [])
    problems = select_codes(sort_diagnostics(problems), only, ignore)
    if form == "markdown":
        click.echo(format_summary(known, problems), nl=False)
        if chosen.passages:
            click.echo(f"\n{format_passages(passages)}", nl=False)
        sys.exit(PROBLEMS if has_errors(problems) else 0)
    subject = summarize_knowledge(known)
    print_problems(root, problems, form, f"{subject}; {summarize_passages(passages)}" if chosen.passages else subject)


def _begin(root: Path, today: date, chosen: WebOptions) -> "WebCheck":
    """The addresses and passages that records name, and their states."""
    from csto_kb.cli.asking import WebCheck
    from csto_kb.external.addresses import collect_addresses
    from csto_kb.external.exceptions import read_exceptions
    from csto_kb.external.pointers import collect_passages
    from csto_kb.passage_state import read_passages
    from csto_kb.project import load_project

    project = load_project(root)
    library, graph, pages = project.library, project.context.graph, project.content.pages
    return WebCheck(
        library,
        collect_addresses(library),
        collect_passages(library, graph, pages) if chosen.passages else [],
        dict(project.context.link_states),
        read_passages(root)[0],
        read_exceptions(root),
        today,
    )


def _tell_mended(mending: "Mending") -> bool:
    """Print which moves were written and which not; return whether an error of the system prevented one."""
    count = len(mending.mended)
    words = f"{count:,} address{'es' if count != 1 else ''} mended"
    if mending.left:
        words += f", {len(mending.left):,} left:"
    click.echo(words, err=True)
    for left in mending.left:
        place = left.place
        click.echo(printable(f"  {place.file}:{place.position.line}:{place.position.column}: {left.reason}"), err=True)
    return any(left.is_failure for left in mending.left)
