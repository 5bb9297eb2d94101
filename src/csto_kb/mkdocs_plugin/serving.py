"""The live preview's server: HTTP on loopback, a watch of the files, and a notice to browsers at each change."""

import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from csto_kb.diagnostics import format_here, summarize
from csto_kb.loader import ENTITIES
from csto_kb.mkdocs_plugin.building import CannotRunError
from csto_kb.mkdocs_plugin.preview import Preview
from csto_kb.mkdocs_plugin.watching import Scan, changed_files, scan_files
from csto_kb.project import named_files
from csto_kb.render.folders import TEMPLATES, THEME
from csto_kb.scratch import scratch_folder
from csto_kb.search import IndexingError

if sys.platform != "win32":
    import resource

HOST = "127.0.0.1"
_CHANGES = "/.preview/changes"
_PAUSE = 0.1
"""Seconds between two scans of the files."""
_QUIET_PAUSES = 50
"""Scans without a change before the search index is made, which would slow down the next save."""
_HEARTBEAT = 15.0
"""Seconds after which the server writes to an idle connection, to notice that the browser has gone."""

_MAX_CONNECTIONS, _MIN_CONNECTIONS = 1_000, 4
_OWN_DESCRIPTORS = 32
"""File descriptors that are reserved for the preview itself."""
_FULL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

Say = Callable[[str], None]


def serve_site(root: Path, port: int, say: Say) -> None:
    """Serve the project at `root` on loopback until interrupted; `say` prints messages.

    Raises `CannotRunError`, for example where the port is in use.
    """
    if not (root / "mkdocs.yml").is_file():
        raise CannotRunError(f"no mkdocs.yml in {root.name or root}")
    with scratch_folder("csto-kb-preview-") as folder:
        preview = Preview(root, folder / "site")
        try:
            server = _Server(preview, port)
        except OSError as error:
            hint = "; name another with --port" if "in use" in (error.strerror or "") else ""
            raise CannotRunError(f"cannot listen on {HOST}:{port}: {error.strerror or error}{hint}") from None
        scan = scan_files(root, *named_files(root))
        preview.read_records()
        preview.read_theme()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            say(f"Serving at http://{HOST}:{server.server_port}/ (Ctrl-C ends it)")
            _print_problems(preview, say)
            _watch(preview, server, scan, say)
        except KeyboardInterrupt:
            say("")
        finally:
            server.shutdown()
            server.server_close()
            preview.end_search()


def _watch(preview: Preview, server: "_Server", scan: Scan, say: Say) -> None:
    """Read changes and notify the browsers; index them after a pause. Ends with the process."""
    pauses, failure = 0, ""
    named = named_files(preview.root)
    while True:
        time.sleep(_PAUSE)
        try:
            now = scan_files(preview.root, *named)
            changed = changed_files(scan, now)
            if changed:
                _read_again(preview, server, changed, say)
                scan, pauses, named = now, 0, named_files(preview.root)
            else:
                pauses += 1
            if pauses == _QUIET_PAUSES:
                preview.refresh_search()
            failure = ""
        except (OSError, IndexingError) as error:
            # For example, no file descriptor is left. The last reading stays in use; the next scan may succeed.
            if str(error) != failure:
                failure = str(error)
                say(f"cannot read the project: {failure}; trying again")


def _read_again(preview: Preview, server: "_Server", changed: set[str], say: Say) -> None:
    preview.stop_search()
    start = time.perf_counter()
    theme = f"{TEMPLATES}/{THEME}/"
    preview.read_records()
    if any(path.startswith(theme) or not path.startswith((f"{ENTITIES}/", f"{TEMPLATES}/")) for path in changed):
        preview.read_theme()
    server.announce()
    first, *others = sorted(changed)
    more = f" and {len(others)} more" if others else ""
    say(f"{first}{more}: read in {time.perf_counter() - start:.2f} s")
    _print_problems(preview, say)


def _print_problems(preview: Preview, say: Say) -> None:
    """Print the errors as `check` does; warnings are only counted."""
    errors = [problem for problem in preview.problems if problem.severity == "error"]
    if preview.failure:
        say(preview.failure)
    if errors:
        say(format_here(errors, preview.root))
    if errors or preview.failure:
        counted = summarize(preview.problems, failures=1 if preview.failure else 0)
        say(f"{counted}; what is broken is left out of the preview")


class _Server(ThreadingHTTPServer):
    """Has the preview, and the condition that waiting requests wait for."""

    daemon_threads = True

    def __init__(self, preview: Preview, port: int) -> None:
        self.preview = preview
        self.changed = threading.Condition()
        self._free_connections = threading.BoundedSemaphore(_most_connections())
        super().__init__((HOST, port), _Handler)
        names = (HOST, "localhost")
        self.hosts = {f"{name}:{self.server_port}" for name in names} | ({*names} if self.server_port == 80 else set())

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own; refuse where too many are open, as the preview needs descriptors itself."""
        if not self._free_connections.acquire(blocking=False):
            self._refuse(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # the system has no thread left
            self._free_connections.release()
            self._refuse(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free_connections.release()

    def _refuse(self, request: socket.socket) -> None:
        with suppress(OSError):
            request.settimeout(0)  # do not wait for a browser that does not read
            request.sendall(_FULL)
        self.shutdown_request(request)

    def announce(self) -> None:
        """Wake every browser that waits for a change."""
        with self.changed:
            self.changed.notify_all()

    def wait_beyond(self, version: int) -> None:
        """Wait for a later version, at most for a heartbeat."""
        with self.changed:
            self.changed.wait_for(lambda: self.preview.version != version, _HEARTBEAT)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing for a browser that closed its connection."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 60.0
    """Seconds after which an idle connection is closed."""

    def do_GET(self) -> None:
        if self.headers.get("Host") not in self.server.hosts:
            # Refuses pages of other sites whose name resolves to this server (DNS rebinding).
            self._send(403, "text/plain; charset=utf-8", b"The preview answers to its own address only.\n")
        elif self.path.partition("?")[0] == _CHANGES:
            self._stream()
        else:
            answer = self.server.preview.answer(self.path)
            body = answer.body
            if answer.media_type.startswith("text/html"):
                body = body.replace(b"</body>", _script(self.server.preview.version) + b"</body>", 1)
            self._send(answer.status, answer.media_type, body, answer.location)

    do_HEAD = do_GET  # noqa: N815 - the name that the base class looks for

    def _send(self, status: int, media_type: str, body: bytes, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
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
        """Print nothing: the terminal is for problems."""


def _most_connections() -> int:
    """The number of connections for which this process has enough file descriptors."""
    if sys.platform == "win32":
        return _MAX_CONNECTIONS
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit == resource.RLIM_INFINITY:
        return _MAX_CONNECTIONS
    return max(_MIN_CONNECTIONS, min(limit - _OWN_DESCRIPTORS, _MAX_CONNECTIONS))


def _script(version: int) -> bytes:
    """A script that reloads the page when there is another version, also after a restart of the server."""
    return (
        f'<script>new EventSource("{_CHANGES}").onmessage = (event) => '
        f'{{ if (event.data !== "{version}") location.reload(); }};</script>'
    ).encode()
