"""The command line. One function a command; what a command does lives below, in the layers.

Exit codes: 0 nothing wrong, 1 problems found, 2 could not run.
"""

import logging
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

import click

from csto_kb import __version__
from csto_kb.diagnostics import FORMATS, Diagnostic, format_text, has_errors, summarize

PROBLEMS, CANNOT_RUN = 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="csto-kb")
@click.option(
    "-C",
    "root",
    metavar="DIR",
    default=".",
    type=click.Path(path_type=Path, file_okay=False, resolve_path=True),
    help="Work on the project in DIR instead of the current folder.",
)
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Build a knowledge base from YAML records.

    Exit code 0: nothing wrong; 1: problems were found; 2: could not run.
    """
    context.obj = root


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How to print."
)
@click.pass_obj
def check(root: Path, paths: tuple[Path, ...], form: str) -> None:
    """Check all records; with PATHs, show only the problems of those files and folders."""
    from csto_kb.project import load_project

    _require_project(root)
    project = load_project(root)
    wanted = _select(root, project.diagnostics, paths)
    output = FORMATS[form](wanted)
    if output:
        click.echo(output)
    if form == "text":
        click.echo(f"{len(project.library.records):,} records: {summarize(wanted)}", err=bool(wanted))
    sys.exit(PROBLEMS if has_errors(wanted) else 0)


@main.command()
@click.option(
    "--site-dir",
    metavar="DIR",
    default=None,
    type=click.Path(path_type=Path, resolve_path=True),
    help="Where the site goes; 'site' in the project unless given.",
)
@click.pass_obj
def build(root: Path, site_dir: Path | None) -> None:
    """Check, build and link-check the site, then swap it for the old one.

    Where anything is wrong there is no new site, and the old one stays as it was.
    """
    from csto_kb.mkdocs_plugin.building import BuildFailedError, build_site

    _show_log()
    target = site_dir or root / "site"
    problems = _run(lambda: build_site(root, target), BuildFailedError)
    if problems:
        click.echo(format_text(problems))
        _fail(f"{summarize(problems)} in the built site; the old site was kept")
    click.echo(f"The site is in {_shorten(target)}: open {_shorten(target / 'index.html')}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.pass_obj
def serve(root: Path, host: str, port: int) -> None:
    """Serve a live preview that follows records, templates and content."""
    from csto_kb.mkdocs_plugin.serving import serve_site

    _show_log()
    _run(lambda: serve_site(root, host, port))


@main.command()
@click.argument("site_dir", type=click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True))
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How to print."
)
@click.pass_obj
def links(root: Path, site_dir: Path, form: str) -> None:
    """Check every internal link, image and fragment of the built site in SITE_DIR."""
    from csto_kb.mkdocs_plugin.building import check_built_site

    problems = check_built_site(root, site_dir)
    output = FORMATS[form](problems)
    if output:
        click.echo(output)
    if form == "text":
        click.echo(f"links of {_shorten(site_dir)}: {summarize(problems)}", err=bool(problems))
    sys.exit(PROBLEMS if has_errors(problems) else 0)


@main.group()
def export() -> None:
    """Write the knowledge base in another form."""


@export.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, resolve_path=True))
@click.pass_obj
def pages(root: Path, folder: Path) -> None:
    """Write the pages as Markdown with front matter into DIR, for another site builder."""
    from csto_kb.export import write_pages
    from csto_kb.project import CONTENT, compose_site, load_project
    from csto_kb.render.content import expand_pages

    _require_project(root)
    project = load_project(root)
    _stop_on_errors(project.diagnostics)
    composition = _with_progress("Rendering", lambda report: compose_site(project, report))
    _stop_on_errors(composition.diagnostics)
    if folder.is_dir() and any(folder.iterdir()):
        _fail(f"{_shorten(folder)} is not empty", CANNOT_RUN)
    try:
        written = expand_pages(root / CONTENT, project.graph)
        count = write_pages(composition.pages, [*composition.files, *written], folder) + len(written)
    except OSError as error:
        _fail(f"cannot write {_shorten(folder)}: {error.strerror}", CANNOT_RUN)
    click.echo(f"{count:,} pages in {_shorten(folder)}")


def _require_project(root: Path) -> None:
    if not (root / "mkdocs.yml").is_file():
        _fail(f"{_shorten(root)} is not a project: it has no mkdocs.yml", CANNOT_RUN)


def _select(root: Path, diagnostics: Iterable[Diagnostic], paths: tuple[Path, ...]) -> list[Diagnostic]:
    """Only what stands in the given files and folders; paths are seen from the current folder, then the project."""
    if not paths:
        return list(diagnostics)
    prefixes = []
    for path in paths:
        places = [place.resolve() for place in (Path.cwd() / path, root / path) if place.exists()]
        found = next((place for place in places if place.is_relative_to(root)), None)
        if found is None:
            _fail(f"no file or folder {path} in the project", CANNOT_RUN)
        prefixes.append(found.relative_to(root).as_posix())
    return [
        item
        for item in diagnostics
        if any(prefix in (".", item.path) or item.path.startswith(f"{prefix}/") for prefix in prefixes)
    ]


def _run(action: Callable[[], Any], *failures: type[Exception]) -> Any:
    """Run an action; end with exit code 1 for the failures named, 2 where it could not run."""
    from csto_kb.mkdocs_plugin.building import CannotRunError

    try:
        return action()
    except CannotRunError as error:
        _fail(str(error), CANNOT_RUN)
    except failures as error:
        _fail(f"{error}; the old site was kept")


def _stop_on_errors(diagnostics: list[Diagnostic]) -> None:
    if has_errors(diagnostics):
        click.echo(format_text(diagnostics))
        _fail(summarize(diagnostics))


def _with_progress(label: str, action: Callable[[Callable[[int, int], None] | None], Any]) -> Any:
    """Run an action with a progress bar where a terminal is attached, without one where it is piped."""
    if not sys.stderr.isatty():
        return action(None)
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return action(advance)


def _show_log() -> None:
    """Show MkDocs' warnings and errors, and the steps of the work where a terminal is attached."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.setLevel(logging.INFO if sys.stderr.isatty() else logging.WARNING)
    logging.getLogger("mkdocs").addHandler(handler)


def _shorten(path: Path) -> str:
    """A path as seen from the current folder, where it lies below it."""
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else str(path)


def _fail(message: str, code: int = PROBLEMS) -> NoReturn:
    click.echo(f"csto-kb: {message}", err=True)
    sys.exit(code)
