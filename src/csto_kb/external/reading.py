"""Reads what a verdict needs from a response. Plain data in and out.

A server may send anything. Every function here accepts any bytes or text, raises nothing, and takes at most linear
time.
"""

import codecs
import re
import zlib
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from yarl import URL

MAX_BODY = 64 * 1024
"""The most bytes of a body that are read, and that they may unpack to."""
MAX_TITLE = 200
"""The most characters of a title that are kept."""

_WRITTEN_TITLE = 10 * MAX_TITLE
"""The most characters of a title as written, with its escapes."""
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE | re.ASCII)
_ENCODINGS = re.compile(
    r"utf-8|utf-16-[lb]e|iso8859-\d+|ascii|cp(?:125[0-8]|866|874|932|949)|koi8-[ru]|mac-(?:roman|cyrillic)"
    r"|gb2312|gbk|gb18030|big5(?:hkscs)?|euc_(?:jp|kr)|shift_jis|iso2022_jp"
)
"""The encodings of the web (WHATWG Encoding), by Python's names. Others raise, take long, or are not for text."""
_HTML = re.compile(rb"\s*<(?:!doctype html|html|head|title)\b", re.IGNORECASE)
"""The first bytes of a page whose server gives no type (WHATWG MIME Sniffing)."""
_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=-._~"


def unpack(body: bytes, coding: str, most: int = MAX_BODY) -> bytes:
    """The first `most` bytes of a body, unpacked; b'' where its coding (RFC 9110, 8.4.1) is unknown."""
    if coding in ("gzip", "x-gzip", "deflate"):
        try:
            return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, most)
        except zlib.error:
            return b""
    return body if coding in ("", "identity") else b""


def is_html(content_type: str, body: bytes) -> bool:
    """Whether a response is a page, by its type or else by its first bytes."""
    return "html" in content_type.lower() if content_type else _HTML.match(body) is not None


def find_title(content_type: str, body: bytes) -> str:
    """The title of a page, on one line; '' where it has none."""
    text = body.decode(find_encoding(content_type, body), "replace")
    # Only the first element counts (HTML, `document.title`), so there is no need to look for another.
    start = re.search(r"<title(?=[\s/>])", text, re.IGNORECASE)
    opened = text.find(">", start.end()) + 1 if start else 0
    if not opened:
        return ""
    written = re.split(r"</title", text[opened : opened + _WRITTEN_TITLE], maxsplit=1, flags=re.IGNORECASE)[0]
    return " ".join(unescape(written).split())[:MAX_TITLE]


def find_retry_after(headers: Mapping[str, str]) -> float:
    """Seconds of `Retry-After`, which holds seconds or a date (RFC 9110, 10.2.3), against the response's own date."""
    written = headers.get("retry-after", "").strip()
    if written.isascii() and written.isdigit():
        return float(written[:9])
    try:
        until, now = parsedate_to_datetime(written), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except Exception:  # the parser raises more than it documents
        return 0.0


def find_crawl_delay(robots: str, agent: str) -> float:
    """The crawl delay of a robots.txt in seconds; 0 where none can be read."""
    rules = RobotFileParser()
    try:
        rules.parse(robots.splitlines())
        return float(rules.crawl_delay(agent) or 0)
    except Exception:  # the parser raises on malformed files
        return 0.0


def join_redirect(base: str, target: str) -> str:
    """The target of a redirect in ASCII, without the fragment. A text that is not an address comes back printable."""
    shown = quote(target.strip().encode("utf-8", "surrogateescape"), safe=_IN_ADDRESSES)
    try:
        parts = urlsplit(urljoin(base, shown))
        netloc = parts.netloc
        if "%" in netloc:
            netloc = URL(f"{parts.scheme}://{unquote(netloc)}").raw_authority
        return urlunsplit(parts._replace(netloc=netloc, fragment=""))
    except ValueError:
        return shown


def find_encoding(content_type: str, body: bytes) -> str:
    """The encoding that the header or the page names, by Python's name."""
    for text in (content_type, body[:2048].decode("ascii", "replace")):
        named = _CHARSET.search(text)
        if named:
            try:
                name = codecs.lookup(named[1]).name
            except LookupError:
                continue
            if _ENCODINGS.fullmatch(name):
                return name
    return "utf-8"
