"""`csto-kb show`."""

from pathlib import Path

import click

from csto_kb.cli.common import CANNOT_RUN, fail, require_project
from csto_kb.diagnostics import printable, seen_from_here, suggest


@click.command()
@click.argument("identifier", metavar="ID")
@click.pass_obj
def show(root: Path, identifier: str) -> None:
    """Print a record, and everything that refers to it, mentions it or cites it."""
    from csto_kb.project import load_project
    from csto_kb.queries.show import find_references

    require_project(root)
    project = load_project(root)
    current = project.graph.redirects.get(identifier)
    if current:
        click.echo(f"csto-kb: '{identifier}' is a former id of '{current}'", err=True)
    record = project.library.records.get(current or identifier)
    if record is None:
        hint = suggest(identifier, project.library.records) or "csto-kb new writes a record"
        fail(f"no record '{identifier}'; {hint}", CANNOT_RUN)
    show_path = seen_from_here(root)
    click.echo(f"{show_path(record.path)}: {record.model.kind.label.lower()} '{record.id}'\n")
    for line in record.document.text.splitlines():
        click.echo(printable(line))
    for heading, places in find_references(project.library, project.graph, record.id).items():
        click.echo(f"\n{heading} ({len(places):,})")
        for place in places:
            what = f" {place.what}" if place.what else ""
            click.echo(f"{printable(show_path(place.path))}:{place.line}:{place.column}:{what}")
    if record.entity is None:
        click.echo(f"\nThe record has problems: csto-kb check {show_path(record.path)}", err=True)
