"""The register of the files beside the pages: who reads it sees the same files, and a fault in one is a diagnostic."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from selectolax.lexbor import LexborHTMLParser

from conftest import read_tree
from csto_kb.cli import main
from csto_kb.export import Export
from csto_kb.insight import Insight
from csto_kb.mkdocs_plugin.preview import Preview
from csto_kb.project import Composition, compose_site, load_project
from csto_kb.register import FILES, Register, find_writing, of_context, plan_writing
from csto_kb.site import DATA, DataFile


@pytest.fixture
def composition(project: Path) -> Composition:
    return compose_site(load_project(project))


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *arguments], catch_exceptions=False)


def registered(name: str, text: str = "1\n") -> Register:
    def write(insight: Insight) -> str:
        return text

    return (of_context(Export(name, "Count", "How many.", "text/plain", write).file),)


def test_every_file_stands_in_the_register_once(composition: Composition) -> None:
    """What is written is registered, by one name, and each name is written."""
    assert composition.diagnostics == []
    names = Counter(file.name for made in composition.files for file in FILES if file.covers(made.url))
    assert set(names) == {file.name for file in FILES}
    assert sum(names.values()) == len({made.url for made in composition.files}) == len(composition.files)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_is_described(file: Register) -> None:
    assert re.fullmatch(r"[\w-]+(,? [\w-]+)*", file.title)
    assert file.about.endswith(".")
    assert re.fullmatch(r"(text|application)/[a-z0-9.+-]+", file.media_type)


def test_the_data_page_lists_every_file(composition: Composition) -> None:
    (page,) = (page for page in composition.pages if page.url == "data/")
    text = LexborHTMLParser(page.html).text()
    for file in FILES:
        assert file.about in text
        assert file.is_family or f'href="../{file.name}"' in page.html


def test_an_export_of_one_file_is_everywhere(project: Path, tmp_path: Path) -> None:
    """Registered and nothing else: it is written, listed with its page, and linked from that page's head."""
    (file,) = registered("count.txt")
    loaded = load_project(project, files=(*FILES, replace(file, page="unknown/")))
    composed = compose_site(loaded)
    assert DataFile("data/count.txt", "1\n") in composed.files
    pages = {page.url: page for page in composed.pages}
    assert (
        '<a href="../data/count.txt">count.txt</a>: <a href="../unknown/">Count</a>. How many.' in pages["data/"].html
    )
    link = '<link rel="alternate" type="text/plain" href="../data/count.txt" title="Count">'
    assert link in pages["unknown/"].head
    assert [url for url, page in pages.items() if link in page.head] == ["unknown/"]


def test_pages_name_what_says_the_same(composition: Composition) -> None:
    made = {file.url for file in composition.files}
    links = {
        page.url: {node.attributes["href"]: node.attributes["type"] for node in head.css("link[rel=alternate]")}
        for page in composition.pages
        for head in [LexborHTMLParser(f"<head>{page.head}</head>")]
    }
    assert links["timeline/"] == {"../data/timeline.csv": "text/csv"}
    assert links["tables/votes/"] == {"../../data/votes.csv": "text/csv"}
    assert links["states/armenia/"] == {
        "cite.bib": "application/x-bibtex",
        "cite.ris": "application/x-research-info-systems",
        "cite.json": "application/vnd.citationstyles.csl+json",
        "../../api/v1/states/armenia.json": "application/json",
    }
    with_statements = {url.rpartition("/")[0] + "/" for url in made if url.endswith("/cite.bib")}
    assert {url for url, found in links.items() if "cite.bib" in found} == with_statements & links.keys()


def test_the_preview_has_every_file_with_its_type(project: Path, composition: Composition, tmp_path: Path) -> None:
    preview = Preview(project, tmp_path / "site")
    for made in composition.files:
        answer = preview.answer(f"/{made.url}")
        (file,) = (file for file in FILES if file.covers(made.url))
        assert (answer.status, answer.media_type, answer.body) == (200, file.media_type, made.encoded)
    assert preview.answer("/cards/none.json").status == 404
    assert preview.answer("/sources/herald-2022/cite.bib").status == 404


def test_export_data(project: Path, tmp_path: Path, composition: Composition) -> None:
    """The files of the site's folder, without the site; not into a folder that holds something."""
    result = call(project, "export", "data", str(tmp_path / "out"))
    written = read_tree(tmp_path / "out")
    assert written == {
        made.url.removeprefix(DATA): made.encoded for made in composition.files if made.url.startswith(DATA)
    }
    assert json.loads(written["records.json"])["states"]["armenia"]
    assert (result.exit_code, result.stdout) == (0, f"{len(written)} files in {tmp_path / 'out'}\n")
    again = call(project, "export", "data", str(tmp_path / "out"))
    assert (again.exit_code, again.stderr) == (2, f"csto-kb: {tmp_path / 'out'} is not empty\n")


def test_export_data_writes_nothing_of_broken_records(project: Path, tmp_path: Path) -> None:
    record = project / "entities/states/armenia.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("reviewed: ", "reviewed: x"), encoding="utf-8")
    result = call(project, "export", "data", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "error[bad-date]" in result.stdout
    assert not (tmp_path / "out").exists()


def test_two_writers_of_one_file(project: Path) -> None:
    """Found before anything is written, and named both; a name of a family is taken as well."""
    for name in ("facts.csv", "cite.bib"):
        loaded = load_project(project, files=(*FILES, *registered(name)))
        (found,) = compose_site(loaded).diagnostics
        assert found.code == "file-collision"
        assert found.message.startswith(f"the file 'data/{name}' is also written by csto_kb/")


def test_a_writer_that_fails_costs_no_other_file(project: Path) -> None:
    (file,) = registered("bad.txt")

    def fail(_context: object) -> list[DataFile]:
        raise ValueError("no such number")

    loaded = load_project(project, files=(*FILES, replace(file, write=fail, module=__name__)))
    composed = compose_site(loaded)
    (found,) = composed.diagnostics
    assert (found.code, found.message) == ("file-error", "ValueError: no such number (writing 'data/bad.txt')")
    assert Path(found.path).name == "test_register.py"
    assert found.line == fail.__code__.co_firstlineno + 1
    assert len(composed.files) == len(compose_site(load_project(project)).files)


def test_a_writer_keeps_to_its_name(project: Path) -> None:
    (file,) = registered("one.txt")
    loaded = load_project(project, files=(replace(file, write=lambda _: [DataFile("data/two.txt", "")]),))
    (found,) = compose_site(loaded).diagnostics
    assert found.message == "wrote 'data/two.txt', but is registered for 'data/one.txt'"


def test_a_failing_file_is_shown_in_the_preview(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csto_kb.export.data_table.write_csv", lambda *_: 1 // 0)
    answer = Preview(project, tmp_path / "site").answer("/data/facts.csv")
    assert answer.status == 500
    assert "ZeroDivisionError" in answer.body.decode()


def test_one_work_is_done_once() -> None:
    work = find_writing(FILES, "states/armenia/cite.ris")
    assert work
    assert [file.name for file in work.files] == ["*/cite.bib", "*/cite.ris", "*/cite.json"]
    assert find_writing(FILES, "data/none.csv") is None
    assert len(plan_writing(FILES)) == len({file.write for file in FILES}) < len(FILES)
