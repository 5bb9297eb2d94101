"""Web addresses: which text is one, and a type that says so."""

import re
from urllib.parse import urlsplit

from pydantic_core import Url, ValidationError

SCHEMA_PATTERN = "^[Hh][Tt][Tt][Pp][Ss]?://"
"""How an address begins, for a JSON Schema, which knows no flags. A scheme has no case (RFC 3986, 3.1)."""
_NOT_IN_ADDRESS = re.compile(r"[\s<>\"\\^`{|}]")


class WebAddress(str):
    """An address that was checked: what the site may make a link of. Any other text stays text."""

    __slots__ = ()


def has_web_scheme(text: str) -> bool:
    """Whether a text begins as an http or https address does, in letters of either case."""
    return text.lower().startswith(("http://", "https://"))


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute http or https address with a host and without credentials (RFC 3986).

    It is one that a browser takes, too: the last word has a parser of the URL Standard (WHATWG), which refuses hosts
    such as `256.1.1.1` or `a%2Fb`.
    """
    try:
        parts = urlsplit(text)
        is_good = has_web_scheme(text) and bool(parts.hostname) and parts.username is None
        _ = parts.port  # raises where it is no number
        if not is_good or _NOT_IN_ADDRESS.search(text):
            return False
        Url(text)
    except (ValueError, ValidationError):
        return False
    return True
