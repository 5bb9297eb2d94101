"""Whatever a server says, there is a verdict on its address, soon, and on all others too."""

import asyncio
import multiprocessing
import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csto_kb.external.asking import RequestLimits, ask_all
from csto_kb.external.fetching import Fetcher
from csto_kb.external.guard import Guard, RefusedError
from csto_kb.external.judging import Judgement, WebAnswer, judge
from csto_kb.external.reading import (
    MAX_BODY,
    MAX_TITLE,
    find_crawl_delay,
    find_retry_after,
    find_title,
    is_html,
    join_redirect,
    unpack,
)
from csto_kb.external.remembering import remember
from csto_kb.link_state import LinkState, Verdict, format_states
from test_external import DAY, LOOPBACK, Names, Scripted, ask, visit

pytestmark = pytest.mark.whole

HTML = "text/html"


class RawServer:
    """Answers every request with the bytes that `answers` has for its path, else with those of `answer`."""

    def __init__(self) -> None:
        self.answer = b""
        self.answers: dict[str, bytes] = {}
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    path = connection.recv(65536).split(b" ")[1].decode("latin-1")
                    connection.sendall(self.answers.get(path, self.answer))
                except (OSError, IndexError):
                    continue

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@contextmanager
def raw_server() -> Iterator[RawServer]:
    server = RawServer()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def raw() -> Iterator[RawServer]:
    with raw_server() as server:
        yield server


def respond(*headers: bytes, body: bytes = b"", status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\n" + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


# Single answers


@pytest.mark.parametrize(
    ("headers", "body", "outcome"),
    [
        ((b"Content-Type: text/html; charset=undefined",), b"<title>A page</title>", Judgement(Verdict.OK, "200")),
        ((b"Content-Type: text/html; charset=punycode",), b"<title>A page</title>", Judgement(Verdict.OK, "200")),
        ((b"Content-Type: text/html; charset=idna",), b"<title>A page</title>", Judgement(Verdict.OK, "200")),
        ((b"Content-Type: text/html; charset=\xff\xfe",), b"<title>A page</title>", Judgement(Verdict.OK, "200")),
        ((b"Content-Type: text/html\xe9",), b"<title>\xff</title>", Judgement(Verdict.OK, "200")),
        ((b"Content-Type: text/html",), b"<title>&#" + b"9" * 6000 + b";</title>", Judgement(Verdict.OK, "200")),
        ((b"Content-Type: text/html",), b"<title>" * 9000, Judgement(Verdict.OK, "200")),
        ((b"Content-Type: text/html",), b"<meta charset=undefined><title>x</title>", Judgement(Verdict.OK, "200")),
        (
            (),
            b"<html><title>Page not found</title>",
            Judgement(Verdict.SOFT_404, "200, but its title is 'Page not found'"),
        ),
        ((b"Content-Encoding: gzip", b"Content-Type: text/html"), b"not packed", Judgement(Verdict.OK, "200")),
        ((b"Content-Encoding: \xff", b"Content-Type: text/html"), b"?", Judgement(Verdict.OK, "200")),
        ((b"Retry-After: Mon, 01 Jan 2026 00:00:00 +99999999999999",), b"", Judgement(Verdict.OK, "200")),
        (
            (b"Content-Type: text/html", b"Content-Length: 999999999999"),
            b"<title>A page</title>",
            Judgement(Verdict.OK, "200"),
        ),
        (
            (b"Content-Type: text/html", b"Content-Length: 99999"),
            b"<title>Page not found</title>",
            Judgement(Verdict.SOFT_404, "200, but its title is 'Page not found'"),
        ),
        ((b"Set-Cookie: \xff=\\042; expires=\xb2",), b"", Judgement(Verdict.OK, "200")),
    ],
)
def test_an_answer_that_says_odd_things(
    raw: RawServer, headers: tuple[bytes, ...], body: bytes, outcome: Judgement
) -> None:
    raw.answer = respond(*headers, body=body)
    assert judge(raw.url, ask(f"{raw.url}/")) == outcome


NO_ANSWERS = (
    b"",
    b"\x1b[31m\x07\r\n\r\n",
    b"SSH-2.0-x\r\n",
    b"HTTP/1.1 999999 \xff\r\n\r\n",
    respond(b"Content-Length: -1"),
    respond(b"Content-Length: \xc2\xb2"),
    respond(b"Content-Type: text/html", b"Transfer-Encoding: chunked", body=b"zz\r\n"),
    respond(b"A: " + b"a" * 99999),
    respond(*[b"A: b" for _ in range(9999)]),
    respond(b"Location", status=b"301 x"),
)


@pytest.mark.parametrize("answer", NO_ANSWERS)
def test_an_answer_that_is_none(raw: RawServer, answer: bytes) -> None:
    raw.answer = answer
    outcome = judge(raw.url, ask(f"{raw.url}/"))
    assert outcome.verdict is Verdict.FAILING
    assert outcome.is_reached


@pytest.mark.parametrize(
    "location",
    "http://[ http://[v1.a:b.x]/ http:// //// http://\xff/ http://a:b@c/ javascript:1 http://①②⑦.⓪.⓪.①/ // \\\\x "
    "http://127。0。0。1:1/ http://a:99999/ http://xn--0/ http://%00/".split(),
)
def test_a_redirect_to_what_is_no_address(raw: RawServer, location: str) -> None:
    raw.answer = respond(b"Location: " + location.encode("latin-1", "ignore") or b"x", status=b"301 x")
    raw.answer = respond(b"Location: " + location.encode(), status=b"301 x")
    outcome = judge(f"{raw.url}/", ask(f"{raw.url}/"))
    assert outcome.verdict in (Verdict.PRIVATE, Verdict.FAILING, Verdict.DNS)
    assert outcome.detail.isascii()


def test_one_answer_ends_no_run(raw: RawServer) -> None:
    """Neither an answer of a server nor a problem of this machine: all other addresses are requested."""

    class Faulty(Scripted):
        async def ask(self, url: str) -> WebAnswer:
            if url.endswith("2"):
                raise RuntimeError("a fault")
            return await super().ask(url)

    urls = [f"https://a.test/{number}" for number in range(4)]
    outcomes = visit(Faulty(robots="User-agent: *\nCrawl-delay: ²\n"), urls)
    assert [outcomes[url].verdict for url in urls] == [Verdict.OK, Verdict.OK, Verdict.FAILING, Verdict.OK]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.sampled_from([b"200 OK", b"301 x", b"302 ", b"404 x", b"429 x", b"503 x", b"999 x", b"204 x"]),
    names=st.lists(
        st.sampled_from(
            b"Content-Type Content-Encoding Content-Length Location Retry-After Date Set-Cookie Transfer-Encoding Link "
            b"Connection Upgrade cf-mitigated".split()
        ),
        max_size=5,
    ),
    data=st.data(),
    body=st.binary(max_size=300),
)
def test_any_bytes_are_an_answer(
    raw: RawServer, status: bytes, names: list[bytes], data: st.DataObject, body: bytes
) -> None:
    """Through the network: a verdict, and a line of the file of states."""
    known = st.sampled_from(
        [b"text/html; charset=", b"gzip", b"chunked", b"http://[", b"Mon, 01 Jan 2026 ", b"9" * 50, b""]
    )
    values = [data.draw(known) + data.draw(st.binary(max_size=40)) for _ in names]
    lines = [
        name + b": " + value.replace(b"\n", b"").replace(b"\r", b"") for name, value in zip(names, values, strict=True)
    ]
    raw.answer = respond(*lines, body=body, status=status)
    outcome = judge(f"{raw.url}/", ask(f"{raw.url}/", seconds=1))
    assert isinstance(outcome.verdict, Verdict)
    assert _is_one_plain_line(remember(raw.url, outcome, None, DAY))


def _is_one_plain_line(state: LinkState) -> bool:
    text = format_states([state])
    return text.count("\n") == 2 and all(line.replace("\t", "").isprintable() for line in text.splitlines())


# What it consists of

HEADERS = st.text(max_size=120) | st.from_regex(
    r"\w{3}, \d\d? \w{3} \d{1,9} \d\d?:\d\d:\d\d [+-]?\w{1,15}", fullmatch=True
)


@given(HEADERS, HEADERS)
def test_any_date_is_a_wait(written: str, date: str) -> None:
    assert find_retry_after({"retry-after": written, "date": date}) >= 0


@given(st.text() | st.from_regex(r"(user-agent: \*\n)((crawl-delay|request-rate|disallow): .{0,9}\n){0,4}"))
def test_any_robots_txt_is_a_delay(text: str) -> None:
    assert find_crawl_delay(text, "csto-kb/1") >= 0


@given(st.text(max_size=60), st.binary(max_size=300), st.sampled_from([b"", b"<title>", b"<meta charset="]))
def test_any_body_has_a_title(content_type: str, body: bytes, before: bytes) -> None:
    title = find_title(content_type, before + body)
    assert len(title) <= MAX_TITLE
    assert "\n" not in title
    assert is_html(content_type, body) in (True, False)
    assert judge("http://a.test/x", WebAnswer("http://a.test/x", 200, title))


@given(st.sampled_from("idna punycode undefined hex rot13 base64 zlib unicode_escape utf-7 mbcs aliases 0 ".split()))
def test_any_charset_is_read(name: str) -> None:
    assert find_title(f"text/html; charset={name}", b"<title>A page</title>") == "A page"


@given(st.binary(max_size=200), st.text(max_size=20) | st.sampled_from(["gzip", "deflate", "br"]))
def test_any_body_is_unpacked(body: bytes, coding: str) -> None:
    assert len(unpack(body, coding)) <= max(MAX_BODY, len(body))


@given(
    st.text(st.characters(exclude_categories=[]), max_size=60), st.sampled_from(["", "http://", "//", "http://[", "/"])
)
def test_any_location_leads_to_ascii(target: str, before: str) -> None:
    header = (before + target).encode("utf-8", "replace").decode("utf-8", "surrogateescape")
    url = join_redirect("https://a.test/b", header)
    assert url.isascii()
    try:
        Guard().check_url(url)
    except RefusedError:
        return


@given(st.text(max_size=80), st.text(max_size=40), st.integers(100, 999))
def test_any_answer_is_judged(title: str, path: str, status: int) -> None:
    url = join_redirect("https://a.test/b", path)
    outcome = judge("https://a.test/x/y", WebAnswer("https://a.test/" + path, status, title, hops=((301, url),)))
    assert _is_one_plain_line(remember("https://a.test/", outcome, None, DAY))


LONG_BODIES = (
    b"<title>" * 10_000,
    b"<title" * 11_000,
    b"<title " + b"a " * 32_000,
    b"<title>" + b"&#" * 32_000,
    b"<title>" + b"x" * 65_000,
    b"<title></" * 7_000,
    b"<title>&" + b"a" * 65_000,
    b"<" * 65_536,
    b"<p><b a>" * 8_000,
    b"charset=" * 8_000,
)


def test_a_title_takes_no_time() -> None:
    """By the processor's own count, whatever else the machine does: a hundred pages of the longest that is read."""

    def read_all() -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + 3
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
        for body in LONG_BODIES * 10:
            assert len(find_title(HTML, body)) <= MAX_TITLE

    process = multiprocessing.get_context("fork").Process(target=read_all)
    process.start()
    process.join()
    assert process.exitcode == 0


@pytest.mark.parametrize(
    "title", ["404" + "pagewas" * 28 + "x", "404 error " * 20, "http" * 50, "| - " * 50, "not found " * 20]
)
def test_a_verdict_takes_no_time(title: str) -> None:
    """Nor do long addresses: what a header holds at most."""
    url = "https://a.test/x"
    for part in ("sessid", ";sid", "/(s(", "&a=/x", "/en", "%2525"):
        target = f"https://a.test/new?{part * 1500}"
        assert judge(url, WebAnswer(target, 200, title[:MAX_TITLE], hops=((301, target),)))


def test_what_servers_say_stands_harmless_in_the_file() -> None:
    state = remember("https://a.test/", Judgement(Verdict.FAILING, "\x1b[31m\x07\u202eabc\u200b\x9b2J"), None, DAY)
    assert state.detail == r"\x1b[31m\x07\u202eabc\u200b\x9b2J"
    assert _is_one_plain_line(state)


# Verdicts


@pytest.mark.parametrize(
    "title",
    [
        "Decree of the President No. 404 of 2010",
        "Resolution 410 (1977) adopted by the Security Council",
        "Resolution 404 | United Nations",
        "No. 404",
        "Article 404 - Criminal Code",
        "Peugeot 404",
        "The Soviet Union no longer exists, presidents declare",
        "The treaty no longer exists - Herald",
        "Weapons of mass destruction not found",
        "Access denied: Russia keeps OSCE observers out",
        "Access denied – Russia keeps OSCE observers out",
        "Security check at Yerevan airport tightened",
        "Captcha and the law | Herald",
        "Just a moment of peace",
        "Документ не найден в архиве президента",
        "",
    ],
)
def test_titles_that_only_speak_of_it(title: str) -> None:
    url = "https://a.test/x"
    assert judge(url, WebAnswer(url, 200, title)) == Judgement(Verdict.OK, "200")


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Error 404",
        "HTTP 404 Not Found",
        "404 Not Found",
        "404 - Page not found - Herald",
        "Herald | 404",
        "410 Gone",
        "Not Found",
        "Page not found - The Ministry of Foreign Affairs of the Republic of Armenia",
        "Oops! That page can’t be found. – Herald",
        "Sorry, this page isn't available",
        "The page you requested does not exist | Herald",
        "This article is no longer available",
        "Error 404 (Not Found)!!1",
        "Страница не найдена | Вестник",
        "404. Страница не найдена",
        "Ошибка 404",
        "Сторінку не знайдено",
        "Էջը չի գտնվել",
    ],
)
def test_titles_that_say_it(title: str) -> None:
    url = "https://a.test/x"
    assert judge(url, WebAnswer(url, 200, title)).verdict is Verdict.SOFT_404


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...",
        "Attention Required! | Cloudflare",
        "Access denied | www.a.test used Cloudflare to restrict access",
        "Access Denied - Sucuri Website Firewall",
        "Access denied - Herald",
        "DDoS-Guard",
        "Are you a robot?",
        "Security check",
        "Доступ ограничен",
    ],
)
def test_titles_of_walls(title: str) -> None:
    url = "https://a.test/x"
    assert judge(url, WebAnswer(url, 200, title)).verdict is Verdict.BLOCKED


ARTICLE = "https://a.test/news/article?id=5"


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        ("https://a.test/login?next=/news/article", Verdict.BLOCKED),
        ("https://a.test/en/login", Verdict.BLOCKED),
        ("https://a.test/wp-login.php?x=1", Verdict.BLOCKED),
        ("https://a.test/auth/realms/x", Verdict.BLOCKED),
        ("https://accounts.a.test/x", Verdict.BLOCKED),
        ("https://login.a.test/", Verdict.BLOCKED),
        ("https://a.test/users/sign_in", Verdict.BLOCKED),
        ("https://consent.a.test/m?continue=https://a.test/", Verdict.BLOCKED),
        ("https://a.test/", Verdict.SOFT_404),
        ("https://www.a.test", Verdict.SOFT_404),
        ("https://a.test/en/", Verdict.SOFT_404),
        ("https://a.test/en-US", Verdict.SOFT_404),
        ("https://a.test/rus/", Verdict.SOFT_404),
        ("https://a.test/index.html", Verdict.SOFT_404),
        ("https://a.test/en/index.php", Verdict.SOFT_404),
        ("https://a.test/Default.aspx", Verdict.SOFT_404),
        ("https://a.test/?lang=en", Verdict.SOFT_404),
        ("https://a.test/404.html", Verdict.SOFT_404),
        ("https://a.test/page_not_found", Verdict.SOFT_404),
        ("https://a.test/gone?from=/news/article", Verdict.SOFT_404),
        ("https://a.test/gone?u=https%3A%2F%2Fa.test%2Fnews%2Farticle%3Fid%3D5", Verdict.SOFT_404),
        ("https://a.test/gone?u=https%253A%252F%252Fa.test%252Fnews%252Farticle", Verdict.SOFT_404),
        ("https://a.test/new;jsessionid=ABC", Verdict.OK),
        ("https://a.test/new?PHPSESSID=ABC", Verdict.OK),
        ("https://a.test/new?a=b&sid=ABC", Verdict.OK),
        ("https://a.test/(S(lit3py55t21z5v55vlm25s55))/new.aspx", Verdict.OK),
        ("https://a.test/new?ASPSESSIONIDQQ=ABC", Verdict.OK),
        ("https://a.test/new", Verdict.MOVED),
        ("https://a.test/en/news/article", Verdict.MOVED),
        ("https://a.test/news/login-page-redesigned", Verdict.MOVED),
        ("https://a.test/index.php?id=5", Verdict.MOVED),
        ("https://b.test/news/article?id=5", Verdict.MOVED),
        ("https://a.test/ok", Verdict.MOVED),
        ("https://a.test/new?residence=1", Verdict.MOVED),
        ("https://a.test/new;president=1", Verdict.MOVED),
    ],
)
def test_where_a_permanent_redirect_leads(target: str, verdict: Verdict) -> None:
    assert judge(ARTICLE, WebAnswer(target, 200, hops=((301, target),))).verdict is verdict


def test_a_login_on_the_way_is_no_new_address() -> None:
    """Behind the permanent redirect to a login comes a temporary one to somewhere else."""
    hops = ((301, "https://a.test/login?next=/news/article"), (302, "https://a.test/welcome-back"))
    assert judge(ARTICLE, WebAnswer("https://a.test/welcome-back", 200, hops=hops)).verdict is Verdict.BLOCKED


@pytest.mark.parametrize(
    ("asked", "target", "verdict"),
    [
        ("http://a.test/", "https://a.test/", Verdict.MOVED),
        ("http://a.test/", "https://www.a.test/en/", Verdict.OK),
        ("http://a.test/ru/", "https://a.test/en/", Verdict.OK),
        ("http://a.test/index.html", "https://a.test/", Verdict.OK),
        ("http://a.test/login", "https://a.test/login", Verdict.MOVED),
        ("http://a.test/?p=5", "https://a.test/", Verdict.SOFT_404),
        ("http://a.test/?p=5", "https://a.test/2022/title", Verdict.MOVED),
    ],
)
def test_home_pages_and_logins_may_be_asked_for(asked: str, target: str, verdict: Verdict) -> None:
    assert judge(asked, WebAnswer(target, 200, hops=((301, target),))).verdict is verdict


@pytest.mark.parametrize(
    "head", ["200 OK\r\n", "200 OK\r\nContent-Type: application/pdf\r\n", "403 x\r\n", "501 x\r\n"]
)
def test_only_what_a_reader_gets_is_believed(head: str) -> None:
    """A server that says one thing to HEAD, and to GET that there is nothing."""

    class TwoFaced(RawServer):
        def _serve(self) -> None:
            while True:
                try:
                    connection, _ = self._socket.accept()
                except OSError:
                    return
                with connection:
                    is_head = connection.recv(65536).startswith(b"HEAD")
                    said = (
                        f"HTTP/1.1 {head}\r\n" if is_head else "HTTP/1.1 404 x\r\nContent-Type: text/html\r\n\r\n<p>No."
                    )
                    connection.sendall(said.encode())

    server = TwoFaced()
    try:
        assert judge(server.url, ask(f"{server.url}/")) == Judgement(Verdict.MISSING, "404")
    finally:
        server.close()


def test_a_robots_txt_of_any_sort(raw: RawServer) -> None:
    """Through the network: two addresses of a host whose robots.txt cannot be read."""
    raw.answers = {"/robots.txt": respond(b"Content-Type: text/plain", body="User-agent: *\nCrawl-delay: ²\n".encode())}
    raw.answer = respond(b"Content-Type: text/html", body=b"<title>A page</title>")
    outcomes: dict[str, Judgement] = {}

    async def work() -> None:
        async with Fetcher(LOOPBACK, Names(), 5) as fetcher:
            await ask_all([f"{raw.url}/1", f"{raw.url}/2"], fetcher, outcomes.__setitem__, RequestLimits(pause=0))

    asyncio.run(work())
    assert [outcome.verdict for outcome in outcomes.values()] == [Verdict.OK, Verdict.OK]
