"""`csto-kb links`."""

from pathlib import Path

import click

from csto_kb.cli.common import print_problems, report_options, select_codes, shorten


@click.command()
@click.argument("site_dir", type=click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True))
@report_options
@click.pass_obj
def links(root: Path, site_dir: Path, form: str, only: tuple[str, ...], ignore: tuple[str, ...]) -> None:
    """Check every internal link, image and fragment of the built site in SITE_DIR."""
    from csto_kb.mkdocs_plugin.building import check_built_site

    problems = select_codes(check_built_site(root, site_dir), only, ignore)
    print_problems(root, problems, form, f"links of {shorten(site_dir)}")
