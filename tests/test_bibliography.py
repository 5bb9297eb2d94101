"""Citations are read back by independent readers of each form: pybtex, rispy, citeproc."""

import json
from typing import Any

import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from csto_kb.bibliography import PAGE, Item, to_csl, write_bibtex, write_files, write_plain, write_ris
from csto_kb.dates import Date

NASTY = 'A {brace}, a \\slash, 100% of $5 & #1 under_score ~tilde ^hat "quote" <b> “Ω” Հայաստան ОДКБ'
TEX_WORDS = {
    "\\textbackslash{}": "\\",
    "\\textasciitilde{}": "~",
    "\\textasciicircum{}": "^",
    "\\textbraceleft{}": "{",
    "\\textbraceright{}": "}",
}
ONE_LINE = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).map(str.strip).filter(bool)

NEWS = Item(
    "herald-2022",
    "Leaders met",
    sort="news",
    author="A. Writer",
    publisher="The Herald",
    issued=Date.parse("2022-11-24"),
    accessed=Date.parse("2026-11-23"),
    url="https://example.org/?a=1&b=50%25_x#part",
    language="en",
)
STATEMENT = Item(
    "armenia-population-2022-01-k3fq",
    "Armenia: Population, as of January 2022: 2,962,300 people",
    author="Fixture",
    container="Fixture",
    issued=Date.parse("2026-11"),
    url="https://example.org/states/armenia/#population-2022-01-k3fq",
    abstract="What it says.",
    note="After: Leaders met (The Herald)",
)


def read_bibtex(text: str) -> dict[str, str]:
    """The only entry of a BibTeX text, its fields without the marks of TeX."""
    entries = parse_string(text, "bibtex").entries
    [(key, entry)] = entries.items()
    fields = {"key": key, **{name: _untex(str(value)) for name, value in entry.fields.items()}}
    if entry.persons:
        [person] = entry.persons["author"]
        fields["author"] = _untex(str(person))
    return fields


def _untex(text: str) -> str:
    for written, meant in TEX_WORDS.items():
        text = text.replace(written, f"\0{ord(meant)}\0")
    text = text.removeprefix("{").removesuffix("}")
    for mark in "$&%#_":
        text = text.replace(f"\\{mark}", mark)
    for meant in TEX_WORDS.values():
        text = text.replace(f"\0{ord(meant)}\0", meant)
    return text


def render_csl(items: list[dict[str, Any]]) -> list[str]:
    """Each item as citeproc's Harvard style writes it."""
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    return [str(entry) for entry in bibliography.bibliography()]


def test_plain() -> None:
    assert write_plain(NEWS) == (
        "A. Writer, “Leaders met”, The Herald, 24 November 2022, accessed 23 November 2026. "
        "https://example.org/?a=1&b=50%25_x#part"
    )
    assert write_plain(STATEMENT) == (
        "“Armenia: Population, as of January 2022: 2,962,300 people”, Fixture, last reviewed November 2026. "
        "After: Leaders met (The Herald). https://example.org/states/armenia/#population-2022-01-k3fq"
    )
    assert write_plain(Item("x", "Title")) == "“Title”."


def test_bibtex() -> None:
    fields = read_bibtex(write_bibtex(NEWS))
    assert fields == {
        "key": "herald-2022",
        "author": "A. Writer",
        "title": "Leaders met",
        "publisher": "The Herald",
        "date": "2022-11-24",
        "year": "2022",
        "month": "November",
        "urldate": "2026-11-23",
        "url": "https://example.org/?a=1&b=50%25_x#part",
    }
    assert read_bibtex(write_bibtex(STATEMENT))["note"] == "After: Leaders met (The Herald)"


def test_ris() -> None:
    [entry] = rispy.loads(write_ris(NEWS))
    assert entry == {
        "type_of_reference": "NEWS",
        "id": "herald-2022",
        "authors": ["A. Writer"],
        "title": "Leaders met",
        "publisher": "The Herald",
        "year": "2022",
        "date": "2022/11/24/",
        "access_date": "2026/11/23/",
        "language": "en",
        "urls": ["https://example.org/?a=1&b=50%25_x#part"],
    }
    [entry] = rispy.loads(write_ris(STATEMENT))
    assert (entry["type_of_reference"], entry["date"], entry["abstract"]) == ("ELEC", "2026/11//", "What it says.")


def test_csl() -> None:
    assert to_csl(NEWS) == {
        "id": "herald-2022",
        "type": "article-newspaper",
        "title": "Leaders met",
        "author": [{"literal": "A. Writer"}],
        "publisher": "The Herald",
        "issued": {"date-parts": [[2022, 11, 24]]},
        "accessed": {"date-parts": [[2026, 11, 23]]},
        "language": "en",
        "URL": "https://example.org/?a=1&b=50%25_x#part",
    }
    [news, statement] = render_csl([to_csl(NEWS), to_csl(STATEMENT)])
    assert "2022" in news
    assert "Leaders met" in news
    assert "Armenia: Population" in statement


@pytest.mark.parametrize(
    ("notation", "csl", "ris", "year"),
    [
        ("2022", {"date-parts": [[2022]]}, "2022///", "2022"),
        ("2005~", {"date-parts": [[2005]], "circa": True}, "2005///", "2005"),
        ("2007-23", {"date-parts": [[2007]], "season": 3}, "2007///", "2007"),
        ("198X", {"literal": "1980s"}, None, None),
        ("unknown", None, None, None),
    ],
)
def test_partial_dates(notation: str, csl: object, ris: str | None, year: str | None) -> None:
    """Never more precise than they are."""
    item = Item("x", "Title", issued=Date.parse(notation))
    assert to_csl(item).get("issued") == csl
    [entry] = rispy.loads(write_ris(item))
    assert (entry.get("date"), entry.get("year")) == (ris, year)
    fields = read_bibtex(write_bibtex(item))
    assert fields.get("year", "") == (year or "")
    assert fields.get("date") == (notation if notation != "unknown" else None)


@pytest.mark.parametrize("sort", ["primary", "news", "analysis", "reference", "encyclopedia", "dataset", PAGE])
def test_every_sort_of_source(sort: str) -> None:
    item = Item("x", "Title", sort=sort)
    [entry] = rispy.loads(write_ris(item))
    assert entry["title"] == "Title"
    assert render_csl([to_csl(item)])


def test_marks_of_every_form() -> None:
    item = Item("x", NASTY, author=NASTY, publisher=NASTY, note=NASTY)
    fields = read_bibtex(write_bibtex(item))
    assert (fields["title"], fields["publisher"], fields["note"]) == (NASTY, NASTY, NASTY)
    [entry] = rispy.loads(write_ris(item))
    assert (entry["title"], entry["authors"]) == (NASTY, [NASTY])
    assert json.loads(json.dumps(to_csl(item)))["title"] == NASTY


@given(ONE_LINE)
def test_any_title(title: str) -> None:
    """No title breaks out of its field."""
    item = Item("x", title, note="kept")
    [entry] = parse_string(write_bibtex(item), "bibtex").entries.values()
    assert sorted(entry.fields) == ["note", "title"]
    [record] = rispy.loads(write_ris(item))
    assert (record["title"], record["notes"]) == (title, ["kept"])


def test_line_breaks() -> None:
    """A line break in a value would begin a new tag."""
    item = Item("x", "One\nER  - \r\nTY  - BOOK\u2028two")
    [entry] = rispy.loads(write_ris(item))
    assert entry["title"] == "One ER  -  TY  - BOOK two"


def test_files() -> None:
    files = write_files([NEWS, STATEMENT])
    assert list(files) == ["bib", "ris", "json"]
    assert list(parse_string(files["bib"], "bibtex").entries) == [NEWS.key, STATEMENT.key]
    assert [entry["id"] for entry in rispy.loads(files["ris"])] == [NEWS.key, STATEMENT.key]
    items = json.loads(files["json"])
    assert [item["id"] for item in items] == [NEWS.key, STATEMENT.key]
    assert items[0]["custom"]["plain"] == write_plain(NEWS)
    assert len(render_csl(items)) == 2
