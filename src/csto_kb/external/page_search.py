"""Looks for passages in what a server sent: a program that reads standard input and writes JSON.

`page_reading` calls it as `python -m csto_kb.external.page_search PROCESSOR MEMORY`, with the limits in seconds and
bytes. It is a separate process because the input comes from strangers: a parser that never ends or that crashes must
affect that page only. The first line of the input is the JSON of `write_question`; the rest is the page.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from csto_kb.external.finding import Found, NotFound, Sought, find_passage
from csto_kb.external.page_text import read_text


@dataclass(frozen=True)
class Bounds:
    """The limits of the process."""

    seconds: float = 60.0
    """From start to end."""
    processor: int = 40
    """Seconds of processor time."""
    memory: int = 1024**3
    """Memory in bytes."""


BOUNDS = Bounds()


@dataclass(frozen=True)
class Searched:
    """What was found on a page, for each passage in order, and what keeps the page from being read in full."""

    found: tuple[Found | NotFound, ...] = ()
    """() where nothing could be read."""
    doubt: str = ""
    """Why a passage that is not in the text may still be on the page; '' where nothing suggests that."""


def write_question(kind: str, sought: Sequence[Sought], body: bytes) -> bytes:
    """The input of the process."""
    passages = [[passage.first, passage.last, list(map(sorted, passage.places))] for passage in sought]
    return json.dumps([kind, passages]).encode() + b"\n" + body


def read_answer(text: bytes) -> Searched:
    """Read the output of the process. Raises `ValueError` where it is incomplete."""
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
    """Limit the resources of this process, where the system supports it."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _bound(*map(int, sys.argv[1:3]))
    sys.stdout.write(search_page(sys.stdin.buffer.read()))
