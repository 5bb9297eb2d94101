"""One address asked: HEAD, then GET where that is not enough, redirects followed one by one.

The network is aiohttp's; what may be asked is the guard's. A name is resolved once and what is connected to is what was
checked, so that a second answer of the DNS changes nothing. Of a body no more is read than a title needs, neither
compressed nor unpacked; nothing of this machine goes out: no cookies, no credentials, no proxy settings.
"""

import asyncio
import re
import socket
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Self
from urllib.parse import quote, urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from csto_kb import __version__
from csto_kb.external.guard import Guard, RefusedError
from csto_kb.external.judging import Answer
from csto_kb.link_state import Verdict

AGENT = f"csto-kb/{__version__} (link check of a knowledge base; one request a page)"
MAX_REDIRECTS = 5
MAX_BODY = 64 * 1024
"""Bytes of a body that are read, and bytes that they may unpack to."""
SECONDS = 30.0
"""For one request, from the name to the last byte that is read."""

_REDIRECTS = (301, 302, 303, 307, 308)
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_CHALLENGES = ("cf-mitigated", "x-datadome", "x-amzn-waf-action")
"""Headers by which the walls of Cloudflare, DataDome and AWS say that they stopped a robot."""
_FAILURES = (RefusedError, aiohttp.ClientError, OSError, ValueError)
"""What asking raises: the guard, aiohttp, the network, an address that cannot be encoded."""
_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=-._~"


class GuardedResolver(AbstractResolver):
    """Resolves a name and hands on only what the guard lets pass."""

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


@dataclass(frozen=True)
class _Response:
    """One response, as far as it is read."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_html(self) -> bool:
        return "html" in self.headers.get("content-type", "")


class Fetcher:
    """Asks addresses over one session; `async with Fetcher(...) as fetcher`."""

    def __init__(self, guard: Guard, resolver: AbstractResolver | None = None, seconds: float = SECONDS) -> None:
        self._guard, self._resolver, self._seconds = guard, resolver, seconds
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        resolver = GuardedResolver(self._resolver or aiohttp.ThreadedResolver(), self._guard)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=True, limit=0, force_close=True),
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

    async def ask(self, url: str) -> Answer:
        """Ask an address; never raises for what the other side does."""
        answer = await self._follow("HEAD", url)
        is_settled = answer.failure in (Verdict.PRIVATE, Verdict.DNS, Verdict.TLS)
        is_file = not answer.failure and 200 <= answer.status < 300 and not answer.is_html
        # Many servers refuse HEAD, or fail at it; and of a page the title is wanted.
        return answer if is_settled or is_file else await self._follow("GET", url)

    async def read_text(self, url: str) -> str:
        """The start of a small text, such as robots.txt; '' where there is none."""
        try:
            response = await self._request("GET", url)
        except _FAILURES:
            return ""
        return response.body.decode("utf-8", "replace") if response.status == 200 else ""

    async def _follow(self, method: str, url: str) -> Answer:
        hops: list[tuple[int, str]] = []
        while True:
            try:
                response = await self._request(method, url)
            except _FAILURES as error:
                verdict, reason = _explain(error)
                where = f" (redirected to {url})" if hops else ""
                return Answer(url, hops=tuple(hops), failure=verdict, reason=reason + where)
            target = response.headers.get("location", "")
            if response.status not in _REDIRECTS or not target:
                return _answer(url, response, tuple(hops))
            url = _join(url, target)
            if len(hops) >= MAX_REDIRECTS or url in (to for _, to in hops):
                reason = (
                    "redirects in a circle" if len(hops) < MAX_REDIRECTS else f"more than {MAX_REDIRECTS} redirects"
                )
                return Answer(url, hops=tuple(hops), failure=Verdict.FAILING, reason=reason)
            hops.append((response.status, url))

    async def _request(self, method: str, url: str) -> _Response:
        assert self._session is not None
        self._guard.check_url(url)
        # An address is sent as it is written, if it can be.
        target = URL(url, encoded=url.isascii())
        async with (
            asyncio.timeout(self._seconds),
            _closing(await self._session.request(method, target, allow_redirects=False)) as response,
        ):
            body = b"" if method == "HEAD" else await _read(response)
            return _Response(response.status, response.headers.copy(), body)


def _explain(error: Exception) -> tuple[Verdict, str]:
    """The verdict and words for a request that failed."""
    match error:
        case RefusedError():
            return Verdict.PRIVATE, str(error)
        case aiohttp.ClientSSLError():
            return Verdict.TLS, _first_line(error.certificate_error if hasattr(error, "certificate_error") else error)
        case aiohttp.ClientConnectorDNSError():
            return Verdict.DNS, "the name does not resolve"
        case TimeoutError():
            return Verdict.TIMEOUT, "no answer in time"
        case aiohttp.ClientConnectorError():
            return Verdict.FAILING, f"no connection: {error.os_error.strerror or 'refused'}"
        case _:
            return Verdict.FAILING, f"{type(error).__name__}: {_first_line(error)}"


def _first_line(error: object) -> str:
    """The beginning of an error's words, without addresses in memory or lines of code."""
    return re.sub(r"\s*\(_ssl\.c:\d+\)", "", str(error).partition("\n")[0])[:120]


@asynccontextmanager
async def _closing(response: aiohttp.ClientResponse) -> AsyncIterator[aiohttp.ClientResponse]:
    try:
        yield response
    finally:
        response.close()


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The first bytes of a body, unpacked up to the same limit."""
    if "html" not in response.content_type and "text/plain" not in response.content_type:
        return b""
    raw = b""
    while len(raw) < MAX_BODY and (chunk := await response.content.read(MAX_BODY - len(raw))):
        raw += chunk
    coding = response.headers.get("Content-Encoding", "identity").lower()
    if coding in ("gzip", "x-gzip", "deflate"):
        try:
            return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(raw, MAX_BODY)
        except zlib.error:
            return b""
    return raw if coding == "identity" else b""


def _answer(url: str, response: _Response, hops: tuple[tuple[int, str], ...]) -> Answer:
    title = _find_title(response) if response.is_html else ""
    says = next((name for name in _CHALLENGES if name in response.headers), "")
    return Answer(
        url,
        response.status,
        response.is_html,
        title,
        says,
        hops,
        retry_after=_retry_after(response.headers),
    )


def _find_title(response: _Response) -> str:
    charset = _CHARSET.search(response.headers.get("content-type", "").encode()) or _CHARSET.search(
        response.body[:2048]
    )
    try:
        text = response.body.decode(charset[1].decode() if charset else "utf-8", "replace")
    except LookupError:
        text = response.body.decode("utf-8", "replace")
    match = _TITLE.search(text)
    return " ".join(unescape(match[1]).split())[:200] if match else ""


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds of `Retry-After`, which holds seconds or a date (RFC 9110, 10.2.3), against the response's own date."""
    written = headers.get("retry-after", "")
    if written.isascii() and written.isdigit():
        return float(written[:9])
    try:
        until, now = parsedate_to_datetime(written), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def _join(base: str, target: str) -> str:
    """Where a redirect leads, in ASCII; the fragment is not sent."""
    ascii_target = quote(target.strip().encode("utf-8", "surrogateescape"), safe=_IN_ADDRESSES)
    try:
        return urljoin(base, ascii_target).partition("#")[0]
    except ValueError:
        return ascii_target
