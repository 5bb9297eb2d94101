"""Changes records in place; comments, order and style are kept.

An editor may have changed the record during the requests. A change therefore applies to the present content of the
file, and is written only if the file does not change in between.
"""

from pathlib import Path

from csto_kb.examples import write_inline
from csto_kb.file_writing import replace_file
from csto_kb.loader import LoadedRecord, parse_record
from csto_kb.model import Source

CHANGED = "has changed meanwhile"

_BOM = "\ufeff"


def parse_again(record: LoadedRecord, text: str) -> LoadedRecord:
    """The record with a new text, read again, with its byte order mark kept."""
    bom = _BOM if record.content.startswith(_BOM.encode()) else ""
    content = f"{bom}{text}".encode()
    return parse_record(record.path, record.id, record.model, content, record.reading)


def write_unless_changed(root: Path, before: LoadedRecord, after: LoadedRecord) -> bool:
    """Write a record unless its file has changed; return whether it was written.

    Raises `OSError`.
    """
    path = root / before.path
    if path.read_bytes() != before.content:
        return False
    replace_file(path, after.content)
    return True


def write_copy(root: Path, record: LoadedRecord, url: str, address: str, day: str) -> str:
    """Write the archived copy of a source into its record; return why not, or ''. Raises `OSError`.

    `url` is the address that the copy is of. A record that now has another address is not changed.
    """
    content = (root / record.path).read_bytes()
    now = parse_record(record.path, record.id, record.model, content, record.reading)
    source = now.entity
    if not isinstance(source, Source) or source.url != url or source.archived_url or source.archived:
        return CHANGED
    after = _add_copy(now, address, day)
    if after is None:
        return "cannot be written without a change to something else"
    return "" if write_unless_changed(root, now, after) else CHANGED


def _add_copy(record: LoadedRecord, address: str, day: str) -> LoadedRecord | None:
    """The record with two lines added after its `url`; None where that is impossible."""
    text, data = record.document.text, record.document.data
    place = record.document.places.get(("url",))
    if place is None or data is None:
        return None
    # A block scalar ends after its line.
    line_end = text.find("\n", max(place.start, place.end - 1)) + 1 or len(text)
    line = text[:line_end]
    newline = "\r\n" if line.endswith("\r\n") else "\n"
    lines = (f"archived_url: {write_inline(address)}", f"archived: {day}")
    if not line.endswith("\n"):
        line += newline
    after = parse_again(record, line + "".join(f"{added}{newline}" for added in lines) + text[line_end:])
    expected = {**data, "archived_url": address, "archived": day}
    return after if not after.problems and after.document.data == expected else None
