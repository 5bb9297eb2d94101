"""Shares work among processes where the system can fork: rendering and reading pages take most of a build.

A forked process sees all data of its parent, so only the results are transferred. It ends with its parent, however
that ends.
"""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Generic, TypeVar

from csto_kb.process import become_worker, signals_held

Item = TypeVar("Item")
Result = TypeVar("Result")

_WORTHWHILE = 200
"""With fewer items a second process costs more than it saves."""
_MAX_PROCESSES = 4


def map_forked(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Apply a function to every item, in order. It must not raise, and its results must be picklable.

    The share of a process that dies or cannot be started is done by this one: the outcome is the same, only later.
    """
    count = _process_count() if len(items) >= _WORTHWHILE else 1
    # Every count-th item, so that long pages, which stand together, are shared evenly.
    shares = [items[start::count] for start in range(count)]
    with ExitStack() as stack:
        workers: list[_Worker[Result]] = []
        for share in shares[1:]:
            workers.append(_Worker.start(function, share, workers))
            stack.callback(workers[-1].end)
        done = [[function(item) for item in shares[0]]]
        for share, worker in zip(shares[1:], workers, strict=True):
            results = worker.receive()
            done.append([function(item) for item in share] if results is None else results)
    return [done[index % count][index // count] for index in range(len(items))]


def _process_count() -> int:
    # Forking is not safe on macOS, whose system libraries may hold locks of other threads.
    if "fork" not in get_all_start_methods() or sys.platform == "darwin":
        return 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MAX_PROCESSES)


@dataclass(frozen=True)
class _Worker(Generic[Result]):
    """A working process and the pipe from which its results are read; neither where it could not be started."""

    process: ForkProcess | None = None
    receiver: Connection | None = None

    @classmethod
    def start(
        cls, function: Callable[[Item], Result], share: Sequence[Item], others: "Sequence[_Worker[Result]]"
    ) -> "_Worker[Result]":
        """Fork a process for a share of the work; none where the system has no process or descriptor left."""
        context = get_context("fork")
        try:
            receiver, sender = context.Pipe(duplex=False)
        except OSError:
            return cls()
        # A writer notices that its reader is gone only when no other process holds the reading end.
        readers = [receiver, *(other.receiver for other in others if other.receiver)]
        process = context.Process(target=_work, args=(function, share, sender, readers, os.getpid()), daemon=True)
        try:
            with signals_held():  # until the process has its own way with them
                process.start()
        except OSError:
            receiver.close()
            return cls()
        finally:
            sender.close()
        return cls(process, receiver)

    def receive(self) -> list[Result] | None:
        """Wait for the results; None where the process failed."""
        if self.receiver is None:
            return None
        try:
            results: list[Result] = self.receiver.recv()
        except (EOFError, OSError):
            return None
        return results

    def end(self) -> None:
        """End the process, finished or not."""
        if self.process is not None and self.receiver is not None:
            self.receiver.close()
            self.process.kill()
            self.process.join()


def _work(
    function: Callable[[Item], Result],
    share: Sequence[Item],
    sender: Connection,
    readers: Sequence[Connection],
    parent: int,
) -> None:
    become_worker(parent)
    for reader in readers:
        reader.close()
    try:
        sender.send([function(item) for item in share])
    except OSError:
        return  # nobody reads it any more
