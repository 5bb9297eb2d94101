"""What the commands share: exit codes, refusals, the log. A command is a module beside this one."""

import logging
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from csto_kb.diagnostics import (
    FOR_FORGES,
    FORMATS,
    Diagnostic,
    format_here,
    has_errors,
    printable,
    relocate,
    seen_from_here,
    seen_from_repository,
    suggest,
    summarize,
)

PROBLEMS, CANNOT_RUN = 1, 2

_Command = Callable[..., None]


def report_options(command: _Command) -> _Command:
    """The options of a command that reports problems: which, and in which format."""
    forms = click.Choice(["text", *FORMATS])
    for option in (
        click.option("--ignore", metavar="CODE", multiple=True, help="Leave out problems of this code; repeatable."),
        click.option("--only", metavar="CODE", multiple=True, help="Only the problems of this code; repeatable."),
        click.option("--format", "form", type=forms, default="text", show_default=True, help="Output format."),
    ):
        command = option(command)
    return command


def today_option(command: _Command) -> _Command:
    """`--today`: the only place that reads the clock, and an option to set the day instead."""

    def choose(_context: click.Context, _parameter: click.Parameter, given: datetime | None) -> str:
        return (given or datetime.now().astimezone()).date().isoformat()

    form = click.DateTime(["%Y-%m-%d"])
    help_text = "The day to take for today, as YYYY-MM-DD."
    return click.option("--today", metavar="DATE", type=form, callback=choose, help=help_text)(command)


def select_codes(diagnostics: Iterable[Diagnostic], only: tuple[str, ...], ignore: tuple[str, ...]) -> list[Diagnostic]:
    """The diagnostics of the codes that `only` names (of all, where it names none), without those of `ignore`."""
    from csto_kb.project import all_codes

    known = {code.name for code in all_codes()}
    for name in (*only, *ignore):
        if name not in known:
            fail(f"no code '{name}'; {suggest(name, known) or 'the page Diagnostics lists them'}", CANNOT_RUN)
    return [found for found in diagnostics if (not only or found.code in only) and found.code not in ignore]


def select_paths(root: Path, paths: tuple[Path, ...]) -> list[str]:
    """Files and folders of the project, relative to its root; looked for in the current folder, then in the root."""
    selected = []
    for path in paths:
        places = [place.resolve() for place in (Path.cwd() / path, root / path) if place.exists()]
        found = next((place for place in places if place.is_relative_to(root)), None)
        if found is None:
            fail(f"no file or folder {path} in the project", CANNOT_RUN)
        selected.append(found.relative_to(root).as_posix())
    return selected


def is_selected(path: str, selected: list[str]) -> bool:
    """Whether a path is one of the selected or below one; True where none is selected."""
    return not selected or any(item in (".", path) or path.startswith(f"{item}/") for item in selected)


def print_problems(root: Path, diagnostics: list[Diagnostic], form: str, subject: str) -> NoReturn:
    """Print diagnostics, as text with a summary of the `subject`, and end with their exit code."""
    if form == "text":
        output = format_here(diagnostics, root)
    else:
        show = seen_from_repository(root) if form in FOR_FORGES else seen_from_here(root)
        output = FORMATS[form](relocate(diagnostics, show))
    if output:
        click.echo(output)
    if form == "text":
        click.echo(f"{subject}: {summarize(diagnostics)}", err=bool(diagnostics))
    sys.exit(PROBLEMS if has_errors(diagnostics) else 0)


def require_project(root: Path) -> None:
    """End with a message unless `root` is a project; repair what a killed rename left in it."""
    if not (root / "mkdocs.yml").is_file():
        fail(f"{shorten(root)} is not a project: it has no mkdocs.yml", CANNOT_RUN)
    recover(root)


def recover(root: Path) -> None:
    """Repair what a killed rename left in the project at `root`, and print what was done."""
    from csto_kb.rename import RenameError, recover_rename

    try:
        for line in recover_rename(root):
            click.echo(f"csto-kb: {printable(line)}", err=True)
    except RenameError as error:
        fail(str(error), CANNOT_RUN)


def run(action: Callable[[], Any], *failures: type[Exception]) -> Any:
    """Run an action; end with exit code 1 for the failures named, 2 where it could not run."""
    from csto_kb.mkdocs_plugin.building import CannotRunError

    try:
        return action()
    except CannotRunError as error:
        fail(str(error), CANNOT_RUN)
    except failures as error:
        fail(f"{error}; the old site was kept")


def stop_on_errors(root: Path, diagnostics: list[Diagnostic]) -> None:
    if has_errors(diagnostics):
        click.echo(format_here(diagnostics, root))
        fail(summarize(diagnostics))


class _PlainFormatter(logging.Formatter):
    """Escapes control characters, since MkDocs logs titles, paths and exceptions unescaped."""

    def format(self, record: logging.LogRecord) -> str:
        return _printable_lines(super().format(record))


def _printable_lines(text: str) -> str:
    return "\n".join(map(printable, text.splitlines()))


def show_log(level: int | None = None) -> None:
    """Show MkDocs' log from `level`; by default warnings, and on a terminal the steps of the build."""
    handler = logging.StreamHandler()
    handler.setFormatter(_PlainFormatter("%(message)s"))
    handler.setLevel(level or (logging.INFO if sys.stderr.isatty() else logging.WARNING))
    logging.getLogger("mkdocs").addHandler(handler)


def shorten(path: Path) -> str:
    """A path relative to the current folder, where it is below it."""
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else str(path)


def fail(message: str, code: int = PROBLEMS) -> NoReturn:
    click.echo(f"csto-kb: {_printable_lines(message)}", err=True)
    sys.exit(code)
