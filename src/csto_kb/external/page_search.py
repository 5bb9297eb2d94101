"""Passages looked for in what a server sent: a program, from standard input to JSON.

Called as `python -m csto_kb.external.page_search PROCESSOR MEMORY`, with the seconds and bytes that it may use. In a
process of its own: what is read comes from strangers, and a parser that never ends, or that takes the process with it,
must cost that page only. See `page_reading`, which starts it. The first line that it reads is JSON, as `write_question`
makes it; the rest is the page.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from csto_kb.external.finding import Found, NotFound, Sought, find_passage
from csto_kb.external.page_text import read_text


@dataclass(frozen=True)
class Bounds:
    """What the process may use."""

    seconds: float = 60.0
    """From its start to its end."""
    processor: int = 40
    """Seconds on a processor."""
    memory: int = 1024**3
    """Bytes."""


BOUNDS = Bounds()


@dataclass(frozen=True)
class Searched:
    """What was found on a page, for each passage in its order, and what keeps the page from being read whole."""

    found: tuple[Found | NotFound, ...] = ()
    """() where nothing could be read."""
    doubt: str = ""
    """Why a passage that does not stand in the text may stand on the page nevertheless; '' where nothing says so."""


def write_question(kind: str, sought: Sequence[Sought], body: bytes) -> bytes:
    """What the process reads."""
    passages = [[passage.first, passage.last, list(map(sorted, passage.places))] for passage in sought]
    return json.dumps([kind, passages]).encode() + b"\n" + body


def read_answer(text: bytes) -> Searched:
    """What the process wrote. Raises `ValueError` for what it left half."""
    found, doubt = json.loads(text)
    return Searched(tuple(Found(**item) if "place" in item else NotFound(**item) for item in found), doubt)


def search_page(question: bytes) -> str:
    """Do the work of the process."""
    head, _, body = question.partition(b"\n")
    kind, passages = json.loads(head)
    text, doubt = read_text(kind, body)
    found = [find_passage(text, Sought(first, last, tuple(map(frozenset, places)))) for first, last, places in passages]
    return json.dumps([list(map(asdict, found)), doubt])


def _bound(processor: int, memory: int) -> None:
    """Take from this process what it must not use, where the system can."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _bound(*map(int, sys.argv[1:3]))
    sys.stdout.write(search_page(sys.stdin.buffer.read()))
