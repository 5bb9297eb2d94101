"""Work shared out among processes, where the system can fork: rendering and reading pages take most of a build.

A forked process sees everything that its parent had, so nothing but the results travels between them.
"""

import os
import sys
from collections.abc import Callable, Sequence
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_WORTHWHILE = 200
"""With fewer items a second process costs more than it saves."""
_MAX_PROCESSES = 4


def map_forked(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Apply a function to every item, in order. It must not raise, and its results must be picklable.

    A process that dies leaves its share to this one: the outcome is the same, only later.
    """
    count = _process_count() if len(items) >= _WORTHWHILE else 1
    # Every count-th item, so that long pages, which stand together, are shared out evenly.
    shares = [items[start::count] for start in range(count)]
    workers = [_start(function, share) for share in shares[1:]]
    done = [[function(item) for item in shares[0]]]
    for share, (process, receiver) in zip(shares[1:], workers, strict=True):
        try:
            done.append(receiver.recv())
        except (EOFError, OSError):
            done.append([function(item) for item in share])
        process.join()
    return [done[index % count][index // count] for index in range(len(items))]


def _process_count() -> int:
    # Forking is not safe on macOS, whose system libraries may hold locks of other threads.
    if "fork" not in get_all_start_methods() or sys.platform == "darwin":
        return 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MAX_PROCESSES)


def _start(function: Callable[[Item], Result], share: Sequence[Item]) -> tuple[ForkProcess, Connection]:
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(function, share, sender), daemon=True)
    process.start()
    sender.close()
    return process, receiver


def _work(function: Callable[[Item], Result], share: Sequence[Item], sender: Connection) -> None:
    sender.send([function(item) for item in share])
