"""The text of what a server sent, read by a process of its own; bounded in time and memory, whatever it is."""

import asyncio
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass

from csto_kb.external.fetching import Fetcher, Received
from csto_kb.external.finding import Text
from csto_kb.external.judging import Answer
from csto_kb.external.page_text import HTML, PDF, PLAIN
from csto_kb.external.reading import find_encoding, is_html

MOST = 16 * 1024 * 1024
"""Bytes of a page that are read."""
SECONDS = 120.0
"""For a page to come; large files take longer than a title."""
READING_SECONDS = 60.0
"""For its text to be read."""


@dataclass(frozen=True)
class PageText:
    """The text of a page, and what keeps it from being all."""

    text: Text = Text(())
    doubt: str = ""
    """Why a passage that does not stand in the text may stand on the page nevertheless; '' where nothing says so."""


class PageFetcher:
    """Asks addresses as a `Fetcher` does, and keeps the text of what it gets in `pages`, by the address asked."""

    def __init__(self, fetcher: Fetcher, seconds: float = READING_SECONDS) -> None:
        self.pages: dict[str, PageText] = {}
        self._fetcher, self._seconds = fetcher, seconds
        self._gate = asyncio.Semaphore(1)

    async def ask(self, url: str) -> Answer:
        """Ask an address and read what it answers; never raises for what the other side does."""
        received = await self._fetcher.receive(url, MOST, SECONDS)
        async with self._gate:  # one at a time: each may use much memory
            self.pages[url] = await read_page(received, self._seconds)
        return received.answer

    async def read_text(self, url: str) -> str:
        return await self._fetcher.read_text(url)


async def read_page(received: Received, seconds: float = READING_SECONDS) -> PageText:
    """Read the text of what came; what it is, its server says, or how it begins. Never raises for what it holds."""
    kind_said = received.headers.get("content-type", "").lower()
    body = received.body
    if kind_said.startswith(("video/", "audio/", "image/")):
        return PageText(doubt="a film, a recording or a picture")
    if body[:1024].lstrip().startswith(b"%PDF-"):
        kind = PDF
    elif "pdf" in kind_said:
        return PageText(doubt="called a PDF, and is none")
    elif is_html(kind_said, body):
        kind = HTML
    elif kind_said.startswith("text/"):
        kind = PLAIN
    else:
        return PageText(doubt=f"neither a page nor a PDF ({kind_said[:60] or 'not said what'})")
    if kind != PDF:
        body = body.decode(find_encoding(kind_said, body), "replace").encode()
    page = await _read_apart(kind, body, seconds)
    if received.is_whole or page.doubt:
        return page
    return PageText(page.text, f"longer than {MOST // 1024**2} MB, and read so far only")


async def _read_apart(kind: str, body: bytes, seconds: float) -> PageText:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "csto_kb.external.page_text",
        kind,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    try:
        async with asyncio.timeout(seconds):
            output, _ = await process.communicate(body)
        found = json.loads(output)
        return PageText(Text(tuple(found["parts"])), found["doubt"])
    except TimeoutError:
        return PageText(doubt="takes too long to read")
    except ValueError:
        return PageText(doubt="cannot be read within bounds")
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
