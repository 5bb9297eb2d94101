"""`csto-kb init`."""

from pathlib import Path

import click

from csto_kb.cli.common import CANNOT_RUN, fail, shorten

_NEXT = """\
Next, in {folder}:
  csto-kb serve       shows the site and renews it at every save
  csto-kb check       says what is wrong, with the place and a way to mend it
  csto-kb schema      writes what an editor completes and explains records with
  mkdocs.yml          holds the name of the site and its menu
  subject.yaml        says what it is about: the organization in focus, the first day, the words
  entities/           has a record of each kind as an example: change them, or delete them
  csto-kb new KIND ID writes the next one"""


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def init(root: Path, folder: Path) -> None:
    """Write a new project into DIR: settings, a record of each kind, a hand-written page, a workflow.

    It builds at once. It never overwrites a file.
    """
    from csto_kb.scaffold.project import create_project

    target = (root / folder).resolve()
    try:
        written = create_project(target)
    except FileExistsError as error:
        fail(f"{shorten(Path(error.args[0]))} exists already; nothing was written", CANNOT_RUN)
    except OSError as error:
        fail(f"cannot write the project: {error.strerror}", CANNOT_RUN)
    click.echo(f"Wrote {len(written)} files.\n\n{_NEXT.format(folder=shorten(target))}")
