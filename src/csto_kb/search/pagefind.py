"""Pagefind, asked page by page: its service (`--service`) reads requests and answers each in its turn.

Pages are numbered in the order in which they come, so the index does not depend on the order in which a file system
lists a folder. The service ends when its standard input does: it does not outlive the process that asks it.

Pagefind's Python interface speaks to the same service, and waits a tenth of a second for each answer.
"""

import base64
import json
import os
import subprocess
from contextlib import suppress
from types import TracebackType
from typing import Any

from pagefind.service import get_executable

_END = b","
"""What stands behind each message, which is JSON in Base64."""


class IndexingError(Exception):
    """Pagefind could not be run, or failed."""


class Pagefind:
    """A running Pagefind with one index. A context manager: at its end the process has ended."""

    def __init__(self, left_out: str, language: str) -> None:
        """Start it; `left_out` are the selectors (CSS) of what is not indexed. Raises `IndexingError`.

        `language` is the tag of the language whose stems it indexes, where it knows them.
        """
        executable = get_executable()
        if executable is None:
            raise IndexingError("Pagefind is not installed, and there is no search without it")
        try:
            self._process = subprocess.Popen(
                [os.fspath(executable), "--service"],
                cwd=os.path.abspath(os.sep),  # where no configuration of Pagefind stands that it would read
                # Threads of its own save it nothing at a thousand pages, and take the time of those who work beside it.
                env={**os.environ, "RAYON_NUM_THREADS": "1", "TOKIO_WORKER_THREADS": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise IndexingError(f"Pagefind cannot be run: {error.strerror}") from None
        self._config = {"exclude_selectors": [left_out], "force_language": language}
        self._index: int | None = None
        self._asked = 0

    def __enter__(self) -> "Pagefind":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def kill(self) -> None:
        """End it at once, also from another thread; whoever waits for its answer gets an `IndexingError`."""
        self._process.kill()

    def add(self, path: str, html: str) -> None:
        """Index a page, as the file `path`. Raises `IndexingError`."""
        self._ask("AddFile", file_path=path, file_contents=html)

    def read_files(self) -> dict[str, bytes]:
        """The files of the index by their paths in its folder. Raises `IndexingError`.

        Pagefind can write them itself, but answers before they are on the disk.
        """
        files = self._ask("GetFiles")["files"]
        return {file["path"]: base64.b64decode(file["content"]) for file in files}

    def _ask(self, what: str, **details: object) -> dict[str, Any]:
        if self._index is None:
            self._index = int(self._exchange({"type": "NewIndex", "config": self._config})["index_id"])
        return self._exchange({"type": what, "index_id": self._index, **details})

    def _exchange(self, payload: dict[str, object]) -> dict[str, Any]:
        """Send one request and wait for its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._asked += 1
        request = json.dumps({"message_id": self._asked, "payload": payload})
        answer = bytearray()
        try:
            self._process.stdin.write(base64.b64encode(request.encode()) + _END)
            self._process.stdin.flush()
            while not answer.endswith(_END):
                part = os.read(self._process.stdout.fileno(), 1 << 16)
                if not part:
                    break
                answer += part
            found = json.loads(base64.b64decode(answer.removesuffix(_END)))["payload"]
        except (OSError, ValueError, KeyError, TypeError):
            raise IndexingError(f"Pagefind failed: {self._describe_end()}") from None
        if found.get("type") == "Error":
            raise IndexingError(f"Pagefind failed: {found.get('message')}")
        return dict(found)

    def _describe_end(self) -> str:
        self._process.kill()  # what says nothing that can be understood is of no more use
        return f"exit code {self._process.wait()}"
