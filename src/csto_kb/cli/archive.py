"""`csto-kb archive`: copies of sources in a public archive. It requests pages from the web; a build never does."""

import sys
from collections.abc import Iterable, Set
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

import click

from csto_kb.cli.common import CANNOT_RUN, PROBLEMS, fail, require_project
from csto_kb.cli.interrupts import catch_interrupts
from csto_kb.diagnostics import format_here, printable, suggest

if TYPE_CHECKING:
    from csto_kb.external.archive_state import ArchiveState
    from csto_kb.external.wayback import FoundCopy, Missed, Wanted
    from csto_kb.loader import Library


@dataclass
class _Work:
    """The results so far."""

    root: Path
    library: "Library"
    wanted: "dict[str, Wanted]"
    today: date
    written: list[str] = field(default_factory=list)
    missed: "dict[str, Missed]" = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    """Messages on copies that were found and could not be written."""
    is_failing: bool = False
    """Whether writing a record failed with an error of the system."""

    @property
    def asked(self) -> int:
        return len(self.written) + len(self.missed) + len(self.left)

    def record(self, name: str, found: "FoundCopy | Missed") -> None:
        """Store one outcome at once: a copy in its record, a failed search in the table."""
        from csto_kb.external.archive_state import remember_search
        from csto_kb.external.rewriting import write_copy
        from csto_kb.external.wayback import Missed

        address = urldefrag(self.wanted[name].url).url
        if isinstance(found, Missed):
            self.missed[name] = found
            self._tell(f"{name}: {found.verdict}: {found.detail}")
            _update(self.root, {address}, [remember_search(address, found.verdict, found.detail, self.today)])
            return
        record = self.library.records[name]
        try:
            reason = write_copy(self.root, record, self.wanted[name].url, found.address, found.day.isoformat())
        except OSError as error:
            reason, self.is_failing = f"cannot be written: {error.strerror}", True
        if reason:
            self.left.append(f"{record.path}: {reason}; the copy is {found.address}")
        else:
            self.written.append(name)
            self._tell(f"{name}: {found.address}")
            _update(self.root, {address})

    def _tell(self, line: str) -> None:
        with suppress(OSError, ValueError):  # the terminal was closed
            click.echo(printable(line))


@click.command()
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option("--save", is_flag=True, help="Where there is no copy, request one of the page as it is today.")
@click.option(
    "--within",
    metavar="DAYS",
    type=click.IntRange(0),
    default=365,
    show_default=True,
    help="Most days from the source's day to the copy.",
)
@click.option("--pause", type=click.FloatRange(0), default=5.0, show_default=True, help="Seconds between two requests.")
@click.option("--most", type=click.IntRange(0), default=200, show_default=True, help="Most sources.")
@click.option("--seconds", type=click.FloatRange(0), default=3_600.0, show_default=True, help="Most seconds.")
@click.option("--archive-at", metavar="URL", help="Use this in place of the Wayback Machine; for tests.")
@click.option(
    "--allow-address", "allowed", metavar="IP", multiple=True, help="Allow this IP address although it is not public."
)
@click.pass_obj
def archive(
    root: Path,
    /,
    sources: tuple[str, ...],
    save: bool,
    within: int,
    pause: float,
    most: int,
    seconds: float,
    archive_at: str | None,
    allowed: tuple[str, ...],
) -> None:
    """Look for archived copies of sources, and write them into the records.

    Of each SOURCE (the id of a record), or of every source that has an address, no copy yet, and is due: the Wayback
    Machine's copy nearest to the day of retrieval, by default within a year of it, if it is a copy of the page. What is
    not found stands in links/archive.tsv, with the day from which on it is looked for again. An interrupted run goes on
    where it ended. Nobody is asked but the archive.
    """
    from csto_kb.external.archive_state import lock_searches
    from csto_kb.external.archiving import ArchiveLimits, Searcher, search_all
    from csto_kb.external.fetching import Fetcher
    from csto_kb.external.guard import Guard
    from csto_kb.external.wayback import Archive
    from csto_kb.state_table import LockedError

    require_project(root)
    guard = Guard(frozenset(allowed))
    place = Archive(archive_at, archive_at) if archive_at else Archive()
    ended: list[str] = []

    async def ask(work: _Work) -> None:
        async with Fetcher(guard) as fetcher:
            limits = ArchiveLimits(pause=pause, most=most, seconds=seconds)
            searcher = Searcher(fetcher, guard, place, limits, is_saving=save)
            ended.append(await search_all(work.wanted, searcher, work.record))

    try:
        with lock_searches(root):
            work = _begin(root, sources, within)
            with catch_interrupts() as interrupts:
                interrupts.run(ask(work))
    except LockedError as error:
        fail(str(error), CANNOT_RUN)
    _tell_end(work, "interrupted" if interrupts.came else "".join(ended))


def _begin(root: Path, names: tuple[str, ...], within: int) -> _Work:
    """The sources for which to look for copies: the named ones, or all that are due."""
    from csto_kb.external.archive_state import read_searches
    from csto_kb.external.unarchived import find_unarchived, select_wanted
    from csto_kb.project import load_project

    project = load_project(root)
    unarchived = find_unarchived(project.library)
    sources = [entity.id for entity in project.context.graph.of_kind("source")]
    for name in names:
        if name not in sources:
            fail(f"no source '{name}'; {suggest(name, sources) or 'name the id of a record'}", CANNOT_RUN)
        if name not in unarchived:
            click.echo(f"{name}: has a copy already, or has no address", err=True)
    searches, unread = read_searches(root)
    if unread:
        click.echo(format_here(unread, root), err=True)
    today = datetime.now(UTC).date()
    considered = {name: source for name, source in unarchived.items() if not names or name in names}
    wanted = select_wanted(considered, names, searches, project.context.link_states, within, today)
    named = {urldefrag(source.url or "").url for source in unarchived.values()}
    _update(root, searches.keys() - named)
    return _Work(root, project.library, wanted, today)


def _update(root: Path, forgotten: Set[str], learned: "Iterable[ArchiveState]" = ()) -> None:
    """Write new states of addresses into the table; keep what others wrote meanwhile."""
    from csto_kb.external.archive_state import read_searches, write_searches

    before, _ = read_searches(root)
    after = {url: state for url, state in before.items() if url not in forgotten}
    after |= {state.address: state for state in learned}
    if after != before:
        write_searches(root, after)


def _tell_end(work: _Work, ended: str) -> None:
    for line in work.left:
        click.echo(printable(f"not written: {line}"), err=True)
    waiting = len(work.wanted) - work.asked
    written = len(work.written)
    click.echo(
        f"{written:,} {'copy' if written == 1 else 'copies'} written, {len(work.missed):,} not found, "
        f"{len(work.left):,} left, {waiting:,} not asked for yet",
        err=True,
    )
    if ended:
        click.echo(f"csto-kb: {ended}; the next run continues with the others", err=True)
    if work.is_failing or ended == "interrupted":
        sys.exit(CANNOT_RUN)
    if ended or work.left:
        sys.exit(PROBLEMS)
