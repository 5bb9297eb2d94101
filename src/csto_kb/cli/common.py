"""What the commands share: exit codes, refusals, the log. A command is a module beside this one."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from csto_kb.diagnostics import FORMATS, Diagnostic, format_text, has_errors, summarize

PROBLEMS, CANNOT_RUN = 1, 2

format_option = click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How to print."
)
"""How diagnostics are printed."""


def require_project(root: Path) -> None:
    if not (root / "mkdocs.yml").is_file():
        fail(f"{shorten(root)} is not a project: it has no mkdocs.yml", CANNOT_RUN)


def run(action: Callable[[], Any], *failures: type[Exception]) -> Any:
    """Run an action; end with exit code 1 for the failures named, 2 where it could not run."""
    from csto_kb.mkdocs_plugin.building import CannotRunError

    try:
        return action()
    except CannotRunError as error:
        fail(str(error), CANNOT_RUN)
    except failures as error:
        fail(f"{error}; the old site was kept")


def stop_on_errors(diagnostics: list[Diagnostic]) -> None:
    if has_errors(diagnostics):
        click.echo(format_text(diagnostics))
        fail(summarize(diagnostics))


def with_progress(label: str, action: Callable[[Callable[[int, int], None] | None], Any]) -> Any:
    """Run an action with a progress bar where a terminal is attached, without one where it is piped."""
    if not sys.stderr.isatty():
        return action(None)
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return action(advance)


def show_log() -> None:
    """Show MkDocs' warnings and errors, and the steps of the work where a terminal is attached."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.setLevel(logging.INFO if sys.stderr.isatty() else logging.WARNING)
    logging.getLogger("mkdocs").addHandler(handler)


def shorten(path: Path) -> str:
    """A path as seen from the current folder, where it lies below it."""
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else str(path)


def fail(message: str, code: int = PROBLEMS) -> NoReturn:
    click.echo(f"csto-kb: {message}", err=True)
    sys.exit(code)
