"""`csto-kb archive`, against a server on loopback that speaks as the Wayback Machine does."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive_server import PUBLIC, ArchiveServer, Reply, archive_server, available
from conftest import run
from csto_kb.cli import main
from csto_kb.dates import Date
from csto_kb.external.archive_state import ARCHIVE_FILE, Search, read_searches
from csto_kb.external.archiving import ArchiveLimits, BreakRequestedError, Searcher
from csto_kb.external.fetching import Fetcher
from csto_kb.external.guard import Guard
from csto_kb.external.wayback import Archive, FoundCopy, Missed, Wanted, choose_copy
from csto_kb.link_state import LinkState, Verdict, write_states

pytestmark = pytest.mark.whole

LOOPBACK = Guard(frozenset({"127.0.0.1"}))
PAGE = "https://news.example/2022/1"
SEEN = Wanted(PAGE, Date.parse("2022-11-25"), Date.parse("2022-11-24"))
MOMENT = "20221126101500"
SOURCE = """\
name: Planted
type: news
publisher: Herald  # a comment
url: {url}{mark}
published: 2022-11-24
retrieved: 2022-11-25
language: en
reviewed: 2026-11-23
"""


@pytest.fixture
def server() -> Iterator[ArchiveServer]:
    with archive_server() as running:
        yield running


def search(
    server: ArchiveServer, wanted: Wanted = SEEN, is_saving: bool = False
) -> tuple[FoundCopy | Missed, list[float]]:
    """What is found, and the pauses that were made."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async def work() -> FoundCopy | Missed:
        async with Fetcher(LOOPBACK, seconds=5) as fetcher:
            place = Archive(server.url, server.url)
            return await Searcher(fetcher, LOOPBACK, place, ArchiveLimits(), is_saving, sleep).search(wanted)

    return asyncio.run(work()), pauses


def found(server: ArchiveServer, wanted: Wanted = SEEN, is_saving: bool = False) -> str:
    """The address that is found, or the verdict."""
    outcome, _ = search(server, wanted, is_saving)
    return outcome.address if isinstance(outcome, FoundCopy) else outcome.verdict


# Copies that are there


def test_the_copy_that_the_availability_interface_names(server: ArchiveServer) -> None:
    copy = server.keep(PAGE, MOMENT, listed=False)
    server.available[PAGE] = available(copy.replace("https://web", "http://web"))
    outcome, pauses = search(server)
    assert outcome == FoundCopy(copy, date(2022, 11, 26))
    assert pauses == [5.0]
    assert server.asked_of("/cdx") == []
    assert server.asked[0] == "/wayback/available?url=https%3A%2F%2Fnews.example%2F2022%2F1&timestamp=20221125"


def test_the_nearest_of_the_copies_that_are_listed(server: ArchiveServer) -> None:
    for moment in ("20221230000000", MOMENT, "20221124000000", "20221010000000"):
        server.keep(PAGE, moment)
    assert found(server) == f"{PUBLIC}/web/20221124000000/{PAGE}"


def test_a_copy_from_before_the_page_was_published_is_of_something_else(server: ArchiveServer) -> None:
    server.keep(PAGE, "20221123235959")
    assert found(server) == Search.NONE


def test_a_copy_of_a_day_to_come_is_none(server: ArchiveServer) -> None:
    server.keep(PAGE, "20291126101500")
    wanted = Wanted(PAGE, SEEN.near, SEEN.published, within=5_000, until=date(2026, 11, 23))
    outcome, _ = search(server, wanted)
    assert outcome == Missed(Search.OTHER, "the archive names a copy of 2029-11-26, a day in the future")


def test_a_copy_that_is_far_away_is_told_with_its_distance(server: ArchiveServer) -> None:
    server.keep(PAGE, "20250101000000")
    outcome, _ = search(server)
    assert outcome == Missed(Search.NONE, "the nearest copy is of 2025-01-01, 768 days away")
    wide = Wanted(PAGE, SEEN.near, SEEN.published, within=1_000)
    assert found(server, wide) == f"{PUBLIC}/web/20250101000000/{PAGE}"


@pytest.mark.parametrize(
    "address",
    [
        f"{PUBLIC}/web/{MOMENT}/https://news.example/2022/2",
        f"{PUBLIC}/web/{MOMENT}/https://news.example/",
        f"{PUBLIC}/details/{PAGE}",
        f"https://arquivo.pt/wayback/{MOMENT}/{PAGE}",
        f"https://evil.example/web/{MOMENT}/{PAGE}",
        f"{PUBLIC}/web/{MOMENT}/javascript:alert(1)//{PAGE}",
        "",
    ],
)
def test_what_is_no_copy_of_the_page_is_not_taken(server: ArchiveServer, address: str) -> None:
    server.available[PAGE] = available(address)
    server.listed[PAGE] = [(MOMENT, "https://news.example/2022/2")]
    assert found(server) == Search.OTHER
    assert server.asked_of("/web/") == []


@pytest.mark.parametrize("moment", ["20229926101500", "2022", "x", "20221126101500/../.."])
def test_moments_that_are_none(server: ArchiveServer, moment: str) -> None:
    server.listed[PAGE] = [(moment, PAGE)]
    assert found(server) in (Search.NONE, Search.OTHER)


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (Reply(404), Search.BAD),
        (Reply(body="<title>Page not found | Herald</title>"), Search.BAD),
        (Reply(body="<title>Just a moment...</title>"), Search.BAD),
        (Reply(429), Search.BAD),
        (Reply(302, headers={"Location": f"/web/{MOMENT}/https://news.example/"}), Search.OTHER),
        (Reply(302, headers={"Location": f"/web/20250101000000/{PAGE}"}), Search.NONE),
        (Reply(302, headers={"Location": "https://10.0.0.1/"}), Search.FAILING),
    ],
)
def test_a_copy_of_no_page_is_not_taken(server: ArchiveServer, reply: Reply, verdict: Search) -> None:
    """A wall, an error, or a redirect to something else: kept as faithfully as pages are."""
    server.keep("https://news.example/", MOMENT, Reply(body="<title>Herald</title>"))
    server.keep(PAGE, "20250101000000", listed=False)
    server.keep(PAGE, MOMENT, reply)
    assert found(server) == verdict


@pytest.mark.parametrize(("status", "verdict"), [(200, Search.BAD), (404, Search.BAD), (504, Search.FAILING)])
def test_a_page_of_the_archive_itself_is_no_copy(server: ArchiveServer, status: int, verdict: Search) -> None:
    """A copy says of which moment it is; what does not is a notice of the archive."""
    server.keep(PAGE, MOMENT)
    server.shown[f"/web/{MOMENT}/{PAGE}"] = Reply(status)
    assert found(server) == verdict


def test_a_copy_that_leads_to_one_of_another_moment(server: ArchiveServer) -> None:
    later = server.keep(PAGE, "20221127000000", listed=False)
    server.keep(PAGE, MOMENT, Reply(302, headers={"Location": later.removeprefix(PUBLIC)}))
    assert found(server) == later


@pytest.mark.parametrize(
    "body",
    ["", "<title>Offline</title>", "[]", '{"archived_snapshots": 3}', "[" * 100_000, '{"archived_snapshots": {}}'],
)
def test_answers_that_cannot_be_read(server: ArchiveServer, body: str) -> None:
    server.available[PAGE] = body
    assert found(server) == Search.NONE
    server.next = [None, Reply(body="[1, 2]")]
    assert found(server) == Search.FAILING


NAMED = f"{PUBLIC}/web/{MOMENT}/{PAGE}"


@pytest.mark.parametrize(
    "body",
    [
        available(NAMED).replace(PUBLIC, "http://[::1"),
        available(NAMED + "?x=\ud800"),
        json.dumps({"archived_snapshots": {"closest": {"status": "200", "url": "y" * 1_000_000}}}),
        '{"archived_snapshots": ' + "9" * 100_000 + "}",
    ],
)
def test_whatever_is_said_of_one_page_is_no_end_of_the_others(project: Path, server: ArchiveServer, body: str) -> None:
    plant(project, "planted-1", PAGE)
    plant(project, "planted-2", "https://news.example/2")
    server.available[PAGE] = body
    server.keep("https://news.example/2", MOMENT)
    done = archive(project, server, "planted-1", "planted-2")
    assert done.exit_code == 0, done.output
    assert "1 copy written, 1 not found" in done.stderr
    assert len((project / ARCHIVE_FILE).read_text(encoding="utf-8")) < 1_000


def test_what_is_not_public_is_told_to_nobody(server: ArchiveServer) -> None:
    assert found(server, Wanted("http://10.0.0.1/secret", SEEN.near)) == Search.PRIVATE
    assert server.asked == []


# Rates and failures


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wait_is_waited_for(server: ArchiveServer, status: int) -> None:
    copy = server.keep(PAGE, MOMENT)
    server.next = [Reply(status, headers={"Retry-After": "7"})]
    outcome, pauses = search(server)
    assert isinstance(outcome, FoundCopy)
    assert outcome.address == copy
    assert pauses == [7.0, 5.0, 5.0]


@pytest.mark.parametrize(
    "replies",
    [
        [Reply(429, headers={"Retry-After": "3600"})],
        [Reply(429)],
        [Reply(429, headers={"Retry-After": "1"}), Reply(429, headers={"Retry-After": "1"})],
    ],
)
def test_an_archive_that_wants_to_be_left_alone_is(server: ArchiveServer, replies: list[Reply | None]) -> None:
    server.next = replies
    count = len(replies)
    with pytest.raises(BreakRequestedError):
        search(server)
    assert len(server.asked) == count


def test_an_archive_that_fails(server: ArchiveServer) -> None:
    server.next = [Reply(500), Reply(502)]
    outcome, _ = search(server)
    assert outcome == Missed(Search.FAILING, "502")


def test_an_archive_that_fails_again_and_again_is_left_alone(project: Path, server: ArchiveServer) -> None:
    names = [f"planted-{number}" for number in range(9)]
    for name in names:
        plant(project, name, f"https://news.example/{name}")
    server.next = [Reply(500)] * 99
    done = archive(project, server, *names)
    assert done.exit_code == 1
    assert "6 not found, 0 left, 3 not asked for yet" in done.stderr
    assert "the archive failed 6 times in a row" in done.stderr


# New copies


@pytest.mark.parametrize(
    "headers",
    [
        {"Location": f"/web/20261128000000/{PAGE}"},
        {"Content-Location": f"/web/20261128000000/{PAGE}"},
        {"Link": f'<{PAGE}>; rel="original", <{PUBLIC}/web/20261128000000/{PAGE}>; rel="first memento"'},
    ],
)
def test_a_new_copy(server: ArchiveServer, headers: dict[str, str]) -> None:
    """Save Page Now redirects to it, or names it in a header."""
    copy = server.keep(PAGE, "20261128000000", listed=False)
    server.saving[PAGE] = Reply(302 if "Location" in headers else 200, headers=headers)
    assert found(server) == Search.NONE
    assert server.asked_of("/save") == []
    outcome, pauses = search(server, is_saving=True)
    assert outcome == FoundCopy(copy, date(2026, 11, 28))
    assert max(pauses) == (5.0 if "Location" in headers else 20.0)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(), Missed(Search.ASKED, "the archive makes a copy")),
        (Reply(403), Missed(Search.REFUSED, "403")),
        (
            Reply(403, headers={"X-Archive-Wayback-Runtime-Error": "RobotAccessControlException: Blocked By Robots"}),
            Missed(Search.REFUSED, "RobotAccessControlException: Blocked By Robots"),
        ),
        (Reply(523), Missed(Search.FAILING, "523")),
        (
            Reply(302, headers={"Location": f"/web/{MOMENT}/https://other.example/"}),
            Missed(
                Search.OTHER,
                f"the archive names {PUBLIC}/web/{MOMENT}/https://other.example/, which is not a copy of it",
            ),
        ),
    ],
)
def test_a_new_copy_that_does_not_come(server: ArchiveServer, reply: Reply, outcome: Missed) -> None:
    server.keep("https://other.example/", MOMENT)
    server.saving[PAGE] = reply
    assert search(server, is_saving=True)[0] == outcome


def test_no_copy_is_made_of_a_page_that_is_gone(server: ArchiveServer) -> None:
    gone = Wanted(PAGE, SEEN.near, may_be_saved=False)
    assert found(server, gone, is_saving=True) == Search.NONE
    assert server.asked_of("/save") == []


# Choosing


def test_a_moment_of_which_only_the_month_is_known() -> None:
    wanted = Wanted(PAGE, Date.parse("2022-11"), within=0)
    inside = choose_copy(wanted, [f"{PUBLIC}/web/20221115000000/{PAGE}"])
    assert isinstance(inside, FoundCopy)
    assert isinstance(choose_copy(wanted, [f"{PUBLIC}/web/20221201000000/{PAGE}"]), Missed)


# The command


def plant(project: Path, name: str, url: str, mark: str = "") -> Path:
    path = project / "entities/sources" / f"{name}.yaml"
    path.write_text(SOURCE.format(url=url, mark=mark), encoding="utf-8", newline="")
    return path


def archive(project: Path, server: ArchiveServer, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(project), "archive", *web_of(server), *arguments])


def web_of(server: ArchiveServer) -> tuple[str, ...]:
    return "--archive-at", server.url, "--allow-address", "127.0.0.1", "--pause", "0"


def test_copies_are_written_in_place(project: Path, server: ArchiveServer) -> None:
    path = plant(project, "planted", PAGE, "  # where it was")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o640)
    before = path.read_bytes()
    copy = server.keep(PAGE, MOMENT)
    done = archive(project, server, "planted")
    assert (done.exit_code, done.stdout) == (0, f"planted: {copy}\n")
    assert done.stderr == "1 copy written, 0 not found, 0 left, 0 not asked for yet\n"
    added = f"archived_url: {copy}\r\narchived: 2022-11-26\r\n".encode()
    assert path.read_bytes() == before.replace(b"# where it was\r\n", b"# where it was\r\n" + added)
    assert path.stat().st_mode & 0o777 == 0o640
    assert run("csto_kb", "-C", project, "check", "--only", "archive-mismatch").returncode == 0
    assert not (project / ARCHIVE_FILE).exists()


REST = "name: P\ntype: news\npublisher: H\nretrieved: 2022-11-25\nlanguage: en\nreviewed: 2026-11-23\n"
IN_BRACES = "{url: '%s', " + REST.strip().replace("\n", ", ") + "}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{REST}url: %s", "{before}\n{lines}"),
        (f"url: %s\n\n# the rest\n{REST}", "url: {url}\n{lines}\n# the rest\n{rest}"),
        (f"url: >-\n  %s\n{REST}", "url: >-\n  {url}\n{lines}{rest}"),
        (IN_BRACES, "{before}"),
    ],
)
def test_other_layouts(project: Path, server: ArchiveServer, before: str, after: str) -> None:
    """Whatever the layout, the record says the copy and all else as before, or is left alone."""
    path = project / "entities/sources/planted.yaml"
    before = before % PAGE
    path.write_text(before, encoding="utf-8")
    copy = server.keep(PAGE, MOMENT)
    done = archive(project, server, "planted")
    lines = f"archived_url: {copy}\narchived: 2022-11-26\n"
    text = path.read_text(encoding="utf-8")
    assert text == after.format(before=before, lines=lines, url=PAGE, rest=REST)
    if text == before:
        reason = "cannot be written without a change to something else"
        assert f"not written: entities/sources/planted.yaml: {reason}; the copy is {copy}" in done.stderr
    assert done.exit_code == (1 if text == before else 0)


def test_a_copy_that_was_made_after_the_review_is_sound(project: Path, server: ArchiveServer) -> None:
    path = plant(project, "planted", PAGE)
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11-23", "2022-11-25"), encoding="utf-8")
    server.keep(PAGE, MOMENT)
    assert archive(project, server, "planted").exit_code == 0
    assert "archived: 2022-11-26" in path.read_text(encoding="utf-8")
    assert run("csto_kb", "-C", project, "check", "entities/sources/planted.yaml").returncode == 0


def test_a_source_whose_day_of_retrieval_is_not_known(project: Path, server: ArchiveServer) -> None:
    path = plant(project, "planted", PAGE)
    text = path.read_text(encoding="utf-8").replace("retrieved: 2022-11-25", "retrieved: unknown")
    path.write_text(text, encoding="utf-8")
    copy = server.keep(PAGE, MOMENT)
    assert archive(project, server, "planted").stdout == f"planted: {copy}\n"


def test_what_was_not_found_is_looked_for_again_when_it_is_due(project: Path, server: ArchiveServer) -> None:
    plant(project, "planted-kept", "https://news.example/kept#part")
    plant(project, "planted-none", "https://news.example/none")
    plant(project, "planted-private", "http://10.0.0.1/")
    server.keep("https://news.example/kept", MOMENT)
    assert archive(project, server).exit_code == 0
    searches, problems = read_searches(project)
    assert problems == []
    verdicts = {url: state.verdict for url, state in searches.items() if "example.org" not in url}
    assert verdicts == {"https://news.example/none": Search.NONE, "http://10.0.0.1/": Search.PRIVATE}
    server.asked.clear()
    assert "0 copies written, 0 not found, 0 left, 0 not asked for yet" in archive(project, server).stderr
    assert server.asked == []
    server.keep("https://news.example/none", MOMENT)
    assert archive(project, server, "planted-none").exit_code == 0
    assert "https://news.example/none" not in read_searches(project)[0]


def test_a_run_that_ends_early_keeps_what_it_learned_and_goes_on(project: Path, server: ArchiveServer) -> None:
    for number in (1, 2, 3):
        plant(project, f"planted-{number}", f"https://news.example/{number}")
        server.keep(f"https://news.example/{number}", MOMENT)
    names = ("planted-1", "planted-2", "planted-3")
    server.next = [None, None, None, Reply(429)]
    done = archive(project, server, *names)
    assert done.exit_code == 1
    assert "1 copy written, 0 not found, 0 left, 2 not asked for yet" in done.stderr
    assert "csto-kb: the archive asks for a break of 300 seconds; the next run continues" in done.stderr
    done = archive(project, server, *names)
    assert (done.exit_code, done.stderr.splitlines()[0]) == (0, "planted-1: has a copy already, or has no address")
    assert "2 copies written" in done.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_what_was_learned_is_kept_at_every_end(project: Path, server: ArchiveServer, name: str) -> None:
    """And meanwhile no other run asks."""
    urls = [f"https://news.example/{number}" for number in range(4)]
    for number, url in enumerate(urls):
        plant(project, f"planted-{number}", url)
    copy = server.keep(urls[0], MOMENT)
    server.next = [None, None, None, None, None, Reply(is_held=True)]
    names = [f"planted-{number}" for number in range(4)]
    command = [sys.executable, "-m", "csto_kb", "-C", str(project), "archive", *web_of(server), *names]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert server.holding.wait(60)
        second = archive(project, server, *names)
        assert (second.exit_code, second.stderr) == (
            2,
            "csto-kb: another run is updating links/archive.tsv: wait until it has ended\n",
        )
        process.send_signal(getattr(signal, name))
        _, told = process.communicate(timeout=30)
        server.go_on.set()
    assert process.returncode == (-signal.SIGKILL if name == "SIGKILL" else 2)
    assert "Traceback" not in told
    assert f"archived_url: {copy}\n" in (project / "entities/sources/planted-0.yaml").read_text(encoding="utf-8")
    assert [state.address for state in read_searches(project)[0].values()] == urls[1:2]
    server.asked.clear()
    told = archive(project, server).stdout
    assert [name in told for name in names] == [False, False, True, True]
    assert sorted(os.listdir(project / "links")) == ["archive.tsv"]


def test_lines_of_the_table_that_do_not_read_are_told(project: Path, server: ArchiveServer) -> None:
    plant(project, "planted", PAGE)
    (project / "links").mkdir(exist_ok=True)
    (project / ARCHIVE_FILE).write_text("address\tverdict\tasked\tdue\tdetail\n<<<<<<< HEAD\n", encoding="utf-8")
    done = archive(project, server, "planted")
    assert "links/archive.tsv:2:1: error[link-state] 1 columns, expected 5" in done.stderr
    assert list(read_searches(project)[0]) == [PAGE]


def test_an_archive_that_is_not_there(project: Path, server: ArchiveServer) -> None:
    names = [f"planted-{number}" for number in range(5)]
    for name in names:
        plant(project, name, f"https://news.example/{name}")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    web = ("--archive-at", f"http://127.0.0.1:{port}", "--allow-address", "127.0.0.1", "--pause", "0")
    done = CliRunner().invoke(main, ["-C", str(project), "archive", *web, *names])
    assert done.exit_code == 1
    assert "3 not found, 0 left, 2 not asked for yet" in done.stderr
    assert server.asked == []


def test_what_an_editor_changed_meanwhile_is_left(
    project: Path, server: ArchiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another address, or a copy of the editor's own: the copy is reported, and the record stays unchanged."""
    path = plant(project, "planted", PAGE)
    copy = server.keep(PAGE, MOMENT)
    edited = SOURCE.format(url="https://news.example/moved", mark="")
    ask = Searcher.search

    async def edit(self: Searcher, page: Wanted) -> FoundCopy | Missed:
        outcome = await ask(self, page)
        path.write_text(edited, encoding="utf-8")
        return outcome

    monkeypatch.setattr(Searcher, "search", edit)
    done = archive(project, server, "planted")
    assert done.exit_code == 1
    assert f"not written: entities/sources/planted.yaml: has changed meanwhile; the copy is {copy}" in done.stderr
    assert path.read_text(encoding="utf-8") == edited


def test_no_copy_is_made_of_what_the_checker_found_gone(project: Path, server: ArchiveServer) -> None:
    plant(project, "planted", PAGE)
    day = date(2026, 11, 23)
    write_states(project, {PAGE: LinkState(PAGE, Verdict.GONE, day, day, 3, day, "404")})
    archive(project, server, "planted", "--save")
    assert server.asked_of("/save") == []


def test_a_name_that_is_no_source(project: Path, server: ArchiveServer) -> None:
    done = archive(project, server, "armenia")
    assert (done.exit_code, done.stderr) == (2, "csto-kb: no source 'armenia'; name the id of a record\n")


def test_what_the_archive_says_is_kept_on_one_line(project: Path, server: ArchiveServer) -> None:
    plant(project, "planted", PAGE)
    server.available[PAGE] = json.dumps(
        {"archived_snapshots": {"closest": {"status": "200", "url": "a\tb\n\x1b[31mc"}}}
    )
    server.listed[PAGE] = [("1\t2", "\x1b[31m\n")]
    done = archive(project, server, "planted")
    assert "\x1b" not in done.output
    text = (project / ARCHIVE_FILE).read_text(encoding="utf-8")
    assert len(text.splitlines()) == 2
    assert read_searches(project)[1] == []
