"""JSON Schemas, the list of ids and issue forms: as committed, and in the hands of the YAML language server."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY, make_project
from csto_kb.cli import main
from csto_kb.dates import Date, DateError
from csto_kb.loader import load_records
from csto_kb.mkdocs_plugin.preview import Preview
from csto_kb.model import MODELS, Entity
from csto_kb.scaffold.forms import FORMS, form_files
from csto_kb.scaffold.ids import refresh_ids
from csto_kb.scaffold.schemas import SCHEMAS, make_schema, schema_files
from csto_kb.scaffold.vscode import SETTINGS, SettingsError, merge_settings
from csto_kb.site import report_query
from csto_kb.subject import read_subject
from language_server import Editor, open_editor

ABOUT = read_subject(REPOSITORY).subject
RENEW = "run 'csto-kb schema' and commit what it writes"
MODELINE = "# yaml-language-server: $schema=../../schemas/event.json\n"


@pytest.mark.parametrize("path", [*schema_files(ABOUT), *form_files(ABOUT)])
def test_committed_file_is_fresh(path: str) -> None:
    expected = {**schema_files(ABOUT), **form_files(ABOUT)}[path]
    committed = REPOSITORY / path
    assert committed.is_file(), f"{path} is missing: {RENEW}"
    assert committed.read_text(encoding="utf-8") == expected, f"{path} is stale: {RENEW}"


def test_no_file_is_left_over() -> None:
    """A schema or form without a model."""
    found = {f"{SCHEMAS}/{path.name}" for path in (REPOSITORY / SCHEMAS).glob("*.json") if path.name != "ids.json"}
    found |= {f"{FORMS}/{path.name}" for path in (REPOSITORY / FORMS).glob("*.yml")}
    assert found == {*schema_files(ABOUT), *form_files(ABOUT)}, "delete what is left over"


def test_committed_settings_are_fresh() -> None:
    committed = (REPOSITORY / SETTINGS).read_text(encoding="utf-8")
    assert committed == merge_settings(committed), f"{SETTINGS} is stale: {RENEW}"
    for schema, pattern in json.loads(committed)["yaml.schemas"].items():
        assert (REPOSITORY / schema).is_file()
        assert any(REPOSITORY.glob(pattern)), f"no record matches {pattern}"


def test_settings_of_others_are_kept() -> None:
    merged = json.loads(merge_settings('{"editor.rulers": [100], "yaml.schemas": {"old.json": "x"}}'))
    assert merged["editor.rulers"] == [100]
    assert set(merged["yaml.schemas"]) == {f"./{path}" for path in schema_files(ABOUT)}
    with pytest.raises(SettingsError):
        merge_settings("{} // a comment")


def test_command_writes_what_is_stale(project: Path) -> None:
    first = CliRunner().invoke(main, ["-C", str(project), "schema"])
    written = {path.relative_to(project).as_posix() for path in project.rglob("*.*") if path.parent.name != "entities"}
    assert {*schema_files(ABOUT), *form_files(ABOUT), SETTINGS, f"{SCHEMAS}/ids.json"} <= written
    assert f"Wrote {SCHEMAS}/state.json" in first.output
    (project / SCHEMAS / "state.json").write_text("{}", encoding="utf-8")
    assert CliRunner().invoke(main, ["-C", str(project), "schema"]).output == f"Wrote {SCHEMAS}/state.json\n"
    assert CliRunner().invoke(main, ["-C", str(project), "schema"]).output == "Nothing changed.\n"


@given(st.from_regex(r"[0-9X]{4}(-[0-9]{1,2}){0,2}[~?%]?|unknown", fullmatch=True))
def test_schema_takes_every_date(text: str) -> None:
    """The schema may be broader than the check, never narrower."""
    try:
        Date.parse(text)
    except DateError:
        return
    assert re.search(make_schema(MODELS[0], ABOUT)["properties"]["reviewed"]["pattern"], text)


# The list of ids


def test_ids_are_renewed_where_there_are_schemas(project: Path) -> None:
    ids = project / SCHEMAS / "ids.json"
    CliRunner().invoke(main, ["-C", str(project), "check"])
    assert not ids.exists(), "a project without schemas gets none"
    CliRunner().invoke(main, ["-C", str(project), "schema"])
    first = ids.stat().st_mtime_ns
    CliRunner().invoke(main, ["-C", str(project), "check"])
    assert ids.stat().st_mtime_ns == first, "nothing was new"
    (project / "entities/states/newland.yaml").write_text("nonsense", encoding="utf-8")
    CliRunner().invoke(main, ["-C", str(project), "check"])
    lists = json.loads(ids.read_text(encoding="utf-8"))["definitions"]
    assert lists["state"]["enum"] == ["armenia", "newland", "russia", "uzbekistan"], "a broken record too is known"
    assert "northern-pact#article-4" in lists["treaty"]["enum"]
    assert lists["treaty"]["enumDescriptions"][0] == "Northern Pact"
    assert {"armenia", "ivan-petrov", "herald-2022"} <= set(lists["record"]["enum"])


def test_preview_renews_ids(project: Path, tmp_path: Path) -> None:
    """At every reading of the records, which `serve` does at every save."""
    (project / SCHEMAS).mkdir()
    preview = Preview(project, tmp_path)
    preview.read_records()
    (project / "entities/terms/newcomer.yaml").write_text("name: Newcomer\nreviewed: 2022\n", encoding="utf-8")
    assert '"newcomer"' not in (project / SCHEMAS / "ids.json").read_text(encoding="utf-8")
    preview.read_records()
    assert '"newcomer"' in (project / SCHEMAS / "ids.json").read_text(encoding="utf-8")


def test_unwritable_ids_stop_no_check(project: Path) -> None:
    (project / SCHEMAS / "ids.json").mkdir(parents=True)
    refresh_ids(project / SCHEMAS, load_records(project))
    assert [path.name for path in (project / SCHEMAS).iterdir()] == ["ids.json"]


# In an editor


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture project with schemas and the list of ids."""
    root = make_project(tmp_path_factory.mktemp("editor") / "project")
    CliRunner().invoke(main, ["-C", str(root), "schema"])
    return root


@pytest.fixture(scope="module")
def editor(workspace: Path) -> Iterator[Editor]:
    with open_editor(workspace) as opened:
        yield opened


def write(editor: Editor, workspace: Path, name: str, text: str) -> Path:
    """Type a new event into the editor; the text begins on its second line."""
    path = workspace / "entities/events" / f"{name}.yaml"
    editor.open(path, MODELINE + text)
    return path


def test_completion_of_a_key(editor: Editor, workspace: Path) -> None:
    path = write(editor, workspace, "keys", "name: Vote\n\nplaces:\n  - name: Yerevan\n    \n")
    offered = editor.complete(path, 3, 1)
    assert {"relevance", "participants", "sources"} <= set(offered)
    assert "name" not in offered, "it stands there already"
    assert offered["relevance"] == "One or two sentences."
    assert {"state", "latitude"} <= set(editor.complete(path, 6, 5)), "within a part of the record"


@pytest.mark.parametrize(
    ("text", "column", "expected", "unwanted"),
    [
        ("participants: [{who: }]", 22, {"armenia": "Armenia", "ivan-petrov": "Ivan Petrov"}, "northern-pact"),
        ("part_of: []", 11, {"yerevan-summit-2022": "Yerevan summit"}, "armenia"),
        ("legal_basis: []", 15, {"northern-pact#article-4": "Northern Pact, article 4"}, "armenia"),
        ("sources: []", 11, {"herald-2022": "Leaders met in Yerevan"}, "armenia"),
        ("see_also: []", 12, {"armenia": "Armenia", "herald-2022": "Leaders met in Yerevan"}, ""),
    ],
    ids=["one of three kinds", "its own kind", "an article", "a citation", "any record"],
)
def test_completion_of_an_id(
    editor: Editor, workspace: Path, text: str, column: int, expected: dict[str, str], unwanted: str
) -> None:
    path = write(editor, workspace, text.partition(":")[0], f"{text}\n")
    offered = editor.complete(path, 2, column)
    assert offered.items() >= expected.items()
    assert unwanted not in offered


def test_completion_of_an_id_on_a_line_of_its_own(editor: Editor, workspace: Path) -> None:
    path = write(editor, workspace, "lines", "sources:\n  - \nparticipants:\n  - who: \n")
    assert "gazette-2002" in editor.complete(path, 3, 5)
    assert "uzbekistan" in editor.complete(path, 5, 10)


def test_new_ids_are_offered_at_once(editor: Editor, workspace: Path) -> None:
    """Once the list is renewed, and without opening the record again."""
    path = write(editor, workspace, "fresh", "see_also: []\n")
    assert "newcomer" not in editor.complete(path, 2, 12)
    record = workspace / "entities/terms/newcomer.yaml"
    record.write_text("name: Newcomer\nreviewed: 2022\n", encoding="utf-8")
    CliRunner().invoke(main, ["-C", str(workspace), "check"])
    editor.notice_change(workspace / SCHEMAS / "ids.json")
    assert editor.complete(path, 2, 12)["newcomer"] == "Newcomer"


def test_diagnostics(editor: Editor, workspace: Path) -> None:
    path = write(
        editor,
        workspace,
        "wrong",
        "name: Vote\n"
        "type: parade\n"
        "date: 9.10.2022\n"
        "sources: [herald-2023, 'herald-2022, p. 3']\n"
        "reviewed: 2022\n"
        "colour: red\n"
        "facts:\n"
        "  - {property: personnel, value: many, as_of: 2022, sources: [herald-2022]}\n",
    )
    found = {(line, column): message for line, column, message in editor.diagnose(path)}
    assert found.keys() == {(3, 7), (4, 7), (5, 11), (7, 1), (9, 34)}
    assert found[3, 7].startswith('Value is not accepted. Valid values: "summit"')
    assert found[4, 7].startswith("Not a date")
    assert "No record that fits has this id" in found[5, 11]
    assert "colour" in found[7, 1]
    assert 'Expected "number"' in found[9, 34]


def test_missing_key_is_reported(editor: Editor, workspace: Path) -> None:
    path = write(editor, workspace, "missing", "name: Vote\ndate: 2022\nsources: [herald-2022]\nreviewed: 2022\n")
    assert [message for _, _, message in editor.diagnose(path)] == ['Missing property "type".']


def test_hover(editor: Editor, workspace: Path) -> None:
    text = "name: Vote\ntype: vote\ndate: 2022\npart_of: [yerevan-summit-2022]\nrelevance: x\n"
    path = write(editor, workspace, "hover", text)
    assert "#### Date\n\nThe day of an event of one day." in editor.hover(path, 4, 2)
    assert "2022-11-23" in editor.hover(path, 4, 2), "an example"
    assert "#### Why it matters here" in editor.hover(path, 6, 3)
    assert "`exercise`" in editor.hover(path, 3, 2), "the choices"
    assert "`yerevan-summit-2022`: Yerevan summit" in editor.hover(path, 5, 14), "what an id means"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.kind.name)
def test_editor_sees_what_is_blank_in_a_new_record(editor: Editor, workspace: Path, model: type[Entity]) -> None:
    """The modeline of a new record leads to its schema, and that finds the blanks and nothing else."""
    CliRunner().invoke(main, ["-C", str(workspace), "new", model.kind.name, f"new-{model.kind.name}"])
    path = workspace / "entities" / model.kind.folder / f"new-{model.kind.name}.yaml"
    editor.open(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    marked = {lines[line - 1].split(":")[0] for line, _, _ in editor.diagnose(path)}
    path.unlink()
    assert "name" in marked
    assert marked <= {line.split(":")[0] for line in lines if re.fullmatch(r"[a-z_]+:( >-| \[\])?", line)}


def list_forms(data: object, path: str) -> Iterator[str]:
    """Where the values of a record stand, and their form: a short text with letters and digits made alike."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from list_forms(value, f"{path}.{key}")
    elif isinstance(data, list):
        for value in data:
            yield from list_forms(value, f"{path}[]")
    elif isinstance(data, str) and len(data) <= 20:
        form = re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "0", data))
        yield f"{path} {form}"
    else:
        yield f"{path} {type(data).__name__}"


def choose_records() -> list[Path]:
    """The records of the repository that have, between them, every key and every form of value that there is."""
    seen: set[str] = set()
    chosen = []
    for record in load_records(REPOSITORY).records.values():
        forms = set(list_forms(record.document.data, record.model.kind.name))
        if not forms <= seen:
            chosen.append(REPOSITORY / record.path)
        seen |= forms
    return chosen


@pytest.mark.browser
@pytest.mark.records
def test_editor_is_content_with_every_sort_of_record() -> None:
    """What the check accepts no schema marks as wrong: records of the repository, with its own settings."""
    settings = json.loads((REPOSITORY / SETTINGS).read_text(encoding="utf-8"))
    CliRunner().invoke(main, ["-C", str(REPOSITORY), "check"])
    records = choose_records()
    assert len(records) > 100
    with open_editor(REPOSITORY, {"schemas": settings["yaml.schemas"]}) as opened:
        for path in records:
            opened.open(path)
        wrong = {path.name: found for path in records if (found := opened.diagnose(path))}
    assert wrong == {}


# Issue forms


@pytest.mark.parametrize(("path", "text"), form_files(ABOUT).items(), ids=lambda value: Path(str(value)[:60]).stem)
def test_form_is_whole(path: str, text: str) -> None:
    """By the rules of GitHub's form schema: ids and labels unique, options are text, something is required."""
    form = yaml.safe_load(text)
    assert {"name", "description", "title", "body"} == form.keys()
    assert len({field["id"] for field in form["body"]}) == len(form["body"])
    assert len({field["attributes"]["label"] for field in form["body"]}) == len(form["body"])
    for field in form["body"]:
        assert re.fullmatch(r"[a-z][a-z0-9-]*", field["id"])
        assert field["type"] in ("input", "textarea", "dropdown")
        options = field["attributes"].get("options", [])
        assert (field["type"] == "dropdown") == bool(options)
        assert all(isinstance(option, str) and option != "None" for option in options)
        assert len(set(options)) == len(options)
    assert any(field["validations"]["required"] for field in form["body"])


def test_report_fills_in_the_form() -> None:
    """Every parameter of the link but the form and the title is a field of the form."""
    query = dict(parse_qsl(report_query("A & B: #1?", "entities/states/armenia.yaml"), strict_parsing=True))
    assert query["title"] == "Problem: A & B: #1?"
    assert query["record"] == "entities/states/armenia.yaml"
    form = yaml.safe_load(form_files(ABOUT)[f"{FORMS}/{query['template']}"])
    assert query.keys() - {"template", "title"} <= {field["id"] for field in form["body"]}
