"""The live preview's server: HTTP on loopback, a watch over the files, and a word to the browsers at each change."""

import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from csto_kb.diagnostics import format_text, read_below, summarize
from csto_kb.loader import ENTITIES
from csto_kb.mkdocs_plugin.building import CannotRunError
from csto_kb.mkdocs_plugin.preview import Preview
from csto_kb.mkdocs_plugin.watching import Scan, changed_files, scan_files
from csto_kb.project import TEMPLATES
from csto_kb.settings import CONFIGURATION, read_content_settings

HOST = "127.0.0.1"
_CHANGES = "/.preview/changes"
_PAUSE = 0.1
"""Seconds between two looks at the files."""
_QUIET_PAUSES = 50
"""Pauses without a change before the search index is made: it takes the time that the next save would need."""
_HEARTBEAT = 15.0
"""Seconds after which a silent connection is written to, so that a browser that has gone is noticed."""

Say = Callable[[str], None]


def serve_site(root: Path, port: int, say: Say) -> None:
    """Serve the project at `root` on loopback until interrupted; `say` tells the editor what happens.

    Raises `CannotRunError`, for example where the port is in use.
    """
    if not (root / "mkdocs.yml").is_file():
        raise CannotRunError(f"no mkdocs.yml in {root.name or root}")
    with tempfile.TemporaryDirectory(prefix="csto-kb-preview-") as folder:
        preview = Preview(root, Path(folder, "site"))
        try:
            server = _Server(preview, port)
        except OSError as error:
            hint = "; name another with --port" if "in use" in (error.strerror or "") else ""
            raise CannotRunError(f"cannot listen on {HOST}:{port}: {error.strerror or error}{hint}") from None
        scan = scan_files(root, read_content_settings(root / CONFIGURATION).name)
        preview.read_records()
        preview.read_theme()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        say(f"Serving at http://{HOST}:{server.server_port}/ (Ctrl-C ends it)")
        _tell(preview, say)
        try:
            _follow(preview, server, scan, say)
        except KeyboardInterrupt:
            say("")
        finally:
            server.shutdown()
            server.server_close()
            preview.stop_search()


def _follow(preview: Preview, server: "_Server", scan: Scan, say: Say) -> None:
    """Read what changes, and tell the browsers; then, when it is quiet, index it. Ends with the process."""
    pauses = 0
    while True:
        time.sleep(_PAUSE)
        now = scan_files(preview.root, preview.content)
        changed = changed_files(scan, now)
        if not changed:
            pauses += 1
            if pauses == _QUIET_PAUSES:
                preview.refresh_search()
            continue
        scan, pauses = now, 0
        preview.stop_search()
        start = time.perf_counter()
        theme = f"{TEMPLATES}/theme/"
        preview.read_records()
        if any(path.startswith(theme) or not path.startswith((f"{ENTITIES}/", f"{TEMPLATES}/")) for path in changed):
            preview.read_theme()
        server.announce()
        first, *others = sorted(changed)
        more = f" and {len(others)} more" if others else ""
        say(f"{first}{more}: read in {time.perf_counter() - start:.2f} s")
        _tell(preview, say)


def _tell(preview: Preview, say: Say) -> None:
    """Print the errors as `check` does; warnings are only counted."""
    errors = [problem for problem in preview.problems if problem.severity == "error"]
    if preview.failure:
        say(preview.failure)
    if errors:
        say(format_text(errors, read_below(preview.root)))
    if errors or preview.failure:
        say(f"{summarize(preview.problems)}; what is broken is left out of the preview")


class _Server(ThreadingHTTPServer):
    """Holds the preview, and the condition that waiting browsers wait for."""

    daemon_threads = True

    def __init__(self, preview: Preview, port: int) -> None:
        self.preview = preview
        self.changed = threading.Condition()
        super().__init__((HOST, port), _Handler)
        names = (HOST, "localhost")
        self.hosts = {f"{name}:{self.server_port}" for name in names} | ({*names} if self.server_port == 80 else set())

    def announce(self) -> None:
        """Wake every browser that waits for a change."""
        with self.changed:
            self.changed.notify_all()

    def wait_beyond(self, version: int) -> None:
        """Wait for a later version, but no longer than a heartbeat."""
        with self.changed:
            self.changed.wait_for(lambda: self.preview.version != version, _HEARTBEAT)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away in the middle of an answer."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.headers.get("Host") not in self.server.hosts:
            # A page elsewhere whose name was made to lead here (DNS rebinding) reads nothing.
            self._send(403, "text/plain; charset=utf-8", b"The preview answers to its own address only.\n")
        elif self.path.partition("?")[0] == _CHANGES:
            self._stream()
        else:
            answer = self.server.preview.answer(self.path)
            body = answer.body
            if answer.media_type.startswith("text/html"):
                body = body.replace(b"</body>", _script(self.server.preview.version) + b"</body>", 1)
            self._send(answer.status, answer.media_type, body)

    do_HEAD = do_GET  # noqa: N815 - the name that the base class looks for

    def _send(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _stream(self) -> None:
        """Server-sent events: the version, now and at each change."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        while True:
            version = self.server.preview.version
            self.wfile.write(f"data: {version}\n\n".encode())
            self.wfile.flush()
            self.server.wait_beyond(version)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Say nothing: the terminal is for problems."""


def _script(version: int) -> bytes:
    """Reloads the page when its version is no longer the last; also after the server was started anew."""
    return (
        f'<script>new EventSource("{_CHANGES}").onmessage = (event) => '
        f'{{ if (event.data !== "{version}") location.reload(); }};</script>'
    ).encode()
