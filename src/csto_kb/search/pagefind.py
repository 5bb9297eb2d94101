"""A client of Pagefind's service (`--service`), which reads requests and answers them one after the other.

Pages are numbered in the order in which they are sent, so the index does not depend on the order in which a file
system lists a folder. The service ends with its standard input, so it does not outlive this process.

Pagefind's Python interface uses the same service, but waits a tenth of a second for each answer.
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
"""The separator after each message, which is JSON in Base64."""


class IndexingError(Exception):
    """Pagefind could not be run, or failed."""


class Pagefind:
    """A running Pagefind process with one index; a context manager, which ends the process."""

    def __init__(self, left_out: str, language: str) -> None:
        """Start it; `left_out` are the selectors (CSS) of what is not indexed. Raises `IndexingError`.

        `language` is the tag of the language whose stems it indexes, where it knows them.
        """
        executable = get_executable()
        if executable is None:
            raise IndexingError("Pagefind is not installed; the search needs it")
        try:
            self._process = subprocess.Popen(
                [os.fspath(executable), "--service"],
                cwd=os.path.abspath(os.sep),  # a folder without a configuration file of Pagefind
                # More threads are no faster for a thousand pages, and slow down the rest of the build.
                env={**os.environ, "RAYON_NUM_THREADS": "1", "TOKIO_WORKER_THREADS": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise IndexingError(f"Pagefind cannot be run: {error.strerror}") from None
        self._config = {"exclude_selectors": [left_out], "force_language": language}
        self._index: int | None = None
        self._requests = 0

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
        """End the process at once; may be called from any thread. A request in progress raises `IndexingError`."""
        self._process.kill()

    def add(self, path: str, html: str) -> None:
        """Index a page under the file name `path`. Raises `IndexingError`."""
        self._request("AddFile", file_path=path, file_contents=html)

    def read_files(self) -> dict[str, bytes]:
        """The files of the index by path. Raises `IndexingError`.

        Pagefind can write them itself, but answers before they are on the disk.
        """
        files = self._request("GetFiles")["files"]
        return {file["path"]: base64.b64decode(file["content"]) for file in files}

    def _request(self, what: str, **details: object) -> dict[str, Any]:
        if self._index is None:
            self._index = int(self._send({"type": "NewIndex", "config": self._config})["index_id"])
        return self._send({"type": what, "index_id": self._index, **details})

    def _send(self, payload: dict[str, object]) -> dict[str, Any]:
        """Send one request and wait for its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests += 1
        message = json.dumps({"message_id": self._requests, "payload": payload})
        answer = bytearray()
        try:
            self._process.stdin.write(base64.b64encode(message.encode()) + _END)
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
        self._process.kill()  # its answers cannot be understood any more
        return f"exit code {self._process.wait()}"
