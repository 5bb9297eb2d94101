"""`csto-kb explain`."""

from pathlib import Path

import click

from csto_kb.cli.common import CANNOT_RUN, fail
from csto_kb.diagnostics import suggest


@click.command()
@click.argument("code", required=False)
@click.pass_obj
def explain(root: Path, code: str | None) -> None:
    """Explain the CODE of a problem, or a field such as 'event.type'; without CODE, list all codes."""
    from csto_kb.project import all_codes
    from csto_kb.queries.explain import explain_field
    from csto_kb.subject import read_subject

    codes = {item.name: item for item in all_codes()}
    if code is None:
        for item in codes.values():
            click.echo(f"{item.severity:8} {item.name}")
    elif code in codes:
        found = codes[code]
        click.echo(f"{found.severity}[{found.name}]\n")
        click.echo(click.wrap_text(found.explanation, width=100, preserve_paragraphs=True))
    elif words := explain_field(code, read_subject(root).subject):
        click.echo(words)
    else:
        fail(f"no code '{code}'; {suggest(code, codes) or 'csto-kb explain lists them all'}", CANNOT_RUN)
