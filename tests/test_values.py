"""Values as they were written: numbers, language tags, addresses, ids."""

import csv
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import TypeAdapter, ValidationError

from csto_kb.cli import main
from csto_kb.field_types import Language, explain_id
from csto_kb.project import compose_site, load_project
from csto_kb.scaffold.addresses import suggest_id
from csto_kb.web_address import SCHEMA_PATTERN, is_web_address

NUMBERS = ("0.000001", "0.00000010", "12345678901234567.5", "1234567890.12345678", "1.10", "-0.50", "100", "2962300")
STATE = "name: Zz\niso2: ZZ\nsummary: A [[russia]] [@herald-2022].\nfacts:\n{}reviewed: 2026-11-23\n"


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *arguments], catch_exceptions=False)


def test_numbers_keep_their_digits(project: Path) -> None:
    """In the page, in CSV and in JSON, plain and without an exponent."""
    fact = "  - {{property: population, value: {0}, upper: {0}, as_of: {1}, sources: [herald-2022]}}\n"
    facts = "".join(fact.format(number, year) for year, number in enumerate(NUMBERS, 2000))
    (project / "entities/states/zz.yaml").write_text(STATE.format(facts), encoding="utf-8")
    composition = compose_site(load_project(project))
    files = {file.url: file.content for file in composition.files}
    rows = [row for row in csv.DictReader(files["data/facts.csv"].splitlines()) if row["entity"] == "zz"]
    assert [row["value"] for row in rows] == [row["upper"] for row in rows] == list(NUMBERS)
    read = json.loads(files["data/records.json"], parse_float=str, parse_int=str)["states"]["zz"]["facts"]
    assert [item["value"] for item in read] == list(NUMBERS)
    page = next(page.html for page in composition.pages if page.url == "states/zz/")
    for number in NUMBERS:
        assert f"{Decimal(number):,f}–" in page


def test_coordinates_keep_their_digits(project: Path) -> None:
    path = project / "entities/states/armenia.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("40.18", "40.100"), encoding="utf-8")
    composition = compose_site(load_project(project))
    content = next(file.content for file in composition.files if file.url == "data/records.json")
    assert '"latitude": 40.100,' in content


@pytest.mark.parametrize(
    "tag",
    ["ru", "es-419", "be-tarask", "de-1996", "zh-Hant-TW", "zh-cmn-Hans", "sl-rozaj", "de-u-co-phonebk", "x-own"],
)
def test_language_tags_of_bcp_47(tag: str) -> None:
    assert TypeAdapter(Language).validate_python(tag) == tag


@pytest.mark.parametrize("tag", ["", "English", "EN", "en-us", "en_US", "e", "es-41", "en-", "en-a", "a b"])
def test_what_is_no_language_tag(tag: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Language).validate_python(tag)


def test_language_tags_of_all_names(project: Path) -> None:
    path = project / "entities/states/armenia.yaml"
    text = path.read_text(encoding="utf-8").replace("official_names:\n  hy:", "official_names:\n  Armenian:")
    path.write_text(text, encoding="utf-8")
    assert "official_names: not in the required form" in call(project, "check").stdout


@pytest.mark.parametrize("address", ["HTTPS://EXAMPLE.ORG/x", "Http://example.org/", "https://example.org:8080/?a=b#c"])
def test_a_scheme_has_no_case(project: Path, address: str) -> None:
    """Check, schema and `new` say the same."""
    assert is_web_address(address)
    assert re.search(SCHEMA_PATTERN, address)
    result = call(project, "new", "source", address)
    assert result.exit_code == 0, result.output
    written = next(path for path in (project / "entities/sources").glob("example*.yaml"))
    assert f"url: {address}" in written.read_text(encoding="utf-8").replace('"', "")


@pytest.mark.parametrize(
    "address",
    ["https://256.1.1.1/", "https://a%2Fb/", "https://www.un.org@evil.example/", "https://[v1.a:b]/", "https:x"],
)
def test_what_no_browser_takes_is_no_address(address: str) -> None:
    assert not is_web_address(address)


def test_only_the_value_of_an_address_is_a_link(project: Path) -> None:
    """A text that begins like an address was never checked."""
    path = project / "entities/sources/herald-2022.yaml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"publisher: .*", "publisher: https://www.un.org@evil.example/", text)
    text = re.sub(r"url: .*\n", "", text) + "author: https://256.1.1.1/\nurl: https://example.org/told\n"
    path.write_text(text, encoding="utf-8")
    for page in compose_site(load_project(project)).pages:
        assert 'href="https://www.un.org@' not in page.html
        assert 'href="https://256' not in page.html
        if page.url == "sources/herald-2022/":
            assert 'href="https://example.org/told"' in page.html


@pytest.mark.parametrize("word", ["no", "y", "null", "true", "off", "123", "007", "1e5", "0x1f", "0b1", "con", "a--b"])
def test_words_that_are_no_ids(project: Path, word: str) -> None:
    assert explain_id(word)
    for arguments in (("new", "state", word), ("rename", "armenia", word)):
        result = call(project, *arguments)
        assert result.exit_code == 2
        assert f"'{word}'" in result.stderr


@pytest.mark.parametrize("word", ["norway", "no-1", "2020-war", "e5", "yes-men"])
def test_words_that_are_ids(word: str) -> None:
    assert explain_id(word) == ""


@pytest.mark.parametrize(
    ("address", "identifier"),
    [
        ("https://example.org/" + "a" * 100, "example-" + "a" * 72),
        ("https://example.org/" + "a" * 50 + "-" + "b" * 50, "example-" + "a" * 50 + "-" + "b" * 21),
        ("https://con.com/", "con-2"),
        ("https://123.com/", "123-2"),
    ],
)
def test_a_suggested_id_is_one(address: str, identifier: str) -> None:
    assert suggest_id(address, ()) == identifier
    numbered = suggest_id(address, {identifier})
    assert explain_id(numbered) == ""
    assert numbered != identifier
