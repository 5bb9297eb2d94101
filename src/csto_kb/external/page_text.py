"""The text of a page or a PDF: `python -m csto_kb.external.page_text KIND`, from standard input to JSON.

In a process of its own, with little memory and time: what is read comes from strangers, and a parser that never ends,
or that takes the process with it, must cost that page only. See `page_reading`, which starts it.
"""

import io
import json
import re
import sys

PDF, HTML, PLAIN = "pdf", "html", "plain"
MEMORY = 1024**3
"""Bytes that the process may use."""
SECONDS = 40
"""Seconds that it may run on a processor."""

_HIDDEN = ("script", "style", "noscript", "template", "svg", "head")
_BLOCKS = (
    "address, article, aside, blockquote, br, dd, div, dl, dt, figcaption, h1, h2, h3, h4, h5, h6, hr, li, main, nav, "
    "ol, p, pre, section, table, td, th, tr, ul"
)
_FEW_WORDS = 60
"""A page with scripts and fewer words than this shows its text by a script."""
_NOT_FREE = re.compile(rb'"isAccessibleForFree"\s*:\s*"?(?:false|no)\b', re.IGNORECASE)
"""As schema.org has a page say that it is behind a paywall."""


def read_text(kind: str, body: bytes) -> tuple[list[str], str]:
    """The parts of a text, and what may keep its passages from being there: '' or a word for it."""
    if kind == PDF:
        return _read_pdf(body)
    if kind == HTML:
        return _read_html(body)
    return [body.decode("utf-8", "replace")], ""


def _read_pdf(body: bytes) -> tuple[list[str], str]:
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(body))
        parts = [page.extract_text() for page in reader.pages]
    except Exception as error:  # the library raises whatever a broken file makes it
        return [], f"a PDF that cannot be read ({type(error).__name__})"
    return parts, "" if any(map(str.strip, parts)) else "a PDF without text, such as a scan"


def _read_html(body: bytes) -> tuple[list[str], str]:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(body.decode("utf-8", "replace"))
    film = tree.css_first('meta[property="og:type"][content^="video"]')
    has_scripts = tree.css_first("script") is not None
    tree.strip_tags(list(_HIDDEN))
    for block in tree.css(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    text = tree.body.text(deep=True, separator="") if tree.body else ""
    doubt = ""
    if film is not None:
        doubt = "a film"
    elif _NOT_FREE.search(body):
        doubt = "a wall: not free to read"
    elif has_scripts and len(text.split()) < _FEW_WORDS:
        doubt = "shown by a script"
    return [text], doubt


def _bound() -> None:
    """Take from this process what it must not use, where the system can."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _bound()
    parts, doubt = read_text(sys.argv[1], sys.stdin.buffer.read())
    json.dump({"parts": parts, "doubt": doubt}, sys.stdout)
