"""The live preview: MkDocs' own server, which our plugin makes watch `entities/` and `templates/`."""

import logging
from pathlib import Path

from mkdocs.commands.serve import serve
from mkdocs.exceptions import MkDocsException

from csto_kb.mkdocs_plugin.building import CannotRunError


def serve_site(root: Path, host: str, port: int) -> None:
    """Serve the project at `root` until interrupted. Raises `CannotRunError`, for example where the port is in use."""
    configuration = root / "mkdocs.yml"
    if not configuration.is_file():
        raise CannotRunError(f"no mkdocs.yml in {root.name or root}")
    logging.getLogger("mkdocs").setLevel(logging.INFO)
    try:
        serve(str(configuration), dev_addr=f"{host}:{port}", watch_theme=True)
    except OSError as error:
        raise CannotRunError(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
    except MkDocsException as error:
        raise CannotRunError(str(error)) from None
