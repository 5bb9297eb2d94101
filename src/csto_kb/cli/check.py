"""`csto-kb check`."""

from collections.abc import Iterable
from pathlib import Path

import click

from csto_kb.cli.common import CANNOT_RUN, fail, print_problems, report_options, require_project, select_codes
from csto_kb.diagnostics import Diagnostic


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@report_options
@click.pass_obj
def check(root: Path, paths: tuple[Path, ...], form: str, only: tuple[str, ...], ignore: tuple[str, ...]) -> None:
    """Check all records; with PATHs, show only the problems of those files and folders."""
    from csto_kb.project import load_project

    require_project(root)
    project = load_project(root)
    wanted = select_codes(_select(root, project.diagnostics, paths), only, ignore)
    print_problems(root, wanted, form, f"{len(project.library.records):,} records")


def _select(root: Path, diagnostics: Iterable[Diagnostic], paths: tuple[Path, ...]) -> list[Diagnostic]:
    """Only what stands in the given files and folders; paths are seen from the current folder, then the project."""
    if not paths:
        return list(diagnostics)
    prefixes = []
    for path in paths:
        places = [place.resolve() for place in (Path.cwd() / path, root / path) if place.exists()]
        found = next((place for place in places if place.is_relative_to(root)), None)
        if found is None:
            fail(f"no file or folder {path} in the project", CANNOT_RUN)
        prefixes.append(found.relative_to(root).as_posix())
    return [
        item
        for item in diagnostics
        if any(prefix in (".", item.path) or item.path.startswith(f"{prefix}/") for prefix in prefixes)
    ]
