"""The changes of a rename, computed in memory.

Only the ids themselves are replaced, so that comments, quotes, line ends and layout stay as they are. Each changed
record is read again, and must have exactly the expected data.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from csto_kb.content import Content, ContentPage
from csto_kb.diagnostics import Position
from csto_kb.graph import find_uses, suggest_id, target_id
from csto_kb.loader import Library, LoadedRecord, refuse_id
from csto_kb.notation import NotationSpan
from csto_kb.own_files import list_files
from csto_kb.record_file import SUFFIX
from csto_kb.rename.writing import Change, RenameError
from csto_kb.subject import SUBJECT, read_subject
from csto_kb.yaml_text import Path, YamlDocument, position_at, read_yaml

_BOM = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")
_FORMERLY: Path = ("formerly",)


@dataclass(frozen=True)
class _Edit:
    """A range of a text, from `start` up to `end`, and its replacement."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class _Use:
    """An id in a value of a record: the value's path, and the id's offset in it."""

    path: Path
    offset: int


def plan_rename(root: FilePath, library: Library, content: Content, old: str, new: str) -> list[Change]:
    """Compute the changes of all files that a rename touches, the record's own first.

    `library` must have no errors, or references may be missed; `content` are the hand-written pages. Raises
    `RenameError` where there is no such record, where the new id cannot be given, and where a reference is written in
    a way that cannot be rewritten in place.
    """
    record = library.records.get(old)
    if record is None or record.entity is None:
        owners = {
            former: other.id for other in library.records.values() if other.entity for former in other.entity.formerly
        }
        hint = suggest_id(old, library.records, owners)
        raise RenameError(f"no record '{old}'{f'; {hint}' if hint else ''}")
    reason = "" if new in record.entity.formerly else refuse_id(new, library)
    if reason:
        raise RenameError(reason)
    others = [other for other in library.records.values() if other is not record and _may_refer(other, old)]
    plan = [_change_record(root, record, old, new) for record in (record, *others)]
    plan += _change_subject(root, old, new)
    # A page that has several names through symbolic links is one file.
    pages = {(content.folder / page.name).resolve(): page for page in content.pages}
    plan += [_change_page(path, page, old, new) for path, page in pages.items()]
    return [change for change in plan if change.after != change.before]


def find_in_templates(templates: FilePath, identifier: str) -> list[tuple[FilePath, int]]:
    """The lines of templates that have an id in quotes: code, which a rename does not change.

    Files that cannot be read, such as the lock file of an editor, are ignored.
    """
    quoted = (f'"{identifier}"', f"'{identifier}'")
    found = []
    for path in list_files(templates):
        if path.suffix != ".jinja":
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        found += [(path, number) for number, line in enumerate(lines, 1) if any(word in line for word in quoted)]
    return found


def _change_record(root: FilePath, record: LoadedRecord, old: str, new: str) -> Change:
    document = record.document
    path = root / record.path
    before = _read(path)
    text = _decode(path, before)
    if text.removeprefix(_BOM) != document.text:
        raise RenameError(f"{record.path} has changed while it was read; try again")
    assert document.data is not None  # the record has an entity
    uses = list(_locate_uses(record, old))
    edits = [_edit_use(document, use, old, new) for use in uses]
    expected = _expect(document.data, uses, old, new)
    target = path
    if record.id == old:
        formerly = document.data.get("formerly", ())
        edits.append(_edit_formerly(document, formerly, old, new))
        expected["formerly"] = _add_former(formerly, old, new)
        target = path.with_name(f"{new}{SUFFIX}")
    after = _apply(document.text, edits)
    if edits:
        _verify(record, after, expected, edits[0])
    bom = _BOM if text.startswith(_BOM) else ""
    return Change(path, target, before, f"{bom}{after}".encode(), len(uses))


def _change_subject(root: FilePath, old: str, new: str) -> Iterator[Change]:
    """The change of `subject.yaml`, where the project has one that is sound."""
    found = read_subject(root)
    if found.document.data is None or found.problems:
        return
    uses = [_Use(value.path, 0) for value, _ in find_uses(found.subject, old)]
    path = root / SUBJECT
    before = _read(path)
    text = _decode(path, before)
    bom = _BOM if text.startswith(_BOM) else ""
    after = _apply(found.document.text, [_edit_use(found.document, use, old, new) for use in uses])
    yield Change(path, path, before, f"{bom}{after}".encode(), len(uses))


def _change_page(path: FilePath, page: ContentPage, old: str, new: str) -> Change:
    before = _read(path)
    text = _decode(path, before)
    if text.removeprefix(_BOM) != page.text:
        raise RenameError(f"{page.path} has changed while it was read; try again")
    bom = len(text) - len(page.text)
    edits = [
        _edit_at(text.index(old, bom + mention.offset), old, new)
        for found in page.notation
        if isinstance(found, NotationSpan)
        for mention in found.mentions
        if target_id(mention.target) == old
    ]
    return Change(path, path, before, _apply(text, edits).encode(), len(edits))


def _may_refer(record: LoadedRecord, identifier: str) -> bool:
    """Whether a record may refer to an id: the id is in the file, or escapes may hide it."""
    return identifier in record.document.text or "\\" in record.document.text


def _locate_uses(record: LoadedRecord, old: str) -> Iterator[_Use]:
    """Where a record refers to an id, in fields and in prose; the id comes first in every notation."""
    assert record.entity is not None
    for value, mention in find_uses(record.entity, old):
        written = _value_at(record.document.data, value.path)
        yield _Use(value.path, written.index(old, mention.offset if mention else 0))


def _edit_use(document: YamlDocument, use: _Use, old: str, new: str) -> _Edit:
    """The edit of the file for a use in a value: the same occurrence of the id in the value's text in the file."""
    value = _value_at(document.data, use.path)
    place = document.places[use.path]
    source = document.text[place.start : place.end]
    # The first line of a block scalar is not part of the value, and may have a comment.
    header = _LINE_END.search(source) if source[0] in "|>" else None
    body = header.end() if header else 0
    occurrence = _count_occurrences(value[: use.offset + len(old) - 1], old)
    offset = _find_occurrence(source[body:], old, occurrence)
    if offset < 0:
        raise _cannot_rewrite(document, place.value)
    return _edit_at(place.start + body + offset, old, new)


def _edit_at(offset: int, old: str, new: str) -> _Edit:
    return _Edit(offset, offset + len(old), new)


def _edit_formerly(document: YamlDocument, formerly: tuple[str, ...], old: str, new: str) -> _Edit:
    """Add the old id to `formerly`; where the new id is one of the former ids, replace that by the old id."""
    text, places = document.text, document.places
    if new in formerly:
        return _edit_use(document, _Use((*_FORMERLY, formerly.index(new)), 0), new, old)
    if _FORMERLY not in places:
        return _insert_formerly(document, old)
    if not formerly:
        return _Edit(places[_FORMERLY].start + 1, places[_FORMERLY].start + 1, old)
    last = places[*_FORMERLY, len(formerly) - 1]
    if text[places[_FORMERLY].start] == "[":
        return _Edit(last.end, last.end, f", {old}")
    line_start = max(text.rfind("\n", 0, last.start), text.rfind("\r", 0, last.start)) + 1
    return _Edit(last.end, last.end, f"{_line_end(text)}{text[line_start : last.start]}{old}")


def _insert_formerly(document: YamlDocument, old: str) -> _Edit:
    """A new key after `reviewed`, which every record has on one line."""
    text, reviewed = document.text, document.places[("reviewed",)]
    if text[document.places[()].start] == "{":
        return _Edit(reviewed.end, reviewed.end, f", formerly: [{old}]")
    rest = _LINE_END.search(text, reviewed.end)
    end = rest.start() if rest else len(text)
    return _Edit(end, end, f"{_line_end(text)}formerly: [{old}]")


def _add_former(formerly: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(old if name == new else name for name in formerly) if new in formerly else (*formerly, old)


def _line_end(text: str) -> str:
    """The line end that a text uses."""
    found = _LINE_END.search(text)
    return found[0] if found else "\n"


def _apply(text: str, edits: list[_Edit]) -> str:
    parts: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        parts += text[position : edit.start], edit.text
        position = edit.end
    return "".join((*parts, text[position:]))


def _expect(data: dict[str, Any], uses: list[_Use], old: str, new: str) -> dict[str, Any]:
    """The data that a record must hold when it is read again."""
    offsets: dict[Path, list[int]] = defaultdict(list)
    for use in uses:
        offsets[use.path].append(use.offset)

    def rewrite(value: Any, path: Path) -> Any:
        if isinstance(value, dict):
            return {key: rewrite(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, tuple):
            return tuple(rewrite(item, (*path, index)) for index, item in enumerate(value))
        return _apply(value, [_edit_at(offset, old, new) for offset in offsets[path]]) if path in offsets else value

    return {key: rewrite(value, (key,)) for key, value in data.items()}


def _verify(record: LoadedRecord, after: str, expected: dict[str, Any], first: _Edit) -> None:
    """Read the changed text again: it must have the expected data, and be valid."""
    document = record.document
    again = read_yaml(record.path, after.encode(), document.limits)
    if again.data != expected or again.problems:
        raise _cannot_rewrite(document, position_at(document.text, first.start))
    try:
        record.model.make(record.id, expected, record.reading)
    except ValidationError as error:
        raise RenameError(f"{record.path} would not be valid: {error.errors()[0]['msg']}") from None


def _cannot_rewrite(document: YamlDocument, position: Position) -> RenameError:
    place = f"{document.path}:{position.line}:{position.column}"
    return RenameError(f"{place}: this cannot be rewritten in place; write the id plainly, without escapes")


def _value_at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _find_occurrence(text: str, needle: str, occurrence: int) -> int:
    """The offset of the n-th occurrence, counted from 0; overlapping ones count. -1 where there are fewer."""
    offset = -1
    for _ in range(occurrence + 1):
        offset = text.find(needle, offset + 1)
        if offset < 0:
            break
    return offset


def _count_occurrences(text: str, needle: str) -> int:
    count, offset = 0, text.find(needle)
    while offset >= 0:
        count, offset = count + 1, text.find(needle, offset + 1)
    return count


def _read(path: FilePath) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RenameError(f"cannot read {path}: {error.strerror}") from None


def _decode(path: FilePath, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise RenameError(f"{path} is not UTF-8") from None
