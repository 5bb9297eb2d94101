"""Which addresses may be asked: those that are public, whatever a record, a redirect or the DNS says.

A record can come from a stranger, and the machine that asks may stand inside a network: without this, an address
in a record would let the stranger knock at doors there (server-side request forgery, CWE-918).
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""NAT64 (RFC 6052, RFC 8215): the last 32 bits are an IPv4 address."""
_WEB_PORTS = (80, 443)
_FIRST_FREE_PORT = 1024


class RefusedError(Exception):
    """An address must not be asked; the message says why."""


@dataclass(frozen=True)
class Guard:
    """Says no to what is not public. `allowed` opens single IP addresses: for tests on this machine."""

    allowed: frozenset[str] = field(default_factory=frozenset)

    def check_url(self, url: str) -> None:
        """Raise `RefusedError` unless a URL is http or https, at a usual port, and no literal private address."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise RefusedError("not an address") from None
        if parts.scheme not in ("http", "https") or not host:
            raise RefusedError(f"{parts.scheme or 'no scheme'}: only http and https are asked")
        if parts.username is not None:
            raise RefusedError("holds a user name")
        if port is not None and port not in _WEB_PORTS and port < _FIRST_FREE_PORT:
            raise RefusedError(f"port {port} is not one of the web")
        if _parse(host) is not None:
            self.check_ip(host)

    def check_ip(self, text: str) -> None:
        """Raise `RefusedError` unless an IP address is public (IANA's special-purpose registries; RFC 6890)."""
        if text not in self.allowed and not _is_public(text):
            raise RefusedError(f"{text} is not a public address")


def _parse(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _is_public(text: str) -> bool:
    address = _parse(text)
    if address is None:
        return False
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if any(address in network for network in _TRANSLATED):
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return _is_public(str(inner))
    return address.is_global and not address.is_multicast
