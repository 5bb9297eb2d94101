"""The web addresses of records, against a server on loopback that plays the faults of the web."""

import asyncio
import json
import socket
import ssl
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest
import trustme
from aiohttp.abc import AbstractResolver, ResolveResult
from click.testing import CliRunner

from conftest import run
from csto_kb.cli import main
from csto_kb.external.addresses import collect_addresses
from csto_kb.external.asking import RequestLimits, ask_all
from csto_kb.external.fetching import AGENT, MAX_BODY, Fetcher
from csto_kb.external.guard import Guard, RefusedError
from csto_kb.external.judging import Judgement, WebAnswer, judge
from csto_kb.external.remembering import CONFIRMING_DAYS, forget, remember, select_due
from csto_kb.link_state import LinkState, Verdict, format_states, read_states
from csto_kb.project import load_project
from faulty_server import FaultyServer, faulty_server

pytestmark = pytest.mark.whole

LOOPBACK = Guard(frozenset({"127.0.0.1"}))
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def server() -> Iterator[FaultyServer]:
    with faulty_server() as running:
        yield running


class Names(AbstractResolver):
    """A DNS of the test's own: what is not in it does not resolve."""

    known: ClassVar = {
        "herald.test": "127.0.0.1",
        "inside.test": "10.0.0.7",
        "loop.test": "127.0.0.2",
        "link.test": "169.254.1.1",
    }

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002
    ) -> list[ResolveResult]:
        if host not in self.known:
            raise OSError(None, "no such name")
        return [ResolveResult(hostname=host, host=self.known[host], port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


def ask(url: str, guard: Guard = LOOPBACK, seconds: float = 5) -> WebAnswer:
    async def work() -> WebAnswer:
        async with Fetcher(guard, Names(), seconds) as fetcher:
            return await fetcher.ask(url)

    return asyncio.run(work())


# One address


@pytest.mark.parametrize(
    ("path", "verdict", "detail"),
    [
        ("/ok", Verdict.OK, "200"),
        ("/pdf", Verdict.OK, "200"),
        ("/no-head", Verdict.OK, "200"),
        ("/head-hangs-up", Verdict.OK, "200"),
        ("/to/302/ok", Verdict.OK, "200"),
        ("/to/301/ok", Verdict.MOVED, "{}/ok"),
        ("/to/308/to/301/ok", Verdict.MOVED, "{}/ok"),
        ("/to/301/to/302/ok", Verdict.MOVED, "{}/to/302/ok"),
        ("/to/302/to/301/ok", Verdict.OK, "200"),
        ("/to/301/gone-page", Verdict.MISSING, "404"),
        ("/no-such", Verdict.MISSING, "404"),
        ("/status/410", Verdict.MISSING, "410"),
        ("/status/401", Verdict.BLOCKED, "401"),
        ("/status/403", Verdict.BLOCKED, "403"),
        ("/status/429", Verdict.BLOCKED, "429"),
        ("/status/451", Verdict.BLOCKED, "451"),
        ("/wall", Verdict.BLOCKED, "503 'Just a moment...'"),
        ("/challenge", Verdict.BLOCKED, "403 cf-mitigated"),
        ("/soft", Verdict.SOFT_404, "200, but its title is 'Page not found | Herald'"),
        ("/soft_ru", Verdict.SOFT_404, "200, but its title is 'Страница не найдена'"),
        ("/to/302/", Verdict.SOFT_404, "redirects to the home page"),
        ("/to/301/", Verdict.SOFT_404, "redirects to the home page"),
        ("/status/500", Verdict.FAILING, "500"),
        ("/circle", Verdict.FAILING, "redirects in a circle"),
        ("/endless", Verdict.FAILING, "more than 5 redirects"),
        ("/scheme", Verdict.PRIVATE, "file: only http and https are requested (redirected to file:///etc/passwd)"),
        ("/flood", Verdict.OK, "200"),
        ("/bomb", Verdict.OK, "200"),
    ],
)
def test_each_answer_has_its_verdict(server: FaultyServer, path: str, verdict: Verdict, detail: str) -> None:
    asked = server.url + path
    outcome = judge(asked, ask(asked))
    assert (outcome.verdict, outcome.detail) == (verdict, detail.format(server.url))


def test_a_slow_drip_is_a_timeout(server: FaultyServer) -> None:
    outcome = judge(server.url, ask(f"{server.url}/drip", seconds=0.5))
    assert outcome == Judgement(Verdict.TIMEOUT, "no answer in time")


def test_bodies_are_bounded(server: FaultyServer) -> None:
    """Of a flood and of a bomb no more than the limit is kept."""

    async def read() -> list[str]:
        async with Fetcher(LOOPBACK, Names(), 5) as fetcher:
            return [await fetcher.read_text(server.url + path) for path in ("/flood", "/bomb")]

    flood, bomb = asyncio.run(read())
    assert len(flood) == MAX_BODY
    assert bomb.startswith("<title>Bomb</title>000")
    assert len(bomb) == MAX_BODY


def test_tls_that_is_none(server: FaultyServer) -> None:
    answer = ask(server.url.replace("http:", "https:") + "/ok")
    assert answer.failure is Verdict.TLS


def test_a_certificate_that_nobody_trusts() -> None:
    """Signed by an authority that no system knows."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with faulty_server(tls) as secure:
        outcome = judge(secure.url, ask(f"{secure.url}/ok"))
        assert not secure.asked, "no request is sent to who could be anybody"
    assert outcome.verdict is Verdict.TLS
    assert "certificate verify failed" in outcome.detail
    assert "_ssl.c" not in outcome.detail


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    answer = ask(f"http://127.0.0.1:{port}/")
    assert (answer.failure, answer.reason.partition(":")[0]) == (Verdict.FAILING, "no connection")


def test_names(server: FaultyServer) -> None:
    port = server.server_port
    assert judge("", ask(f"http://herald.test:{port}/ok")).verdict is Verdict.OK
    assert judge("", ask(f"http://atlantis.test:{port}/ok")) == Judgement(Verdict.DNS, "the name does not resolve")
    for name in ("inside.test", "loop.test", "link.test"):
        answer = ask(f"http://{name}:{port}/ok")
        assert (answer.failure, answer.reason) == (Verdict.PRIVATE, f"{Names.known[name]} is not a public address")


@pytest.mark.parametrize(
    "target", ["@10.0.0.1/x", "@127.0.0.2/x", "@169.254.169.254/meta", "@inside.test/x", "@[::1]/x"]
)
def test_a_redirect_inside_is_not_followed(server: FaultyServer, target: str) -> None:
    answer = ask(f"{server.url}/to/302/{target}")
    assert answer.failure is Verdict.PRIVATE
    assert "is not a public address" in answer.reason


def test_nothing_private_is_asked_without_leave(server: FaultyServer) -> None:
    before = server.asked.total()
    for host in ("127.0.0.1", "herald.test", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"):
        assert ask(f"http://{host}:{server.server_port}/ok", Guard()).failure is not None
    assert server.asked.total() == before


@pytest.mark.parametrize(
    "address",
    "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.168.1.1 192.0.2.1 224.0.0.1 240.0.0.1 "
    "255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fc00::1 ff02::1 2001:db8::1 ::ffff:10.0.0.1 64:ff9b::a00:1 "
    "2002:a00:1::1 localhost".split(),
)
def test_what_is_not_public(address: str) -> None:
    with pytest.raises(RefusedError):
        Guard().check_ip(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_public(address: str) -> None:
    Guard().check_ip(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "https://example.org:22/",
        "https://example.org:6379x/",
        "https://user:word@example.org/",
        "https://[::1]/",
        "http://127.0.0.1/",
        "https:///no-host",
    ],
)
def test_addresses_that_are_never_asked(url: str) -> None:
    with pytest.raises(RefusedError):
        Guard().check_url(url)


def test_credentials_in_a_redirect_are_not_sent(server: FaultyServer) -> None:
    assert ask(f"{server.url}/userinfo").failure is Verdict.PRIVATE


def test_nothing_of_this_machine_goes_out(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No cookie comes back, no proxy is used, no password is taken from .netrc; the agent says who it is."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login editor password word\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    server.headers_seen.clear()
    assert ask(f"{server.url}/cookie").status == 200
    assert server.headers_seen
    for headers in server.headers_seen:
        assert headers["user-agent"] == AGENT
        assert headers.keys() <= {"host", "user-agent", "accept", "accept-language", "accept-encoding", "connection"}


# Pauses and limits


class Scripted:
    """A fetcher that answers from a script, and a sleep that only notes how long."""

    def __init__(self, answers: dict[str, list[WebAnswer]] | None = None, robots: str = "") -> None:
        self.answers, self.robots = answers or {}, robots
        self.log: list[str | float] = []

    async def ask(self, url: str) -> WebAnswer:
        self.log.append(url)
        scripted = self.answers.get(url)
        return scripted.pop(0) if scripted else WebAnswer(url, 200)

    async def read_text(self, url: str) -> str:
        self.log.append(url)
        return self.robots

    async def sleep(self, seconds: float) -> None:
        self.log.append(seconds)


ONE_HOST = RequestLimits(hosts_at_once=1)


def visit(fetcher: Scripted, urls: list[str], limits: RequestLimits = ONE_HOST) -> dict[str, Judgement]:
    outcomes: dict[str, Judgement] = {}
    asyncio.run(ask_all(urls, fetcher, outcomes.__setitem__, limits, fetcher.sleep))
    return outcomes


def test_a_host_is_asked_one_by_one_with_pauses() -> None:
    fetcher = Scripted()
    visit(fetcher, ["https://a.test/1", "https://b.test/1", "https://a.test/2", "https://a.test/3"])
    assert fetcher.log == [
        "https://a.test/robots.txt",
        *("https://a.test/1", 2.0, "https://a.test/2", 2.0, "https://a.test/3"),
        "https://b.test/1",
    ]


@pytest.mark.parametrize(("robots", "pause"), [("7", 7.0), ("1", 2.0), ("900", 30.0), ("soon", 2.0)])
def test_crawl_delay(robots: str, pause: float) -> None:
    fetcher = Scripted(robots=f"User-agent: *\nCrawl-delay: {robots}\nDisallow: /\n")
    visit(fetcher, ["https://a.test/1", "https://a.test/2"])
    assert fetcher.log[2] == pause


def test_robots_txt_of_a_server(server: FaultyServer) -> None:
    async def work() -> str:
        async with Fetcher(LOOPBACK, Names(), 5) as fetcher:
            return await fetcher.read_text(f"{server.url}/robots.txt")

    server.robots = "User-agent: *\nCrawl-delay: 7\n"
    try:
        assert asyncio.run(work()) == server.robots
    finally:
        server.robots = ""


def test_retry_after_is_waited_for_once() -> None:
    url = "https://a.test/"
    busy = WebAnswer(url, 429, retry_after=20)
    fetcher = Scripted({url: [busy, WebAnswer(url, 200)]})
    assert visit(fetcher, [url])[url].verdict is Verdict.OK
    assert fetcher.log == [url, 20, url]
    fetcher = Scripted({url: [busy, busy]})
    assert visit(fetcher, [url])[url].verdict is Verdict.BLOCKED
    fetcher = Scripted({url: [WebAnswer(url, 429, retry_after=3600)]})
    assert visit(fetcher, [url])[url].verdict is Verdict.BLOCKED
    assert fetcher.log == [url]


def test_retry_after_is_read(server: FaultyServer) -> None:
    answer = ask(f"{server.url}/later/17")
    assert (answer.status, answer.retry_after) == (429, 17.0)
    assert ask(f"{server.url}/later/17").status == 200


def test_caps() -> None:
    urls = [f"https://a.test/{number}" for number in range(9)]
    assert len(visit(Scripted(), urls, RequestLimits(most_addresses=4))) == 4
    assert visit(Scripted(), urls, RequestLimits(seconds=0)) == {}


# What is remembered


def test_gone_is_missing_on_several_days() -> None:
    state = None
    seen = []
    for day in (23, 23, 24, 25, 26):
        state = remember("https://a.test/", Judgement(Verdict.MISSING, "404"), state, date(2026, 11, day))
        seen.append((state.verdict, state.days))
    assert CONFIRMING_DAYS == 3
    assert seen == [
        (Verdict.MISSING, 1),
        (Verdict.MISSING, 1),
        (Verdict.MISSING, 2),
        (Verdict.GONE, 3),
        (Verdict.GONE, 4),
    ]
    assert state is not None
    assert state.since == DAY
    back = remember("https://a.test/", Judgement(Verdict.OK, "200"), state, date(2026, 12, 1))
    assert (back.verdict, back.since, back.days) == (Verdict.OK, None, 1)


def test_first_failure_stays_while_it_fails() -> None:
    first = remember("https://a.test/", Judgement(Verdict.TIMEOUT), None, DAY)
    second = remember("https://a.test/", Judgement(Verdict.DNS), first, date(2026, 11, 26))
    assert (second.since, second.days) == (DAY, 1)


def test_only_what_is_due() -> None:
    states = {
        url: LinkState(url, Verdict.OK, DAY, None, 1, due)
        for url, due in (("https://a.test/1", date(2026, 11, 24)), ("https://a.test/2", date(2026, 11, 1)))
    }
    urls = ["https://a.test/1", "https://a.test/2", "https://a.test/3"]
    assert select_due(urls, states, DAY) == ["https://a.test/3", "https://a.test/2"]
    assert list(forget(urls[:1], states)) == urls[:1]


def test_states_are_written_as_they_are_read(tmp_path: Path) -> None:
    states = [
        LinkState("https://b.test/", Verdict.GONE, DAY, date(2026, 11, 1), 4, DAY, "404"),
        LinkState("https://a.test/", Verdict.MOVED, DAY, None, 1, DAY, "https://a.test/new"),
        LinkState("https://c.test/", Verdict.FAILING, DAY, DAY, 1, DAY, "a\ttab\nand a line"),
    ]
    (tmp_path / "links").mkdir()
    text = format_states(states)
    (tmp_path / "links/external.tsv").write_text(text, encoding="utf-8")
    read, problems = read_states(tmp_path)
    assert problems == []
    assert list(read) == ["https://a.test/", "https://b.test/", "https://c.test/"]
    assert format_states(read.values()) == text


# Whole runs

SOURCE = """\
name: {name}  # as the site has it
type: news
publisher: Herald
url: {url}  # seen by hand
{more}retrieved: 2026-11-23
language: en
reviewed: 2026-11-23
"""


def plant(project: Path, server: FaultyServer, paths: dict[str, str], more: str = "") -> None:
    for name, path in paths.items():
        text = SOURCE.format(name=name, url=server.url + path if path.startswith("/") else path, more=more)
        (project / "entities/sources" / f"planted-{name}.yaml").write_text(text, encoding="utf-8")


PLANTED = {
    "ok": "/ok",
    "moved": "/to/301/ok#part",
    "blocked": "/status/403",
    "soft": "/soft",
    "missing": "/nowhere",
    "private": "http://10.0.0.1/",
    "failing": "/circle",
}


def check(project: Path, *arguments: str) -> list[tuple[str, int, int, str]]:
    done = CliRunner().invoke(main, ["-C", str(project), "links", "--external", "--format", "json", *arguments])
    assert done.stdout, done.stderr
    return [
        (Path(found["path"]).stem, found["line"], found["column"], found["code"]) for found in json.loads(done.stdout)
    ]


@pytest.fixture
def planted(project: Path, server: FaultyServer) -> Path:
    """The fixture project with a source for each fault; its own addresses, of a host that is nowhere, are set apart."""
    plant(project, server, PLANTED)
    return project


ASK = ("--host", "127.0.0.1", "--host", "10.0.0.1", "--allow-address", "127.0.0.1", "--pause", "0")
EXPECTED = [
    ("planted-blocked", 4, 6, "link-blocked"),
    ("planted-failing", 4, 6, "link-failing"),
    ("planted-missing", 4, 6, "link-missing"),
    ("planted-moved", 4, 6, "link-moved"),
    ("planted-private", 4, 6, "link-private"),
    ("planted-soft", 4, 6, "link-soft-404"),
]


def test_each_fault_is_reported_where_it_stands_and_nothing_else(planted: Path) -> None:
    assert check(planted, *ASK) == EXPECTED
    assert check(planted, "--offline") == EXPECTED


def test_gone_with_and_without_an_archived_copy(project: Path, server: FaultyServer) -> None:
    plant(project, server, {"gone": "/nowhere/1"})
    copy = f"archived_url: https://web.archive.org/web/20221123120000/{server.url}/nowhere/2\narchived: 2022-11-23\n"
    plant(project, server, {"kept": "/nowhere/2"}, copy)
    states = [
        LinkState(
            f"{server.url}/nowhere/{number}", Verdict.MISSING, date(2026, 11, 21), date(2026, 11, 20), 2, DAY, "404"
        )
        for number in (1, 2)
    ]
    (project / "links").mkdir(exist_ok=True)
    (project / "links/external.tsv").write_text(format_states(states), encoding="utf-8")
    assert check(project, *ASK, "--due") == [
        ("planted-gone", 4, 6, "link-gone"),
        ("planted-kept", 4, 6, "link-gone-archived"),
    ]
    built = run("csto_kb", "-C", project, "build")
    assert built.returncode == 0, built.stdout + built.stderr
    _, _, page = (project / "site/sources/planted-kept/index.html").read_text(encoding="utf-8").partition("<body")
    assert "The original is gone" in page
    assert page.index("https://web.archive.org/web/2022") < page.index(f'"{server.url}/nowhere/2"')


def test_moves_are_written_into_the_record(planted: Path, server: FaultyServer) -> None:
    record = planted / "entities/sources/planted-moved.yaml"
    before = record.read_text(encoding="utf-8")
    assert ("planted-moved", 4, 6, "link-moved") not in check(planted, *ASK, "--fix")
    assert record.read_text(encoding="utf-8") == before.replace("/to/301/ok#part", "/ok#part")
    assert "# seen by hand" in before


def test_an_interrupted_run_goes_on(planted: Path, server: FaultyServer) -> None:
    check(planted, *ASK, "--most", "3")
    first, _ = read_states(planted)
    assert len(first) == 3
    asked = server.asked.copy()
    check(planted, *ASK, "--due")
    second, _ = read_states(planted)
    assert len(second) == len(PLANTED)
    paths = [url.removeprefix(server.url) for url in first if url.startswith(server.url)]
    assert [path for path in paths if server.asked[f"GET {path}"] > asked[f"GET {path}"] and path != "/ok"] == []


def test_an_exception_is_kept_with_its_reason(planted: Path, server: FaultyServer) -> None:
    (planted / "links").mkdir(exist_ok=True)
    (planted / "links/exceptions.yaml").write_text(
        "exceptions:\n- host: 127.0.0.1\n  verdict: blocked\n  reason: Looked at by hand.\n  until: 9998\n",
        encoding="utf-8",
    )
    assert check(planted, *ASK) == EXPECTED[1:]


def test_without_a_network_nothing_is_written(project: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for number in range(3):
        text = SOURCE.format(name=f"No {number}", url=f"http://127.0.0.1:{port}/{number}", more="")
        (project / f"entities/sources/no-{number}.yaml").write_text(text, encoding="utf-8")
    done = run("csto_kb", "-C", project, "links", "--external", *ASK)
    assert done.returncode == 2
    assert "is there a network?" in done.stderr
    assert not (project / "links/external.tsv").exists()


def test_every_address_of_a_record_is_asked(project: Path) -> None:
    """Of `Url` fields, of facts, and of links in prose; once each, and no archived copy."""
    (project / "entities/terms/linked.yaml").write_text(
        "name: Linked\nsummary: >-\n  A [page](https://a.test/x#part) and\n  <https://b.test/> [@herald-2022].\n"
        "reviewed: 2026-11-23\nfacts:\n- property: website\n  value: https://a.test/x\n  as_of: 2026\n"
        "  sources: [herald-2022]\n",
        encoding="utf-8",
    )
    found = {address.url: address for address in collect_addresses(load_project(project).library)}
    places = [(place.field, place.position.line, place.position.column) for place in found["https://a.test/x"].places]
    assert sorted(places) == [("facts[0].value", 8, 10), ("summary", 3, 12)]
    assert found["https://b.test/"].places[0].position.line == 4


def test_the_summary_escapes_what_servers_say(project: Path) -> None:
    (project / "links").mkdir(exist_ok=True)
    (url,) = list({address.url for address in collect_addresses(load_project(project).library)})[:1]
    state = LinkState(url, Verdict.FAILING, DAY, DAY, 1, DAY, "<img src=x> @everyone | [x](http://x)")
    (project / "links/external.tsv").write_text(format_states([state]), encoding="utf-8")
    done = run("csto_kb", "-C", project, "links", "--external", "--offline", "--format", "markdown")
    assert "| failing | 1 |" in done.stdout
    assert "&#60;img src=x&#62; &#64;everyone &#124; &#91;x&#93;(http://x)" in done.stdout
    assert "https://web.archive.org/save/http" in done.stdout
