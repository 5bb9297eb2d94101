"""`csto-kb todo`."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csto_kb.cli.common import CANNOT_RUN, fail, is_selected, require_project, select_paths, today_option
from csto_kb.diagnostics import has_errors, printable, seen_from_here, suggest, summarize

if TYPE_CHECKING:
    from csto_kb.queries.todo import Work

_SHOWN = 5
"""How many of a sort are shown where nobody asked for that sort."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--only", metavar="SORT", multiple=True, help="Only this sort of work, all of it; repeatable.")
@click.option(
    "--age", metavar="DAYS", default=365, show_default=True, type=click.IntRange(0), help="When a review is stale."
)
@today_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print."
)
@click.pass_obj
def todo(root: Path, paths: tuple[Path, ...], only: tuple[str, ...], age: int, today: str, form: str) -> None:
    """List what needs an editor; with PATHs, only in those files and folders.

    Stale reviews, low confidence, statements that rest on one source, places without one, names without a link,
    sources without an archived copy: nothing of it is wrong.
    """
    from csto_kb.project import load_project
    from csto_kb.queries.todo import SORTS, list_work

    require_project(root)
    names = [sort.name for sort in SORTS]
    for name in only:
        if name not in names:
            fail(f"no sort '{name}'; {suggest(name, names) or 'the sorts are ' + ', '.join(names)}", CANNOT_RUN)
    selected = select_paths(root, paths)
    project = load_project(root)
    show = seen_from_here(root)
    work = [
        replace(item, path=show(item.path))
        for item in list_work(project.library, project.graph, project.content, date.fromisoformat(today), age)
        if item.sort in (only or names) and is_selected(item.path, selected)
    ]
    counts = {name: sum(item.sort == name for item in work) for name in only or names}
    if form == "json":
        click.echo(json.dumps({"today": today, "counts": counts, "items": [asdict(item) for item in work]}, indent=1))
    else:
        shown = None if only or paths else _SHOWN
        for sort in SORTS:
            if counts.get(sort.name):
                click.echo("\n".join(_write(sort.name, sort.about, work, shown)) + "\n")
        click.echo(f"{sum(counts.values()):,} things to do")
    if has_errors(project.diagnostics):
        click.echo(f"{summarize(project.diagnostics)}: broken records are left out of the list", err=True)


def _write(name: str, about: str, work: "list[Work]", shown: int | None) -> Iterator[str]:
    """The lines of a sort of work: its count, why it is worth doing, and where."""
    items = [item for item in work if item.sort == name]
    yield f"{name}: {len(items):,}"
    yield f"  {about}"
    for item in items[:shown]:
        yield f"{printable(item.path)}:{item.line}:{item.column}: {printable(item.message)}"
    if len(items) > len(items[:shown]):
        yield f"  ... and {len(items[shown:]):,} more: csto-kb todo --only {name}"
