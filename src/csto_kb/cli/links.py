"""`csto-kb links`."""

import sys
from pathlib import Path

import click

from csto_kb.cli.common import PROBLEMS, format_option, shorten
from csto_kb.diagnostics import FORMATS, has_errors, summarize


@click.command()
@click.argument("site_dir", type=click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True))
@format_option
@click.pass_obj
def links(root: Path, site_dir: Path, form: str) -> None:
    """Check every internal link, image and fragment of the built site in SITE_DIR."""
    from csto_kb.mkdocs_plugin.building import check_built_site

    problems = check_built_site(root, site_dir)
    output = FORMATS[form](problems)
    if output:
        click.echo(output)
    if form == "text":
        click.echo(f"links of {shorten(site_dir)}: {summarize(problems)}", err=bool(problems))
    sys.exit(PROBLEMS if has_errors(problems) else 0)
