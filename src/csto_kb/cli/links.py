"""`csto-kb links`: of the built site, or of the web."""

from pathlib import Path

import click

from csto_kb.cli import links_external
from csto_kb.cli.common import CANNOT_RUN, fail, print_problems, report_options, select_codes, shorten


@click.command()
@click.argument(
    "site_dir", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True)
)
@report_options
@links_external.options
@click.pass_obj
def links(
    root: Path, /, site_dir: Path | None, form: str, only: tuple[str, ...], ignore: tuple[str, ...], **web: object
) -> None:
    """Check the links of a built site, or with --external the web addresses of the records.

    Of the site in SITE_DIR: every internal link, image, style, script and fragment. Of the records: what each
    address answered; the answers are kept in links/external.tsv.
    """
    chosen = links_external.read_options(web)
    if chosen is not None:
        if site_dir is not None:
            fail("--external checks the records, not a built site: leave SITE_DIR out", CANNOT_RUN)
        links_external.check_web(root, chosen, form, only, ignore)
    if site_dir is None:
        fail("name the folder of the built site, or give --external", CANNOT_RUN)
    from csto_kb.mkdocs_plugin.building import check_built_site

    problems = select_codes(check_built_site(root, site_dir), only, ignore)
    print_problems(root, problems, form, f"links of {shorten(site_dir)}")
