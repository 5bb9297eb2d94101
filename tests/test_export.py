"""The pages as Markdown for other site builders: the files, and what MkDocs, Zensical and Hugo make of them."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from conftest import is_redirect, read_tree, run
from csto_kb.project import compose_site, load_project

pytestmark = pytest.mark.whole

BY_HAND = {
    "own.md": "---\ntitle: About us\nreviewed: 2026-11-23\ntags: [a, b]\n---\n\n# About\n",
    "bom.md": "\ufeff---\ntitle: Bom\n---\n\n# Heading\n",
    "trail.md": "--- \ntitle: Trailing\n---\t\n\n# T\n",
    "dots.md": "---\ntitle: Dots\n...\n\n# T\n",
    "crlf.md": "---\r\ntitle: Windows\r\n---\r\n\r\n# T\r\n",
    "flow.md": '---\n{title: "Flow", hide: [toc]}\n---\n\n# T\n',
    "origin.md": "---\norigin: elsewhere\n---\n\n# Of its own\n",
    "code.md": "```bash\n# a comment\n```\n\nText.\n",
    "late-heading.md": "    # indented code\n\nThe *real* `one`, [[armenia]] {: #id }\n===\n",
    "rule.md": "Text.\n\n---\ntitle: no front matter\n---\n",
    "guide/index.md": "# Guide\n\n[Parts](parts.md#one) ![A](../picture.svg) [web](https://example.org/parts.md)\n",
    "guide/parts.md": "# Parts\n\n## One\n\n[Up](index.md), [states](../states.md)\n\n[home]: ../index.md\n",
}
TITLES = {
    "own.md": "About us",
    "bom.md": "Bom",
    "trail.md": "Trailing",
    "dots.md": "Dots",
    "crlf.md": "Windows",
    "flow.md": "Flow",
    "origin.md": "Of its own",
    "code.md": "Code",
    "late-heading.md": "The real one, Armenia",
    "rule.md": "Rule",
    "guide/index.md": "Guide",
    "guide/parts.md": "Parts",
}

Export = Callable[..., Path]


@pytest.fixture
def export(project: Path, tmp_path: Path) -> Export:
    """Export the fixture project, with hand-written pages of every type."""
    for name, text in BY_HAND.items():
        path = project / "content" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    picture = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    (project / "content/picture.svg").write_text(picture, encoding="utf-8")
    record = project / "entities/terms/consensus.yaml"
    hostile = "{{[[armenia]] and {{% x %}} or {{< y >}}"
    text = record.read_text(encoding="utf-8").replace("summary: ", f"formerly: [unanimity]\nsummary: '{hostile}. ")
    record.write_text(text.replace("[@gazette-2002, art. 7].", "[@gazette-2002, art. 7].'"), encoding="utf-8")

    def run_export(*options: str) -> Path:
        out = tmp_path / "out"
        done = run("csto_kb", "-C", project, "export", "pages", out, *options)
        assert done.returncode == 0, done.stdout + done.stderr
        count = len(list(out.rglob("*.md")))
        assert done.stdout == f"{count} pages in {out}\n"
        return out

    return run_export


def read_page(path: Path) -> tuple[dict[str, Any], str]:
    """The front matter and the text of a page; a duplicate key is refused, as by Hugo."""
    start, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
    assert start == ""
    keys = [line.partition(":")[0] for line in front.splitlines() if line[0] not in " -"]
    assert len(keys) == len(set(keys)), front
    return yaml.safe_load(front), text


def build(folder: Path, program: str, *arguments: str) -> str:
    """Run a program of this environment; return what it printed. It must succeed."""
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def words(html: str) -> str:
    body = LexborHTMLParser(html).body
    assert body is not None
    return "".join(body.text().split())


def test_files(export: Export, project: Path) -> None:
    """Each page where its address says, the data files, the redirects, and the files beside hand-written pages."""
    out = export()
    composition = compose_site(load_project(project))
    written = [path.relative_to(project / "content").as_posix() for path in (project / "content").rglob("*.*")]
    assert sorted(read_tree(out)) == sorted(
        [page.source_uri for page in composition.pages]
        + [file.url for file in composition.files]
        + [f"{redirect.url}index.html" for redirect in composition.redirects]
        + written
    )
    front, text = read_page(out / "states/armenia.md")
    assert (front["title"], front["origin"]) == ("Armenia", "entities/states/armenia.yaml")
    assert "<h1>Armenia</h1>" in text
    assert (out / "picture.svg").read_bytes() == (project / "content/picture.svg").read_bytes()
    again = run("csto_kb", "-C", project, "export", "pages", out)
    assert again.returncode == 2
    assert "is not empty" in again.stderr


@pytest.mark.parametrize("options", [(), ("--for", "hugo")])
def test_front_matter_of_pages_by_hand(options: tuple[str, ...], export: Export) -> None:
    """One, with the page's own keys before ours; a title from a real heading, else from the name of the file."""
    out = export(*options)
    found = {}
    for name in BY_HAND:
        path = out / (name.replace("index.md", "_index.md") if options else name)
        front, text = read_page(path)
        found[name] = front["title"]
        assert not text.lstrip().startswith(("---", "\ufeff"))
        assert "[[" not in text
    assert found == TITLES
    front, _ = read_page(out / "own.md")
    assert front == {
        "title": "About us",
        "origin": "content/own.md",
        "reviewed": front["reviewed"],
        "tags": ["a", "b"],
    }
    assert str(front["reviewed"]) == "2026-11-23"
    assert read_page(out / "origin.md")[0]["origin"] == "elsewhere"


def test_a_broken_project(project: Path, tmp_path: Path) -> None:
    record = project / "entities/states/armenia.yaml"
    record.write_text(record.read_text(encoding="utf-8") + "zebra: 1\n", encoding="utf-8")
    done = run("csto_kb", "-C", project, "export", "pages", tmp_path / "out")
    assert done.returncode == 1
    assert "error[unknown-key]" in done.stdout
    assert not (tmp_path / "out").exists()


def pages_of(out: Path) -> dict[str, Path]:
    """The exported files by their addresses, as all three builders have them."""
    found = {}
    for path in out.rglob("*.md"):
        name = path.relative_to(out).as_posix().removesuffix(".md")
        found[name.removesuffix("_index").removesuffix("index").rstrip("/")] = path
    return found


def assert_whole(site: Path, out: Path) -> None:
    """Every page is in the built site, with all its words."""
    for url, path in pages_of(out).items():
        front, text = read_page(path)
        built = site / url / "index.html"
        assert built.is_file(), url
        if str(front["origin"]).startswith(("entities/", "templates/", "csto_kb/")):
            assert words(text) in words(built.read_text(encoding="utf-8")), url


def test_hugo(export: Export, tmp_path: Path) -> None:
    """Hugo takes it without a word: every page, whole, with its redirects, files, links and pictures."""
    out = export("--for", "hugo")
    site = tmp_path / "hugo"
    build(tmp_path, "hugo", "new", "site", "hugo")
    shutil.copytree(out, site / "content", dirs_exist_ok=True)
    (site / "layouts/all.html").write_text("<title>{{ .Title }}</title>{{ .Content }}", encoding="utf-8")
    with (site / "hugo.toml").open("a", encoding="utf-8") as file:
        file.write("[markup.goldmark.renderer]\nunsafe = true\n")
    said = build(site, "hugo", "--printPathWarnings", "--panicOnWarning")
    assert "ERROR" not in said
    assert "WARN" not in said
    public = site / "public"
    assert_whole(public, out)
    assert "<title>Armenia</title>" in (public / "states/armenia/index.html").read_text(encoding="utf-8")
    for url in ("id/armenia", "id/consensus", "id/unanimity", "terms/unanimity"):
        assert 'http-equiv="refresh"' in (public / url / "index.html").read_text(encoding="utf-8"), url
    assert (public / "data/records.json").read_bytes() == (out / "data/records.json").read_bytes()
    assert (public / "states/armenia/cite.bib").is_file()
    assert (public / "picture.svg").is_file()
    guide = LexborHTMLParser((public / "guide/index.html").read_text(encoding="utf-8"))
    assert [node.attributes["href"] for node in guide.css("a")] == [
        "../guide/parts/#one",
        "https://example.org/parts.md",
    ]
    assert [node.attributes["src"] for node in guide.css("img")] == ["../picture.svg"]


@pytest.mark.parametrize("program", ["mkdocs", "zensical"])
def test_mkdocs_and_zensical(program: str, export: Export, tmp_path: Path) -> None:
    """They read the folder as it is."""
    out = export()
    shutil.copytree(out, tmp_path / "docs")
    configuration = {
        "site_name": "Export",
        "site_url": "https://example.org/",
        "theme": {"name": "material"},
        "markdown_extensions": ["attr_list", "md_in_html", "tables"],
    }
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(configuration), encoding="utf-8")
    build(tmp_path, program, "build")
    assert_whole(tmp_path / "site", out)
    assert is_redirect(tmp_path / "site/id/armenia/index.html")
    assert (tmp_path / "site/data/records.json").read_bytes() == (out / "data/records.json").read_bytes()
