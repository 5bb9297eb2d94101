"""Interrupting a long task at any moment without losing what it has done."""

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Interrupts:
    """Whether the process was asked to end; see `catch_interrupts`."""

    def __init__(self) -> None:
        self.came = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine to its end, or until the process is asked to end: it is then cancelled."""

        async def watch() -> None:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
            if self.came:
                work.close()
            else:
                await work

        try:
            asyncio.run(watch())
        except asyncio.CancelledError:
            if not self.came:
                raise
        finally:
            self._loop = self._task = None

    def heed(self, _number: int, _frame: FrameType | None) -> None:
        """The handler of the signals."""
        self.came = True
        if self._loop and self._task:
            self._loop.call_soon_threadsafe(self._task.cancel)


@contextmanager
def catch_interrupts() -> Iterator[Interrupts]:
    """For as long as the block lasts, a signal to end stops what `Interrupts.run` runs, and nothing else.

    A signal that the process was started to ignore, as under nohup, stays ignored.
    """
    interrupts = Interrupts()
    before = {}
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            before[number] = signal.signal(number, interrupts.heed)
    try:
        yield interrupts
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
