"""A real browser for the tests: Debian's Chromium, driven by Playwright, over sites served on loopback.

A test that needs Chromium, Node or Java asks for it through `find_tool` or a fixture made here: it is
passed over where the tool is missing, and fails where it is missing under CI.
"""

import functools
import gzip
import io
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

expect.set_options(timeout=30_000)  # milliseconds: a busy machine is no fault

NODE_MODULES = Path(__file__).parent / "node" / "node_modules"

PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt")
"""What a host compresses on the way."""

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_tool(*names: str) -> str:
    """The path of the first of these commands that is installed.

    Without any the test is passed over, or fails in CI.
    """
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found or lack(f"no {' or '.join(names)}")


def find_node_module(name: str) -> Path:
    """The folder of a package of `tests/node`, installed by `make node`."""
    folder = NODE_MODULES / name
    return folder if folder.is_dir() else Path(lack(f"no {name} in tests/node: run 'make node'"))


def lack(reason: str) -> str:
    """Pass the test over for what the machine lacks; fail in CI, which must have it."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; CI must install it")
    pytest.skip(reason)


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder under a prefix, as a static host does: its own 404 page, text packed, no log."""

    prefix = "/"

    def translate_path(self, path: str) -> str:
        bare = path.split("?", 1)[0].split("#", 1)[0]
        if not bare.startswith(self.prefix):
            return str(Path(self.directory) / "no such file")
        return super().translate_path("/" + bare.removeprefix(self.prefix))

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if self.path.partition("?")[0].endswith("/") else path
        if path.suffix not in PACKED or not path.is_file() or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return super().send_head()
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Say nothing."""


@contextmanager
def serve_folder(folder: Path, prefix: str = "/") -> Iterator[str]:
    """Serve a folder on a free port of the loopback; yields its address, ending in a slash."""
    handler = type("Handler", (_Handler,), {"prefix": prefix})
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Watch:
    """What a page did that no page of ours should do."""

    console: list[str] = field(default_factory=list)
    """Errors and warnings of the console, and uncaught exceptions."""
    dialogs: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    """Requests that failed or were answered with 400 or more."""
    hosts: set[str] = field(default_factory=set)
    """Hosts that were requested."""

    def assert_clean(self) -> None:
        assert (self.console, self.dialogs, self.failed) == ([], [], [])
        assert self.hosts <= {"127.0.0.1"}


def watch_page(page: Page) -> Watch:
    """Record what goes wrong in a page from now on."""
    watch = Watch()

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            watch.console.append(message.text)

    def asked(request: Request) -> None:
        if request.url.startswith(("http:", "https:", "ws:", "wss:")):
            watch.hosts.add(request.url.split("/")[2].split(":")[0])

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left before it had everything
            watch.failed.append(f"{request.url} {request.failure}")

    page.on("console", heard)
    page.on("pageerror", lambda error: watch.console.append(str(error)))
    page.on("request", asked)
    page.on("requestfailed", failed)
    page.on("response", lambda answer: watch.failed.append(answer.url) if answer.status >= 400 else None)

    def dismiss(dialog: Any) -> None:
        watch.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    return watch


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, started once a module: while Playwright runs, no test of another module could start an event loop."""
    executable = find_tool("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page in a browser context of its own."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()
