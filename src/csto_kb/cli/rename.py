"""`csto-kb rename`."""

from pathlib import Path

import click

from csto_kb.cli.common import CANNOT_RUN, fail, require_project, shorten, stop_on_errors


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--dry-run", is_flag=True, help="Print the changes without making them.")
@click.pass_obj
def rename(root: Path, old: str, new: str, dry_run: bool) -> None:
    """Give the record OLD the id NEW, and rewrite every reference to it.

    References in fields and prose of records and in the pages of content/ are rewritten where they stand; the
    rest of each file stays as it is. The old id goes to 'formerly', so that the old address redirects.
    """
    from csto_kb.loader import load_records
    from csto_kb.project import load_project
    from csto_kb.rename import RenameError, apply_changes, find_in_templates, plan_rename
    from csto_kb.render.folders import TEMPLATES
    from csto_kb.scaffold.ids import refresh_ids
    from csto_kb.scaffold.schemas import SCHEMAS

    require_project(root)
    project = load_project(root)
    stop_on_errors(root, project.diagnostics)
    try:
        changes = plan_rename(root, project.library, project.content, old, new)
        # Searched before anything is written, so that nothing can fail afterwards.
        in_templates = find_in_templates(root / TEMPLATES, old)
        if not dry_run:
            apply_changes(changes)
    except RenameError as error:
        fail(str(error), CANNOT_RUN)
    for change in changes:
        moved = f" -> {shorten(change.target)}" if change.target != change.path else ""
        click.echo(f"{shorten(change.path)}{moved}: {change.references}")
    references = sum(change.references for change in changes)
    click.echo(f"{'Would rewrite' if dry_run else 'Rewrote'} {references:,} references in {len(changes):,} files.")
    for template, line in in_templates:
        click.echo(f"Not rewritten, because it is code: {shorten(template)}:{line} names '{old}'", err=True)
    if not dry_run:
        refresh_ids(root / SCHEMAS, load_records(root))
