"""The tables of data and the API: judged by programs that others wrote, and read back into the records."""

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, validate
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate as validate_openapi
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from csto_kb.export import TABLES
from csto_kb.export.base import to_plain
from csto_kb.export.sqlite import write as write_database
from csto_kb.json_text import write_json
from csto_kb.model import Fact
from csto_kb.project import Project, load_project, make_renderer, write_data
from csto_kb.register import FILES, find_writing


@pytest.fixture
def loaded(project: Path) -> Project:
    """The fixture project with a record whose texts are hard to write."""
    record = project / "entities/states/armenia.yaml"
    text = record.read_text(encoding="utf-8")
    facts = """facts:
  - property: population
    value: 2963000.50
    upper: 3000000
    qualifier: about
    as_of: 2024-01~
    sources: [gazette-2002]
    confidence: low
    note: "'=1+1, \\"quoted\\"; 中文 Հայ"
    according_to: russia
  - property: history
    value: "=HYPERLINK(1) [[russia|the North]] [@gazette-2002, art. 7]"
    from: 1992
    to: unknown
    sources: ["gazette-2002, art. 7", herald-2022]
"""
    record.write_text(text.replace("facts:\n", facts, 1), encoding="utf-8")
    found = load_project(project)
    assert [problem for problem in found.diagnostics if problem.severity == "error"] == []
    return found


@pytest.fixture
def folder(loaded: Project, tmp_path: Path) -> Path:
    """The data files as a reader downloads them."""
    files, problems = write_data(loaded)
    assert problems == []
    for file in files:
        path = tmp_path / "files" / file.url.removeprefix("data/")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(file.encoded)
    return tmp_path / "files"


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table, without the apostrophe that keeps a text from being a formula."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: re.sub(r"^'(?='*[=+\-@\t])", "", cell) for name, cell in row.items()}


def test_the_data_package_is_valid(folder: Path) -> None:
    """Types, required cells, keys and references, by the reference implementation of Data Package."""
    report = validate(folder / "datapackage.json")
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "message"])
    package = Package(folder / "datapackage.json")
    assert {resource.path for resource in package.resources} == {table.file for table in TABLES}


def test_the_database_is_sound(folder: Path) -> None:
    """Whole, with keys that resolve, the rows of the CSV files, and a search that finds any script."""
    with closing(sqlite3.connect(folder / "knowledge-base.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in TABLES:
            (count,) = database.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()  # noqa: S608
            assert count == len(list(read_rows(folder / table.file))), table.name
        found = database.execute("SELECT note FROM search WHERE search MATCH 'Հայ'").fetchall()
        assert len(found) == 1


def test_the_database_is_the_same_each_time(loaded: Project, folder: Path) -> None:
    assert write_database(loaded.context) == (folder / "knowledge-base.sqlite").read_bytes()


def test_statements_are_made_again_from_their_rows(loaded: Project, folder: Path) -> None:
    """Nothing that a record states is lost in the table."""
    rows = {row["id"]: row for row in read_rows(folder / "statements.csv")}
    with closing(sqlite3.connect(folder / "knowledge-base.sqlite")) as database:
        database.row_factory = sqlite3.Row
        stored = {row["id"]: dict(row) for row in database.execute("SELECT * FROM statements")}
    for name, statements in loaded.context.graph.statements.items():
        for located in statements:
            identifier = f"{name}#{located.anchor}"
            expected = json.loads(write_json(to_plain(located.statement)), parse_float=Decimal)
            for row in (rows[identifier], stored[identifier]):
                assert _remake(row, isinstance(located.statement, Fact)) == expected, identifier
    assert len(rows) == sum(map(len, loaded.context.graph.statements.values()))


def _remake(row: dict[str, Any], is_fact: bool) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key in ("as_of", "from", "to", "confidence", "according_to"):
        made[key] = row[key]
    if is_fact:
        number = row["number"] if row["number"] not in ("", None) else None
        made |= {"property": row["property"], "qualifier": row["qualifier"], "upper": _number(row["upper"])}
        made["value"] = row["value"] if number is None else _number(number)
    made["sources"] = row["sources"].split("; ")
    made["note"] = row["note"]
    made |= json.loads(row["more"] or "{}", parse_float=Decimal)
    return {key: value for key, value in made.items() if value not in ("", None)}


def _number(cell: object) -> Decimal | None:
    return Decimal(str(cell)) if cell not in ("", None) else None


def test_a_fact_says_how_it_is_meant(folder: Path) -> None:
    """`about 2,963,000.50, according to` is not the site's own word, and the number keeps its digits."""
    (row,) = (row for row in read_rows(folder / "facts.csv") if row["note"].startswith("'=1+1"))
    assert (row["number"], row["upper"], row["qualifier"]) == ("2963000.50", "3000000", "about")
    assert (row["according_to"], row["confidence"]) == ("russia", "low")
    assert (row["as_of"], row["as_of_first"], row["as_of_last"]) == ("2024-01~", "2024-01-01", "2024-01-31")


def test_the_api_says_what_its_description_says(loaded: Project) -> None:
    """The description is valid, and every answer fits it."""
    writing = find_writing(FILES, "api/v1/openapi.json")
    assert writing
    made = writing.run(make_renderer(loaded), loaded.root)
    assert isinstance(made, list)
    files = {file.url.removeprefix("api/v1"): json.loads(file.encoded) for file in made}
    description = files["/openapi.json"]
    validate_openapi(description)
    registry: Registry[Any] = Registry().with_resource("urn:api", Resource.from_contents(description, DRAFT202012))
    for address in description["paths"]:
        pattern = re.compile(re.escape(address).replace(r"\{id\}", "[^/]+"))
        answers = [content for url, content in files.items() if pattern.fullmatch(url)]
        assert answers, address
        place = address.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
        schema = f"urn:api#/paths/{place}/get/responses/200/content/application~1json/schema"
        validator = OAS31Validator({"$ref": schema}, registry=registry)
        for answer in answers:
            assert [error.message for error in validator.iter_errors(answer)] == []
    records = sum(len(statements) for statements in loaded.context.graph.statements.values())
    assert sum(len(record["statements"]) for record in files["/full.json"]["result"]) == records
    assert files["/all.json"]["total"] == len(loaded.context.graph.entities)
