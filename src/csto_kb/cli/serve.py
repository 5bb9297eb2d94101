"""`csto-kb serve`."""

from pathlib import Path

import click

from csto_kb.cli.common import run, show_log


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.pass_obj
def serve(root: Path, host: str, port: int) -> None:
    """Serve a live preview that follows records, templates and content."""
    from csto_kb.mkdocs_plugin.serving import serve_site

    show_log()
    run(lambda: serve_site(root, host, port))
