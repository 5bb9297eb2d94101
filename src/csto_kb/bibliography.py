"""A citation in the formats that readers and their programs use.

- plain: a line for a footnote;
- BibTeX: with the fields of both BibTeX and BibLaTeX;
- RIS: the tagged format of reference managers;
- CSL JSON: the Citation Style Language's data (schema 1.0);
- COinS: an element in the page that Zotero and others read ("OpenURL ContextObject in Span", Z39.88-2004).

A further format is a function here from an `Item` to text, named in `FORMS`.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from csto_kb.dates import MONTHS, Date
from csto_kb.model.vocabulary import PAGE, Citable

_TEX = {character: f"\\{character}" for character in "$&%#_"} | {
    # BibTeX counts braces, including escaped ones.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_TEX_SPECIAL = re.compile(r"[\\{}$&%#_~^]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_SEASON = re.compile(r"\d{4}-(2[1-4])")


@dataclass(frozen=True)
class Item:
    """A work to be cited. All texts are plain; an empty text is left out of every format."""

    key: str
    """An id that is unique in the site: `northland`, `northland-population-2025-a2fd`."""
    title: str
    sort: Citable = PAGE
    """The type of source, or a page of the site."""
    author: str = ""
    container: str = ""
    """The site that a page belongs to."""
    publisher: str = ""
    """The publisher of a source, or the name of the newspaper, site or encyclopedia."""
    issued: Date | None = None
    """The date of the text; for a page, the day of its last review."""
    accessed: Date | None = None
    url: str = ""
    language: str = ""
    """The tag of its language (BCP 47)."""
    abstract: str = ""
    """The text of a statement where the title does not contain it; not in the plain format."""
    note: str = ""

    @property
    def whole(self) -> str:
        """The site, newspaper or encyclopedia that contains it; '' where it stands alone."""
        return self.container or (self.publisher if self.sort.is_part else "")

    @property
    def imprint(self) -> str:
        """Its publisher, where that is not the work that contains it."""
        return self.publisher if self.publisher != self.whole else ""


def write_plain(item: Item) -> str:
    """One line: author, title, where, when, note, address."""
    issued = item.issued.words if item.issued and item.issued.is_known else ""
    if item.sort == PAGE and issued:
        issued = f"last reviewed {issued}"
    accessed = f"accessed {item.accessed.words}" if item.accessed else ""
    where = ", ".join(part for part in (item.container, item.publisher, issued, accessed) if part)
    author = f"{item.author}, " if item.author and item.author != item.container else ""
    parts = [f"{author}“{item.title}”{', ' if where else ''}{where}", item.note.rstrip(".")]
    return _one_line(". ".join(part for part in parts if part) + "." + (f" {item.url}" if item.url else ""))


def write_bibtex(item: Item) -> str:
    """One entry. The name of an author is not split, because it may be an organisation.

    The type `misc` and its fields are known to both BibTeX's styles and BibLaTeX's data model.
    """
    fields = {
        "author": f"{{{_tex(item.author)}}}" if item.author else "",
        "title": f"{{{_tex(item.title)}}}",
        "howpublished": _tex(item.whole or item.publisher),
        **_bibtex_dates(item),
        "url": _CONTROL.sub("", item.url).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
        "abstract": _tex(item.abstract),
        "note": _tex(item.note),
    }
    # A month is a macro of BibTeX, not a text in braces.
    texts = {name: value if name == "month" else f"{{{value}}}" for name, value in fields.items() if value}
    lines = [f"  {name} = {text}," for name, text in texts.items()]
    return "\n".join([f"@misc{{{item.key},", *lines, "}"])


def write_ris(item: Item) -> str:
    """One record, from `TY` to `ER`."""
    tags = [
        ("TY", item.sort.ris),
        ("ID", item.key),
        ("AU", item.author),
        ("TI", item.title),
        ("T2", item.whole),
        ("PB", item.imprint),
        ("PY", str(item.issued.year) if item.issued and item.issued.iso else ""),
        ("DA", _ris_date(item.issued)),
        ("Y2", _ris_date(item.accessed)),
        ("LA", item.language),
        ("UR", item.url),
        ("AB", item.abstract),
        ("N1", item.note),
    ]
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in tags if value]
    return "\n".join([*lines, "ER  - "])


def to_csl(item: Item) -> dict[str, Any]:
    """One item of CSL JSON."""
    fields = {
        "id": item.key,
        "type": item.sort.csl,
        "title": _one_line(item.title),
        "author": [{"literal": _one_line(item.author)}] if item.author else [],
        "container-title": _one_line(item.whole),
        "publisher": _one_line(item.imprint),
        "issued": _csl_date(item.issued),
        "accessed": _csl_date(item.accessed),
        "language": item.language,
        "URL": item.url,
        "abstract": _one_line(item.abstract),
        "note": _one_line(item.note),
    }
    return {name: value for name, value in fields.items() if value}


def write_csl(item: Item) -> str:
    return json.dumps(to_csl(item), ensure_ascii=False)


def write_coins(item: Item) -> str:
    """The query for the `title` of a COinS element, in Dublin Core with a `type` of Zotero.

    The author of a page is this site. No other tag in a page can name a corporate author.
    """
    pairs = {
        "ctx_ver": "Z39.88-2004",
        "rft_val_fmt": "info:ofi/fmt:kev:mtx:dc",
        "rft.type": item.sort.zotero,
        "rft.title": _one_line(item.title),
        "rft.aucorp" if item.sort == PAGE else "rft.au": _one_line(item.author),
        "rft.source": _one_line(item.whole),
        "rft.publisher": _one_line(item.imprint),
        "rft.date": item.issued.iso if item.issued else "",
        "rft.language": item.language,
        "rft.identifier": item.url,
    }
    return urlencode({key: value for key, value in pairs.items() if value}, quote_via=quote)


FORMS: Mapping[str, Callable[[Item], str]] = {
    "Plain": write_plain,
    "BibTeX": write_bibtex,
    "RIS": write_ris,
    "CSL JSON": write_csl,
}


def write_files(items: Iterable[Item]) -> dict[str, str]:
    """Write several items into one file of each format; return the texts by file extension."""
    listed = list(items)
    # CSL JSON keeps `custom` for values without a variable of their own.
    csl = [to_csl(item) | {"custom": {"plain": write_plain(item)}} for item in listed]
    return {
        "bib": "\n\n".join(map(write_bibtex, listed)) + "\n",
        "ris": "\n".join(map(write_ris, listed)) + "\n",
        "json": json.dumps(csl, ensure_ascii=False, separators=(",", ":")) + "\n",
    }


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _tex(text: str) -> str:
    return _TEX_SPECIAL.sub(lambda match: _TEX[match[0]], _one_line(text))


def _bibtex_dates(item: Item) -> dict[str, str]:
    dates: dict[str, str] = {}
    if item.issued and item.issued.is_known:
        bare = item.issued.iso
        dates["date"] = item.issued.notation
        dates["year"] = bare[:4]
        dates["month"] = MONTHS[int(bare[5:7])][:3].lower() if len(bare) > len("2022") else ""
    if item.accessed and item.accessed.is_known:
        dates["urldate"] = item.accessed.notation
    return dates


def _ris_date(date: Date | None) -> str:
    """`YYYY/MM/DD/`, with unknown parts left empty."""
    if date is None or not date.iso:
        return ""
    year, month, day = (*date.iso.split("-"), "", "")[:3]
    return f"{year}/{month}/{day}/"


def _csl_date(date: Date | None) -> dict[str, Any]:
    if date is None or not date.is_known:
        return {}
    if not date.iso:
        return {"literal": date.words}
    found: dict[str, Any] = {"date-parts": [[int(part) for part in date.iso.split("-")]]}
    season = _SEASON.match(date.notation)
    if season:
        found["season"] = int(season[1]) - 20
    if date.notation[-1] in "~%":
        found["circa"] = True
    return found
