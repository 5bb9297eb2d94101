"""How a process ends: not within a critical step, and not without the processes that it started."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

ENDINGS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals that ask a process to end and that it can handle."""
_PR_SET_PDEATHSIG = 1


@contextmanager
def signals_held() -> Iterator[Callable[[], bool]]:
    """Delay the signals that ask for the end until the block is over; yield a function that tells whether one waits.

    Where the system cannot delay signals (Windows), the function returns False.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield lambda: False
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    try:
        yield lambda: not signal.sigpending().isdisjoint(ENDINGS)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def become_worker(parent: int) -> None:
    """Make this process, just forked by `parent`, end with its parent, and leave signals to the parent.

    Linux kills it when the parent ends (PR_SET_PDEATHSIG, prctl(2)); elsewhere it checks regularly. Ctrl-C in a
    terminal reaches both: only the parent reports it, and ends this process.
    """
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # the parent ended before the request
        os._exit(1)


def end_by(number: int | None) -> NoReturn:
    """End this process by a signal as if it had not been caught; by exit code 2 where the system lacks the signal."""
    if number is not None:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(2)
