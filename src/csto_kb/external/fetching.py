"""Requests one address, and follows its redirects one by one.

aiohttp does the network's work. The guard decides which addresses are allowed, and checks again when a socket is
opened. A name is resolved once and the checked address is the one connected to, so that a second answer of the DNS
changes nothing. Requests use GET, because the answer to HEAD often differs from what a reader gets. `ask` reads only as
much of a body as a title needs, and no body of other files; `receive` reads as much as the caller allows. A request
carries no cookies, no credentials and no proxy settings.
"""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from csto_kb import __version__
from csto_kb.external.guard import Guard, RefusedError
from csto_kb.external.judging import WebAnswer
from csto_kb.external.reading import MAX_BODY, find_retry_after, find_title, is_html, join_redirect, unpack
from csto_kb.link_state import Verdict

AGENT = f"csto-kb/{__version__} (link check of a knowledge base; one request a page)"
MAX_REDIRECTS = 5
SECONDS = 30.0
"""For one request, from the name to the last byte that is read."""

_REDIRECTS = (301, 302, 303, 307, 308)
_CHALLENGES = ("cf-mitigated", "x-datadome", "x-amzn-waf-action")
"""Headers by which the walls of Cloudflare, DataDome and AWS say that they stopped a robot."""


class GuardedResolver(AbstractResolver):
    """Resolves a name, and refuses it when the guard refuses any of its addresses."""

    def __init__(self, inner: AbstractResolver, guard: Guard) -> None:
        self._inner, self._guard = inner, guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        for answer in found:
            self._guard.check_ip(answer["host"])
        return found

    async def close(self) -> None:
        await self._inner.close()


def _guarded_sockets(guard: Guard) -> Callable[[tuple[Any, ...]], socket.socket]:
    """Return a factory of sockets that checks each IP address with the guard, whether from a name or a literal."""

    def open_socket(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        guard.check_ip(str(address[0]))
        return socket.socket(family, kind, protocol)

    return open_socket


@dataclass(frozen=True)
class _Response:
    """The part of one response that was read."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool = True


@dataclass(frozen=True)
class Received:
    """An answer with its headers and body."""

    answer: WebAnswer
    headers: Mapping[str, str] = field(default_factory=dict)
    """By name, ignoring case."""
    body: bytes = b""
    """Unpacked."""
    is_whole: bool = True
    """Whether the body was read to its end."""


class Fetcher:
    """Requests addresses over one session; `async with Fetcher(...) as fetcher`."""

    def __init__(self, guard: Guard, resolver: AbstractResolver | None = None, seconds: float = SECONDS) -> None:
        self._guard, self._resolver, self._seconds = guard, resolver, seconds
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        resolver = GuardedResolver(self._resolver or aiohttp.ThreadedResolver(), self._guard)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=resolver,
                use_dns_cache=True,
                limit=0,
                force_close=True,
                socket_factory=_guarded_sockets(self._guard),
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": AGENT, "Accept": "*/*", "Accept-Language": "*"},
            timeout=aiohttp.ClientTimeout(total=None),
            trust_env=False,
            auto_decompress=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session:
            await self._session.close()

    async def ask(self, url: str) -> WebAnswer:
        """Request an address. No behaviour of the server raises an exception."""
        return (await self._follow(url, None, self._seconds)).answer

    async def receive(self, url: str, most: int, seconds: float | None = None) -> Received:
        """Request an address and read up to `most` bytes of its body. No behaviour of the server raises an exception.

        `seconds` limits one request, from the name to the last byte; the default is the limit of `ask`.
        """
        return await self._follow(url, most, seconds or self._seconds)

    async def _follow(self, url: str, most: int | None, seconds: float) -> Received:
        hops: list[tuple[int, str]] = []
        while True:
            try:
                response = await self._request(url, most, seconds)
                target = response.headers.get("location", "")
                if response.status not in _REDIRECTS or not target:
                    answer = _read_answer(url, response, tuple(hops))
                    return Received(answer, response.headers, response.body, response.is_whole)
                url = join_redirect(url, target)
            except Exception as error:  # aiohttp and the libraries below it raise many undocumented exceptions
                return Received(_explain(error, url, tuple(hops)))
            if len(hops) >= MAX_REDIRECTS or url in (to for _, to in hops):
                reason = (
                    "redirects in a circle" if len(hops) < MAX_REDIRECTS else f"more than {MAX_REDIRECTS} redirects"
                )
                return Received(WebAnswer(url, hops=tuple(hops), failure=Verdict.FAILING, reason=reason))
            hops.append((response.status, url))

    async def read_text(self, url: str) -> str:
        """Read the start of a small text, such as robots.txt; '' where there is none."""
        try:
            response = await self._request(url, None, self._seconds)
        except Exception:  # as in `_follow`
            return ""
        return response.body.decode("utf-8", "replace") if response.status == 200 else ""

    async def _request(self, url: str, most: int | None, seconds: float) -> _Response:
        """Read one response: at most `most` bytes, or as many as a title needs."""
        assert self._session is not None
        target = self._guard.check_url(url)
        async with (
            asyncio.timeout(seconds) as limit,
            _closing(await self._session.get(target, allow_redirects=False)) as response,
        ):
            body, is_whole = b"", True
            if most is not None:
                end = limit.when()
                limit.reschedule(None)  # a body that does not end in time is used as far as it was read
                body, is_whole = await _read(response, most, end)
            elif _may_be_page(response):
                body, is_whole = await _read(response, MAX_BODY)
            return _Response(response.status, response.headers.copy(), body, is_whole)


def _explain(error: Exception, url: str, hops: tuple[tuple[int, str], ...]) -> WebAnswer:
    """The answer for a failed request: a verdict and its reason in words."""
    is_reached = True
    match error:
        case RefusedError():
            verdict, reason = Verdict.PRIVATE, str(error)
        case aiohttp.ClientSSLError():
            cause = error.certificate_error if isinstance(error, aiohttp.ClientConnectorCertificateError) else error
            verdict, reason = Verdict.TLS, _first_line(cause)
        case aiohttp.ClientConnectorDNSError():
            verdict, reason, is_reached = Verdict.DNS, "the name does not resolve", False
        case TimeoutError():
            verdict, reason, is_reached = Verdict.TIMEOUT, "no answer in time", False
        case aiohttp.ClientConnectorError():
            verdict, reason, is_reached = Verdict.FAILING, f"no connection: {error.strerror or 'refused'}", False
        case _:
            verdict, reason = Verdict.FAILING, f"{type(error).__name__}: {_first_line(error)}"
    where = f" (redirected to {url})" if hops else ""
    return WebAnswer(url, hops=hops, failure=verdict, reason=reason + where, is_reached=is_reached or bool(hops))


def _first_line(error: object) -> str:
    """The start of an error message, without memory addresses or lines of code."""
    return re.sub(r"\s*\(_ssl\.c:\d+\)", "", str(error).partition("\n")[0])[:120]


@asynccontextmanager
async def _closing(response: aiohttp.ClientResponse) -> AsyncIterator[aiohttp.ClientResponse]:
    try:
        yield response
    finally:
        response.close()


def _may_be_page(response: aiohttp.ClientResponse) -> bool:
    """Whether a response may be a page or plain text."""
    kind = response.headers.get("Content-Type", "").lower()
    return not kind or "html" in kind or "text/plain" in kind


async def _read(response: aiohttp.ClientResponse, most: int, end: float | None = None) -> tuple[bytes, bool]:
    """The first bytes of a body, unpacked up to the same limit, and whether that is the whole body.

    `end` is the time, on the clock of the event loop, at which reading stops.
    """
    raw = bytearray()
    is_ended = False
    # Browsers show a body that ends before its length, or within a chunk, as far as it came.
    with suppress(aiohttp.ClientPayloadError, *((TimeoutError,) if end else ())):
        async with asyncio.timeout_at(end):
            while len(raw) < most and (chunk := await response.content.read(most - len(raw))):
                raw += chunk
            is_ended = len(raw) < most
    body = unpack(bytes(raw), response.headers.get("Content-Encoding", "").strip().lower(), most)
    return body, is_ended and len(body) < most


def _read_answer(url: str, response: _Response, hops: tuple[tuple[int, str], ...]) -> WebAnswer:
    kind = response.headers.get("content-type", "")
    title = find_title(kind, response.body[:MAX_BODY]) if is_html(kind, response.body) else ""
    says = next((name for name in _CHALLENGES if name in response.headers), "")
    return WebAnswer(url, response.status, title, says, hops, retry_after=find_retry_after(response.headers))
