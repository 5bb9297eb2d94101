"""`csto-kb serve`."""

import logging
from pathlib import Path

import click

from csto_kb.cli.common import recover, run, show_log


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 chooses a free port.")
@click.pass_obj
def serve(root: Path, port: int) -> None:
    """Serve a live preview that follows records, templates and content; on this machine only."""
    from csto_kb.mkdocs_plugin.serving import serve_site

    show_log(logging.WARNING)
    recover(root)
    run(lambda: serve_site(root, port, click.echo))
