"""A server on loopback that speaks as the Wayback Machine does: availability, lists of copies, copies, new copies."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PUBLIC = "https://web.archive.org"


@dataclass
class Reply:
    """What the server answers once."""

    status: int = 200
    body: str = "<!doctype html><title>A page</title><p>Text."
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/html"
    is_held: bool = False
    """Whether the response waits for a call of `go_on`."""


class ArchiveServer(ThreadingHTTPServer):
    """Serves copies. `asked` are the requested paths in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.available: dict[str, str] = {}
        """What the availability interface answers, by the page's address; else what it has among the copies."""
        self.listed: dict[str, list[tuple[str, str]]] = {}
        """Moment and original of each copy, by the address of the requested page."""
        self.shown: dict[str, Reply] = {}
        """Copies, by their path."""
        self.saving: dict[str, Reply] = {}
        self.next: list[Reply | None] = []
        """What the next requests are answered, whatever they ask; None: as usual."""
        self.holding, self.go_on = threading.Event(), threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def keep(self, url: str, moment: str, reply: Reply | None = None, original: str = "", listed: bool = True) -> str:
        """Hold a copy of a page; return its public address."""
        path = f"/web/{moment}/{original or url}"
        self.shown[path] = reply or Reply()
        self.shown[path].headers.setdefault("Memento-Datetime", "Thu, 24 Nov 2022 10:00:00 GMT")
        if listed:
            self.listed.setdefault(url, []).append((moment, original or url))
        return PUBLIC + path

    def asked_of(self, start: str) -> list[str]:
        return [path for path in self.asked if path.startswith(start)]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: ArchiveServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.server.next and (reply := self.server.next.pop(0)) is not None:
            self.send(reply)
            return
        parts = urlsplit(self.path)
        url = parse_qs(parts.query).get("url", [""])[0]
        if parts.path == "/wayback/available":
            self.send(Reply(body=self.find_available(url), content_type="application/json"))
        elif parts.path == "/cdx/search/cdx":
            rows = self.server.listed.get(url, [])
            table = [["timestamp", "original"], *map(list, rows)] if rows else []
            self.send(Reply(body=json.dumps(table), content_type="application/json"))
        elif self.path.startswith("/save/"):
            self.send(self.server.saving.get(self.path.removeprefix("/save/"), Reply(404)))
        else:
            self.send(self.server.shown.get(self.path, Reply(404)))

    def find_available(self, url: str) -> str:
        if url in self.server.available:
            return self.server.available[url]
        return json.dumps({"url": url, "archived_snapshots": {}})

    def send(self, reply: Reply) -> None:
        if reply.is_held:
            self.server.holding.set()
            self.server.go_on.wait(60)
        content = reply.body.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(content)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Say nothing."""


def available(address: str, status: str = "200") -> str:
    """The answer of the availability interface that names a copy."""
    closest = {"available": True, "status": status, "url": address, "timestamp": "20221124100000"}
    return json.dumps({"archived_snapshots": {"closest": closest}})


@contextmanager
def archive_server() -> Iterator[ArchiveServer]:
    """A server on a free port of the loopback."""
    server = ArchiveServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
