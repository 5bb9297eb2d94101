"""`csto-kb what-if`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from csto_kb.cli.common import CANNOT_RUN, fail, require_project
from csto_kb.diagnostics import printable, seen_from_here, suggest

if TYPE_CHECKING:
    from csto_kb.queries.what_if import Affected


@click.command("what-if")
@click.argument("identifier", metavar="SOURCE")
@click.pass_obj
def what_if(root: Path, identifier: str) -> None:
    """Print which statements would have no source, and which only one, without a given source.

    Its reposts (`repost_of`) count as withdrawn too. Nothing is changed.
    """
    from csto_kb.model import Source
    from csto_kb.project import load_project
    from csto_kb.queries.what_if import what_if as ask

    require_project(root)
    project = load_project(root)
    source = project.graph.entities.get(project.graph.redirects.get(identifier, identifier))
    if not isinstance(source, Source):
        sources = [entity.id for entity in project.graph.of_kind(Source.kind.name)]
        fail(f"no source '{identifier}'; {suggest(identifier, sources) or 'csto-kb new source makes one'}", CANNOT_RUN)
    outcome = ask(project.library, project.graph, source)
    show = seen_from_here(root)

    def write(heading: str, items: "tuple[Affected, ...]") -> None:
        click.echo(f"{heading}: {len(items):,}")
        for item in items:
            click.echo(f"{printable(show(item.path))}:{item.line}:{item.column}: {printable(item.what)}")

    click.echo(f"Without '{source.id}' ({printable(source.full_name)})\n")
    write("would fall", outcome.fall)
    write("would stand on one source only", outcome.single)
    click.echo(f"would stand: {outcome.stand:,}")
    write("prose that cites it", outcome.prose)
