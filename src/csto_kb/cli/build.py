"""`csto-kb build`."""

import os
from pathlib import Path

import click

from csto_kb.cli.common import fail, recover, run, shorten, show_log
from csto_kb.diagnostics import format_here, summarize


@click.command()
@click.option(
    "--site-dir",
    metavar="DIR",
    default=None,
    type=click.Path(path_type=Path),
    help="The folder of the site; by default 'site' in the project.",
)
@click.pass_obj
def build(root: Path, site_dir: Path | None) -> None:
    """Check records and pages, build the site, check its links, then replace the old site.

    Where there is any problem, no new site is made and the old one stays as it was.
    """
    from csto_kb.mkdocs_plugin.building import BuildFailedError, build_site

    show_log()
    recover(root)
    # Made absolute by name only: where the target is a link, it is refused and not followed.
    target = Path(os.path.abspath(site_dir or root / "site"))
    problems = run(lambda: build_site(root, target), BuildFailedError)
    if problems:
        click.echo(format_here(problems, root))
        fail(f"{summarize(problems)} in the built site; the old site was kept")
    click.echo(f"The site is in {shorten(target)}: open {shorten(target / 'index.html')}")
