"""Reads values for a new source from its address, without the network.

Only evident values are read: a date or a language in the address, an archived copy, and the values that all
recorded sources of the same host share.
"""

import re
from collections.abc import Container, Iterable, Iterator
from itertools import count
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from babel import Locale

from csto_kb.addresses import is_same_address
from csto_kb.archives import original_of
from csto_kb.choices import as_written
from csto_kb.dates import Date, DateError
from csto_kb.field_types import MAX_ID, explain_id
from csto_kb.fields import describe
from csto_kb.model import Source


def _long_forms(code: str) -> tuple[str, str]:
    """The code of three letters and the English name of a language: `eng` and `english`."""
    name = (Locale(code).get_language_name("en") or code).lower()
    return name[:3], name


_LANGUAGES = {
    **{word: code for code in ("en", "ru") for word in (code, *_long_forms(code))},
    **{code: code for code in ("ar", "de", "es", "fr", "hy", "it", "ja", "ka", "kk", "ky", "pl", "pt", "tr", "zh")},
}
"""Words in an address that can only mean a language; `uk`, `be` and `by` can also mean a country."""
_ARCHIVE = re.compile(r"(?i:https?://web\.archive\.org)/web/(\d{4})(\d{2})(\d{2})\d*[a-z_]*/(?:((?i:https?)):/+)?(.+)")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})[/-](\d{1,2})(?:[/-](\d{1,2}))?(?![\d])")
_FILE_SUFFIX = re.compile(r"\.(?:html?|php|aspx?|pdf|shtml)$")
_SECOND_LEVEL = {"ac", "co", "com", "edu", "gov", "mil", "net", "org"}
_SHARED = {"publisher": 1, "language": 3, "type": 3}
"""Keys whose value a new source takes over when all sources of its host agree, and how many sources that needs."""
_MAX_WORDS = 5


def read_address(address: str, known: Iterable[Source]) -> dict[str, Any]:
    """The values that an address gives, by key; `known` are the recorded sources."""
    found: dict[str, Any] = {}
    archived = _ARCHIVE.fullmatch(address)
    if archived:
        year, month, day, scheme, rest = archived.groups()
        found |= {"archived_url": address, "archived": f"{year}-{month}-{day}"}
        address = f"{scheme or 'https'}://{rest}"
    found["url"] = address
    host = _host(address)
    siblings = [source for source in known if source.url and _host(source.url) == host]
    for field in describe(Source):
        values = {as_written(field.of(source)) for source in siblings if field.key in _SHARED}
        if len(values) == 1 and len(siblings) >= _SHARED[field.key]:
            found[field.key] = values.pop()
    found.setdefault("publisher", host)
    found |= {key: value for key, value in (("language", _language(address)), ("published", _date(address))) if value}
    return {field.key: found[field.key] for field in describe(Source) if field.key in found}


def find_recorded(found: dict[str, Any], known: Iterable[Source]) -> Source | None:
    """The recorded source with the same address as the one that `read_address` has read, in any spelling.

    An archived copy of another day counts as another version of the page.
    """
    for source in known:
        is_version = source.archived and found.get("archived", str(source.archived)) != str(source.archived)
        if source.url and not is_version and is_same_address(original_of(source.url), found["url"]):
            return source
    return None


def suggest_id(address: str, taken: Container[str]) -> str:
    """Suggest an unused id: the name of the host, the year and month, and the last words of the path.

    The id is cut to the allowed length.
    """
    archived = _ARCHIVE.fullmatch(address)
    address = archived[5] if archived else address
    date = (_date(address) or "")[: len("2022-11")]
    path = _FILE_SUFFIX.sub("", unquote(_split(address).path).rstrip("/"))
    words = [word for word in re.findall(r"[a-z0-9]+", path.rsplit("/", 1)[-1].lower()) if word not in date.split("-")]
    stem = "-".join(filter(None, [_host_name(address), date, *words[:_MAX_WORDS]]))
    return next(name for name in _numbered(stem) if name not in taken and not explain_id(name))


def _numbered(stem: str) -> Iterator[str]:
    yield _cut(stem, MAX_ID)
    for number in count(2):
        end = f"-{number}"
        yield _cut(stem, MAX_ID - len(end)) + end


def _cut(stem: str, length: int) -> str:
    return stem[:length].rstrip("-")


def _split(address: str) -> SplitResult:
    """The parts of an address. An original address within an archived one often lacks the scheme."""
    return urlsplit(address if "://" in address else f"https://{address}")


def _host(address: str) -> str:
    return (_split(address).hostname or "").removeprefix("www.")


def _host_name(address: str) -> str:
    """The distinctive label of a host: `tass` of `tass.com`, `bbc` of `news.bbc.co.uk`."""
    labels = _host(address).split(".")
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL:
        labels.pop()
    name = labels[-2] if len(labels) > 1 else labels[0]
    return "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "source"


def _language(address: str) -> str:
    """The language that the first label of the host, one of the first folders or a parameter names."""
    parts = _split(address)
    words = [_host(address).split(".")[0], *parts.path.lower().split("/")[1:3], *parse_qs(parts.query).get("lang", ())]
    return next((_LANGUAGES[word] for word in words if word in _LANGUAGES), "")


def _date(address: str) -> str:
    """A date in the path: year, month and perhaps day."""
    match = _DAY.search(_split(address).path)
    if match is None:
        return ""
    text = "-".join(part.zfill(2) for part in match.groups() if part)
    try:
        Date.parse(text)
    except DateError:
        return ""
    return "" if int(text[5:7]) > 12 else text  # EDTF's seasons
