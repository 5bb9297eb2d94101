"""The live preview: what an editor sees while records, templates and pages change under it."""

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from conftest import run
from csto_kb.mkdocs_plugin.preview import Preview
from csto_kb.mkdocs_plugin.watching import changed_files, scan_files
from csto_kb.render.folders import DEFAULTS

pytestmark = pytest.mark.whole

PATIENCE = 20.0
"""Seconds after which something that should happen at once is taken to never happen."""


@pytest.fixture
def preview(project: Path, tmp_path: Path) -> Preview:
    made = Preview(project, tmp_path / "theme")
    made.read_records()
    made.read_theme()
    return made


def _body(preview: Preview, path: str, status: int = 200) -> str:
    answer = preview.answer(path)
    assert answer.status == status, path
    return answer.body.decode()


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# Pages


def test_preview_shows_what_a_build_writes(preview: Preview, project: Path) -> None:
    """Every page and data file, byte for byte, and the same search index."""
    preview.refresh_search()
    assert preview.indexing is not None
    preview.indexing.finish()
    done = run("csto_kb", "-C", project, "build")
    assert done.returncode == 0, done.stderr
    site = project / "site"
    for path in site.rglob("*"):
        url = path.relative_to(site).as_posix()
        if path.is_file() and not url.startswith(("sitemap", "contributing/")):
            assert preview.answer(f"/{url}").body == path.read_bytes(), url


@pytest.mark.parametrize("path", ["/nowhere/", "/..%2f..%2fetc%2fpasswd", "/%00", "/assets/../../secret", "/%ff%fe"])
def test_nothing_else_is_served(path: str, preview: Preview, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    assert "secret" not in _body(preview, path, 404)


# Problems


def test_broken_record_is_shown_and_mended(preview: Preview, project: Path) -> None:
    """The page of the record shows the problem with its lines; all others are shown, with a notice of the problem."""
    record = project / "entities" / "states" / "armenia.yaml"
    _change(record, "reviewed:", "reviwed:")
    preview.read_records()
    page = _body(preview, "/states/armenia/", 500)
    line = record.read_text(encoding="utf-8").splitlines().index("reviwed: 2026-11-23") + 1
    assert f"<code>entities/states/armenia.yaml:{line}:1</code> reviwed: no such key" in page
    assert f"{line} | reviwed: 2026-11-23\n   | ^" in page
    other = _body(preview, "/states/russia/")
    assert "<h1>Russia</h1>" in other
    assert "reviwed: no such key" in other
    _change(record, "reviwed:", "reviewed:")
    preview.read_records()
    assert "kb-problems" not in _body(preview, "/states/armenia/")
    assert "kb-problems" not in _body(preview, "/states/russia/")


def test_change_is_seen_wherever_the_record_is_named(preview: Preview, project: Path) -> None:
    """On its own page, on the pages that link it, on the index and on hand-written pages."""
    content = project / "content" / "about.md"
    content.write_text("# About\n\nSee [[armenia]].\n", encoding="utf-8")
    preview.read_theme()
    _change(project / "entities" / "states" / "armenia.yaml", "name: Armenia", "name: Hayastan")
    preview.read_records()
    for path in ("/states/armenia/", "/states/", "/organizations/pact-organization/", "/about/"):
        assert "Hayastan" in _body(preview, path), path


def test_new_and_removed_records(preview: Preview, project: Path) -> None:
    states = project / "entities" / "states"
    (states / "georgia.yaml").write_text("name: Georgia\nreviewed: 2026-11-23\n", encoding="utf-8")
    preview.read_records()
    assert "<h1>Georgia</h1>" in _body(preview, "/states/georgia/")
    (states / "georgia.yaml").unlink()
    preview.read_records()
    _body(preview, "/states/georgia/", 404)


def test_template_error_is_shown(preview: Preview, project: Path) -> None:
    template = project / "templates" / "state.html.jinja"
    text = '{% extends "default/state.html.jinja" %}{% block main %}{{ nonsense }}{% endblock %}'
    template.write_text(text, encoding="utf-8")
    preview.read_records()
    page = _body(preview, "/states/armenia/", 500)
    assert "templates/state.html.jinja:" in page
    assert "nonsense" in page
    assert "<h1>" in _body(preview, "/terms/consensus/")
    template.unlink()
    preview.read_records()
    _body(preview, "/states/armenia/")


@pytest.mark.parametrize("path", ["templates/theme/main.html", "mkdocs.yml"])
def test_theme_goes_on_when_it_is_broken(path: str, preview: Preview, project: Path) -> None:
    """The last theme stays, and the page says what is wrong with the new one."""
    if not (project / path).is_file():
        shutil.copy(DEFAULTS.parent / path, project / path)
    text = (project / path).read_text(encoding="utf-8")
    (project / path).write_text("{% if %}: [" + text, encoding="utf-8")
    preview.read_theme()
    page = _body(preview, "/states/armenia/")
    assert "<h1>Armenia</h1>" in page
    assert f"<pre>{path}:" in page
    (project / path).write_text(text, encoding="utf-8")
    preview.read_theme()
    assert "kb-problems" not in _body(preview, "/states/armenia/")


def test_preview_begins_with_everything_broken(project: Path, tmp_path: Path) -> None:
    """There is no theme yet, and no sound record: the page still says why."""
    (project / "templates" / "theme" / "main.html").write_text("{% if %}", encoding="utf-8")
    (project / "entities" / "states" / "armenia.yaml").write_text("name: [\n", encoding="utf-8")
    preview = Preview(project, tmp_path / "theme")
    preview.read_records()
    preview.read_theme()
    page = _body(preview, "/states/armenia/", 500)
    assert "entities/states/armenia.yaml:" in page
    assert "templates/theme/main.html:1" in page


def test_content_problem_is_shown(preview: Preview, project: Path) -> None:
    (project / "content" / "about.md").write_text("# About\n\n[[armenai]]\n", encoding="utf-8")
    preview.read_records()
    preview.read_theme()
    page = _body(preview, "/about/")
    assert "<code>content/about.md:3:1</code>" in page
    assert "did you mean &#39;armenia&#39;?" in page


# Files


def test_scan_sees_every_change(project: Path) -> None:
    """Written in place, replaced by renaming, new, gone; and nothing where nothing changed."""
    states = project / "entities" / "states"
    before = scan_files(project, "content")
    assert changed_files(before, scan_files(project, "content")) == set()
    (states / "russia.yaml").write_text((states / "russia.yaml").read_text() + "\n", encoding="utf-8")
    (states / "new.yaml").write_text("name: New\n", encoding="utf-8")
    (states / "uzbekistan.yaml").unlink()
    shutil.copyfile(states / "armenia.yaml", states / ".armenia.tmp")
    (states / ".armenia.tmp").rename(states / "armenia.yaml")
    (project / "mkdocs.yml").touch()
    names = ("russia", "new", "uzbekistan", "armenia")
    assert changed_files(before, scan_files(project, "content")) == {
        "mkdocs.yml",
        *(f"entities/states/{n}.yaml" for n in names),
    }
    shutil.rmtree(project / "entities")
    assert not any(path.startswith("entities") for path in scan_files(project, "content"))


# The server


class Served:
    """`csto-kb serve` in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self.process = process
        first = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", first)
        assert found, first
        self.port = int(found[1])
        self.address = found[0]

    def get(self, path: str, host: str = "") -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{self.port}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def wait(self, path: str, is_reached: Callable[[int, str], bool]) -> None:
        """Ask until the answer is as it should be."""
        until = time.monotonic() + PATIENCE
        while not is_reached(*self.get(path)):
            assert time.monotonic() < until, self.get(path)
            time.sleep(0.05)


@contextmanager
def _serve(root: Path, before: str = "") -> Iterator[Served]:
    """Serve a project, with words of the shell before it."""
    command = [sys.executable, "-u", "-m", "csto_kb", "-C", str(root), "serve", "--port", "0"]
    process = subprocess.Popen(
        ["sh", "-c", f'{before} exec "$@"', "sh", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    try:
        yield Served(process)
    finally:
        process.kill()
        process.communicate()


def test_server_follows_the_files(project: Path) -> None:
    """A hundred saves in a second, a deleted folder, another branch: in the end it shows what is there."""
    with _serve(project) as served:
        assert served.get("/states/armenia/")[0] == 200
        record = project / "entities" / "states" / "armenia.yaml"
        text = record.read_text(encoding="utf-8")
        for number in range(100):
            record.write_text(text.replace("name: Armenia", f"name: Armenia {number}"), encoding="utf-8")
            time.sleep(0.01)
        served.wait("/states/armenia/", lambda _, body: "<h1>Armenia 99</h1>" in body)

        shutil.move(project / "entities", project / "elsewhere")
        served.wait("/states/", lambda _, body: "no records" in body)
        _change(project / "elsewhere" / "states" / "armenia.yaml", "Armenia 99", "Branch")
        (project / "elsewhere" / "states" / "russia.yaml").write_text("name: [", encoding="utf-8")
        shutil.move(project / "elsewhere", project / "entities")
        served.wait("/states/armenia/", lambda _, body: "<h1>Branch</h1>" in body)
        served.wait("/states/russia/", lambda status, _: status == 500)


def test_search_follows_the_files(project: Path) -> None:
    """The index is made beside, and anew at each save; a page never waits for it."""
    with _serve(project) as served:
        served.wait("/search-index/names.json", lambda status, body: status == 200 and '"Armenia"' in body)
        _change(project / "entities" / "states" / "armenia.yaml", "name: Armenia", "name: Hayastan")
        served.wait("/search-index/names.json", lambda _, body: '"Hayastan"' in body)


def test_server_answers_to_its_own_address_only(project: Path) -> None:
    """A foreign Host header gets nothing; no other interface is listened on."""
    with _serve(project) as served:
        for host in ("evil.example", f"evil.example:{served.port}", "127.0.0.1", f"[::1]:{served.port}"):
            status, body = served.get("/", host)
            assert (status, "Armenia" in body) == (403, False), host
        assert served.get("/", f"localhost:{served.port}")[0] == 200
        with socket.socket() as other, pytest.raises(OSError, match="refused"):
            other.connect(("127.0.0.2", served.port))


@pytest.mark.parametrize("path", ["/states/armenia", "/tables/votes", "/organizations"])
def test_address_without_its_last_slash(path: str, preview: Preview) -> None:
    """Leads to the one with it, as every host does; the query goes along."""
    for query in ("", "?at=2022-11-23&x=%2F"):
        answer = preview.answer(path + query)
        assert (answer.status, answer.location, answer.body) == (301, f"{path}/{query}", b"")
    assert preview.answer(f"{path}/nowhere").status == 404
    assert preview.answer(f"/{path}").location in ("", f"{path}/"), "no other host"


def test_server_sends_browsers_on(project: Path) -> None:
    with _serve(project) as served:
        connection = HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        connection.request("GET", "/states/armenia?at=2022")
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Location"], answer.read()) == (301, "/states/armenia/?at=2022", b"")
        connection.request("GET", "/states/armenia/")
        assert b"<h1>Armenia</h1>" in connection.getresponse().read()
        connection.close()


@pytest.mark.parametrize(("name", "count"), [("mkdocs.yml", "1 error"), ("content", "3 errors")])
def test_a_failure_is_counted(name: str, count: str, project: Path) -> None:
    """The last line is not that there are no problems."""
    with _serve(project) as served:
        assert served.process.stdout is not None
        shutil.move(project / name, project / "elsewhere")
        lines = iter(served.process.stdout.readline, "")
        last = next(line for line in lines if "left out of the preview" in line or "no problems" in line)
        assert last == f"{count}; what is broken is left out of the preview\n"


def test_few_descriptors(project: Path) -> None:
    """A browser too many is turned away; the others are answered, and the files are followed."""
    with _serve(project, "ulimit -n 64;") as served:
        held = [socket.create_connection(("127.0.0.1", served.port), PATIENCE) for _ in range(120)]
        answers = []
        for each in held:
            with suppress(OSError):  # one that is turned away may be closed before it has asked
                each.sendall(f"GET /states/armenia/ HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n\r\n".encode())
            with suppress(ConnectionResetError):
                answers.append(each.recv(12).partition(b" ")[2])
        assert answers.count(b"200") >= 24
        assert set(answers) == {b"200", b"503"}
        _change(project / "entities" / "states" / "armenia.yaml", "name: Armenia", "name: Hayastan")
        assert served.process.stdout is not None
        assert "armenia.yaml: read in" in served.process.stdout.readline()
        for each in held:
            each.close()
        served.wait("/states/armenia/", lambda status, body: status == 200 and "<h1>Hayastan</h1>" in body)


def test_port_in_use(project: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("csto_kb", "-C", project, "serve", "--port", str(port))
    assert done.returncode == 2
    assert done.stderr == (
        f"csto-kb: cannot listen on 127.0.0.1:{port}: Address already in use; name another with --port\n"
    )


def test_browser_sees_a_save(project: Path, page: Page) -> None:
    """The open page reloads: after the edit, with the problem, and when that is fixed."""
    record = project / "entities" / "states" / "armenia.yaml"
    with _serve(project) as served:
        page.goto(f"{served.address}states/armenia/")
        heading = page.locator("h1")
        expect(heading).to_have_text("Armenia")
        _change(record, "name: Armenia", "name: Hayastan")
        expect(heading).to_have_text("Hayastan", timeout=PATIENCE * 1000)
        _change(record, "name: Hayastan", "nmae: Hayastan")
        expect(page.get_by_role("alert")).to_contain_text("nmae: no such key", timeout=PATIENCE * 1000)
        _change(record, "nmae: Hayastan", "name: Armenia")
        expect(heading).to_have_text("Armenia", timeout=PATIENCE * 1000)
        expect(page.get_by_role("alert")).to_have_count(0)
