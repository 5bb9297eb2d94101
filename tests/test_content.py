"""Hand-written pages: one list and one reading of them for the build, the checks and every command."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from csto_kb.cli import main
from csto_kb.content import read_notation
from csto_kb.notation import NotationSpan
from csto_kb.project import load_project
from csto_kb.site import content_url

CODE = """# About

1. A fence in a list:

    ```yaml
    see: [[armenia]]
    ```

An indented block:

    [[armenia]]

````markdown
```
[[armenia]]
```
````

> ```
> [[armenia]]
> ```

<!-- [[armenia]] -->

<pre>
[[armenia]]
</pre>

An escaped \\[[armenia]], `[[armenia]]` and <code>[[armenia]]</code>.
"""
"""Ids that are shown, and mean no record."""


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *arguments], catch_exceptions=False)


def write(root: Path, text: str, name: str = "content/about.md") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_code_and_comments_are_left_alone(project: Path) -> None:
    page = write(project, CODE)
    assert list(read_notation(CODE)) == []
    assert call(project, "rename", "armenia", "hayastan").exit_code == 0
    assert page.read_text(encoding="utf-8") == CODE
    write(project, CODE.replace("armenia", "nowhere"))
    assert call(project, "check").exit_code == 0
    assert call(project, "build").exit_code == 0
    assert (project / "site/about/index.html").read_text(encoding="utf-8").count("[[nowhere]]") == CODE.count(
        "[[armenia]]"
    )


def test_front_matter_is_left_alone_by_rename(project: Path) -> None:
    text = "\ufeff---\ndescription: As [[armenia]] has it\n---\n\n# About\r\n\r\n> [[armenia]]\r\n"
    page = write(project, text)
    page.write_bytes(text.encode())
    assert call(project, "rename", "armenia", "hayastan").exit_code == 0
    assert page.read_bytes() == text.replace("> [[armenia", "> [[hayastan").encode()


@pytest.mark.parametrize("suffix", ["md", "markdown", "mdown", "mkdn", "mkd"])
def test_every_ending_that_mkdocs_takes(project: Path, suffix: str) -> None:
    page = write(project, "# Notes\n\nOn [[armenia]].\n", f"content/notes.{suffix}")
    assert f"content/notes.{suffix}:3:4" in call(project, "show", "armenia").stdout
    assert call(project, "rename", "armenia", "hayastan").exit_code == 0
    assert "[[hayastan]]" in page.read_text(encoding="utf-8")
    write(project, "# Notes\n\nOn [[armenai]].\n", f"content/notes.{suffix}")
    assert f"content/notes.{suffix}:3:4: error[content-reference]" in call(project, "check").stdout


def test_docs_dir_is_honoured(project: Path) -> None:
    shutil.move(project / "content", project / "written")
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("docs_dir: content", "docs_dir: written"))
    page = write(project, "# About\n\nSee [[armenia]].\n", "written/about.md")
    assert "written/about.md:3:5" in call(project, "show", "armenia").stdout
    assert call(project, "rename", "armenia", "hayastan").exit_code == 0
    assert "[[hayastan]]" in page.read_text(encoding="utf-8")
    built = call(project, "build")
    assert built.exit_code == 0, built.output
    assert "states/hayastan" in (project / "site/about/index.html").read_text(encoding="utf-8")
    write(project, "# About\n\nSee [[armenai]].\n", "written/about.md")
    assert "written/about.md:3:5: error[content-reference]" in call(project, "check").stdout


def test_excluded_pages_are_not_read(project: Path) -> None:
    write(project, "# Draft\n\n[[nowhere]]\n", "content/drafts/x.md")
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("exclude_docs: |\n  drafts/\n")
    assert call(project, "check").exit_code == 0


@pytest.mark.parametrize("written", ["2026-10", "2026~", "unknown", "202X"])
def test_a_page_may_be_reviewed_on_a_partial_date(project: Path, written: str) -> None:
    write(project, f"---\nreviewed: {written}\n---\n\n# About\n\nText.\n")
    result = call(project, "build")
    assert result.exit_code == 0, result.output


def test_build_says_what_check_says(project: Path) -> None:
    write(project, "---\nreviewed: soon\n---\n\n# About\n\n[[nowhere]]\n")
    for command in ("check", "build"):
        result = call(project, command)
        assert result.exit_code == 1
    assert "content/about.md:2:11: error[bad-date]" in call(project, "check").stdout
    assert [found.code for found in load_project(project).diagnostics] == ["bad-date", "content-reference"]


def test_directory_urls_cannot_be_switched_off(project: Path) -> None:
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("use_directory_urls: false\n")
    line = len((project / "mkdocs.yml").read_text(encoding="utf-8").splitlines())
    assert f"mkdocs.yml:{line}:21: error[bad-setting]" in call(project, "check").stdout
    result = call(project, "build")
    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.output
    assert not (project / "site").exists()


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("index.md", ""),
        ("README.md", ""),
        ("about.md", "about/"),
        ("a/index.markdown", "a/"),
        ("a/README.mkd", "a/"),
        ("myindex.md", "myindex/"),
        ("a/v1.2.md", "a/v1.2/"),
    ],
)
def test_address_of_a_page(name: str, url: str) -> None:
    assert content_url(name) == url


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("![Of [[armenia]] and more](x.png)", 6),
        ("A ![a ![b [@herald-2022]](y.png)](x.png)", 11),
        ("[see [[armenia]] there](https://example.org/)", 6),
        ("[see [[armenia|`code`]]](https://example.org/) and [[russia]]", 6),
        ("[see [@herald-2022, p. 1] there](https://example.org/)", 6),
        ('A <a href="https://example.org/">see [[armenia]]</a>', 38),
    ],
)
def test_a_link_inside_a_link_is_reported_where_it_stands(project: Path, text: str, column: int) -> None:
    """HTML has no link in a link, nor in the words for an image: it would break the other."""
    page = write(project, f"# Notes\n\n> {text}\n")
    lines = call(project, "check").stdout.splitlines()
    found = [line for line in lines if line.startswith("content/")]
    assert len(found) == 1
    assert found[0].startswith(f"content/about.md:3:{column + 2}: error[content-reference] a ")
    assert found[0].endswith("inside the text of a link or an image")
    assert page.read_text(encoding="utf-8") == f"# Notes\n\n> {text}\n"


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://example.org/) [[armenia]] [b](https://example.org/)",
        "\\[see [[armenia]] there](x) and `[` [[armenia]] `](x)`",
        '<a href="https://example.org/">a</a> [[armenia]]',
        "![a](x.png) [[armenia]]\n![b](x.png) [[armenia]]",
    ],
)
def test_a_link_beside_a_link_is_none_inside_it(text: str) -> None:
    found = list(read_notation(text))
    assert [text[item.start : item.end] for item in found if isinstance(item, NotationSpan)] == ["[[armenia]]"] * len(
        found
    )


@pytest.mark.parametrize(
    "html",
    [
        "<div>\n<pre>\n[[armenia]]\n\n[[armenia]]\n</pre>\n</div>",
        "<div>\n<!-- a\n\n[[armenia]] -->\n</div>",
        "<div>\n<script>\nx = [[armenia]];\n\ny = [[armenia]];\n</script>\n</div>",
        "<div>\n<pre>\n\n[[armenia]]</pre> <!-- b\n\n[[armenia]] -->\n</div>",
    ],
)
def test_verbatim_html_goes_on_past_blank_lines(html: str) -> None:
    """As in a browser, wherever in a block of HTML it begins; what follows it is read."""
    text = f"{html}\n\nOn [[armenia]].\n"
    assert [
        item.offset for found in read_notation(text) if isinstance(found, NotationSpan) for item in found.mentions
    ] == [text.rindex("armenia")]


def test_a_page_that_links_lead_to_is_renamed_once(project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    page = write(outside, "# Out\n\nOn [[armenia]].\n", "out.md")
    (project / "content/linked").symlink_to(outside)
    (project / "content/single.md").symlink_to(page)
    result = call(project, "rename", "armenia", "hayastan")
    assert result.exit_code == 0, result.output
    assert page.read_text(encoding="utf-8") == "# Out\n\nOn [[hayastan]].\n"
    assert (project / "content/single.md").is_symlink()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("content/About.md", "the page 'about/' is also made by content/About.md"),
        ("content/STATES.md", "the page 'states/' is also made by content/STATES.md"),
        ("content/csto-kb.txt", "the site itself has a file 'csto-kb.txt'"),
        ("content/Csto-KB.txt", "the site itself has a file 'Csto-KB.txt'"),
        ("content/about", "the file 'about' is where content/about.md needs a folder"),
        ("content/States", "the file 'States' is where "),
        ("content/data", "the file 'data' is where "),
        ("content/api", "the file 'api' is where the site itself needs a folder"),
    ],
)
def test_what_would_collide_on_another_file_system(project: Path, name: str, message: str) -> None:
    write(project, "# Some page\n", name)
    result = call(project, "check")
    assert result.exit_code == 1
    assert message in result.stdout
    assert "error[page-collision]" in result.stdout


def test_two_forms_of_one_name_collide(project: Path) -> None:
    """Composed and decomposed, é is one name to the file systems of macOS."""
    for name in ("caf\u00e9", "cafe\u0301"):
        write(project, "# Some page\n", f"content/{name}.md")
    assert "error[page-collision]" in call(project, "check").stdout


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Note: see [[armenia]].\n\n# Notes\n", "1:1"),
        ("\ufeffSources: [@herald-2022]\nand more\n", "1:1"),
        ("https://example.org is its address.\n", "1:1"),
        ("---\ntitle: Notes\n\n# Notes\n", "1:1"),
        ("\n---\ntitle: Notes\n---\n\n# Notes\n", "2:1"),
        ("---\r\ntitle: Notes\r\n---  # end\r\n\r\n# Notes\r\n", "1:1"),
    ],
)
def test_first_lines_that_would_vanish_or_be_shown_as_they_stand(project: Path, text: str, place: str) -> None:
    write(project, "").with_name("notes.md").write_bytes(text.encode())
    assert f"content/notes.md:{place}: error[front-matter]" in call(project, "check").stdout


@pytest.mark.parametrize("text", ["\nNote: x.\n", "---\n\nA rule.\n", "A note: x.\n", "---\ntitle: x\n---\nNote: x.\n"])
def test_first_lines_that_are_shown(project: Path, text: str) -> None:
    write(project, text, "content/notes.md")
    assert call(project, "check").exit_code == 0
