"""An odd machine, for builds whose tests put this folder on PYTHONPATH.

It lists every folder in another order (seeded by ODD_ORDER), and refuses and writes down every use of the network (in
the file that ODD_NETWORK names).
"""

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind")
_scandir, _listdir = os.scandir, os.listdir


class _Shuffled(Iterator[Any]):
    """What `os.scandir` returns, in another order."""

    def __init__(self, path: Any = ".") -> None:
        with _scandir(path) as entries:
            self._entries = iter(_shuffle(list(entries), lambda entry: entry.name))

    def __enter__(self) -> Iterator[os.DirEntry[Any]]:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None

    def __iter__(self) -> Iterator[os.DirEntry[Any]]:
        return self

    def __next__(self) -> os.DirEntry[Any]:
        return next(self._entries)

    def close(self) -> None:
        """Nothing is open."""


def _shuffle(items: list[Any], key: Any) -> list[Any]:
    items.sort(key=key)
    random.Random(os.environ["ODD_ORDER"]).shuffle(items)
    return items


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _NETWORK:
        with Path(os.environ["ODD_NETWORK"]).open("a", encoding="utf-8") as file:
            file.write(f"{event} {arguments!r}\n")
        raise PermissionError(f"no network here: {event}")


if "ODD_ORDER" in os.environ:
    os.scandir = _Shuffled  # type: ignore[assignment, misc]
    os.listdir = lambda path=".": _shuffle(_listdir(path), str)  # type: ignore[assignment]
if "ODD_NETWORK" in os.environ:
    sys.addaudithook(_refuse_network)
