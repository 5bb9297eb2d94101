"""Requests pages and looks for passages in them in a separate process, within limits of time and memory.

Passages are looked for in the same answer by which the address is judged, so that no page is requested twice.
"""

import asyncio
import codecs
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from csto_kb.external.fetching import Fetcher, Received
from csto_kb.external.finding import Sought
from csto_kb.external.judging import WebAnswer
from csto_kb.external.page_search import BOUNDS, Bounds, Searched, read_answer, write_question
from csto_kb.external.page_text import HTML, PDF, PLAIN
from csto_kb.external.reading import find_encoding, is_html

MOST = 16 * 1024 * 1024
"""Bytes of a page that are read."""
SECONDS = 120.0
"""For one page. Large files take longer than a title."""


class PageFetcher:
    """Requests addresses as a `Fetcher` does. For those in `sought` it reads the page and keeps what was found."""

    def __init__(self, fetcher: Fetcher, sought: Mapping[str, Sequence[Sought]], bounds: Bounds = BOUNDS) -> None:
        self.searched: dict[str, Searched] = {}
        """By the requested address."""
        self._fetcher, self._sought, self._bounds = fetcher, sought, bounds
        self._gate = asyncio.Semaphore(1)

    async def ask(self, url: str) -> WebAnswer:
        """Request an address. No behaviour of the server raises an exception."""
        if url not in self._sought:
            return await self._fetcher.ask(url)
        received = await self._fetcher.receive(url, MOST, SECONDS)
        if 200 <= received.answer.status < 300:
            async with self._gate:  # one at a time, because each may use much memory
                self.searched[url] = await search_received(received, self._sought[url], self._bounds)
        return received.answer

    async def read_text(self, url: str) -> str:
        return await self._fetcher.read_text(url)


async def search_received(received: Received, sought: Sequence[Sought], bounds: Bounds = BOUNDS) -> Searched:
    """Look for passages in a body, whose type its server or its first bytes give. No content raises an exception."""
    kind_said = received.headers.get("content-type", "").lower()
    body = received.body
    if kind_said.startswith(("video/", "audio/", "image/")):
        return Searched(doubt="a film, a recording or a picture")
    if body[:1024].lstrip().startswith(b"%PDF-"):
        kind = PDF
    elif "pdf" in kind_said:
        return Searched(doubt="called a PDF, but is not one")
    elif is_html(kind_said, body):
        kind = HTML
    elif kind_said.startswith("text/"):
        kind = PLAIN
    else:
        return Searched(doubt=f"neither a page nor a PDF ({kind_said[:60] or 'no type given'})")
    doubt = ""
    if kind != PDF:
        text, is_sound = _decode(kind_said, body)
        body = text.encode()
        doubt = "" if is_sound else "in another encoding than it says"
    searched = await _search_apart(write_question(kind, sought, body), bounds)
    if not received.is_whole:
        doubt = f"not whole: {len(received.body) / 1024**2:,.1f} MB of it were read"
    return Searched(searched.found, searched.doubt or doubt)


def _decode(content_type: str, body: bytes) -> tuple[str, bool]:
    """The text of a body, and whether the body is valid in the encoding that was used.

    Valid UTF-8 wins over the encoding that the server names: texts in others are seldom valid UTF-8.
    """
    marks = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
    marked = [name for mark, name in marks if body.startswith(mark)]
    said = [find_encoding(content_type, body), find_encoding("", body)]
    for name in marked or (said if body.isascii() else ["utf-8", *said]):
        with suppress(UnicodeDecodeError):
            return codecs.getincrementaldecoder(name)().decode(body), True  # the last character may be cut
    return body.decode(said[0], "replace"), False


async def _search_apart(question: bytes, bounds: Bounds) -> Searched:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-P", "-X", "utf8", "-m", "csto_kb.external.page_search"),
        *(str(bounds.processor), str(bounds.memory)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(bounds.seconds):
            output, _ = await process.communicate(question)
        return read_answer(output)
    except TimeoutError:
        return Searched(doubt="takes too long to read")
    except ValueError:
        return Searched(doubt="too much to read within bounds")
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
