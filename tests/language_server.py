"""A client for the YAML language server: what an editor says to it, over the Language Server Protocol on stdio."""

import json
import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from browser import find_node_module, find_tool

_PATIENCE = 60
"""Seconds to wait for an answer before the test fails."""
_CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown"]},
    },
}


@contextmanager
def open_editor(folder: Path, settings: dict[str, Any] | None = None) -> Iterator["Editor"]:
    """Start a language server on a folder, as an editor does that opens it; `settings` are those of `yaml`."""
    program = find_node_module("yaml-language-server") / "bin" / "yaml-language-server"
    command = [find_tool("node"), str(program), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder) as process:
        try:
            # The store of schemas is on the network, and no business of a test.
            yield Editor(process, folder, {"schemaStore": {"enable": False}, **(settings or {})})
        finally:
            process.kill()


class Editor:
    """An open editor. Lines and columns are counted from 1, as in our diagnostics."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path, settings: dict[str, Any]) -> None:
        self._process = process
        self._settings = {"yaml": settings}
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._notices: list[dict[str, Any]] = []
        self._last = 0
        threading.Thread(target=self._read, daemon=True).start()
        uri = folder.as_uri()
        self._ask(
            "initialize",
            {
                "processId": None,
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": folder.name}],
                "capabilities": _CAPABILITIES,
            },
        )
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": self._settings})

    def open(self, path: Path, text: str | None = None) -> None:
        """Open a file, with an unsaved text where one is given."""
        content = path.read_text(encoding="utf-8") if text is None else text
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": content}
        self._tell("textDocument/didOpen", {"textDocument": document})

    def notice_change(self, path: Path) -> None:
        """Tell the server that a file has changed on the disk, as an editor's watcher does."""
        self._tell("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 2}]})

    def diagnose(self, path: Path) -> list[tuple[int, int, str]]:
        """Line, column and message of each problem that the server sees in an open file."""
        while True:
            for notice in self._notices:
                if notice["method"] == "textDocument/publishDiagnostics" and notice["params"]["uri"] == path.as_uri():
                    self._notices.remove(notice)
                    return [_place(found) for found in notice["params"]["diagnostics"]]
            self._notices.append(self._receive())

    def complete(self, path: Path, line: int, column: int) -> dict[str, str]:
        """What is offered at a place of an open file, with the documentation of each."""
        answer = self._ask("textDocument/completion", _position(path, line, column))
        return {item["label"]: str(item.get("documentation", "")) for item in answer["items"]}

    def hover(self, path: Path, line: int, column: int) -> str:
        """What is shown for the word at a place of an open file."""
        answer = self._ask("textDocument/hover", _position(path, line, column))
        return str(answer["contents"]["value"]) if answer else ""

    def _ask(self, method: str, parameters: dict[str, Any]) -> Any:
        self._last += 1
        self._send({"id": self._last, "method": method, "params": parameters})
        while (message := self._receive()).get("id") != self._last:
            self._notices.append(message)
        assert "error" not in message, message
        return message["result"]

    def _tell(self, method: str, parameters: dict[str, Any]) -> None:
        self._send({"method": method, "params": parameters})

    def _receive(self) -> dict[str, Any]:
        return self._answers.get(timeout=_PATIENCE)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> None:
        """Read messages to the end of the stream; what the server asks is answered at once."""
        stream = self._process.stdout
        assert stream
        while header := stream.readline():
            name, _, value = header.partition(b":")
            if name.lower() != b"content-length":
                continue
            while stream.readline().strip():
                """Further headers."""
            message = json.loads(stream.read(int(value)))
            if "method" in message and "id" in message:
                asked = message["params"]["items"] if message["method"] == "workspace/configuration" else []
                answers = [self._settings.get(item.get("section")) for item in asked]
                self._send({"id": message["id"], "result": answers or None})
            else:
                self._answers.put(message)


def _position(path: Path, line: int, column: int) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line - 1, "character": column - 1}}


def _place(found: dict[str, Any]) -> tuple[int, int, str]:
    start = found["range"]["start"]
    return start["line"] + 1, start["character"] + 1, found["message"]
