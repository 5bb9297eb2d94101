"""A web server on loopback that plays what servers of the web do wrong."""

import gzip
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BOMB = gzip.compress(b"<title>Bomb</title>" + b"0" * 100_000_000, 9)
PAGE = "<!doctype html><title>A page</title><p>Text."


class FaultyServer(ThreadingHTTPServer):
    """Answers each path as `_Handler` says; `asked` counts requests by method and path, `agents` their names."""

    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scheme = "https" if tls else "http"
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.asked: Counter[str] = Counter()
        self.headers_seen: list[dict[str, str]] = []
        self.robots = ""
        self.pages: dict[str, tuple[bytes, str]] = {}
        """Pages and their content types, by their path."""
        self.stop = threading.Event()
        self.go_on = threading.Event()

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some of the faults are about."""


class _Handler(BaseHTTPRequestHandler):
    server: FaultyServer

    def do_GET(self) -> None:
        self.server.asked[f"{self.command} {self.path}"] += 1
        self.server.headers_seen.append({name.lower(): value for name, value in self.headers.items()})
        if self.path in self.server.pages:
            self.send_page(*self.server.pages[self.path])
            return
        path = self.path.partition("?")[0].strip("/")
        name, _, argument = path.partition("/")
        play: Callable[[str], None] = getattr(
            self, "play_" + name.replace("-", "_").replace(".", "_"), self.play_missing
        )
        play(argument)

    do_HEAD = do_GET  # noqa: N815 - the base class's name

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Say nothing."""

    def send_page(self, content: bytes, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def play_endless_pdf(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/pdf")
        self.end_headers()
        self.wfile.write(b"%PDF-1.7\n")
        while not self.server.stop.is_set():
            self.wfile.write(b"1 0 obj << /A " * 10_000)

    def play_(self, _: str) -> None:
        self.page("<title>Home</title>")

    def play_ok(self, _: str) -> None:
        self.page(PAGE)

    def play_pdf(self, _: str) -> None:
        self.page("%PDF", content_type="application/pdf")

    def play_missing(self, _: str) -> None:
        self.page("<title>404</title>", 404)

    def play_status(self, status: str) -> None:
        self.page(PAGE, int(status))

    def play_to(self, argument: str) -> None:
        """`/to/301/ok`, `/to/302/to/301/ok`: a redirect on this server; `/to/302/@10.0.0.1/x`: to another."""
        status, _, target = argument.partition("/")
        self.page("", int(status), Location=f"http://{target[1:]}" if target.startswith("@") else f"/{target}")

    def play_long(self, length: str) -> None:
        """A permanent redirect to an address of so many characters more."""
        self.page("", 301, Location=f"/ok/{'y' * int(length)}")

    def play_circle(self, _: str) -> None:
        self.page("", 302, Location=self.path)

    def play_endless(self, argument: str) -> None:
        self.page("", 302, Location=f"/endless/{int(argument or 0) + 1}")

    def play_scheme(self, _: str) -> None:
        self.page("", 302, Location="file:///etc/passwd")

    def play_userinfo(self, _: str) -> None:
        self.page("", 302, Location=f"http://user:word@127.0.0.1:{self.server.server_port}/ok")

    def play_soft(self, _: str) -> None:
        self.page("<title>Page not found | Herald</title>")

    def play_soft_ru(self, _: str) -> None:
        self.page("<title>Страница не найдена</title>".encode("windows-1251"), charset="windows-1251")

    def play_wall(self, _: str) -> None:
        self.page("<title>Just a moment...</title>", 503)

    def play_challenge(self, _: str) -> None:
        self.page(PAGE, 403, **{"cf-mitigated": "challenge"})

    def play_later(self, seconds: str) -> None:
        """429 with Retry-After at the first visit of each method."""
        first = self.server.asked[f"{self.command} {self.path}"] == 1
        self.page(PAGE, 429 if first else 200, **({"Retry-After": seconds} if first else {}))

    def play_no_head(self, _: str) -> None:
        self.page(PAGE, 405 if self.command == "HEAD" else 200)

    def play_head_hangs_up(self, _: str) -> None:
        if self.command != "HEAD":
            self.page(PAGE)

    def play_drip(self, _: str) -> None:
        """A byte now and then, for ever."""
        self.begin("text/html")
        self.pour(b"<", pause=0.05)

    def play_held(self, argument: str) -> None:
        """Answers as the rest of the path says, once the test lets it."""
        self.server.go_on.wait(30)
        self.play_to(argument) if argument else self.page(PAGE)

    def play_flood(self, _: str) -> None:
        """A body without end, as fast as it goes."""
        self.begin("text/html")
        self.pour(b"<p>flood</p>" * 10_000)

    def play_bomb(self, _: str) -> None:
        """A few kilobytes that unpack to 100 megabytes."""
        self.page(BOMB, **{"Content-Encoding": "gzip"})

    def play_cookie(self, _: str) -> None:
        self.page("", 302, Location="/ok", **{"Set-Cookie": "visitor=1"})

    def play_robots_txt(self, _: str) -> None:
        self.page(self.server.robots, content_type="text/plain")

    def page(
        self, body: str | bytes, status: int = 200, content_type: str = "text/html", charset: str = "utf-8", **more: str
    ) -> None:
        content = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", f"{content_type}; charset={charset}")
        self.send_header("Content-Length", str(len(content)))
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def begin(self, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.end_headers()

    def pour(self, chunk: bytes, pause: float = 0) -> None:
        """Write until the client hangs up, the test ends, or ten seconds are over."""
        end = time.monotonic() + 10
        while self.command != "HEAD" and not self.server.stop.wait(pause) and time.monotonic() < end:
            self.wfile.write(chunk)


@contextmanager
def faulty_server(tls: ssl.SSLContext | None = None) -> Iterator[FaultyServer]:
    """A server on a free port of the loopback; with `tls`, one that shows the certificate in it."""
    server = FaultyServer(tls)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
