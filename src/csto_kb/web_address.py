"""What a web address is: absolute, http or https, with a host that is what it looks like, and without credentials.

`WebAddress` is the type of a text that was checked.

A host can be written so that it looks like a name and is an IP address: in digits of other scripts, which IDNA maps to
ours, as one number, in octal or hexadecimal. The WHATWG's URL standard and the C library read such spellings, RFC 3986
(3.2.2) has none of them. Here a host is a name of the DNS, or an IP address in its usual form.
"""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import urlsplit

from pydantic_core import Url, ValidationError

NOT_AN_ADDRESS = "an address begins with https:// and holds no spaces, quotes or brackets"
NOT_A_HOST = "write its host as a name of the DNS, or as an IP address in the usual form"

SCHEMA_PATTERN = "^[Hh][Tt][Tt][Pp][Ss]?://"
"""How an address begins, for a JSON Schema, which knows no flags. A scheme has no case (RFC 3986, 3.1)."""

_NOT_IN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f<>\"\\^`{|}]")
_BRACKETED = re.compile(r"\[[^\[\]]*\](?::[0-9]*)?")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""A host whose last label is one of these is an IPv4 address or nothing (WHATWG URL, "ends in a number checker")."""
_LONGEST_NAME = 253


class WebAddress(str):
    """An address that was checked: what the site may make a link of. Any other text stays text."""

    __slots__ = ()


def has_web_scheme(text: str) -> bool:
    """Whether a text begins as an http or https address does, in letters of either case."""
    return text.lower().startswith(("http://", "https://"))


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute http or https address with a host and without credentials (RFC 3986)."""
    return not explain_web_address(text)


def explain_web_address(text: str) -> str:
    """Why a text is no web address; '' where it is one."""
    try:
        parts = urlsplit(text)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
        _ = parts.port  # raises where it is no number
    except ValueError:
        return NOT_AN_ADDRESS
    if not is_good or _NOT_IN_ADDRESS.search(text):
        return NOT_AN_ADDRESS
    host = parts.hostname or ""
    if "[" in parts.netloc:
        is_sound = _BRACKETED.fullmatch(parts.netloc) is not None and _is_ipv6(host)
    else:
        is_sound = _is_ipv4(host) if _ends_in_number(host) else _is_name(host)
    return "" if is_sound and _is_taken_by_browsers(text) else NOT_A_HOST


def _is_taken_by_browsers(text: str) -> bool:
    """Whether a parser of the URL Standard (WHATWG) takes an address; it refuses a host such as `a%2Fb`."""
    try:
        Url(text)
    except ValidationError:
        return False
    return True


def _is_ipv6(host: str) -> bool:
    """Whether it is an IPv6 address without a zone, which means something on one machine only (RFC 6874)."""
    try:
        return IPv6Address(host).scope_id is None
    except AddressValueError:
        return False


def _is_ipv4(host: str) -> bool:
    try:
        IPv4Address(host)
    except AddressValueError:
        return False
    return True


def _is_name(host: str) -> bool:
    """Whether it is a name; in whatever script, but as a name only."""
    if not host.isascii() or "xn--" in host:
        try:
            host = _to_ascii(host)
        except ValueError:
            return False
    labels = host.removesuffix(".").split(".")
    return len(host) <= _LONGEST_NAME and all(map(_LABEL.fullmatch, labels)) and not _ends_in_number(host)


def _ends_in_number(host: str) -> bool:
    return _NUMBER.fullmatch(host.removesuffix(".").rpartition(".")[2]) is not None


def _to_ascii(host: str) -> str:
    """A name as it is asked for in the DNS. Raises `ValueError` where it has no such form, or hides another one."""
    from yarl import URL  # what asks the web reads it in the same way; seldom needed, and slow to load

    shown = ".".join(map(_decode, host.split(".")))
    sent = URL(f"http://{shown}/").raw_host or ""
    if host.isascii() and sent != host:
        raise ValueError(f"{host} stands for {sent}")
    return sent


def _decode(label: str) -> str:
    """A label in its own script (RFC 3492)."""
    if not label.startswith("xn--") or len(label) > 63:
        return label
    return label.removeprefix("xn--").encode().decode("punycode")
