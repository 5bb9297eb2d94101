"""`csto-kb check`."""

from pathlib import Path

import click

from csto_kb.cli.common import (
    is_selected,
    print_problems,
    report_options,
    require_project,
    select_codes,
    select_paths,
)
from csto_kb.diagnostics import sort_diagnostics


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@report_options
@click.pass_obj
def check(root: Path, paths: tuple[Path, ...], form: str, only: tuple[str, ...], ignore: tuple[str, ...]) -> None:
    """Check records and pages; with PATHs, show only problems of those files and folders."""
    from csto_kb.project import check_pages, load_project
    from csto_kb.scaffold.ids import refresh_ids
    from csto_kb.scaffold.schemas import SCHEMAS

    require_project(root)
    project = load_project(root)
    refresh_ids(root / SCHEMAS, project.library)
    selected = select_paths(root, paths)
    problems = sort_diagnostics([*project.diagnostics, *check_pages(project)])
    wanted = [found for found in problems if is_selected(found.path, selected)]
    wanted = select_codes(wanted, only, ignore)
    print_problems(root, wanted, form, f"{len(project.library.records):,} records")
