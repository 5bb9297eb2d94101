"""Links of the finished site, on small sites written to a temporary folder."""

from pathlib import Path

import pytest

from csto_kb.links import CODES, check_site


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def problems(root: Path, base_path: str = "/") -> list[tuple[str, str]]:
    found = check_site(root, site_url=f"https://site.test/{base_path.strip('/')}")
    return [(problem.code, problem.message) for problem in found]


GOOD = {
    "index.html": '<base href="."><a href="states/armenia/#facts">a</a><a href="states">no slash</a><img src="a.png">',
    "a.png": "",
    "style.css": "",
    "404.html": '<link href="/style.css"><a href="/">home</a><a href="/states/armenia/#facts">a</a>',
    "states/index.html": '<a href="..">up</a><a href=".">here</a><a href="">here</a><form action="../?q=1"></form>',
    "states/armenia/index.html": """
        <h2 id="facts">F</h2><a name="old"></a><a href="#facts">f</a><a href="#old">o</a><a href="#">t</a>
        <a href="#top">t</a><a href="#:~:text=x">t</a><a href="../../?q=1#:~:text=x">q</a>
        <a href="#facts:~:text=x">t</a><a href="../armenia/#facts:~:text=x,y&amp;text=z">t</a>
        <img srcset="../../a.png 1x, /a.png 2x,../../a.png 3x"><video poster="../../a.png"><source src="/a.png"></video>
        <a href="https://example.org/no">x</a><a href="//example.org/no">x</a><a href="mailto:a@b">x</a>
        <a href="javascript:void(0)">x</a><img src="data:image/png;base64,AA"><template><a href="no/"></a></template>
        <a id="n" name="n" href="../../../../a.png">above the root is the root</a>""",
}


def test_a_good_site_has_no_findings(tmp_path: Path) -> None:
    assert problems(write(tmp_path, GOOD)) == []


@pytest.mark.parametrize(
    ("element", "code"),
    [
        ('<a href="no/"></a>', "broken-link"),
        ('<a href="../armenia.html"></a>', "broken-link"),
        ('<a href="../../empty/"></a>', "broken-link"),
        ('<link href="/no.css">', "broken-link"),
        ('<img src="../../b.png">', "broken-link"),
        ('<img srcset="/a.png 1x, /b.png 2x">', "broken-link"),
        ('<script src="no.js"></script>', "broken-link"),
        ('<video poster="no.png"></video>', "broken-link"),
        ('<iframe src="no.html"></iframe>', "broken-link"),
        ('<map><area href="no.html"></map>', "broken-link"),
        ('<form action="/no"></form>', "broken-link"),
        ('<a href="/States/armenia/"></a>', "broken-link"),
        ('<a href="/A.png"></a>', "broken-link"),
        ('<a href="/a.png/"></a>', "broken-link"),
        ('<a href="#no"></a>', "broken-fragment"),
        ('<a href="#no:~:text=x"></a>', "broken-fragment"),
        ('<a href="#Facts"></a>', "broken-fragment"),
        ('<a href="../#facts"></a>', "broken-fragment"),
        ('<meta http-equiv="Refresh" content="0; url=../no/">', "broken-link"),
        ('<meta property="og:image" content="https://site.test/no.png">', "broken-link"),
        ('<link rel="canonical" href="https://site.test/states/Armenia/">', "broken-link"),
        ('<link rel="preload" imagesrcset="/no.png 2x">', "broken-link"),
        ('<object data="no.svg"></object>', "broken-link"),
        ('<button formaction="/no"></button>', "broken-link"),
        ('<style>p { background: url("/no.png") }</style>', "broken-link"),
        ('<p style="background: url(/no.png)"></p>', "broken-link"),
        ('<a href="https://site.test/states/armenia/#no"></a>', "broken-fragment"),
        ('<svg><use href="#no"></use></svg>', "broken-fragment"),
        ('<svg><use xlink:href="#no"></use></svg>', "broken-fragment"),
        ('<p id="facts"></p>', "duplicate-anchor"),
        ('<svg><path id="facts"/></svg>', "duplicate-anchor"),
    ],
)
def test_each_fault_is_found(tmp_path: Path, element: str, code: str) -> None:
    (tmp_path / "empty").mkdir()
    site = write(tmp_path, GOOD)
    page = site / "states/armenia/index.html"
    page.write_text(page.read_text() + element)
    (found,) = check_site(site, site_url="https://site.test/")
    assert (found.path, found.code) == ("states/armenia/index.html", code)
    assert found.message.startswith("page 'states/armenia/' ")


SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://site.test/{}</loc></url></urlset>'
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://site.test/{}"/></entry></feed>'
RSS = "<rss><channel><item><link>https://site.test/{}</link></item></channel></rss>"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sitemap.xml", SITEMAP),
        ("feed.atom", ATOM),
        ("feed.xml", ATOM),
        ("feed.rss", RSS),
        ("a/kb.css", "/* url(no.png) */ @import '../{}'; p {{ mask: url(#no) url(data:x) }}"),
        ("a/kb.css", 'p {{ mask: url("../{}") }}'),
        ("a/kb.css", "p {{ mask: url( ../{} ) }}"),
    ],
)
def test_other_files_than_pages(tmp_path: Path, path: str, text: str) -> None:
    site = write(tmp_path, {**GOOD, path: text.format("states/armenia/")})
    assert problems(site) == []
    write(tmp_path, {path: text.format("states/Armenia/")})
    ((code, message),) = problems(site)
    assert code == "broken-link"
    assert message.startswith(f"page '{path}' links to ")


def test_xml_that_is_none(tmp_path: Path) -> None:
    site = write(tmp_path, {**GOOD, "sitemap.xml": "<urlset>"})
    assert [code for code, _ in problems(site)] == ["unreadable-page"]


def test_published_addresses_stay(tmp_path: Path) -> None:
    site = write(tmp_path, GOOD)
    published = "404.html\na.png\nstates/\nstates/armenia/\nstates/erivan/\n"
    (found,) = check_site(site, published=published)
    assert (found.path, found.line, found.code) == ("links/published.txt", 5, "lost-address")


def test_every_code_is_explained() -> None:
    assert all(code.explanation for code in CODES)
    assert len({code.name for code in CODES}) == len(CODES)


def test_messages_and_hints(tmp_path: Path) -> None:
    site = write(
        tmp_path,
        {
            "states/kazakhstan/index.html": '<p id="facts">',
            "states/armenia/index.html": '<a href="../kazakstan/"></a><a href="../kazakhstan/#fact"></a>',
        },
    )
    first, second = sorted(check_site(site), key=lambda found: found.code, reverse=True)
    assert first.message == "page 'states/armenia/' links to '../kazakstan/', which does not exist"
    assert first.hint == "did you mean 'states/kazakhstan/'?"
    assert second.message == (
        "page 'states/armenia/' links to '../kazakhstan/#fact', but 'states/kazakhstan/' has no anchor 'fact'"
    )
    assert second.hint == "did you mean 'facts'?"


@pytest.mark.parametrize(
    ("written", "text", "place"),
    [
        ("../../states/kazakhstan/", "name: A\r\nsee_also:\r\n- kazakhstan\r\n", (3, 3)),
        ("../kazakhstan/", "kazakhstan-2 [[kazakhstan]]", (1, 16)),
        ("../no/#article-4", "a\n[[no]]\n[[no#article-4]]", (3, 3)),
        ("../about.html", "[x](about.md)", (1, 5)),
        ("b%20c/", "x\n\n b c", (3, 2)),
        ("../no/", "nothing of the sort", (1, 1)),
        (".././", "..", (1, 1)),
    ],
)
def test_the_place_in_the_origin(tmp_path: Path, written: str, text: str, place: tuple[int, int]) -> None:
    site = write(tmp_path, {"a/b/index.html": f'<a href="{written}"></a>'})
    (found,) = check_site(site, {"a/b/index.html": "entities/a.yaml"}, {"entities/a.yaml": text}.get)
    assert found.path == "entities/a.yaml"
    assert (found.line, found.column) == place


def test_an_origin_without_text(tmp_path: Path) -> None:
    site = write(tmp_path, {"a.html": '<a href="no">'})
    for texts in (None, lambda _origin: None):
        (found,) = check_site(site, {"a.html": "content/a.md"}, texts)
        assert (found.path, found.line, found.column) == ("content/a.md", 1, 1)


def test_percent_encoding(tmp_path: Path) -> None:
    site = write(
        tmp_path,
        {
            "Ереван и co/index.html": '<p id="глава">',
            "index.html": '<a href="%D0%95%D1%80%D0%B5%D0%B2%D0%B0%D0%BD%20%D0%B8%20co/'
            '#%D0%B3%D0%BB%D0%B0%D0%B2%D0%B0">'
            '<a href="Ереван и co/#глава"><a href="%2e/%zz">',
        },
    )
    assert problems(site) == [("broken-link", "page 'index.html' links to '%2e/%zz', which does not exist")]


def test_base_path(tmp_path: Path) -> None:
    site = write(
        tmp_path,
        {
            "index.html": '<a href="/csto/a/"></a><a href="/csto"></a><a href="/csto/"></a>',
            "a/index.html": '<a href="../"></a><a href="/a/"></a><a href="../../"></a><a href="../../csto/a/"></a>',
        },
    )
    expected = [
        ("broken-link", f"page 'a/' links to '{written}', which is outside the site") for written in ("../../", "/a/")
    ]
    for base_path in ("/csto/", "/csto", "csto"):
        assert problems(site, base_path) == expected
    assert {found.hint for found in check_site(site, site_url="https://site.test/csto/")} == {
        "the site begins at '/csto/'"
    }


def test_base_element(tmp_path: Path) -> None:
    pages = {
        "a/index.html": '<base href="/b/"><a href="c.html"></a><a href="#x"></a><a href="#y"></a>',
        "b/index.html": '<p id="x">',
        "b/c.html": '<base href="https://example.org/"><a href="no/"></a><a href="#no"></a>',
    }
    message = "page 'a/' links to '#y', but 'b/' has no anchor 'y'"
    assert problems(write(tmp_path, pages)) == [("broken-fragment", message)]


def test_a_link_to_a_duplicate_id_is_one_problem(tmp_path: Path) -> None:
    site = write(tmp_path, {"index.html": '<i id="x"></i><i id="x"></i><i id="x"></i><a href="#x"></a>'})
    assert problems(site) == [("duplicate-anchor", "page 'index.html' has 3 elements with the id 'x'")]


def test_svg(tmp_path: Path) -> None:
    svg = '<svg><defs><path id="p"/></defs><use href="#p"/><use xlink:href="#p"/><use href="i.svg#any"/></svg>'
    assert problems(write(tmp_path, {"index.html": svg, "i.svg": "<svg/>"})) == []


def test_unreadable_and_odd_files(tmp_path: Path) -> None:
    (tmp_path / "gone.html").symlink_to(tmp_path / "nowhere")
    (tmp_path / "bytes.html").write_bytes(b'\xff\xfe\x00<a href="empty.html">')
    (tmp_path / "empty.html").write_bytes(b"")
    (found,) = check_site(tmp_path, {"gone.html": "content/gone.md"})
    assert (found.path, found.code) == ("content/gone.md", "unreadable-page")
    assert found.message == "page 'gone.html' cannot be read: No such file or directory"


def test_many_broken_links(tmp_path: Path) -> None:
    """A thousand pages of fifty broken links, each reported; a hint for each would never end."""
    for number in range(1000):
        links = "".join(f'<a href="../{other}/#no">x</a>' for other in range(number, number + 50))
        write(tmp_path, {f"{number}/index.html": links})
    found = check_site(tmp_path, {f"{number}/index.html": "a.yaml" for number in range(1000)}, lambda _: "x " * 500)
    assert len(found) == 50_000
