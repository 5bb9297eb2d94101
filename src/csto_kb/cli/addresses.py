"""`csto-kb addresses`."""

from pathlib import Path

import click

from csto_kb.cli.common import CANNOT_RUN, fail, require_project


@click.command()
@click.argument("site_dir", type=click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True))
@click.pass_obj
def addresses(root: Path, site_dir: Path) -> None:
    """Add the addresses of the built site in SITE_DIR to links/published.txt.

    An address in that file must never disappear: a build without it is refused.
    """
    from csto_kb.links import PUBLISHED_FILE, add_published

    require_project(root)
    try:
        count = add_published(root, site_dir)
    except OSError as error:
        fail(f"cannot write {PUBLISHED_FILE}: {error.strerror}", CANNOT_RUN)
    click.echo(f"{count:,} new addresses in {PUBLISHED_FILE}")
