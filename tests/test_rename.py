"""`csto-kb rename`: every reference rewritten, and not a byte beside them."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import REPOSITORY, read_tree
from csto_kb.cli import main
from csto_kb.content import Content, read_content
from csto_kb.field_types import Source
from csto_kb.fields import describe, list_parts
from csto_kb.loader import Library, load_records
from csto_kb.model import MODELS, Term
from csto_kb.project import Project, compose_site, load_project
from csto_kb.rename import Change, RenameError, apply_changes, plan_rename, recover_rename
from csto_kb.subject import SUBJECT

pytestmark = pytest.mark.whole

NEW = "zz-a-new-id"
"""An id that occurs nowhere in the repository, in any form."""
REFERENCES = sorted(
    {field.key for model in MODELS for part in list_parts(model) for field in describe(part) if field.ref}
)
"""The keys of all fields that take the id of a record."""


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), "rename", *arguments])


def read_pages(root: Path) -> Content:
    return read_content(root / "content", "content")


def rename(root: Path, old: str, new: str) -> None:
    apply_changes(plan_rename(root, load_records(root), read_pages(root), old, new))


# Over the real records


@pytest.fixture(scope="module")
def pages() -> Content:
    """The repository's hand-written pages."""
    return read_pages(REPOSITORY)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_plan_touches_nothing_but_references(repository: Project, pages: Content, data: st.DataObject) -> None:
    """In every file the new id replaces the old one, and nothing else has changed."""
    old = data.draw(st.sampled_from(list(repository.library.records)))
    own, *others = plan_rename(REPOSITORY, repository.library, pages, old, NEW)
    assert own.path.stem == old
    assert own.target == own.path.with_name(f"{NEW}.yaml")
    if b"\nformerly: [" in own.before:
        added, left = b", %b]", b"]"
    else:
        added, left = (b"\n- %b" if b"\nformerly:" in own.before else b"\nformerly: [%b]"), b""
    added %= old.encode()
    assert own.after.count(added) == 1
    after = own.after.replace(added, left)
    for change in (Change(own.path, own.target, own.before, after, own.references), *others):
        assert change.after.replace(NEW.encode(), old.encode()) == change.before
        assert change.after.count(NEW.encode()) == change.references


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_plan_leaves_no_reference(repository: Project, pages: Content, data: st.DataObject) -> None:
    """Asked of the texts themselves, without our parsers: no link, citation or bare id is left."""
    old = data.draw(st.sampled_from(list(repository.library.records)))
    after = {change.path: change.after for change in plan_rename(REPOSITORY, repository.library, pages, old, NEW)}
    left = re.compile(
        rf"\[\[\s*{old}\s*[\]|#]|\[[^]\n]*@{old}[\],;]|^ *(?:- )?(?:{'|'.join(REFERENCES)}): {old}$", re.MULTILINE
    )
    for path in [*(REPOSITORY / "entities").glob("*/*.yaml"), *(REPOSITORY / "content").glob("*.md")]:
        text = after.get(path, path.read_bytes()).decode("utf-8")
        assert left.search(text) is None, path


@pytest.mark.parametrize("old", ["russia", "collective-security-treaty", "wiki-rahmon"])
def test_there_and_back(tmp_path: Path, old: str) -> None:
    """After a rename the check says what it said before; after the way back one line is new."""
    root = tmp_path / "copy"
    for folder in ("entities", "content", "templates", "geometry"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    for file in (SUBJECT, "search.yaml"):
        shutil.copy(REPOSITORY / file, root)
    before, said = read_tree(root), load_project(root).diagnostics
    path = next((root / "entities").glob(f"*/{old}.yaml"))
    rename(root, old, NEW)
    there = load_project(root)
    assert [found.message.replace(NEW, old) for found in there.diagnostics] == [found.message for found in said]
    assert there.graph.redirects[old] == NEW
    assert not path.exists()
    rename(root, NEW, old)
    after = read_tree(root)
    key = path.relative_to(root).as_posix()
    assert after.pop(key).replace(f"\nformerly: [{NEW}]".encode(), b"") == before.pop(key)
    assert after == before


# However a reference is written


class Anything(Term):
    """A kind with every sort of field that refers to a record."""

    sources: tuple[Source, ...] = ()


STYLES = {
    "plain": "see_also: [{ID}, russia]\n",
    "quoted": "see_also: ['{ID}', \"{ID}\"]\n",
    "on lines": "see_also:\n- russia\n-   {ID}   # armenia, the state\n",
    "with a part": 'about: ["{ID}#article-4"]\n',
    "literal": "summary: |\n  The armenia of [[{ID}]] and [[{ID}|armenia]].\n\n  And [[ {ID} ]], armenia.\n",
    "folded": "summary: >-   # armenia and [[armenia]]\n    Is [[{ID}|a\n    long\n    name]], [[{ID}#article-4]].\n",
    "plain prose": "summary: It is armenia, or [[{ID}]],\n  and [[{ID}|another]] armenia.\n",
    "single quotes": "summary: 'It''s [[{ID}|Armenia''s]], it''s armenia: [[{ID}]]'\n",
    "double quotes": 'summary: "A \\"[[{ID}]]\\"\\n\\nand \\u00e9 armenia [[{ID}]] \\\n  end"\n',
    "citations": "summary: By [@{ID}, p. 3; @herald-2022; @{ID}], not {x}.\nsources: ['{ID}, row \"armenia\"', {ID}]\n",
    "over lines": 'summary: |-\n  > A\n  > [@x; @{ID};\n  > @{ID}, row "armenia"]\n\n  [@x,\n  p. 1;\n  @{ID}] a\n',
    "names like it": "summary: '[[armenia-2]] [[old-armenia]] [[{ID}]] [[armenia-2#armenia]] [@armenia-2, p. 1]'\n",
    "in code": "summary: '`[[armenia]]` and [[{ID}]] and \\[[armenia]]'\n",
    "comments": "# armenia\nsee_also: # [[armenia]]\n  - {ID} # armenia\n# [[armenia]]\n",
    "overlapping": "summary: a-armenia-armenia [[{ID}]] armenia-armenia\n",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["", "BOM"])
@pytest.mark.parametrize("style", STYLES)
def test_style(tmp_path: Path, style: str, newline: str, bom: str) -> None:
    """The reference changes; quotes, comments, line ends and the word itself stay."""
    template = bom + (STYLES[style] + "name: Example\nreviewed: 2022\n").replace("\n", newline)
    before, after = (template.replace("{ID}", name).encode() for name in ("armenia", "hayastan"))
    root = tmp_path / "project"
    path = root / "entities/terms/example.yaml"
    target = root / "entities/sources/armenia.yaml"
    for file, content in ((path, before), (target, b"name: x\nreviewed: 2022\n")):
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    library = _as_if_sound(load_records(root))
    apply_changes(plan_rename(root, library, read_pages(root), "armenia", "hayastan"))
    assert path.read_bytes() == after
    assert not target.exists()


def _as_if_sound(library: Library) -> Library:
    """The records as of a kind that takes sources too, so that one example can show every sort of field."""
    records = {}
    for identifier, record in library.records.items():
        entity = Anything.make(identifier, record.document.data or {})
        records[identifier] = replace(record, model=Anything, entity=entity)
    return Library(records)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See [[armenia]] and [[armenia|it]].\r\n", "See [[hayastan]] and [[hayastan|it]].\r\n"),
        (
            'As [@armenia, row "armenia", "armenia … [@armenia; it]"; @armenia-2].\n',
            'As [@hayastan, row "armenia", "armenia … [@armenia; it]"; @armenia-2].\n',
        ),
        ('As [@x, section "y@z"; @armenia].\n', 'As [@x, section "y@z"; @hayastan].\n'),
        ("As [@x;\r\n@armenia,\r\np. 3].\r\n", "As [@x;\r\n@hayastan,\r\np. 3].\r\n"),
        ("`[[armenia]]` [[armenia#article-1]]\n```\n[[armenia]]\n```\n", None),
        ("[[armenia-2]] [armenia](armenia.md)\n", "[[armenia-2]] [armenia](armenia.md)\n"),
    ],
)
def test_hand_written_page(project: Path, before: str, after: str | None) -> None:
    page = project / "content/deep/page.md"
    page.parent.mkdir()
    page.write_bytes(before.encode())
    rename(project, "armenia", "hayastan")
    expected = after or before.replace("[[armenia#", "[[hayastan#")
    assert page.read_bytes() == expected.encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("reviewed: 2022\n", "reviewed: 2022\nformerly: [armenia]\n"),
        ("reviewed: 2022  # by me\n# end\n", "reviewed: 2022  # by me\nformerly: [armenia]\n# end\n"),
        ("reviewed: 2022\r\n", "reviewed: 2022\r\nformerly: [armenia]\r\n"),
        ("formerly:\r\n- a\r\nreviewed: 2022\r\n", "formerly:\r\n- a\r\n- armenia\r\nreviewed: 2022\r\n"),
        ("reviewed: 2022", "reviewed: 2022\nformerly: [armenia]"),
        ("formerly: []\nreviewed: 2022\n", "formerly: [armenia]\nreviewed: 2022\n"),
        ("formerly: [a, b]  # c\nreviewed: 2022\n", "formerly: [a, b, armenia]  # c\nreviewed: 2022\n"),
        ("formerly:\n  - a\n  - b # c\nreviewed: 2022\n", "formerly:\n  - a\n  - b\n  - armenia # c\nreviewed: 2022\n"),
        ("formerly: [a, hayastan]\nreviewed: 2022\n", "formerly: [a, armenia]\nreviewed: 2022\n"),
        ("formerly:\n- 'hayastan'\nreviewed: 2022\n", "formerly:\n- 'armenia'\nreviewed: 2022\n"),
    ],
)
def test_former_ids(project: Path, before: str, after: str) -> None:
    """The old id is added; a former id that the record gets back makes room for it."""
    name = "name: Armenia\r\n" if "\r\n" in before else "name: Armenia\n"
    (project / "entities/states/armenia.yaml").write_bytes((name + before).encode())
    rename(project, "armenia", "hayastan")
    written = (project / "entities/states/hayastan.yaml").read_bytes()
    assert written == (name + after).encode()


def test_record_in_flow_style(project: Path) -> None:
    path = project / "entities/states/armenia.yaml"
    path.write_text("{name: Armenia, reviewed: 2022, see_also: [armenia]}\n", encoding="utf-8")
    rename(project, "armenia", "hayastan")
    written = (project / "entities/states/hayastan.yaml").read_text(encoding="utf-8")
    assert written == "{name: Armenia, reviewed: 2022, formerly: [armenia], see_also: [hayastan]}\n"


# The command


def test_command(project: Path) -> None:
    (project / "templates/pages/extra.html.jinja").write_text('{{ view.link("armenia") }}', encoding="utf-8")
    result = call(project, "armenia", "hayastan")
    assert result.exit_code == 0
    assert "Rewrote 8 references in 8 files." in result.stdout
    assert "extra.html.jinja:1 names 'armenia'" in result.stderr
    loaded = load_project(project)
    assert loaded.diagnostics == []
    ways = {redirect.url: redirect.target for redirect in compose_site(loaded).redirects}
    assert ways["states/armenia/"] == ways["id/armenia/"] == "states/hayastan/", "the old addresses redirect"


def test_dry_run(project: Path) -> None:
    before = read_tree(project)
    result = call(project, "armenia", "hayastan", "--dry-run")
    assert "Would rewrite 8 references in 8 files." in result.stdout
    assert read_tree(project) == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("armenai", "x"), "did you mean 'armenia'?"),
        (("armenia", "armenia"), "taken by entities/states/armenia.yaml"),
        (("armenia", "russia"), "taken by entities/states/russia.yaml"),
        (("armenia", "old-pact-organization"), "a former id of 'pact-organization'"),
        (("armenia", "../x"), "is not an id"),
        (("armenia", "Armenia"), "is not an id"),
    ],
)
def test_refusal(project: Path, arguments: tuple[str, str], reason: str) -> None:
    before = read_tree(project)
    result = call(project, *arguments)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert read_tree(project) == before


def test_problems_come_first(project: Path) -> None:
    """A broken record may hold references that nobody sees."""
    (project / "entities/terms/broken.yaml").write_text("see_also: [armenia\n", encoding="utf-8")
    result = call(project, "armenia", "hayastan")
    assert result.exit_code == 1
    assert "entities/terms/broken.yaml:" in result.stdout
    assert (project / "entities/states/armenia.yaml").exists()


def test_what_cannot_be_rewritten_in_place(project: Path) -> None:
    """An id that is spelled with an escape: the rename names the place and changes nothing."""
    term = project / "entities/terms/consensus.yaml"
    term.write_text('name: A\nsee_also: ["\\x61rmenia"]\nreviewed: 2022\n', encoding="utf-8")
    before = read_tree(project)
    result = call(project, "armenia", "hayastan")
    assert "entities/terms/consensus.yaml:2:12: this cannot be rewritten" in result.stderr
    assert result.exit_code == 2
    assert read_tree(project) == before


def test_record_that_would_grow_too_long(project: Path) -> None:
    term = project / "entities/terms/consensus.yaml"
    prose = "See [[armenia]] " + "a" * (12_000 - 16)
    term.write_text(f"name: A\nsummary: {prose}\nreviewed: 2022\n", encoding="utf-8")
    before = read_tree(project)
    result = call(project, "armenia", "a-much-longer-name")
    assert "entities/terms/consensus.yaml would not be valid: a text of 12,011 characters" in result.stderr
    assert read_tree(project) == before


# All or nothing


def test_failing_disk_leaves_everything_as_it_was(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever step fails, of writing, replacing and removing."""
    before = read_tree(project)
    changes = plan_rename(project, load_records(project), read_pages(project), "armenia", "hayastan")
    outcomes = []
    for step in range(1, 3 * len(changes)):
        with monkeypatch.context() as patch:
            _fail_at(patch, step)
            try:
                apply_changes(changes)
                outcomes.append("done")
                break
            except RenameError as error:
                assert "No space left" in str(error)
                outcomes.append("refused")
        assert read_tree(project) == before, f"after a failure at step {step}"
    assert outcomes == ["refused"] * (2 * len(changes) + 1) + ["done"]
    assert load_project(project).diagnostics == []


def _fail_at(patch: pytest.MonkeyPatch, step: int) -> None:
    """Let the n-th call that changes the disk fail; what puts things right afterwards succeeds."""
    taken = iter(range(1, step + 1))

    def failing(name: str) -> Callable[..., Any]:
        original = getattr(Path, name)

        def replacement(self: Path, *arguments: Any, **options: Any) -> Any:
            if next(taken, None) == step:
                raise OSError(28, "No space left on device", str(self))
            return original(self, *arguments, **options)

        return replacement

    for name in ("write_bytes", "replace", "unlink"):
        patch.setattr(Path, name, failing(name))


def test_file_that_changed_meanwhile(project: Path) -> None:
    changes = plan_rename(project, load_records(project), read_pages(project), "armenia", "hayastan")
    late = changes[-1].path
    late.write_bytes(late.read_bytes() + b"# more\n")
    before = read_tree(project)
    with pytest.raises(RenameError, match="has changed meanwhile"):
        apply_changes(changes)
    assert read_tree(project) == before


def test_edit_in_the_middle_of_the_writing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that somebody saves while others are replaced keeps the edit; the others are put back."""
    changes = plan_rename(project, load_records(project), read_pages(project), "armenia", "hayastan")
    late, replace_original, replaced = changes[-1].path, Path.replace, iter(range(len(changes)))

    def replace_and_edit(path: Path, target: Path) -> Path:
        if next(replaced) == 1:
            late.write_bytes(late.read_bytes() + b"# more\n")
        return replace_original(path, target)

    before = read_tree(project)
    monkeypatch.setattr(Path, "replace", replace_and_edit)
    with pytest.raises(RenameError, match="has changed meanwhile"):
        apply_changes(changes)
    assert read_tree(project) == {**before, late.relative_to(project).as_posix(): late.read_bytes()}
    assert late.read_bytes().endswith(b"# more\n")


# However it ends

WRITING = ("os.rename", "os.remove", "os.link", "os.chmod", "shutil.copymode")


def _die_at(step: int, number: signal.Signals, changes: list[Change]) -> int:
    """Write a plan in a process that gets a signal at its n-th write; return how that ended."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    left = iter(range(1, step + 1))

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        is_written = event in WRITING or (event == "open" and isinstance(arguments[2], int) and arguments[2] & 3)
        if is_written and next(left, None) == step:
            os.kill(os.getpid(), number)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)
    sys.addaudithook(count)
    with suppress(BaseException):
        apply_changes(changes)
        os._exit(0)
    os._exit(1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the writing is ended in a forked process")
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_ended_at_every_write(number: str, project: Path) -> None:
    """All of it or nothing; after a kill, once the next command has been run. Nothing is left beside."""
    before = read_tree(project)
    changes = plan_rename(project, load_records(project), read_pages(project), "armenia", "hayastan")
    outcomes = []
    for step in range(1, 1_000):
        code = _die_at(step, signal.Signals[number], changes)
        if code == 0:
            break
        assert code == -signal.Signals[number], f"at step {step}"
        if number == "SIGKILL":
            said = recover_rename(project)
            assert recover_rename(project) == []
            assert all("armenia had been ended" in line for line in said)
        after = read_tree(project)
        outcomes.append("nothing" if after == before else "all")
        if after != before:
            assert load_project(project).diagnostics == []
            assert "entities/states/hayastan.yaml" in after
            assert {path for path in after if "rename" in path} == set()
            shutil.rmtree(project / "entities")
            for path, content in before.items():
                (project / path).parent.mkdir(parents=True, exist_ok=True)
                (project / path).write_bytes(content)
    assert outcomes.count("nothing") > len(changes)
    assert outcomes == sorted(outcomes, reverse=True), "once it is done it stays so"


def test_the_next_command_puts_a_killed_rename_right(project: Path) -> None:
    changes = plan_rename(project, load_records(project), read_pages(project), "armenia", "hayastan")
    before = read_tree(project)
    _kill_half_way(project, changes)
    assert read_tree(project) != before
    result = CliRunner().invoke(main, ["-C", str(project), "check"])
    assert (result.exit_code, read_tree(project)) == (0, before)
    assert "csto-kb: the rename of armenia had been ended half-way, and was taken back\n" in result.stderr
    assert call(project, "armenia", "hayastan").exit_code == 0


def test_what_was_edited_after_a_kill_stays(project: Path) -> None:
    changes = plan_rename(project, load_records(project), read_pages(project), "armenia", "hayastan")
    before = read_tree(project)
    _kill_half_way(project, changes)
    edited = changes[1].path
    assert edited.read_bytes() == changes[1].after
    edited.write_bytes(changes[1].after + b"# more\n")
    name = edited.relative_to(project).as_posix()
    assert f"{name} was edited since, and stays as it is" in recover_rename(project)
    assert read_tree(project) == {**before, name: changes[1].after + b"# more\n"}


def _kill_half_way(project: Path, changes: list[Change]) -> None:
    """Kill the writing of a plan when some files are replaced and others are not."""
    for step in range(1, 1_000):
        assert _die_at(step, signal.SIGKILL, changes) == -signal.SIGKILL
        if changes[2].path.read_bytes() == changes[2].after:
            return
        recover_rename(project)


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_command_ended_by_a_signal(number: str, project: Path) -> None:
    """During the third replacement: everything is put back, and the rename can be said again."""
    code = f"""
import os, pathlib, signal
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
replace, calls = pathlib.Path.replace, []
def ended(path, target):
    calls.append(path)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.{number})
    return replace(path, target)
pathlib.Path.replace = ended
from csto_kb.cli import main
main()
"""
    before = read_tree(project)
    command = [sys.executable, "-c", code, "-C", project, "rename", "armenia", "hayastan"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.Signals[number], "", "\ncsto-kb: interrupted\n")
    assert read_tree(project) == before
    assert call(project, "armenia", "hayastan").exit_code == 0


def test_marks_of_an_editor(project: Path) -> None:
    """Emacs leaves a link that leads nowhere beside an open file; and a template may be in another encoding."""
    for folder, name in (("templates", ".#state.html.jinja"), ("content", ".#index.md")):
        (project / folder / name).symlink_to("me@host.4711:1")
    (project / "templates" / "old.html.jinja").write_bytes(b"\xff 'armenia'\n")
    (project / "schemas").mkdir()
    result = call(project, "armenia", "hayastan")
    assert result.exit_code == 0, result.output
    assert '"hayastan"' in (project / "schemas" / "ids.json").read_text(encoding="utf-8")


def test_modes_are_kept(project: Path) -> None:
    path = project / "entities/states/armenia.yaml"
    path.chmod(0o600)
    rename(project, "armenia", "hayastan")
    assert path.with_name("hayastan.yaml").stat().st_mode & 0o777 == 0o600
