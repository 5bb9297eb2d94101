"""`csto-kb links --external --passages`, against a server on loopback."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import run
from csto_kb.cli import main
from csto_kb.external.pointers import collect_passages
from csto_kb.link_state import read_states
from csto_kb.passage_state import (
    PASSAGES_FILE,
    PassageState,
    PassageVerdict,
    SeenPassages,
    read_passages,
    sum_up,
    write_passages,
)
from csto_kb.project import load_project
from faulty_server import FaultyServer, faulty_server
from test_external import ASK
from test_finding import make_pdf
from test_mending import wait_for

pytestmark = pytest.mark.whole

WORDS = "мы заморозили участие … в этой организации"
SAID = "<p>Мы <b>заморозили</b> участие в&nbsp;этой организации, — сказал он."
PDF = "application/pdf"
DAY = date(2026, 11, 23)


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with faulty_server() as running:
        yield running


def serve(server: FaultyServer, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8") -> None:
    server.pages[path] = (body if isinstance(body, bytes) else body.encode(), kind)


def plant(project: Path, url: str, name: str = "planted") -> Path:
    path = project / "entities/sources" / f"{name}.yaml"
    text = "type: news\npublisher: H\nretrieved: 2026-11-23\nlanguage: ru\nreviewed: 2026-11-23\n"
    path.write_text(f"name: {name}\nurl: {url}\n{text}", encoding="utf-8")
    return path


def cite(project: Path, *citations: str) -> None:
    """A record whose third line and those after it have a citation each."""
    lines = "".join(f"  Said [@{citation}].\n" for citation in citations)
    path = project / "entities/terms/pointing.yaml"
    path.write_text(f"name: Pointing\nsummary: |-\n{lines}reviewed: 2026-11-23\n", encoding="utf-8")


def look(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(project), "links", "--external", "--passages", *ASK, *arguments])


def told(project: Path, *arguments: str) -> list[tuple[int, int, str, str]]:
    """Line, column, code and message of what is reported of passages."""
    done = look(project, "--format", "json", *arguments)
    assert done.stdout, done.stderr
    return [
        (found["line"], found["column"], found["code"], found["message"])
        for found in json.loads(done.stdout)
        if found["code"].startswith("passage-")
    ]


def states_of(project: Path) -> dict[str, PassageState]:
    states, problems = read_passages(project)
    assert problems == []
    return {
        state.address.partition(
            "/",
        )[2].rpartition("/")[2]: state
        for state in states.values()
    }


def test_each_verdict(project: Path, server: FaultyServer) -> None:
    serve(server, "/found", f"<article><p>First{SAID}</article>")
    serve(server, "/elsewhere", "<article>" + "<p>Words" * 9 + SAID)
    serve(server, "/missing", "<p>Мы замедлили участие в той организации.")
    serve(server, "/script", "<div id=app></div><script>go()</script>")
    serve(server, "/wall", "<title>Just a moment...</title>" + SAID)
    serve(server, "/report", make_pdf("Cover", "We froze it\n12"), PDF)
    names = ("found", "elsewhere", "missing", "script", "wall", "report", "nowhere")
    for name in names:
        plant(project, f"{server.url}/{name}", f"planted-{name}")
    pointers = [f'"{WORDS}"' if name != "report" else 'p. 12, "we froze it"' for name in names]
    places = ["para. 2, " if name in ("found", "elsewhere") else "" for name in names]
    cite(
        project,
        *(f"planted-{name}, {place}{words}" for name, place, words in zip(names, places, pointers, strict=True)),
    )
    url = server.url
    found = [(*place, code, message.partition(", looked for on ")[0]) for *place, code, message in told(project)]
    assert found == [
        (4, 10, "passage-elsewhere", f"summary: the passage is elsewhere on {url}/elsewhere"),
        (
            5,
            10,
            "passage-missing",
            f"summary: the passage is not on {url}/missing "
            "(most similar to 'мы заморозили участие', 81 %: 'мы замедлили участие')",
        ),
        (6, 10, "passage-unreadable", f"summary: {url}/script is unreadable: shown by a script"),
    ]
    states = states_of(project)
    assert {name: state.verdict for name, state in states.items()} == {
        "found": "found",
        "elsewhere": "moved within the page",
        "missing": "not found",
        "script": "unreadable",
        "wall": "unreadable",
        "report": "found",
        "nowhere": "unreadable",
    }
    assert (states["found"].place, states["report"].place, states["elsewhere"].place) == ("para. 2", "p. 2", "para. 10")
    assert (
        "7 passages: 2 found, 1 moved within the page, 1 not found, 3 unreadable" in look(project, "--offline").stderr
    )
    summary = look(project, "--offline", "--format", "markdown").stdout
    assert "\n7 passages: 2 found, 1 moved within the page, 1 not found, 3 unreadable.\n" in summary


def test_a_page_is_asked_for_once(project: Path, server: FaultyServer) -> None:
    """For its address and for all its passages; and only when it is due."""
    serve(server, "/page", SAID)
    plant(project, f"{server.url}/page#part")
    plant(project, f"{server.url}/ok", "planted-without")
    cite(project, f'planted, "{WORDS}"', 'planted, "сказал он"', f'planted, "{WORDS}", in part', "planted, para. 9")
    assert told(project) == []
    assert len(states_of(project)) == 1
    assert len(read_passages(project)[0]) == 2
    assert server.asked["GET /page"] == 1
    assert set(read_states(project)[0]) == {f"{server.url}/page", f"{server.url}/ok"}
    look(project, "--due")
    assert server.asked["GET /page"] == 1
    cite(project, f'planted, "{WORDS}"', 'planted, "он сказал"')
    assert [code for *_, code, _ in told(project, "--due")] == ["passage-missing"]
    assert (server.asked["GET /page"], server.asked["GET /ok"]) == (2, 1)
    assert sorted(passage for _, passage in read_passages(project)[0]) == sorted([f'"{WORDS}"', '"он сказал"'])


def test_what_is_pointed_at_no_more_is_forgotten(project: Path, server: FaultyServer) -> None:
    serve(server, "/page", SAID)
    plant(project, f"{server.url}/page")
    cite(project, f'planted, "{WORDS}"', 'planted, "сказал он"')
    look(project)
    cite(project, 'planted, "сказал он"')
    look(project, "--due")
    assert [passage for _, passage in read_passages(project)[0]] == ['"сказал он"']


def test_the_last_day_on_which_it_was_seen_is_kept(project: Path, server: FaultyServer) -> None:
    serve(server, "/page", "<p>Nothing")
    plant(project, f"{server.url}/page")
    cite(project, f'planted, "{WORDS}"')
    key = (f"{server.url}/page", f'"{WORDS}"')
    before = PassageState(*key, PassageVerdict.FOUND, DAY, DAY, "para. 2", DAY + timedelta(90))
    write_passages(project, {key: before})
    ((_, _, code, message),) = told(project)
    assert (code, message.partition(", last seen on ")[2]) == ("passage-missing", "2026-11-23")
    assert states_of(project)["page"].place == "para. 2"


def test_pages_written_by_hand_point_as_well(project: Path, server: FaultyServer) -> None:
    serve(server, "/page", "<p>Nothing")
    plant(project, f"{server.url}/page")
    (project / "content/pointing.md").write_text(f'# P\n\nSaid [@planted, "{WORDS}"].\n', encoding="utf-8")
    assert [place[:3] for place in told(project)] == [(3, 6, "passage-missing")]


def test_where_a_citation_stands(project: Path) -> None:
    """In prose of each style, beside others of the same source and words; and in a field."""
    plant(project, "https://news.example/")
    prose = 'Said [@planted, para. 1; @planted, \\"мы\n  вышли\\"] and [@planted, para. 2, \\"мы вышли\\"].'
    text = f'name: P\nsummary: "{prose}"\nreviewed: 2026-11-23\n'
    (project / "entities/terms/pointing.yaml").write_text(text, encoding="utf-8")
    loaded = load_project(project)
    found = collect_passages(loaded.library, loaded.context.graph, loaded.content.pages)
    assert [(item.notation, item.citing[0].position.line, item.citing[0].position.column) for item in found] == [
        ('"мы вышли"', 2, 37),
        ('para. 2, "мы вышли"', 3, 18),
    ]


def test_a_source_without_an_address_has_nothing_to_look_for(project: Path) -> None:
    path = plant(project, "https://news.example/")
    path.write_text(path.read_text(encoding="utf-8").replace("url: https://news.example/\n", ""), encoding="utf-8")
    cite(project, f'planted, "{WORDS}"')
    done = CliRunner().invoke(main, ["-C", str(project), "links", "--external", "--passages", "--offline"])
    assert (done.exit_code, "0 passages: none" in done.output) == (0, True)


@pytest.mark.parametrize(
    ("body", "kind", "detail"),
    [
        (b"<html>Sorry", PDF, "called a PDF, but is not one"),
        (b"%PDF-1.7\n" + os.urandom(10_000), PDF, "a PDF that cannot be read"),
        ((b"and so on, " * 400 + b"<p>") * 12_000, "text/html", "not whole: 16.0 MB of it were read"),
        (b"<b>" * 2_000_000, "text/html", ""),
    ],
)
def test_what_comes_from_one_source_is_a_verdict_for_it_alone(
    project: Path, server: FaultyServer, body: bytes, kind: str, detail: str
) -> None:
    serve(server, "/bad", body, kind)
    serve(server, "/good", SAID)
    for name in ("bad", "good"):
        plant(project, f"{server.url}/{name}", f"planted-{name}")
    cite(project, f'planted-bad, "{WORDS}"', f'planted-good, "{WORDS}"')
    look(project)
    states = states_of(project)
    assert states["good"].verdict is PassageVerdict.FOUND
    assert states["bad"].verdict in (PassageVerdict.UNREADABLE, *(() if detail else (PassageVerdict.MISSING,)))
    assert detail in states["bad"].detail


def test_a_pdf_that_never_ends(project: Path, server: FaultyServer) -> None:
    plant(project, f"{server.url}/endless-pdf")
    cite(project, 'planted, "we froze it"')
    look(project)
    assert states_of(project)["endless-pdf"].verdict is PassageVerdict.UNREADABLE
    assert read_states(project)[0][f"{server.url}/endless-pdf"].verdict == "ok"


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_what_was_learned_is_kept_at_every_end(project: Path, server: FaultyServer, name: str) -> None:
    serve(server, "/first", SAID)
    plant(project, f"{server.url}/first", "planted-first")
    plant(project, f"{server.url}/held", "planted-held")
    cite(project, f'planted-first, "{WORDS}"', f'planted-held, "{WORDS}"')
    first, held = ((f"{server.url}/{page}", f'"{WORDS}"') for page in ("first", "held"))
    before = PassageState(*held, PassageVerdict.FOUND, DAY, DAY, "", DAY)
    write_passages(project, {held: before})
    command = [sys.executable, "-m", "csto_kb", "-C", str(project), "links", "--external", "--passages", *ASK]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        wait_for(lambda: server.asked["GET /held"])
        second = look(project)
        process.send_signal(getattr(signal, name))
        _, said = process.communicate(timeout=30)
        server.go_on.set()
    assert (second.exit_code, second.stderr) == (
        2,
        "csto-kb: another run is updating links/external.tsv: wait until it has ended\n",
    )
    assert process.returncode == 2
    assert "Traceback" not in said
    states, _ = read_passages(project)
    assert states[held] == before
    assert states[first].verdict is PassageVerdict.FOUND


def test_a_run_that_is_killed_loses_little(project: Path, server: FaultyServer) -> None:
    for number in range(25):
        serve(server, f"/a{number:02}", SAID)
        plant(project, f"{server.url}/a{number:02}", f"planted-{number}")
    plant(project, f"{server.url}/held", "planted-held")
    cite(project, f'planted-3, "{WORDS}"')
    command = [sys.executable, "-m", "csto_kb", "-C", str(project), "links", "--external", "--passages", *ASK]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_for(lambda: server.asked["GET /held"])
        process.kill()
    server.go_on.set()
    assert len(read_states(project)[0]) == 20
    assert [state.verdict for state in read_passages(project)[0].values()] == ["found"]
    look(project, "--due")
    assert server.asked["GET /a03"] == 1


def test_an_exception_accepts_a_page_that_cannot_be_read(project: Path, server: FaultyServer) -> None:
    serve(server, "/film", b"", "video/mp4")
    plant(project, f"{server.url}/film")
    cite(project, f'planted, "{WORDS}"')
    assert [code for *_, code, _ in told(project)] == ["passage-unreadable"]
    entry = "- address: {}\n  verdict: {}\n  reason: Heard.\n  until: 9998\n"
    exceptions = project / "links/exceptions.yaml"
    exceptions.write_text("exceptions:\n" + entry.format(f"{server.url}/film", "unreadable"), encoding="utf-8")
    done = look(project, "--offline")
    assert "passage-unreadable" not in done.output
    assert "unused-exception" not in done.output
    exceptions.write_text("exceptions:\n" + entry.format(f"{server.url}/film", "not found"), encoding="utf-8")
    done = look(project, "--offline")
    assert "unused-exception" in done.output


def test_the_badge_says_when_a_passage_was_last_seen(project: Path) -> None:
    plant(project, "https://news.example/a")
    cite(project, f'planted, "{WORDS}"', 'planted, "сказал он"')
    states = [
        PassageState("https://news.example/a", '"сказал он"', PassageVerdict.FOUND, DAY, DAY, "", DAY),
        PassageState("https://news.example/a", f'"{WORDS}"', PassageVerdict.MISSING, DAY, date(2026, 11, 1), "", DAY),
    ]
    write_passages(project, {state.key: state for state in states})
    assert sum_up(states) == {"https://news.example/a": SeenPassages(2, DAY, 1)}
    built = run("csto_kb", "-C", project, "build")
    assert built.returncode == 0, built.stdout + built.stderr
    page = (project / "site/sources/planted/index.html").read_text(encoding="utf-8")
    words = " ".join(page.split())
    assert 'passages seen on <time datetime="2026-11-23">' in words
    assert "1 of 2 passages not found" in words


def test_lines_that_do_not_read_are_told(project: Path) -> None:
    write_passages(project, {})
    with (project / PASSAGES_FILE).open("a", encoding="utf-8") as file:
        file.write("https://news.example/\tx\tgone\t2026-11-23\t\t\t2026-11-23\t\n")
    done = CliRunner().invoke(main, ["-C", str(project), "check"])
    assert "links/passages.tsv:2:1: error[link-state] 'gone' is not a verdict" in done.output


def test_passages_go_with_the_web(project: Path) -> None:
    done = CliRunner().invoke(main, ["-C", str(project), "links", "--passages"])
    assert done.exit_code == 2
    assert "need --external" in done.stderr
