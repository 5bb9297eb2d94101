"""Hostile files: each gets its diagnostic, at the right place, from a process that has little memory and little time.

A case prepares the fixture project. It is loaded, and the prose of what is sound rendered, in a child whose address
space may grow by 256 MiB and which the system ends after ten seconds of work.
"""

import errno
import json
import multiprocessing
import os
import re
import resource
import socket
import stat
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from browser import lack
from csto_kb import loader
from csto_kb.diagnostics import Diagnostic, format_text
from csto_kb.loader import load_records

pytestmark = pytest.mark.whole

HEAD = "name: Example\nreviewed: 2026-11-23\n"
EXAMPLE = "entities/terms/example.yaml"
FOUND = "entities/events/yerevan-summit-2022.yaml"

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["csto_kb.project"])

Prepare = Callable[[Path], None]


def diagnose(root: Path) -> list[Diagnostic]:
    """Load a project and render its summaries in a child that has little of everything."""
    receiving, sending = _PROCESSES.Pipe(duplex=False)
    child = _PROCESSES.Process(target=_diagnose, args=(root, sending))
    child.start()
    sending.close()
    try:
        found: list[Diagnostic] = receiving.recv()
    except EOFError:
        child.join()
        pytest.fail(f"the child ended with {child.exitcode}")
    child.join()
    assert child.exitcode == 0
    return found


def _diagnose(root: Path, sending: Connection) -> None:
    from csto_kb.project import load_project
    from csto_kb.render.view import View
    from csto_kb.sentences import first_sentence

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + (256 << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    project = load_project(root)
    view = View(project.context, "")
    for entity in project.graph.entities.values():
        if entity.summary:
            view.prose(entity.summary)
            first_sentence(view.plain(entity.summary))
    sending.send(project.diagnostics)


def _shown(found: list[Diagnostic]) -> list[str]:
    """What is said of the files that a case made; that nothing links them is no wonder."""
    expected_of_any = ("unlinked-entity", "missing-summary")
    return [line for one in found if one.code not in expected_of_any for line in format_text([one]).splitlines()[:1]]


def _text(text: str | bytes, path: str = EXAMPLE) -> Prepare:
    def write(root: Path) -> None:
        (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())

    return write


def _named(*names: str | bytes) -> Prepare:
    def write(root: Path) -> None:
        for name in names:
            (root / "entities" / "terms" / os.fsdecode(name)).write_text(HEAD, encoding="utf-8")

    return write


def _link(path: str, to: str) -> Prepare:
    return lambda root: (root / path).symlink_to(to)


def _link_folder(path: str) -> Prepare:
    """Move a folder out of the tree and leave a link in its place."""

    def move(root: Path) -> None:
        (root / path).rename(root.parent / "elsewhere")
        (root / path).symlink_to(root.parent / "elsewhere", target_is_directory=True)

    return move


def _device(root: Path) -> None:
    try:
        os.mknod(root / EXAMPLE, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        lack("only root makes devices")


def _socket(root: Path) -> None:
    here = Path.cwd()
    os.chdir(root)  # the path of a socket is short
    try:
        socket.socket(socket.AF_UNIX).bind(EXAMPLE)
    finally:
        os.chdir(here)


def _sparse(root: Path) -> None:
    (root / EXAMPLE).touch()
    os.truncate(root / EXAMPLE, 1 << 40)


def _limit(line: int, column: int, message: str, name: str, value: str) -> list[str]:
    return [f"{EXAMPLE}:{line}:{column}: error[yaml-limit] {message}: the limit '{name}' is {value}"]


def _error(line: int, column: int, code: str, message: str, path: str = EXAMPLE) -> list[str]:
    return [f"{path}:{line}:{column}: error[{code}] {message}"]


def _scalar(length: int) -> tuple[str, str, str]:
    return f"a text of {length:,} characters", "scalar_length", "20,000"


def _missing() -> list[str]:
    return _error(1, 1, "missing-key", "the record has no 'reviewed'")


def _zebra(line: int) -> list[str]:
    return _error(line, 1, "unknown-key", "zebra: no such key")


def _unread(reason: str) -> list[str]:
    return _error(1, 1, "file-unreadable", f"cannot be read: {reason}")


LAUGHS = "a: &a [lol, lol]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {x: 1}\n" + "".join(
    f"{new}: &{new}\n  <<: [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

CASES: dict[str, tuple[Prepare, list[str]]] = {
    # Nesting
    "open brackets": (_text("[" * 100_000), _limit(1, 13, "nested too deep", "depth", "12")),
    "open braces": (_text("a: " + "{a: " * 50_000), _limit(1, 48, "nested too deep", "depth", "12")),
    "hyphens": (_text("- " * 100_000), _limit(1, 25, "nested too deep", "depth", "12")),
    "question marks": (
        _text("? " * 100_000),
        _error(1, 3, "yaml-syntax", "a collection as a key"),
    ),
    "a deep list": (_text(f"{HEAD}x: {'[' * 12}{']' * 12}"), _limit(3, 15, "nested too deep", "depth", "12")),
    # Bombs
    "a billion laughs": (_text(LAUGHS), _error(1, 4, "yaml-feature", "anchor '&a'")),
    "merge keys": (_text(MERGES), _error(1, 4, "yaml-feature", "anchor '&a'")),
    "an alias of itself": (_text(f"{HEAD}a: *a"), _error(3, 4, "yaml-feature", "alias '*a'")),
    "a merge key alone": (_text(f"{HEAD}<<: {{a: 1}}"), _error(3, 1, "yaml-feature", "a merge key '<<'")),
    "anchors": (_text("&a " * 50_000), _error(1, 1, "yaml-feature", "anchor '&a'")),
    "a tag of Python": (
        _text(f"{HEAD}summary: !!python/object/apply:os.system [id]"),
        _error(3, 10, "yaml-feature", "tag 'tag:yaml.org,2002:python/object/apply:os.system'"),
    ),
    "documents": (_text("--- a\n" * 10_000), _error(2, 1, "yaml-feature", "a second document")),
    # Size
    "a terabyte": (_sparse, _limit(1, 1, "the file is too large", "file_bytes", "262,144")),
    "a plain scalar": (_text(f"{HEAD}summary: {'x' * 200_000}"), _limit(3, 10, *_scalar(200_000))),
    "a quoted scalar": (_text(f"{HEAD}summary: '{'x' * 200_000}'"), _limit(3, 10, *_scalar(200_000))),
    "a literal scalar": (_text(f"{HEAD}summary: |\n" + "  x\n" * 60_000), _limit(3, 10, *_scalar(120_000))),
    "a folded scalar": (_text(f"{HEAD}summary: >\n" + "  x\n" * 60_000), _limit(3, 10, *_scalar(120_000))),
    "escapes": (_text(HEAD + 'summary: "' + r"\x41" * 60_000 + '"'), _limit(3, 10, *_scalar(60_000))),
    "a key": (_text(f"{HEAD}? {'x' * 100_000}\n: 1"), _limit(3, 3, *_scalar(100_000))),
    "keys": (
        _text(HEAD + "".join(f"x{index}: 1\n" for index in range(20_000))),
        _limit(201, 1, "too many keys in a mapping", "keys", "200"),
    ),
    "items": (
        _text(f"{HEAD}aliases: [{'a, ' * 50_000}]"),
        _limit(3, 11 + 3 * 1000, "too many items in a list", "items", "1,000"),
    ),
    "values": (
        _text(HEAD + "aliases: [" + f"[{'a, ' * 999}], " * 60 + "]"),
        _limit(3, 60007, "too many values", "values", "20,000"),
    ),
    "digits": (
        _text(f"{HEAD}summary: {'9' * 19_999}"),
        _limit(3, 10, "a number of 19,999 digits", "digits", "18"),
    ),
    "a line": (
        _text(f"reviewed: 2026-11-23\nname: {'x' * 19_000}"),
        _limit(2, 7, "name: a text of 19,000 characters", "line_length", "500"),
    ),
    "a name in another language": (
        _text(f"{HEAD}names: {{ru: {'я' * 501}}}"),
        _limit(3, 13, "names.ru: a text of 501 characters", "line_length", "500"),
    ),
    "prose": (
        _text(f"{HEAD}summary: {'x' * 19_000}"),
        _limit(3, 10, "summary: a text of 19,000 characters", "prose_length", "12,000"),
    ),
    # Characters
    "a null character": (
        _text(b"name: a\0b\n"),
        _error(1, 8, "yaml-character", "character U+0000 is not allowed in a record"),
    ),
    "an escape sequence": (
        _text("name: a\nsummary: é\x1b[2J"),
        _error(2, 11, "yaml-character", "character U+001B is not allowed in a record"),
    ),
    "an escaped escape sequence": (
        _text(HEAD + r'summary: "\e[2J"'),
        _error(3, 10, "yaml-character", "character U+001B is not allowed in a record"),
    ),
    "a lone surrogate": (_text(b"name: a\nsummary: \xed\xa0\x80"), _error(2, 10, "file-encoding", "not UTF-8")),
    "an escaped surrogate": (
        _text(HEAD + r'summary: "\ud800"'),
        _error(3, 13, "yaml-syntax", "while parsing a quoted scalar, found invalid Unicode character escape code"),
    ),
    "text from right to left": (
        _text("name: a\u202eb\n"),
        _error(1, 8, "yaml-character", "character U+202E is not allowed in a record"),
    ),
    "an isolate": (
        _text("name: a\u2066b\n"),
        _error(1, 8, "yaml-character", "character U+2066 is not allowed in a record"),
    ),
    "a zero-width space": (
        _text("name: Arm\u200benia\n"),
        _error(1, 10, "yaml-character", "character U+200B is not allowed in a record"),
    ),
    "hidden tags": (
        _text("name: a\U000e0041\n"),
        _error(1, 8, "yaml-character", "character U+E0041 is not allowed in a record"),
    ),
    # Encodings
    "UTF-16": (_text(HEAD.encode("utf-16")), _error(1, 1, "file-encoding", "UTF-16, not UTF-8")),
    "UTF-16 backwards": (
        _text(b"\xfe\xff" + HEAD.encode("utf-16-be")),
        _error(1, 1, "file-encoding", "UTF-16, not UTF-8"),
    ),
    "UTF-16 without a mark": (
        _text(HEAD.encode("utf-16-le")),
        _error(1, 2, "yaml-character", "character U+0000 is not allowed in a record"),
    ),
    "UTF-32": (_text(HEAD.encode("utf-32")), _error(1, 1, "file-encoding", "UTF-32, not UTF-8")),
    "Latin-1": (
        _text("name: Example\nsummary: déjà".encode("latin-1")),
        _error(2, 11, "file-encoding", "not UTF-8"),
    ),
    "a byte order mark": (_text("\ufeffname: E\nzebra: 1"), _missing() + _zebra(2)),
    "CRLF": (_text("name: E\r\n\r\nzebra: 1\r\n"), _missing() + _zebra(3)),
    "CR": (_text("name: E\r\rzebra: 1\r"), _missing() + _zebra(3)),
    # No files
    "a pipe": (lambda root: os.mkfifo(root / EXAMPLE), _unread("a pipe, not a file")),
    "a device": (_device, _unread("a device, not a file")),
    "a socket": (_socket, _unread("a socket, not a file")),
    "a folder": (lambda root: (root / EXAMPLE).mkdir(), _unread("a folder, not a file")),
    "a link out of the tree": (_link(EXAMPLE, "/etc/passwd"), _unread("a symbolic link, not a file")),
    "a link to a device": (_link(EXAMPLE, "/dev/zero"), _unread("a symbolic link, not a file")),
    "a link within the tree": (_link(EXAMPLE, "consensus.yaml"), _unread("a symbolic link, not a file")),
    "a link in a loop": (_link(EXAMPLE, "example.yaml"), _unread("a symbolic link, not a file")),
    "a dead link": (_link(EXAMPLE, "nowhere"), _unread("a symbolic link, not a file")),
    "a folder that is a link": (
        _link_folder("entities/questions"),
        [
            "entities/claims/petrov-2022-request.yaml:4:11: error[unknown-reference] question: "
            "no question 'does-the-pact-bind'",
            "entities/questions:1:1: error[stray-file] not a folder of records",
        ],
    ),
    "a folder linked in a loop": (
        _link("entities/loop", "."),
        ["entities/loop:1:1: error[stray-file] not a folder of records"],
    ),
    "all records are a link": (
        _link_folder("entities"),
        ["entities:1:1: error[file-unreadable] cannot be read: a symbolic link"],
    ),
    # Names
    "names that differ in case": (
        _named("Example.yaml", "example.yaml", "EXAMPLE.yaml"),
        [
            "entities/terms/EXAMPLE.yaml:1:1: error[bad-id] 'EXAMPLE' is not an id",
            "entities/terms/Example.yaml:1:1: error[bad-id] 'Example' is not an id",
        ],
    ),
    "names that differ in form": (
        _named("caf\u00e9.yaml", "cafe\u0301.yaml"),
        [
            "entities/terms/cafe\u0301.yaml:1:1: error[bad-id] 'cafe\u0301' is not an id",
            "entities/terms/caf\u00e9.yaml:1:1: error[bad-id] 'caf\u00e9' is not an id",
        ],
    ),
    "names of devices": (
        _named("con.yaml", "nul.yaml", "com1.yaml", "lpt9.yaml"),
        [
            f"entities/terms/{name}.yaml:1:1: error[bad-id] Windows has no file called '{name}'"
            for name in ("com1", "con", "lpt9", "nul")
        ],
    ),
    "a former name of a device": (
        _text(f"{HEAD}formerly: [aux]"),
        _error(3, 12, "wrong-value", "formerly[0]: Windows has no file called 'aux'"),
    ),
    "a long name": (
        _named(f"{'x' * 81}.yaml"),
        [f"entities/terms/{'x' * 81}.yaml:1:1: error[bad-id] an id of 81 characters; it has at most 80"],
    ),
    "no name": (_named(".yaml"), []),  # hidden, and so no record
    "dots": (_named("...yaml"), []),
    "a name that leads upward": (_named("..\\..\\x.yaml"), []),
    "backslashes": (
        _named("x\\..\\x.yaml"),
        ["entities/terms/x\\..\\x.yaml:1:1: error[bad-id] 'x\\..\\x' is not an id"],
    ),
    "a name that commands": (
        _named("x\n::error::forged\x1b[2J.yaml"),
        [
            r"entities/terms/x\n::error::forged\x1b[2J.yaml:1:1: error[bad-id] "
            r"'x\n::error::forged\x1b[2J' is not an id"
        ],
    ),
    "a name that is no text": (
        _named(b"x\xff.yaml"),
        [r"entities/terms/x\udcff.yaml:1:1: error[bad-id] 'x\udcff' is not an id"],
    ),
    "a way out in a reference": (
        _text(f"{HEAD}see_also: [../../../etc/passwd]"),
        _error(3, 12, "bad-reference", "see_also[0]: '../../../etc/passwd' is not an id"),
    ),
    "a way out in a former name": (
        _text(f"{HEAD}formerly: [../../x]"),
        _error(3, 12, "wrong-value", "formerly[0]: '../../x' is not an id"),
    ),
    "a way out in prose": (
        _text(f"{HEAD}summary: '[[../../x]] [@herald-2022]'"),
        _error(3, 13, "prose-notation", "'../../x' is not an id"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_hostile_file(name: str, project: Path) -> None:
    prepare, expected = CASES[name]
    prepare(project)
    assert _shown(diagnose(project)) == expected


# What cannot be prepared beforehand


def test_a_file_that_vanishes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its folder was listed, and before it is opened or while it is looked at."""
    read, look = loader.read_file, os.lstat

    def vanish_and_read(path: Path, most: int) -> bytes:
        if path.name == "consensus.yaml":
            path.unlink()
        return read(path, most)

    def look_and_vanish(path: Path) -> os.stat_result:
        status = look(path)
        if path.name == "russia.yaml":
            path.unlink()
        return status

    monkeypatch.setattr(loader, "read_file", vanish_and_read)
    monkeypatch.setattr(os, "lstat", look_and_vanish)
    assert _shown(load_records(project).diagnostics) == [
        "entities/states/russia.yaml:1:1: error[file-unreadable] cannot be read: No such file or directory",
        "entities/terms/consensus.yaml:1:1: error[file-unreadable] cannot be read: No such file or directory",
    ]


def test_a_file_that_becomes_a_pipe(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at it and the opening, which must not wait for somebody to write."""
    look = os.lstat

    def look_and_replace(path: Path) -> os.stat_result:
        status = look(path)
        if path.name == "russia.yaml":
            path.unlink()
            os.mkfifo(path)
        return status

    monkeypatch.setattr(os, "lstat", look_and_replace)
    assert _shown(load_records(project).diagnostics) == [
        "entities/states/russia.yaml:1:1: error[file-unreadable] cannot be read: a pipe, not a file"
    ]


def test_a_folder_that_cannot_be_listed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its records are not passed over in silence."""
    listing = Path.iterdir

    def refuse(path: Path) -> Iterator[Path]:
        if path.name == "states":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return listing(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert "entities/states:1:1: error[file-unreadable] cannot be read: Permission denied" in _shown(
        load_records(project).diagnostics
    )


# Prose that is slow to render

SLOW = (
    "[",
    "![a",
    "[a](",
    "[[a",
    "[@a;",
    "`",
    "` ``",
    "*",
    "*a",
    "**a ",
    "_*",
    "<a",
    "<http:",
    "&a",
    "> ",
    ">\n",
    "- ",
)
SLOW += ("- a\n", "1. a\n", "a\n\n", "[a](<b", "]", "\\", "[*", "![[]()", "a**b", "> - ", "~~~\n", "&#1")


def _write_slow(root: Path, texts: list[str]) -> dict[str, str]:
    """Write a record for each text; return the text by the path of its file."""
    paths = {f"entities/terms/slow-{number}.yaml": text for number, text in enumerate(texts)}
    for path, text in paths.items():
        record = {"name": "Example", "reviewed": "2026-11-23", "summary": f"a {text}"}
        (root / path).write_text(json.dumps(record), encoding="utf-8")
    return paths


def test_slow_prose(project: Path) -> None:
    """Just within the limit it is rendered: all of it in the time of one."""
    marks = [len(re.findall(r"[\[\]*_`<>&!\\\n]", piece)) or 1 for piece in SLOW]
    texts = [(piece * (4_900 // count))[:11_000] for piece, count in zip(SLOW, marks, strict=True)]
    _write_slow(project, texts)
    assert [one for one in diagnose(project) if one.code == "yaml-limit"] == []


def test_too_much_slow_prose(project: Path) -> None:
    """Tens of thousands name the record."""
    paths = _write_slow(project, [piece * 40_000 for piece in SLOW])
    assert {one.path for one in diagnose(project) if one.code == "yaml-limit"} == paths.keys()
