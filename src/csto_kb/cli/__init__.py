"""The command line. Each command is a module here; the layers below do its work.

A new command is one file with a click command of its name, named in `COMMANDS`. What several commands
need stands in `common`. A command imports the layers when it runs, so that `csto-kb --help` is quick.

Exit codes: 0 nothing wrong, 1 problems found, 2 could not run. What is round every command stands in `running`.
"""

from pathlib import Path

import click

from csto_kb import __version__
from csto_kb.cli.addresses import addresses
from csto_kb.cli.archive import archive
from csto_kb.cli.build import build
from csto_kb.cli.check import check
from csto_kb.cli.explain import explain
from csto_kb.cli.export import export
from csto_kb.cli.init import init
from csto_kb.cli.links import links
from csto_kb.cli.new import new
from csto_kb.cli.rename import rename
from csto_kb.cli.running import Program
from csto_kb.cli.schema import schema
from csto_kb.cli.serve import serve
from csto_kb.cli.show import show
from csto_kb.cli.todo import todo
from csto_kb.cli.what_if import what_if

COMMANDS: tuple[click.Command, ...] = (
    check,
    build,
    serve,
    init,
    new,
    rename,
    show,
    todo,
    what_if,
    explain,
    schema,
    links,
    archive,
    addresses,
    export,
)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="csto-kb")
@click.option(
    "-C",
    "root",
    metavar="DIR",
    default=".",
    type=click.Path(path_type=Path, file_okay=False, resolve_path=True),
    help="Work on the project in DIR instead of the current folder.",
)
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Build a knowledge base from YAML records.

    Exit code 0: no problems; 1: problems were found; 2: could not run.
    """
    from csto_kb.model.vocabulary import explain_gaps

    for gap in (gaps := explain_gaps()):
        click.echo(f"csto-kb: {gap}", err=True)
    if gaps:
        context.exit(2)
    context.obj = root


for command in COMMANDS:
    main.add_command(command)
