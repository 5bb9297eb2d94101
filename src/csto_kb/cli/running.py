"""The frame of every command: standard streams that take all text, orderly ends by signals, errors as messages.

SIGTERM and SIGHUP do what SIGINT does: they raise `KeyboardInterrupt`, so that everything begun is put right on the way
out. Then the process ends by the signal, and whoever started it sees by which.
"""

import errno
import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, TextIO

import click

from csto_kb.process import ENDINGS, end_by

_CANNOT_RUN = 2
_NO_THREAD = "can't start new thread"
"""Python's message for it, in a `RuntimeError`."""


class OutputError(Exception):
    """A standard stream cannot be written; says why. Not an `OSError`, which a command takes for one of its files."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"cannot write: {error.strerror or error}")
        self.is_reader_gone = error.errno == errno.EPIPE


class Program(click.Group):
    """The group of all commands. Called without arguments it runs as the program and ends the process."""

    def main(self, args: Any = None, *others: Any, **options: Any) -> Any:
        """Run a command; as the program itself, inside the frame of this module."""
        if args is not None or not options.get("standalone_mode", True):
            return super().main(args, *others, **options)
        options["standalone_mode"] = False
        return _run(lambda: super(Program, self).main(args, *others, **options))


def _run(action: Callable[[], Any]) -> None:
    """Run an action and end the process: with its exit code, or by the signal that ended it."""
    _open_streams()
    with _signals_noted() as noted:
        try:
            code = _exit_code(action)
        except (KeyboardInterrupt, click.Abort):
            _say("interrupted")
            end_by(noted[-1] if noted else signal.SIGINT)
        except OutputError as error:
            if error.is_reader_gone:
                end_by(getattr(signal, "SIGPIPE", None))  # as other programs do
            _say(str(error))
            code = _CANNOT_RUN
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            _say(f"{place}{error.strerror or error}")
            code = _CANNOT_RUN
        except MemoryError:
            _say("not enough memory")
            code = _CANNOT_RUN
        except RuntimeError as error:
            if str(error) != _NO_THREAD:
                raise
            _say("the system has no thread left")
            code = _CANNOT_RUN
    sys.exit(code)


def _exit_code(action: Callable[[], Any]) -> int:
    """Run an action, write out all that it printed, and return its exit code."""
    code: Any
    try:
        code = action()
    except SystemExit as end:
        code = end.code
    except click.ClickException as error:
        error.show()
        code = _CANNOT_RUN
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _say(message: str) -> None:
    with suppress(OutputError):
        click.echo(f"csto-kb: {message}", err=True)


@contextmanager
def _signals_noted() -> Iterator[list[int]]:
    """Make every terminating signal act like SIGINT, and record it. An ignored signal stays ignored."""
    noted: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        noted.append(number)
        interrupt = signal.getsignal(signal.SIGINT)
        if not callable(interrupt):
            raise KeyboardInterrupt
        interrupt(signal.SIGINT, frame)

    others = [number for number in ENDINGS if number != signal.SIGINT and signal.getsignal(number) == signal.SIG_DFL]
    for number in others:
        signal.signal(number, end)
    try:
        yield noted
    finally:
        for number in others:
            signal.signal(number, signal.SIG_DFL)


class _Output(io.TextIOWrapper):
    """A standard stream that raises where it cannot be written, and then discards its text."""

    def write(self, text: str, /) -> int:
        try:
            return 0 if text == "" else super().write(text)  # click writes an empty text to detect the type of stream
        except OSError as error:
            raise self._give_up(error) from None

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            raise self._give_up(error) from None

    def _give_up(self, error: OSError) -> OutputError:
        """Discard everything from now on: at its end Python would try again to write the rest."""
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
        return OutputError(error)


def _open_streams() -> None:
    """Give the process three standard streams, whatever it was started with, that take every character.

    One that is closed leads nowhere: else the next file that is opened would take its number. On a terminal text is in
    the terminal's encoding, and what it lacks is escaped; what another program reads is UTF-8.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), encoding="utf-8")
    sys.stdout, sys.stderr = _open_output(sys.stdout, 1), _open_output(sys.stderr, 2)


def _open_output(stream: TextIO | None, number: int) -> TextIO:
    binary = stream.buffer if stream else io.BufferedWriter(io.FileIO(number, "w", closefd=False))
    encoding = stream.encoding if stream and stream.isatty() else "utf-8"
    return _Output(binary, encoding=encoding, errors="backslashreplace", write_through=True)
