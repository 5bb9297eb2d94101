"""`csto-kb new`: what it writes, fills in and refuses."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import REPOSITORY
from csto_kb.cli import main
from csto_kb.diagnostics import Diagnostic
from csto_kb.model import BY_KIND, MODELS, Entity, Source
from csto_kb.project import load_project
from csto_kb.scaffold.addresses import read_address, suggest_id
from csto_kb.scaffold.hints import select_needed
from csto_kb.scaffold.records import uncomment
from csto_kb.scaffold.schemas import schema_files
from csto_kb.subject import read_subject

ABOUT = read_subject(REPOSITORY).subject
TODAY = "2026-11-25"
PROSE = "It is an example [@herald-2022, para. 3]."
BLANKS = {
    "name": "An example: the first",
    "type": "",
    "speaker": "ivan-petrov",
    "question": "does-the-pact-bind",
    "stance": "denies",
    "date": "2022-11",
    "retrieved": TODAY,
    "answered": TODAY,
    "language": "en",
    "publisher": "Example",
    "verdict": "Nobody knows.",
}
"""What an editor writes behind a key; '' for the first of its choices."""
IDS = {
    "state": "armenia",
    "organization": "pact-organization",
    "person": "ivan-petrov",
    "event": "yerevan-summit-2022",
    "treaty": "northern-pact",
    "question": "does-the-pact-bind",
    "source": "herald-2022",
    "record": "armenia",
}
"""A record of the fixture for each kind that an example names."""

by_kind = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.kind.name)


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), "new", "--today", TODAY, *arguments])


def record_path(root: Path, model: type[Entity], name: str = "an-example") -> Path:
    return root / "entities" / model.kind.folder / f"{name}.yaml"


def fill(text: str, model: type[Entity]) -> str:
    """Fill in the blanks of a skeleton, as an editor does, and nothing else."""
    for field in select_needed(model):
        value = BLANKS.get(field.key) or (field.choices[0] if field.choices else "")
        text = re.sub(rf"^{field.key}:$", f'{field.key}: "{value}"', text, flags=re.MULTILINE)
        text = re.sub(rf"^{field.key}: >-$", f"{field.key}: >-\n  {PROSE}", text, flags=re.MULTILINE)
        text = re.sub(rf"^{field.key}: \[\]$", f"{field.key}: [herald-2022]", text, flags=re.MULTILINE)
    return text


def problems_of(root: Path, path: Path) -> list[Diagnostic]:
    relative = path.relative_to(root).as_posix()
    return [found for found in load_project(root).diagnostics if found.path == relative]


@by_kind
def test_filled_skeleton_is_sound(project: Path, model: type[Entity]) -> None:
    """Once its blanks are filled a new record passes the check, but that nothing leads to it yet."""
    assert call(project, model.kind.name, "an-example").exit_code == 0
    path = record_path(project, model)
    path.write_text(fill(path.read_text(encoding="utf-8"), model), encoding="utf-8")
    assert {found.code for found in problems_of(project, path)} <= {"unlinked-entity", "uncited-source"}


@by_kind
def test_blank_is_reported(project: Path, model: type[Entity]) -> None:
    """What is left to do is what the check says, a message for each blank that must be filled."""
    call(project, model.kind.name, "an-example")
    path = record_path(project, model)
    found = problems_of(project, path)
    lines = path.read_text(encoding="utf-8").splitlines()
    blanks = {line.split(":")[0] for line in lines if re.fullmatch(r"[a-z_]+:( >-| \[\])?", line)}
    assert {lines[item.line - 1].split(":")[0] for item in found} == blanks - set(model.alternatives)
    assert not any("None" in item.message for item in found), "an editor does not speak Python"


@by_kind
def test_every_example_is_valid(project: Path, model: type[Entity]) -> None:
    """Every commented-out line is a valid use of its key, once its ids are those of records."""
    call(project, model.kind.name, "an-example")
    path = record_path(project, model)
    text = uncomment(fill(path.read_text(encoding="utf-8"), model))
    text = re.sub(r"id-of-an?-([a-z]+)", lambda match: IDS[match[1]], text)
    text = text.replace("lake-treaty#article-1", "northern-pact#article-4").replace("northland", "armenia")
    text = text.replace("tass-2024-02", "herald-2022")
    if model.kind.name == "event":
        text = re.sub(r"^date: .*\n", "", text, flags=re.MULTILINE)  # a date or an interval
        text = re.sub(r"^type: .*", "type: vote", text, flags=re.MULTILINE)  # only a vote has votes
    if model.kind.name == "source":
        text = re.sub(r"^origin: .*\n", "", text, flags=re.MULTILINE)  # the words of a source that is no record
    path.write_text(text, encoding="utf-8")
    assert [found for found in problems_of(project, path) if found.severity == "error"] == []
    written = set(re.findall(r"^([a-z_0-9]+):", text, re.MULTILINE))
    left_out = {"formerly"} | {"event": {"date"}, "source": {"origin"}}.get(model.kind.name, set())
    assert written == {info.alias or name for name, info in model.model_fields.items()} - left_out


def test_modeline_leads_to_the_schema(project: Path) -> None:
    """Where the project has schemas; elsewhere an editor would only say that it finds none."""
    call(project, "state", "without")
    assert "yaml-language-server" not in record_path(project, BY_KIND["state"], "without").read_text(encoding="utf-8")
    for path, content in schema_files(ABOUT).items():
        (project / path).parent.mkdir(exist_ok=True)
        (project / path).write_text(content, encoding="utf-8")
    call(project, "state", "with")
    record = record_path(project, BY_KIND["state"], "with")
    first = record.read_text(encoding="utf-8").splitlines()[0]
    address = first.removeprefix("# yaml-language-server: $schema=")
    assert (record.parent / address).resolve() == project / "schemas/state.json"
    assert '"with"' in (project / "schemas/ids.json").read_text(encoding="utf-8"), "the new id is offered at once"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("state", "armenia"), "taken by entities/states/armenia.yaml"),
        (("term", "armenia"), "taken by entities/states/armenia.yaml"),
        (("organization", "old-pact-organization"), "a former id of 'pact-organization'"),
        (("state", "New-Land"), "is not an id"),
        (("state", "new--land"), "is not an id"),
        (("state", "../../x"), "is not an id"),
        (("state", "x" * 81), "an id of 81 characters"),
        (("state", "con"), "Windows has no file"),
        (("sttae", "newland"), "did you mean 'state'?"),
        (("nonsense", "newland"), "the kinds are organization, state"),
        (("event", "https://example.org/x"), "only a source"),
        (("source", "https://user:word@example.org/"), "is not a web address"),
        (("source", "http://www.example.org/gazette/2002/#top"), "cite gazette-2002, in entities/sources/gazette-2002"),
        (("source", "https://m.example.org:443/gazette/2002?utm_source=mail"), "cite gazette-2002"),
        (("source", "https://web.archive.org/web/20240203000000/http://example.org/gazette/2002"), "cite gazette-2002"),
        (
            ("source", "https://web.archive.org/web/20240203/https://example.org/herald/2022?b=2&a=1"),
            "cite herald-2022",
        ),
        (("source", "newsource", "--id", "other"), "--id goes with a URL"),
        (("source", "https://example.org/x", "--id", "herald-2022"), "taken by"),
    ],
)
def test_refusal(project: Path, arguments: tuple[str, ...], reason: str) -> None:
    before = sorted(project.rglob("*"))
    result = call(project, *arguments)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert sorted(project.rglob("*")) == before


def test_nothing_is_overwritten(project: Path) -> None:
    """Not even what is no record to the loader: here a link that leads nowhere."""
    path = record_path(project, BY_KIND["term"])
    path.symlink_to(project / "elsewhere.yaml")
    result = call(project, "term", "an-example")
    assert result.exit_code == 2
    assert "taken by" in result.stderr
    assert not (project / "elsewhere.yaml").exists()
    path.unlink()
    call(project, "term", "an-example")
    written = path.read_bytes()
    assert call(project, "term", "an-example").exit_code == 2
    assert path.read_bytes() == written


def test_source_from_its_address(project: Path) -> None:
    result = call(project, "source", "https://news.example.com/en/2023/05/07/leaders-meet-again.html")
    path = project / "entities/sources/example-2023-05-leaders-meet-again.yaml"
    assert path.name in result.output
    text = path.read_text(encoding="utf-8")
    for line in (
        "publisher: news.example.com",
        "url: https://news.example.com/en/2023/05/07/leaders-meet-again.html",
        "published: 2023-05-07",
        f"retrieved: {TODAY}",
        "language: en",
        f"reviewed: {TODAY}",
    ):
        assert f"\n{line}\n" in text
    path.write_text(fill(text, Source), encoding="utf-8")
    assert {found.code for found in problems_of(project, path)} == {"uncited-source"}


def test_source_of_another_day_is_another_version(project: Path) -> None:
    """Of a page that is recorded with an archived copy; the check does not take the two for one either."""
    result = call(project, "source", "https://web.archive.org/web/20250601000000/https://example.org/gazette/2002")
    assert result.exit_code == 0
    path = project / "entities/sources/example-2002.yaml"
    path.write_text(fill(path.read_text(encoding="utf-8"), Source), encoding="utf-8")
    assert {found.code for found in problems_of(project, path)} == {"uncited-source"}


def test_source_id_is_free_or_given(project: Path) -> None:
    for expected, arguments in (
        ("example-a.yaml", ("https://example.net/a",)),
        ("example-a-2.yaml", ("https://example.net/b/a",)),
        ("chosen.yaml", ("https://example.net/c", "--id", "chosen")),
    ):
        assert call(project, "source", *arguments).exit_code == 0
        assert (project / "entities/sources" / expected).is_file()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.net/x", {"publisher": "example.net"}),
        ("https://www.example.net/x", {"publisher": "example.net"}),
        ("https://ru.example.net/x", {"publisher": "ru.example.net", "language": "ru"}),
        ("https://example.net/eng/news/1", {"publisher": "example.net", "language": "en"}),
        ("https://example.net/x?lang=hy", {"publisher": "example.net", "language": "hy"}),
        ("https://uk.example.net/x", {"publisher": "uk.example.net"}),
        ("https://example.net/2023/2/3/x", {"publisher": "example.net", "published": "2023-02-03"}),
        ("https://example.net/2023-02/x", {"publisher": "example.net", "published": "2023-02"}),
        ("https://example.net/2023/21/x", {"publisher": "example.net"}),
        ("https://example.net/20230203/1999", {"publisher": "example.net"}),
        (
            "https://web.archive.org/web/20220110123456/https://example.net/x",
            {
                "publisher": "example.net",
                "url": "https://example.net/x",
                "archived_url": "https://web.archive.org/web/20220110123456/https://example.net/x",
                "archived": "2022-01-10",
            },
        ),
    ],
)
def test_what_an_address_tells(address: str, expected: dict[str, str]) -> None:
    assert read_address(address, []) == {"url": address, **expected}


def test_what_the_sources_of_a_host_agree_on() -> None:
    def source(number: int, publisher: str) -> Source:
        data = {"name": "x", "type": "news", "publisher": publisher, "retrieved": TODAY, "language": "hy"}
        return Source.make(f"s{number}", {**data, "url": f"https://www.example.net/{number}", "reviewed": TODAY})

    url = "https://example.net/x"
    assert read_address(url, [source(1, "The Example")]) == {"url": url, "publisher": "The Example"}
    three = [source(number, "The Example") for number in range(3)]
    assert read_address(url, three) == {"url": url, "publisher": "The Example", "language": "hy", "type": "news"}
    assert read_address(url, [source(1, "One"), source(2, "Two")]) == {"url": url, "publisher": "example.net"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://tass.com/politics/1234567", "tass-1234567"),
        ("https://news.bbc.co.uk/1/hi/world/", "bbc-world"),
        ("https://example.org", "example"),
        ("https://example.org/wiki/%D0%9E%D0%94%D0%9A%D0%91", "example"),
        ("https://xn--e1afmkfd.example/", "xn-e1afmkfd"),
        ("https://пример.рф/новости", "source"),
    ],
)
def test_suggested_id(address: str, expected: str) -> None:
    assert suggest_id(address, ()) == expected
