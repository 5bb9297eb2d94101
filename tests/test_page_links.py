"""Hand-written pages are part of the graph: what they cite counts, what they link is linked back."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from selectolax.lexbor import LexborHTMLParser

from csto_kb.cli import main
from csto_kb.content import read_content
from csto_kb.mkdocs_plugin.preview import Preview
from csto_kb.page_links import find_unlinked_pages
from csto_kb.project import compose_site, load_project

LONE_SOURCE = """\
name: Minutes
type: primary
publisher: Archive
retrieved: 2026-11-23
language: en
reviewed: 2026-11-23
"""
LONE_TERM = "name: Quorum\nsummary: How many must be there [@gazette-2002, art. 8].\nreviewed: 2026-11-23\n"


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *arguments], catch_exceptions=False)


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def page_of(root: Path, url: str) -> LexborHTMLParser:
    (page,) = (page for page in compose_site(load_project(root)).pages if page.url == url)
    return LexborHTMLParser(page.html)


def mentions(html: LexborHTMLParser) -> dict[str, list[tuple[str, str]]]:
    """The section "Mentioned in": link and text by group."""
    return {
        term.text(deep=False).strip(): [(str(link.attributes["href"]), link.text()) for link in group.css("dd a")]
        for group in html.css("section[aria-labelledby=mentioned-in] dl > div")
        for term in group.css("dt")
    }


def codes(root: Path) -> list[str]:
    return [found.code for found in load_project(root).diagnostics]


def test_what_a_page_cites_is_cited_and_what_it_links_is_linked(project: Path) -> None:
    write(project, "entities/sources/minutes.yaml", LONE_SOURCE)
    write(project, "entities/terms/quorum.yaml", LONE_TERM)
    assert codes(project) == ["uncited-source", "unlinked-entity"]
    write(project, "content/about.md", "# About\n\nA [[quorum]] is needed [@gazette-2002; @minutes, p. 1].\n")
    assert codes(project) == []


@pytest.mark.parametrize("text", ["`[@minutes]`", "<!-- [@minutes] -->", "\\[@minutes]", "    [@minutes]"])
def test_code_comments_and_escapes_cite_nothing(project: Path, text: str) -> None:
    write(project, "entities/sources/minutes.yaml", LONE_SOURCE)
    write(project, "content/about.md", f"# About\n\n{text}\n")
    assert codes(project) == ["uncited-source"]
    assert load_project(project).graph.pages_of == {}


def test_a_link_does_not_stand_for_a_citation(project: Path) -> None:
    write(project, "entities/sources/minutes.yaml", LONE_SOURCE)
    write(project, "content/about.md", "# About\n\nSee [[minutes]].\n")
    assert codes(project) == ["uncited-source"]
    write(project, "content/about.md", "# About\n\nSee [@gazette-2002].\n")
    assert load_project(project).graph.pages_linking("gazette-2002") == ()


def test_a_page_stands_under_mentioned_in(project: Path) -> None:
    """Once, however often it links the record, under what it calls itself; records keep their groups."""
    write(project, "content/notes/day one.md", "# The *first* day of [[armenia]]\n\n[[armenia]] and [[armenia|it]].\n")
    write(project, "content/more.md", "---\ntitle: More & more\n---\n\n# Else\n\n[[armenia]]\n")
    assert mentions(page_of(project, "states/armenia/"))["Pages"] == [
        ("../../about/", "About"),
        ("../../more/", "More & more"),
        ("../../notes/day%20one/", "The first day of Armenia"),
    ]
    assert "Pages" not in mentions(page_of(project, "states/russia/"))


def test_a_source_names_the_pages_that_cite_it(project: Path) -> None:
    write(project, "entities/sources/minutes.yaml", LONE_SOURCE)
    write(project, "content/about.md", "# About\n\nSo it was [@minutes, p. 1], and so [@minutes, p. 2].\n")
    section = page_of(project, "sources/minutes/").css_first("section[aria-labelledby=rests]")
    assert section is not None
    assert "2 passages of prose cite it" in section.text()
    assert [link.attributes["href"] for link in section.css(".kb-resting a")] == ["../../about/"]


def test_the_preview_follows_a_page(project: Path, tmp_path: Path) -> None:
    """A saved page is linked back at once, and its problems are those that `check` names."""
    preview = Preview(project, tmp_path / "site")
    preview.read_theme()
    assert "Pages" not in mentions(LexborHTMLParser(preview.answer("/states/uzbekistan/").body))
    write(project, "content/about.md", "# About\n\nSee [[uzbekistan]] and [[nowhere]].\n")
    preview.read_records()
    shown = mentions(LexborHTMLParser(preview.answer("/states/uzbekistan/").body))
    assert shown["Pages"] == [("../../about/", "About")]
    (problem,) = (found for found in preview.problems if found.code == "content-reference")
    assert f"{problem.path}:{problem.line}:{problem.column}: " in call(project, "check").stdout


def test_show_names_links_and_citations_of_pages(project: Path) -> None:
    write(project, "content/about.md", "---\ntitle: T\n---\n\nSee [[herald-2022]], [@herald-2022, p. 1].\n")
    shown = call(project, "show", "herald-2022").stdout
    assert "On hand-written pages (2)" in shown
    assert "content/about.md:5:5:\n" in shown
    assert "content/about.md:5:22:\n" in shown


def test_rename_leaves_what_is_not_published(project: Path) -> None:
    """All commands see the same pages."""
    text = "# Draft\n\n[[armenia]] and [[nowhere]]\n"
    write(project, "content/drafts/x.md", text)
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("exclude_docs: |\n  drafts/\n")
    assert "drafts" not in call(project, "show", "armenia").stdout
    assert call(project, "rename", "armenia", "hayastan").exit_code == 0
    assert (project / "content/drafts/x.md").read_text(encoding="utf-8") == text


def test_rename_refuses_a_page_that_changed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_project(project)
    write(project, "content/about.md", "# Other\n\n[[armenia]]\n")
    monkeypatch.setattr("csto_kb.project.load_project", lambda *_: loaded)
    result = call(project, "rename", "armenia", "hayastan")
    assert result.exit_code == 2
    assert "content/about.md has changed while it was read; try again" in result.stderr


def test_todo_sees_pages(project: Path) -> None:
    write(
        project,
        "content/about.md",
        "---\ntitle: Ivan Petrov\nreviewed: 2020-01\n---\n\n# Ivan Petrov\n\n```\nIvan Petrov\n```\n\n"
        "<div>Ivan Petrov</div>\n\nIn [Armenia](x.md), `Armenia`, [[russia]] and Russia\nmet Ivan Petrov in Armenia.\n",
    )
    output = call(project, "todo", "--today", "2026-11-25", "--format", "json", "content").stdout
    found = [(item["sort"], item["line"], item["column"], item["message"]) for item in json.loads(output)["items"]]
    assert found == [
        ("stale-review", 3, 11, "last reviewed: January 2020"),
        ("unlinked-mention", 15, 5, "'Ivan Petrov' is ivan-petrov"),
        ("unlinked-mention", 15, 20, "'Armenia' is armenia"),
    ]


def test_front_matter_is_exported_as_it_was_read(project: Path, tmp_path: Path) -> None:
    write(project, "content/about.md", "---\nweight: 1.5\ntags: [a, b]\nreviewed: 2026-11\ndraft: false\n---\n\n# Us\n")
    assert call(project, "export", "pages", str(tmp_path / "out")).exit_code == 0
    written = (tmp_path / "out/about.md").read_text(encoding="utf-8")
    front = "title: Us\norigin: content/about.md\nweight: 1.5\ntags:\n- a\n- b\nreviewed: 2026-11\ndraft: false\n"
    assert written == f"---\n{front}---\n\n\n# Us\n"


@pytest.mark.parametrize(
    ("menu", "link", "is_found"),
    [
        (None, "", True),
        ((), "", False),
        (("sub/page.md",), "", True),
        (("page.md",), "", False),
        ((), "[a](sub/page.md)", True),
        ((), "[a](./sub/page.md#x 'Title')", True),
        ((), "[a](sub/../sub/page.md?x=1)", True),
        ((), "[a][b]\n\n[b]: sub/page.md", True),
        ((), "<sub/page.md>", False),
        ((), '<a class="x" href="../sub/page/">a</a>', True),
        ((), "<div>\n<a href='../sub/page/index.html'>a</a>\n</div>", True),
        ((), "[a](https://example.org/sub/page.md)", False),
        ((), "`[a](sub/page.md)`", False),
        ((), "<!-- [a](sub/page.md) -->", False),
        ((), "!!! note\n\n    [a](sub/page.md)", True),
        ((), "[a](page.md)", False),
        ((), "![a](sub/page.md)", False),
    ],
)
def test_a_page_is_found_by_a_menu_or_a_link(
    tmp_path: Path, menu: tuple[str, ...] | None, link: str, is_found: bool
) -> None:
    write(tmp_path, "content/index.md", "# Home\n")
    write(tmp_path, "content/other.md", f"# Other\n\n{link}\n")
    write(tmp_path, "content/sub/page.md", "# Page\n\n[itself](page.md)\n")
    content = read_content(tmp_path / "content", "content")
    listed = find_unlinked_pages(content, None if menu is None else (*menu, "other.md"))
    assert [problem.path for problem in listed] == ([] if is_found else ["content/sub/page.md"])
