"""`csto-kb export`."""

from pathlib import Path

import click

from csto_kb.cli.common import CANNOT_RUN, fail, require_project, shorten, stop_on_errors


@click.group()
def export() -> None:
    """Write the knowledge base in another form."""


@export.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, resolve_path=True))
@click.pass_obj
def pages(root: Path, folder: Path) -> None:
    """Write the pages as Markdown with front matter into DIR, for another site builder."""
    from csto_kb.export import write_pages
    from csto_kb.project import compose_site, load_project
    from csto_kb.render.content import expand_pages
    from csto_kb.site import DataFile

    require_project(root)
    project = load_project(root)
    stop_on_errors(root, project.diagnostics)
    composition = compose_site(project)
    stop_on_errors(root, composition.diagnostics)
    if folder.is_dir() and any(folder.iterdir()):
        fail(f"{shorten(folder)} is not empty", CANNOT_RUN)
    try:
        written = expand_pages(project.content, project.context)
        redirects = [DataFile(f"{item.url}index.html", item.write()) for item in composition.redirects]
        count = write_pages(composition.pages, [*composition.files, *written, *redirects], folder) + len(written)
    except OSError as error:
        fail(f"cannot write {shorten(folder)}: {error.strerror}", CANNOT_RUN)
    click.echo(f"{count:,} pages in {shorten(folder)}")
