"""`csto-kb links --external`: what it writes, whatever ends it, and whoever else writes meanwhile."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from conftest import run
from csto_kb.external.addresses import collect_addresses
from csto_kb.external.mending import CHANGED, Mending, mend_moves
from csto_kb.link_state import STATE_FILE, LinkState, Verdict, format_states, read_states
from csto_kb.project import load_project
from faulty_server import FaultyServer, faulty_server
from test_external import ASK, DAY, plant

pytestmark = pytest.mark.whole


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with faulty_server() as running:
        yield running


@contextmanager
def asking(project: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """The command, while it runs."""
    command = [sys.executable, "-m", "csto_kb", "-C", str(project), "links", "--external", *ASK, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(condition: Callable[[], object]) -> None:
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come")


def mend(project: Path, moves: dict[str, str]) -> Mending:
    """Write what a run would write that found these moves."""
    library = load_project(project).library
    states = {url: LinkState(url, Verdict.MOVED, DAY, None, 1, DAY, target) for url, target in moves.items()}
    return mend_moves(project, library, collect_addresses(library), states)


def write_term(project: Path, summary: str) -> Path:
    path = project / "entities/terms/linked.yaml"
    path.write_text(f"name: Linked\nsummary: {summary}\nreviewed: 2026-11-23\n", encoding="utf-8", newline="")
    return path


# Beside an editor


def test_what_an_editor_wrote_meanwhile_is_kept(project: Path, server: FaultyServer) -> None:
    plant(project, server, {"slow": "/held/301/ok", "moved": "/to/301/ok"})
    record = project / "entities/sources/planted-slow.yaml"
    with asking(project, "--fix") as process:
        wait_for(lambda: server.asked["GET /held/301/ok"])
        edited = record.read_text(encoding="utf-8").replace("name: slow", "name: Another name")
        record.write_text(edited, encoding="utf-8")
        server.go_on.set()
        _, told = process.communicate(timeout=30)
    assert record.read_text(encoding="utf-8") == edited
    assert "1 address mended, 1 left:" in told
    assert f"entities/sources/planted-slow.yaml:4:6: {CHANGED}" in told
    assert f"url: {server.url}/ok " in (record.parent / "planted-moved.yaml").read_text(encoding="utf-8")


def test_a_record_that_is_gone_meanwhile_is_not_made_again(project: Path) -> None:
    path = write_term(project, "A [page](https://a.test/x) [@herald-2022].")
    library = load_project(project).library
    path.unlink()
    states = {"https://a.test/x": LinkState("https://a.test/x", Verdict.MOVED, DAY, None, 1, DAY, "https://a.test/y")}
    mending = mend_moves(project, library, collect_addresses(library), states)
    assert [left.is_failure for left in mending.left] == [True]
    assert not path.exists()


def test_states_that_others_wrote_meanwhile_are_kept(project: Path, server: FaultyServer) -> None:
    plant(project, server, {"slow": "/held", "other": "/ok"})
    (project / "links").mkdir(exist_ok=True)
    other = LinkState(f"{server.url}/other", Verdict.OK, DAY, None, 1, DAY, "200")
    with asking(project) as process:
        wait_for(lambda: server.asked["GET /held"])
        (project / STATE_FILE).write_text(format_states([other]), encoding="utf-8")
        server.go_on.set()
        process.communicate(timeout=30)
    states, _ = read_states(project)
    assert set(states) == {other.address, f"{server.url}/held", f"{server.url}/ok"}


# What is written


def test_mode_line_ends_and_mark_are_kept(project: Path) -> None:
    path = write_term(project, "A [page](https://a.test/x) [@herald-2022].  # so")
    content = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(content)
    path.chmod(0o640)
    mending = mend(project, {"https://a.test/x": "https://a.test/new"})
    assert len(mending.mended) == 1
    assert path.read_bytes() == content.replace(b"/x", b"/new")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [name for name in os.listdir(path.parent) if name.startswith(".")] == []


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("https://a.test/" + "y" * 2_000, "the new address is refused: url: "),
        ("https://a.test/{y}", "the new address is refused: url: "),
        ("https://a.test/ y", "the new address is refused: "),
        ("http://0x7f.1/", "the new address is refused: url: "),
        ("https://a.test/y # not a comment", "cannot be replaced without a change to something else"),
    ],
)
def test_what_check_would_refuse_is_not_written(project: Path, target: str, reason: str) -> None:
    path = project / "entities/sources/herald-2022.yaml"
    before = path.read_bytes()
    (url,) = [
        address.url
        for address in collect_addresses(load_project(project).library)
        for place in address.places
        if place.record == "herald-2022"
    ]
    mending = mend(project, {url: target})
    assert mending.mended == []
    assert [left.reason.startswith(reason) for left in mending.left] == [True]
    assert path.read_bytes() == before


def test_what_check_would_refuse_is_told(project: Path, server: FaultyServer) -> None:
    plant(project, server, {"long": "/long/2000"})
    with asking(project, "--fix") as process:
        _, told = process.communicate(timeout=30)
    assert (
        "0 addresses mended, 1 left:\n  entities/sources/planted-long.yaml:4:6: the new address is refused: url" in told
    )
    assert run("csto_kb", "-C", project, "check").returncode == 0


def test_an_address_is_replaced_whole_wherever_it_stands(project: Path) -> None:
    """Not where another begins with it, and not in that of a copy."""
    copy = "https://web.archive.org/web/20221123120000/https://a.test/x"
    text = "One [a](https://a.test/x/y), [b](https://a.test/x), [c]({}), <https://a.test/x> and <https://a.test/x.html>"
    path = write_term(project, f'"{text.format(copy)} [@herald-2022]."')
    before = path.read_text(encoding="utf-8")
    mending = mend(project, {"https://a.test/x": "https://b.test/new"})
    assert [place.record for place in mending.mended] == ["linked"]
    after = before.replace("(https://a.test/x)", "(https://b.test/new)").replace(
        "<https://a.test/x>", "<https://b.test/new>"
    )
    assert path.read_text(encoding="utf-8") == after


def test_what_cannot_be_replaced_alone_is_left(project: Path) -> None:
    path = write_term(project, '"A [page](https://a.test/\\x61) [@herald-2022]."')
    before = path.read_bytes()
    (left,) = mend(project, {"https://a.test/a": "https://a.test/b"}).left
    assert left.reason == "cannot be replaced without a change to something else"
    assert path.read_bytes() == before


def test_a_record_that_cannot_be_written_stays_whole(project: Path) -> None:
    path = write_term(project, "A [page](https://a.test/x) [@herald-2022]. " + "Text. " * 300)
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        (left,) = mend(project, {"https://a.test/x": "https://a.test/y"}).left
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left.is_failure
    assert left.reason.startswith("cannot be written: ")
    assert path.read_bytes() == before
    assert [name for name in os.listdir(path.parent) if name.startswith(".")] == []


@pytest.mark.parametrize("target", ["/login?next=/to/301/login", "/en/", "/index.html", "/ok;jsessionid=ABC"])
def test_what_is_no_new_address_is_not_written(project: Path, server: FaultyServer, target: str) -> None:
    plant(project, server, {"article": f"/to/301{target}"})
    path = project / "entities/sources/planted-article.yaml"
    before = path.read_bytes()
    with asking(project, "--fix") as process:
        _, told = process.communicate(timeout=30)
    assert "0 addresses mended" in told
    assert path.read_bytes() == before
    (state,) = read_states(project)[0].values()
    assert state.verdict in (Verdict.SOFT_404, Verdict.BLOCKED, Verdict.OK, Verdict.MISSING)


# Whatever ends it


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_what_was_learned_is_kept_at_every_end(project: Path, server: FaultyServer, name: str) -> None:
    plant(project, server, {"first": "/a", "second": "/b", "third": "/held"})
    with asking(project) as process:
        wait_for(lambda: server.asked["GET /held"])
        process.send_signal(getattr(signal, name))
        _, told = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "interrupted after 2 addresses" in told
    assert "Traceback" not in told
    states, problems = read_states(project)
    assert problems == []
    assert list(states) == [f"{server.url}/a", f"{server.url}/b"]


def test_under_nohup_it_goes_on(project: Path, server: FaultyServer) -> None:
    plant(project, server, {"first": "/a", "third": "/held"})
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with asking(project) as process:
            wait_for(lambda: server.asked["GET /held"])
            process.send_signal(signal.SIGHUP)
            server.go_on.set()
            process.communicate(timeout=30)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert len(read_states(project)[0]) == 2


def test_a_report_that_nobody_can_take_costs_no_answer(project: Path, server: FaultyServer) -> None:
    """The report goes to a full disk."""
    plant(project, server, {"first": "/a"})
    command = [sys.executable, "-m", "csto_kb", "-C", str(project), "links", "--external", *ASK]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        subprocess.run(command, stdout=full, stderr=full, check=False)
    assert list(read_states(project)[0]) == [f"{server.url}/a"]


def test_states_that_cannot_be_written_stay_whole(project: Path, server: FaultyServer) -> None:
    plant(project, server, {"first": "/a"})
    (project / "links").mkdir(exist_ok=True)
    urls = [f"{server.url}/{number}" for number in range(50)]
    text = format_states(LinkState(url, Verdict.OK, DAY, None, 1, date(2026, 12, 1), "200") for url in urls)
    (project / STATE_FILE).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "csto_kb", "-C", str(project), "links", "--external", *ASK]
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))  # noqa: E731
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limit)
    assert done.returncode == 2
    assert "cannot write the states: File too large" in done.stderr
    assert (project / STATE_FILE).read_text(encoding="utf-8") == text
    assert os.listdir(project / "links") == ["external.tsv"]


def test_servers_that_answer_nonsense_are_no_missing_network(project: Path, server: FaultyServer) -> None:
    plant(project, server, {f"number-{number}": f"/status/50{number}" for number in range(3)})
    with asking(project) as process:
        _, told = process.communicate(timeout=30)
    assert "is there a network?" not in told
    assert [state.verdict for state in read_states(project)[0].values()] == [Verdict.FAILING] * 3
