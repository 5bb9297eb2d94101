"""Allows requests to public addresses only, whatever a record, a redirect or the DNS says.

A record can come from a stranger, and the machine that sends the requests may be inside a private network: without this
check, an address in a record could reach machines there (server-side request forgery, CWE-918).

`check_ip` decides. It checks every IP address just before a socket is opened to it, so the address that is judged is
the one that is connected to, however it was written or mapped. `check_url` and the resolver check earlier, so that
the message is clearer.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from yarl import URL

from csto_kb.web_address import is_web_address

_SPECIAL_IPV4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # behind a provider's NAT
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local; cloud providers serve a machine's credentials here
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # IETF protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays, deprecated
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast (RFC 5771)
            "240.0.0.0/4",  # reserved, limited broadcast
        ),
    )
)
"""IANA's IPv4 special-purpose address registry (RFC 6890), and multicast. A few of these networks can be
reached from everywhere, but none holds a page."""
_GLOBAL_IPV6 = IPv6Network("2000::/3")
"""The part of IPv6 that is allocated as global unicast (IANA, "Internet Protocol Version 6 Address Space"). It excludes
loopback, IPv4-compatible and -translated, discard-only, unique, site- and link-local, multicast, and segment ids."""
_SPECIAL_IPV6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # IETF protocol assignments: Teredo, benchmarks, AMT, AS112, ORCHID, DRIP
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)
"""The networks within it that are in IANA's IPv6 special-purpose address registry."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""NAT64 (RFC 6052): the last 32 bits are the IPv4 address that is reached. The prefix for local use (RFC 8215) is not
public."""
_WEB_PORTS = (80, 443)
_FIRST_FREE_PORT = 1024


class RefusedError(Exception):
    """The address must not be requested; the message says why."""


@dataclass(frozen=True)
class Guard:
    """Refuses addresses that are not public. `allowed` are IP addresses that tests allow nevertheless."""

    allowed: frozenset[str] = field(default_factory=frozenset)

    def check_url(self, url: str) -> URL:
        """Return a URL as it will be sent, which is as written where possible.

        Raises `RefusedError` unless its scheme is http or https, its port is usual, and its host is not a literal of an
        IP address that is not public.
        """
        try:
            target = URL(url, encoded=url.isascii())
            host, port = target.raw_host, target.explicit_port
        except ValueError:
            raise RefusedError("not an address") from None
        if target.scheme not in ("http", "https") or not host:
            raise RefusedError(f"{target.scheme or 'no scheme'}: only http and https are requested")
        if target.raw_user is not None or target.raw_password is not None:
            raise RefusedError("holds a user name")
        if port is not None and port not in _WEB_PORTS and port < _FIRST_FREE_PORT:
            raise RefusedError(f"port {port} is not a port of the web")
        if not is_web_address(url):
            raise RefusedError("not an address")
        if _parse(host) is not None:
            self.check_ip(host)
        return target

    def check_ip(self, text: str) -> None:
        """Raise `RefusedError` unless the text is an IP address in its usual form that is public or allowed."""
        address = _parse(text)
        if address is None or not (str(address) in self.allowed or _is_public(address)):
            raise RefusedError(f"{text} is not a public address")


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_IPV4)
    if address.ipv4_mapped:
        return _is_public(address.ipv4_mapped)
    if address in _TRANSLATED:
        return _is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if address.scope_id is not None or address not in _GLOBAL_IPV6:
        return False
    return not any(address in network for network in _SPECIAL_IPV6)
