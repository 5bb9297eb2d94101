"""The text of a page or a PDF in parts, and what may keep a passage from being in that text.

A part has the names by which a citation may call it. Pages of a PDF have up to three numbers: their position in the
file, their label, and the number printed at the head or foot. Paragraphs without printed numbers have several, because
some authors count a lead or a caption and others do not.
"""

import io
import re
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from csto_kb.external.finding import Part, Text

if TYPE_CHECKING:
    from pypdf import PdfReader
    from selectolax.lexbor import LexborHTMLParser

PDF, HTML, PLAIN = "pdf", "html", "plain"

_HIDDEN = ("script", "style", "noscript", "template", "svg", "head")
_BLOCKS = (
    "address, article, aside, blockquote, dd, div, dl, dt, figcaption, h1, h2, h3, h4, h5, h6, hr, li, main, nav, "
    "ol, p, pre, section, table, td, th, tr, ul"
)
_WHOLES = "article, main, [itemprop=articleBody], body"
"""The elements within which paragraphs are counted, beside their parent element."""
_BREAK, _MARK = "\x1e", "\x1f"
"""Stands between two parts, and around the number of a paragraph at the start of its part."""
_CONTROLS = re.compile(f"[{_BREAK}{_MARK}]")
_NUMBERED = re.compile(r"\s*(?:§|№|\()?\s*([0-9]{1,4}[a-z]?)\s*[.)]\s")
"""The start of a numbered paragraph."""
_PRINTED = re.compile(r"[0-9]{1,4}|[ivxlc]{1,8}")
_FEW_WORDS = 60
"""A page with scripts and fewer words than this is taken to show its text by a script."""
_PDF_SECONDS = 25.0
"""Seconds of processor time for the pages of a PDF; the pages after that are not read."""
_NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?(?:false|no)\b', re.IGNORECASE)
"""The schema.org mark of a page behind a paywall."""


def read_text(kind: str, body: bytes) -> tuple[Text, str]:
    """The text of a body (UTF-8, or a PDF), and what may keep a passage from being in it, or ''."""
    if kind == PDF:
        return _read_pdf(body)
    written = body.decode("utf-8", "replace")
    return _read_html(written) if kind == HTML else (Text([Part(written)]), "")


def _read_pdf(body: bytes) -> tuple[Text, str]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    parts: list[Part] = []
    failed = 0
    end = time.process_time() + _PDF_SECONDS
    try:
        reader = PdfReader(io.BytesIO(body))
        labels = _read_labels(reader)
        for number, page in enumerate(reader.pages, start=1):
            if time.process_time() > end:
                return Text(parts), f"a PDF of which {number - 1:,} pages could be read in time"
            try:
                text = page.extract_text()
            except (DependencyError, FileNotDecryptedError, MemoryError):
                raise
            except Exception:  # one broken page must not stop the others
                text, failed = "", failed + 1
            label = labels[number - 1 : number]
            parts.append(Part(text, _name_pages({str(number), *label, *_find_printed(text)}), f"p. {number}"))
    except (DependencyError, FileNotDecryptedError):
        return Text(parts), "an encrypted PDF"
    except Exception as error:  # the library raises many exceptions on broken files
        return Text(parts), f"a PDF that cannot be read ({type(error).__name__})"
    if not any(part.text.strip() for part in parts):
        return Text(parts), "a PDF without text, such as a scan"
    return Text(parts), f"a PDF of which {failed:,} pages cannot be read" if failed else ""


def _read_labels(reader: "PdfReader") -> list[str]:
    try:
        return list(map(str, reader.page_labels))
    except Exception:
        return []


def _find_printed(text: str) -> Iterable[str]:
    """The numbers that stand alone on the first or last line of a page."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    ends = (line[place] for line in (*lines[:2], *lines[-2:]) for place in (0, -1))
    return (word for word in ends if _PRINTED.fullmatch(word))


def _name_pages(numbers: Iterable[str]) -> frozenset[str]:
    return frozenset(f"p. {number}" for number in numbers)


def _read_html(written: str) -> tuple[Text, str]:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(_CONTROLS.sub(" ", written))
    film = tree.css_first('meta[property="og:type"][content^="video"]')
    has_scripts = tree.css_first("script") is not None
    is_free = _NOT_FREE.search(written) is None
    tree.strip_tags(list(_HIDDEN))
    names = _mark_paragraphs(tree)
    for line_end in tree.css("br"):
        line_end.insert_before("\n")
    for block in tree.css(_BLOCKS):
        block.insert_before(_BREAK)
        block.insert_after(_BREAK)
    text = tree.body.text(deep=True, separator="") if tree.body else ""
    doubt = ""
    if film is not None:
        doubt = "a film"
    elif not is_free:
        doubt = "a paywall: not free to read"
    elif has_scripts and len(text.split()) < _FEW_WORDS:
        doubt = "shown by a script"
    return Text([_read_part(piece, names) for piece in text.split(_BREAK)]), doubt


def _mark_paragraphs(tree: "LexborHTMLParser") -> dict[str, list[str]]:
    """Put a number before the text of each paragraph that has text; return the names of each by its number."""
    paragraphs = [node for node in tree.css("p") if node.text(deep=True).strip()]
    numbers = {node.mem_id: str(index) for index, node in enumerate(paragraphs)}
    groups: dict[int, list[str]] = defaultdict(list)
    for node in paragraphs:
        if node.parent:
            groups[node.parent.mem_id].append(numbers[node.mem_id])
    wholes = [
        [numbers[node.mem_id] for node in whole.css("p") if node.mem_id in numbers] for whole in tree.css(_WHOLES)
    ]
    names: dict[str, list[str]] = defaultdict(list)
    for group in (*groups.values(), *wholes):
        for place, number in enumerate(group, start=1):
            # A lead or a caption before it may be counted or not, and so may a note after it.
            names[number] += [f"para. {counted}" for counted in (place, place - 1, place + 1) if counted]
            names[number] += ["para. last"] if place >= len(group) - 1 else []
    for node in paragraphs:
        number = numbers[node.mem_id]
        printed = _NUMBERED.match(node.text(deep=True)[:40])
        if printed:
            names[number].insert(0, f"para. {printed[1]}")
        (node.child or node).insert_before(f"{_MARK}{number}{_MARK}")
    return names


def _read_part(piece: str, names: dict[str, list[str]]) -> Part:
    before, mark, rest = piece.partition(_MARK)
    number, _, text = rest.partition(_MARK)
    found = names.get(number, [])
    if not mark or not found:
        return Part(_CONTROLS.sub(" ", piece))
    return Part(f"{before} {text}", frozenset(found), found[0])
