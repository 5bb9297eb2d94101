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
    from csto_kb.queries.todo import TodoItem

_SHOWN = 5
"""Items shown of each category, unless the command asks for a category or for paths."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--only", metavar="CATEGORY", multiple=True, help="Only this category, without a limit; repeatable.")
@click.option(
    "--age",
    metavar="DAYS",
    default=365,
    show_default=True,
    type=click.IntRange(0),
    help="Age at which a review is stale.",
)
@today_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
@click.pass_obj
def todo(root: Path, paths: tuple[Path, ...], only: tuple[str, ...], age: int, today: str, form: str) -> None:
    """List work for an editor; with PATHs, only in those files and folders.

    Stale reviews, low confidence, statements that rest on one source, places without a source, names without a link,
    sources without an archived copy: none of these is an error.
    """
    from csto_kb.project import load_project
    from csto_kb.queries.todo import TODO_CATEGORIES, list_todo

    require_project(root)
    names = [category.name for category in TODO_CATEGORIES]
    for name in only:
        if name not in names:
            fail(
                f"no category '{name}'; {suggest(name, names) or 'the categories are ' + ', '.join(names)}", CANNOT_RUN
            )
    selected = select_paths(root, paths)
    project = load_project(root)
    show = seen_from_here(root)
    items = [
        replace(item, path=show(item.path))
        for item in list_todo(project.library, project.graph, project.content, date.fromisoformat(today), age)
        if item.sort in (only or names) and is_selected(item.path, selected)
    ]
    counts = {name: sum(item.sort == name for item in items) for name in only or names}
    if form == "json":
        click.echo(json.dumps({"today": today, "counts": counts, "items": [asdict(item) for item in items]}, indent=1))
    else:
        shown = None if only or paths else _SHOWN
        for category in TODO_CATEGORIES:
            if counts.get(category.name):
                click.echo("\n".join(_write(category.name, category.about, items, shown)) + "\n")
        click.echo(f"{sum(counts.values()):,} tasks")
    if has_errors(project.diagnostics):
        click.echo(f"{summarize(project.diagnostics)}: broken records are left out of the list", err=True)


def _write(name: str, about: str, items: "list[TodoItem]", shown: int | None) -> Iterator[str]:
    """The lines of a category: its count, why it is worth doing, and the items."""
    items = [item for item in items if item.sort == name]
    yield f"{name}: {len(items):,}"
    yield f"  {about}"
    for item in items[:shown]:
        yield f"{printable(item.path)}:{item.line}:{item.column}: {printable(item.message)}"
    if len(items) > len(items[:shown]):
        yield f"  ... and {len(items[shown:]):,} more: csto-kb todo --only {name}"
