"""Whether anybody knocks at a door that is not public: run by `test_guard` as a process of its own.

It listens on this machine, and asks every spelling of addresses that lead there, straight and by a redirect. Printed
are the spellings at which the listener was reached. With `apart` for an argument it stands in a network namespace of
its own, so that addresses of local networks can be given to the loopback; without, only the loopback's own are asked.
"""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from csto_kb.external.fetching import Fetcher
from csto_kb.external.guard import Guard
from spellings import spell_ipv4, spell_ipv6

GATE = "127.0.0.9"
"""The one address that is allowed: from there it is redirected."""
LOOPBACK = ("127.0.0.1", "127.1.2.3", "0.0.0.0", "::1")  # noqa: S104 - a knock there reaches the loopback
LOCAL = ("10.1.2.3", "192.168.1.1", "169.254.169.254", "100.64.0.1")
LOCAL_IPV6 = ("fd00::5", "fec0::5", "fe80::5", "2001:db8::5", "2002:7f00:1::", "64:ff9b::7f00:1", "5f00::5")


class EveryName(AbstractResolver):
    """A DNS in which every name leads to one address."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002
    ) -> list[ResolveResult]:
        found = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        return [ResolveResult(hostname=host, host=self.address, port=port, family=found, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


class Careless(Guard):
    """Looks at no URL: the last word is left."""

    def check_url(self, url: str) -> URL:
        return URL(url)


class Doors:
    """The listener, which counts connections, and the gate, which redirects to a given address."""

    def __init__(self) -> None:
        self.knocks = 0
        self.target = b""

    async def open(self) -> None:
        # One socket for both families: what is IPv4 arrives as an IPv4-mapped address.
        listener = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        self.port = listener.getsockname()[1]
        await asyncio.start_server(self._listen, sock=listener)
        gate = await asyncio.start_server(self._redirect, GATE, 0)
        self.gate = f"http://{GATE}:{gate.sockets[0].getsockname()[1]}/"

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.knocks += 1
        await self._answer(reader, writer, b"HTTP/1.1 200 OK\r\n")

    async def _redirect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._answer(reader, writer, b"HTTP/1.1 302 Found\r\nLocation: " + self.target + b"\r\n")

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        await reader.read(4096)
        writer.write(head + b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


def list_hosts(addresses: tuple[str, ...]) -> Iterator[str]:
    for address in map(ip_address, addresses):
        yield from spell_ipv4(address) if isinstance(address, IPv4Address) else spell_ipv6(address)


async def knock(addresses: tuple[str, ...]) -> dict[str, object]:
    doors = Doors()
    await doors.open()
    reached = []

    async def ask(fetcher: Fetcher, url: str, note: str) -> None:
        before = doors.knocks
        answer = await fetcher.ask(url)
        if doors.knocks > before or answer.failure is None:
            reached.append(note)

    hosts = list(dict.fromkeys(list_hosts(addresses)))
    for guard in (Guard(frozenset({GATE})), Careless(frozenset({GATE}))):
        async with Fetcher(guard, EveryName("127.0.0.1"), 3) as fetcher:
            for host in hosts:
                url = f"http://{host}:{doors.port}/"
                await ask(fetcher, url, f"{type(guard).__name__} {url}")
                doors.target = url.encode()
                await ask(fetcher, doors.gate, f"{type(guard).__name__} redirected {url}")
    inside = [host.strip("[]").replace("%25", "%") for host in hosts if host.startswith("[")]
    for address in (*addresses, *filter(_is_literal, inside)):
        async with Fetcher(Guard(), EveryName(address), 3) as fetcher:
            await ask(fetcher, f"http://name.test:{doors.port}/", f"name.test is {address}")
    # And the listener does hear who is let in.
    async with Fetcher(Guard(frozenset({"127.0.0.1", "::1"})), EveryName("127.0.0.1"), 3) as fetcher:
        heard = [await fetcher.ask(f"http://{host}:{doors.port}/") for host in ("127.0.0.1", "[::1]", "name.test")]
    return {"asked": len(hosts), "reached": reached, "heard": [answer.status for answer in heard]}


def _is_literal(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def main() -> None:
    addresses = LOOPBACK
    if sys.argv[1:] == ["apart"]:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        for address in (*LOCAL, *LOCAL_IPV6):
            prefix = 128 if ":" in address else 32
            subprocess.run(["ip", "address", "add", f"{address}/{prefix}", "dev", "lo"], check=True)
        addresses += (*LOCAL, *LOCAL_IPV6)
    json.dump(asyncio.run(knock(addresses)), sys.stdout)


if __name__ == "__main__":
    main()
