"""`csto-kb export`."""

from dataclasses import replace
from pathlib import Path

import click

from csto_kb.cli.common import CANNOT_RUN, fail, require_project, shorten, stop_on_errors


@click.group()
def export() -> None:
    """Write the knowledge base in another form."""


@export.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, resolve_path=True))
@click.option(
    "--for",
    "builder",
    type=click.Choice(["mkdocs", "hugo"]),
    default="mkdocs",
    show_default=True,
    help="The builder; mkdocs suits Zensical too, and others that use a folder as it is.",
)
@click.pass_obj
def pages(root: Path, folder: Path, builder: str) -> None:
    """Write the pages as Markdown with front matter into DIR, for another site builder.

    The pages hold HTML. Hugo shows it where its configuration says [markup.goldmark.renderer] unsafe = true.
    """
    from csto_kb.export import BUILDERS, copy_files, write_files, write_pages
    from csto_kb.project import compose_site, load_project
    from csto_kb.render.exported import export_content, export_pages

    require_project(root)
    project = load_project(root)
    stop_on_errors(root, project.diagnostics)
    composition = compose_site(project)
    stop_on_errors(root, composition.diagnostics)
    _require_empty(folder)
    made = [*export_pages(composition.pages), *export_content(project.content, project.context)]
    arranged, redirects = BUILDERS[builder](made, composition.redirects, project.content.files)
    try:
        write_pages(arranged, folder)
        write_files([*composition.files, *redirects], folder)
        copy_files(project.content, folder)
    except OSError as error:
        fail(f"cannot write {shorten(folder)}: {error.strerror}", CANNOT_RUN)
    click.echo(f"{len(made):,} pages in {shorten(folder)}")


@export.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, resolve_path=True))
@click.pass_obj
def data(root: Path, folder: Path) -> None:
    """Write the data files into DIR: what the site has below data/, without building it."""
    from csto_kb.export import write_files
    from csto_kb.project import load_project, write_data
    from csto_kb.site import DATA

    require_project(root)
    project = load_project(root)
    stop_on_errors(root, project.diagnostics)
    files, problems = write_data(project)
    stop_on_errors(root, problems)
    _require_empty(folder)
    try:
        write_files([replace(file, url=file.url.removeprefix(DATA)) for file in files], folder)
    except OSError as error:
        fail(f"cannot write {shorten(folder)}: {error.strerror}", CANNOT_RUN)
    click.echo(f"{len(files):,} files in {shorten(folder)}")


def _require_empty(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        fail(f"{shorten(folder)} is not empty", CANNOT_RUN)
