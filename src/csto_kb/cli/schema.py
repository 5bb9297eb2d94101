"""`csto-kb schema`."""

from pathlib import Path

import click

from csto_kb.cli.common import CANNOT_RUN, fail, require_project


@click.command()
@click.pass_obj
def schema(root: Path) -> None:
    """Write JSON Schemas, editor settings and issue forms from the models and subject.yaml.

    Run this after changing a model, and commit what it writes. The list of ids beside the schemas is not
    committed; 'check', 'serve' and 'new' renew it.
    """
    from csto_kb.loader import load_records
    from csto_kb.scaffold.forms import form_files
    from csto_kb.scaffold.ids import refresh_ids
    from csto_kb.scaffold.schemas import SCHEMAS, schema_files
    from csto_kb.scaffold.vscode import SETTINGS, SettingsError, merge_settings

    require_project(root)
    library = load_records(root)
    subject = library.about.subject
    settings = root / SETTINGS
    try:
        merged = merge_settings(settings.read_text(encoding="utf-8") if settings.is_file() else "")
        files = {**schema_files(subject), **form_files(subject), SETTINGS: merged}
        changed = [path for path, content in files.items() if _write(root / path, content)]
    except SettingsError as error:
        fail(f"{error}; remove the comments, or add the schemas yourself", CANNOT_RUN)
    except OSError as error:
        fail(f"cannot write: {error.strerror}", CANNOT_RUN)
    refresh_ids(root / SCHEMAS, library)
    click.echo("\n".join(f"Wrote {path}" for path in changed) or "Nothing changed.")


def _write(path: Path, content: str) -> bool:
    """Write a file unless it has this content already; return whether it was written."""
    if path.is_file() and path.read_text(encoding="utf-8") == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
    return True
