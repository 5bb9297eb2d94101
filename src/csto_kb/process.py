"""How a process ends: not in the middle of what must be whole, and not without those that it started."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

ENDINGS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""What asks a process to end, and lets it put things right first."""
_PR_SET_PDEATHSIG = 1


@contextmanager
def signals_held() -> Iterator[Callable[[], bool]]:
    """Let no signal that asks for the end come through before the block is over; give a look at whether one waits.

    Where the system cannot hold signals (Windows), none is seen to wait.
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
    """Make this process, just forked by `parent`, end with it, and leave its signals to it.

    Linux kills it when the parent is gone (PR_SET_PDEATHSIG, prctl(2)); elsewhere it must look for itself. Ctrl-C in
    a terminal goes to both: the parent alone says so, and ends the other.
    """
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it went before it could be asked for
        os._exit(1)


def end_by(number: int | None) -> NoReturn:
    """End this process by a signal, as if nobody had caught it; by exit code 2 where the system has no such signal."""
    if number is not None:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(2)
