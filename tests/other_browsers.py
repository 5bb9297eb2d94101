"""Firefox and WebKit (Safari's engine) for the tests, as Debian has them: for what differs from Chromium.

Both are driven by the commands of W3C WebDriver, with presses and keys that count as a reader's own. WebKitGTK has a
driver of the standard over HTTP. Firefox is spoken to as its driver speaks to it, over Marionette
(https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html): no package has that driver.
A browser that is missing passes its tests over, and fails them under CI.
"""

import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

from browser import find_tool, lack

SECONDS = 20
"""How long anything is waited for."""

KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "Control": "\ue009", "Shift": "\ue008"}
"""Names of keys in WebDriver: https://www.w3.org/TR/webdriver2/#keyboard-actions."""

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key of a reference to an element: https://www.w3.org/TR/webdriver2/#elements."""


class CommandError(Exception):
    """A browser could not carry out a command."""


class Wire(Protocol):
    """The way to a browser: takes a command of WebDriver, gives its value or raises `CommandError`."""

    def ask(self, command: str, /, **parameters: Any) -> Any: ...


class OtherBrowser:
    """A window of Firefox or WebKit. An element is named by a CSS selector, which names the first that fits."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def open(self, address: str) -> None:
        """Load a page, until it has all it needs."""
        self._wire.ask("Navigate", url=address)

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns: the body of a function, with `arguments`; a promise is waited for."""
        return self._wire.ask("ExecuteScript", script=script, args=list(arguments))

    def wait_for(self, script: str, *arguments: Any) -> Any:
        """The first value other than false that an expression has; `arguments` as in `run`.

        An error counts as false: the page may be on its way to another.
        """

        def ask() -> Any:
            with contextlib.suppress(CommandError):
                return self.run(f"return {script}", *arguments)
            return None

        return wait_until(ask, script)

    def click(self, selector: str) -> None:
        """Press the main button of the mouse over an element."""
        self._wire.ask("ElementClick", id=self._find(selector))

    def press(self, *keys: str) -> None:
        """Press keys together, in this order: `press("Control", "c")`."""
        values = [KEYS.get(key, key) for key in keys]
        actions = [{"type": "keyDown", "value": value} for value in values]
        actions += [{"type": "keyUp", "value": value} for value in reversed(values)]
        self._wire.ask("PerformActions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        for letter in text:
            self.press(letter)

    def read(self, selector: str) -> str:
        """The text of an element as a reader sees it."""
        return str(self._wire.ask("GetElementText", id=self._find(selector)))

    def paste(self) -> str:
        """What the clipboard holds, pasted into a field made for it; the focus goes there."""
        self.run(
            "const field = document.createElement('textarea'); field.id = 'pasted';"
            "(document.querySelector('dialog[open]') ?? document.body).append(field); field.focus()"
        )
        self.press("Control", "v")
        return str(self.run("const field = document.getElementById('pasted'); field.remove(); return field.value"))

    def _find(self, selector: str) -> str:
        return str(self._wire.ask("FindElement", using="css selector", value=selector)[_ELEMENT])


def wait_until(ask: Callable[[], Any], what: str) -> Any:
    """The first value other than false that `ask` gives; the test fails when it gives none."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if value := ask():
            return value
        time.sleep(0.05)
    pytest.fail(f"waited {SECONDS} seconds for: {what}")


class WebDriver:
    """The standard's driver over HTTP: https://www.w3.org/TR/webdriver2/#endpoints."""

    _PATHS = {  # noqa: RUF012 - a table
        "Navigate": "url",
        "ExecuteScript": "execute/sync",
        "FindElement": "element",
        "PerformActions": "actions",
        "ElementClick": "element/{id}/click",
        "GetElementText": "element/{id}/text",
    }

    def __init__(self, port: int, capabilities: dict[str, Any]) -> None:
        self._address = f"http://127.0.0.1:{port}/session"
        session = self._send("POST", "", {"capabilities": {"alwaysMatch": capabilities}})
        self._address += f"/{session['sessionId']}/"

    def ask(self, command: str, /, **parameters: Any) -> Any:
        path = self._PATHS[command].format(**parameters)
        if command.startswith("Get"):
            return self._send("GET", path)
        return self._send("POST", path, parameters)

    def quit(self) -> None:
        self._send("DELETE", "")

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request((self._address + path).rstrip("/"), data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=3 * SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise CommandError(error.read().decode()) from None


class Marionette:
    """Firefox's own protocol: a length, a colon, and `[0, number, command, parameters]`."""

    def __init__(self, port: int) -> None:
        self._stream = socket.create_connection(("127.0.0.1", port), 3 * SECONDS).makefile("rwb")
        self._read()  # who speaks
        self.ask("NewSession", capabilities={})

    def ask(self, command: str, /, **parameters: Any) -> Any:
        if command == "ExecuteScript":
            parameters |= {"newSandbox": False, "sandbox": None}
        self._write([0, 1, f"WebDriver:{command}", parameters])
        _, _, error, result = self._read()
        if error is not None:
            raise CommandError(error)
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def quit(self) -> None:
        self._write([0, 1, "Marionette:Quit", {"flags": ["eForceQuit"]}])
        self._stream.close()

    def _write(self, message: Any) -> None:
        data = json.dumps(message).encode()
        self._stream.write(b"%d:%b" % (len(data), data))
        self._stream.flush()

    def _read(self) -> Any:
        digits = b""
        while (byte := self._stream.read(1)) != b":":
            assert byte, "Firefox ended"
            digits += byte
        return json.loads(self._stream.read(int(digits)))


@contextmanager
def _process(*command: str | Path, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def start_firefox(folder: Path, **preferences: bool | int | str) -> Iterator[OtherBrowser]:
    """Firefox with a new profile in `folder`, and with settings of `about:config`."""
    executable = find_tool("firefox-esr", "firefox")
    settings = {
        "marionette.port": 0,
        "app.update.disabledForTesting": True,
        "browser.sessionhistory.max_total_viewers": 8,  # pages that are kept, however little memory is free
        **preferences,
    }
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")
    port = folder / "MarionetteActivePort"
    command = (executable, "--headless", "--no-remote", "--marionette", "--profile", folder)
    with _process(*command, HOME=str(folder)):
        wire = Marionette(int(wait_until(lambda: port.is_file() and port.read_text(), "Firefox's port")))
        yield OtherBrowser(wire)
        with contextlib.suppress(OSError):
            wire.quit()


@contextmanager
def start_webkit() -> Iterator[OtherBrowser]:
    """WebKitGTK's own small browser, on a screen that nobody sees."""
    driver = find_tool("WebKitWebDriver")
    browsers = sorted(Path("/usr").glob("lib*/**/webkit2gtk-4*/MiniBrowser"))
    executable = browsers[-1] if browsers else Path(lack("no MiniBrowser of WebKitGTK"))
    port = _free_port()
    with _screen() as display:
        options = {"binary": str(executable), "args": ["--automation"]}
        with _process(driver, f"--port={port}", DISPLAY=display, GDK_BACKEND="x11"):
            wait_until(lambda: _is_open(port), "WebKit's driver")
            wire = WebDriver(port, {"webkitgtk:browserOptions": options})
            yield OtherBrowser(wire)
            wire.quit()


@contextmanager
def _screen() -> Iterator[str]:
    """A screen in memory; yields its name."""
    read, write = os.pipe()
    command = (find_tool("Xvfb"), "-displayfd", str(write), "-screen", "0", "1280x1024x24", "-nolisten", "tcp")
    process = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read, encoding="ascii") as stream:
            number = stream.readline().strip()
        assert number, "Xvfb ended"
        yield f":{number}"
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherBrowser]:
    """Firefox, started once a module."""
    with start_firefox(tmp_path_factory.mktemp("firefox")) as browser:
        yield browser


@pytest.fixture(scope="module")
def webkit() -> Iterator[OtherBrowser]:
    """WebKit, started once a module."""
    with start_webkit() as browser:
        yield browser


@pytest.fixture(params=["firefox", "webkit"])
def other_browser(request: pytest.FixtureRequest) -> OtherBrowser:
    """Each of the two in turn."""
    browser: OtherBrowser = request.getfixturevalue(request.param)
    return browser
