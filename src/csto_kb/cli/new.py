"""`csto-kb new`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csto_kb.cli.common import CANNOT_RUN, fail, require_project, shorten, today_option
from csto_kb.diagnostics import suggest

if TYPE_CHECKING:
    from csto_kb.graph import Graph
    from csto_kb.model import Entity


@click.command()
@click.argument("kind")
@click.argument("name", metavar="ID|URL")
@click.option(
    "--id",
    "identifier",
    metavar="ID",
    help="For a source made from its URL: the id, in place of one made from the URL.",
)
@today_option
@click.pass_obj
def new(root: Path, kind: str, name: str, identifier: str | None, today: str) -> None:
    """Write the skeleton of a record of KIND: required keys first, with a hint for each key.

    KIND is the name of a kind, or of its folder: 'csto-kb new event yerevan-summit-2022'.

    'csto-kb new source https://...' fills in what the address tells of the source, without touching the network.
    It never overwrites a file.
    """
    from csto_kb.loader import load_records, refuse_id
    from csto_kb.project import load_project
    from csto_kb.scaffold.ids import refresh_ids
    from csto_kb.scaffold.records import create_record
    from csto_kb.scaffold.schemas import SCHEMAS
    from csto_kb.web_address import has_web_scheme

    require_project(root)
    model = _find_kind(kind)
    project = load_project(root)
    values: dict[str, Any] = {"reviewed": today}
    if has_web_scheme(name):
        values |= _read_address(model, name, project.graph) | {"retrieved": today}
        name = identifier or _make_id(name, {*project.library.records, *project.graph.redirects})
    elif identifier:
        fail("--id goes with a URL; give the id alone", CANNOT_RUN)
    reason = refuse_id(name, project.library)
    if reason:
        fail(reason, CANNOT_RUN)
    try:
        path = create_record(root, model, name, values, project.context.subject)
    except FileExistsError:
        fail(f"a file for '{name}' exists already; nothing was written", CANNOT_RUN)
    except OSError as error:
        fail(f"cannot write the record: {error.strerror}", CANNOT_RUN)
    refresh_ids(root / SCHEMAS, load_records(root))
    click.echo(f"Wrote {shorten(path)}. Fill in what is blank; 'csto-kb check {shorten(path)}' says what is left.")


def _find_kind(name: str) -> "type[Entity]":
    """A kind by its name, or by its folder."""
    from csto_kb.model import BY_FOLDER, BY_KIND

    model = BY_KIND.get(name) or BY_FOLDER.get(name)
    if model is None:
        hint = suggest(name, BY_KIND) or f"the kinds are {', '.join(BY_KIND)}"
        fail(f"no kind '{name}'; {hint}", CANNOT_RUN)
    return model


def _read_address(model: "type[Entity]", address: str, graph: "Graph") -> dict[str, Any]:
    """What an address says about a source. Refuses an address that a source has already, and an invalid one."""
    from pydantic_core import PydanticCustomError

    from csto_kb.field_types import check_web_address
    from csto_kb.model import Source
    from csto_kb.scaffold.addresses import find_recorded, read_address

    if model is not Source:
        fail(f"only a source can be named by its address; give the id of the {model.kind.name}", CANNOT_RUN)
    try:
        check_web_address(address)
    except PydanticCustomError as error:
        fail(error.message(), CANNOT_RUN)
    known = [source for source in graph.entities.values() if isinstance(source, Source)]
    found = read_address(address, known)
    recorded = find_recorded(found, known)
    if recorded:
        fail(f"this address is recorded already: cite {recorded.id}, in {graph.paths[recorded.id]}", CANNOT_RUN)
    return found


def _make_id(address: str, taken: set[str]) -> str:
    from csto_kb.scaffold.addresses import suggest_id

    return suggest_id(address, taken)
