"""The ids of all records, as a JSON Schema that the schemas of the kinds refer to.

It changes with every record, so it is not committed: `check`, `serve` and `new` renew it. An editor that reads it
completes ids, and marks an id that no record has.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from csto_kb.fields import describe, list_parts
from csto_kb.loader import Library, LoadedRecord
from csto_kb.model import BY_KIND, MODELS, Source
from csto_kb.prose import ID_PATTERN

IDS = "ids.json"
CITATION = "citation"

_UNKNOWN = "No record that fits has this id. Is it newer than the list? 'csto-kb check' renews that."


def name_list(kinds: tuple[str, ...]) -> str:
    """The name of the list of ids of these kinds; without kinds, of all records."""
    return "-or-".join(kinds) or "record"


def refresh_ids(folder: Path, library: Library) -> None:
    """Write the ids into the folder of schemas, if the project has one and they have changed.

    A file that cannot be written is left as it is, because a help for editors must not stop a check.
    """
    path = folder / IDS
    content = write_ids(library).encode()
    with suppress(OSError):
        if not folder.is_dir() or (path.is_file() and path.read_bytes() == content):
            return
        # Replaced in one step, because a language server may read it at any time.
        unfinished = folder / f".{IDS}-{os.getpid()}.tmp"
        try:
            unfinished.write_bytes(content)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


def write_ids(library: Library) -> str:
    """The schema of the ids: a list for every set of kinds that a reference accepts, and one for citations."""
    lists = {name_list(kinds): _enumerate(_entries(library, kinds)) for kinds in _kinds_asked()}
    lists[CITATION] = _citation(library)
    head = {"$comment": "Made by 'csto-kb check', which renews it. Do not edit, do not commit."}
    return json.dumps({**head, "definitions": lists}, ensure_ascii=False, indent=1) + "\n"


def _kinds_asked() -> list[tuple[str, ...]]:
    """Every set of kinds that a reference of a model accepts, and the set of all kinds."""
    asked = {
        field.ref.kinds
        for model in MODELS
        for part in list_parts(model)
        for field in describe(part)
        if field.ref is not None
    }
    return sorted({(), *asked})


def _entries(library: Library, kinds: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The values that may be written, with their names: ids, and after each id the anchors of its page."""
    models = tuple(BY_KIND[kind] for kind in kinds)
    for record in library.records.values():
        if not models or record.model in models:
            yield record.id, _name(record)
            for anchor in sorted(record.entity.anchors) if record.entity else ():
                yield f"{record.id}#{anchor}", f"{_name(record)}, {anchor.replace('-', ' ')}"


def _name(record: LoadedRecord) -> str:
    return record.entity.name if record.entity else record.id


def _enumerate(entries: Iterator[tuple[str, str]]) -> dict[str, Any]:
    written = dict(entries)
    return {"enum": list(written), "enumDescriptions": list(written.values()), "errorMessage": _UNKNOWN}


def _citation(library: Library) -> dict[str, Any]:
    """The id of a source, alone or followed by a place. Only the check can judge the place."""
    sources = _enumerate(_entries(library, (Source.kind.name,)))
    place = {"type": "string", "pattern": f"^{ID_PATTERN},", "title": "with the place in it"}
    return {"anyOf": [{**sources, "title": "Source"}, place]}
