"""What the search index holds, and how it is made. What a reader does with it is in `test_browser_search`."""

import gzip
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from conftest import is_redirect, read_tree, run
from csto_kb.model import MODELS, Entity
from csto_kb.search import Indexing, IndexingError, SearchDocument
from hostile import make_hostile

by_kind = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.kind.name)


def _read_fragments(site: Path) -> dict[str, Any]:
    """What Pagefind keeps of each page, by address."""
    texts = [gzip.decompress(path.read_bytes()) for path in (site / "search" / "fragment").iterdir()]
    fragments = [json.loads(text.removeprefix(b"pagefind_dcd")) for text in texts]
    return {fragment["url"].removeprefix("/").replace(".html", "/"): fragment for fragment in fragments}


def test_every_page_that_says_something_is_indexed(built_project: Path) -> None:
    """Records and hand-written pages with their text, lists with their description, redirects not at all."""
    site = built_project / "site"
    fragments = _read_fragments(site)
    manifest = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    pages = {path.removesuffix("index.html") for path in manifest} | {"about/"}
    redirects = {path.removesuffix("index.html") for path in manifest if is_redirect(site / path)}
    assert {"organizations/old-pact-organization/", "id/armenia/"} <= redirects
    assert pages - fragments.keys() == redirects
    assert fragments.keys() <= pages
    assert "Every event" not in fragments["timeline/"]["content"]
    assert fragments["about/"]["content"].count("About") == 1


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("Հայաստան", "states/armenia/"),
        ("Армения", "states/armenia/"),
        ("ОСП", "organizations/pact-organization/"),
        ("ONP", "organizations/pact-organization/"),
    ],
)
def test_names_in_other_scripts_and_abbreviations(name: str, url: str, built_project: Path) -> None:
    """They are in the index under their record, and in the list of names."""
    assert name in _read_fragments(built_project / "site")[url]["content"].split(". ", 2)[1]
    names = json.loads((built_project / "site" / "search" / "names.json").read_text(encoding="utf-8"))
    assert [entry["url"] for entry in names if name in entry["names"]] == [url]


def test_what_a_hit_shows_and_is_filtered_by(built_project: Path) -> None:
    fragments = _read_fragments(built_project / "site")
    event = fragments["events/yerevan-summit-2022/"]
    assert event["meta"] == {"title": "Yerevan summit", "kind": "Event", "when": "23 November 2022"}
    assert event["filters"] == {"kind": ["Event"], "state": ["Armenia", "Russia", "Uzbekistan"], "year": ["2022"]}
    assert ("h2", "participants") in [(anchor["element"], anchor["id"]) for anchor in event["anchors"]]
    state = fragments["states/armenia/"]
    assert state["meta"]["when"] == "reviewed 23 November 2026"
    assert state["filters"]["kind"] == ["State"]
    source = fragments["sources/herald-2022/"]
    assert source["filters"]["year"] == ["2022"], "the year of publication, and not that of the look-up"


@by_kind
def test_hostile_text_stays_text(model: type[Entity], hostile_site: Path) -> None:
    """A record's name is in the index as it was written, and took nothing else with it."""
    url = f"{model.kind.folder}/hostile-{model.kind.name}/"
    fragment = _read_fragments(hostile_site)[url]
    assert fragment["meta"]["title"].split() == make_hostile(model)[0]["name"].split()
    assert fragment["filters"]["kind"] == [model.kind.label]
    assert fragment["meta"].keys() == {"title", "kind", "when"}


def test_build_without_index_is_no_build(project: Path, built_project: Path) -> None:
    """A failing indexer ends the build, and the old site stays."""
    shutil.copytree(built_project / "site", project / "site")
    done = run("csto_kb", "-C", project, "build", environment={"PAGEFIND_BINARY_PATH": "/bin/false"})
    assert done.returncode == 1
    assert "Pagefind failed" in done.stderr
    assert read_tree(project / "site") == read_tree(built_project / "site")
    assert not list(project.glob(".site-*"))


def test_index_comes_at_once(tmp_path: Path) -> None:
    """The folder is replaced as a whole when the index is ready, and there is nothing beside it."""
    target = tmp_path / "search"
    target.mkdir()
    (target / "old").touch()
    Indexing([SearchDocument("a/", "Title", Markup("<p>Words"))], target).finish()
    assert [path.name for path in tmp_path.iterdir()] == ["search"]
    assert not (target / "old").exists()
    assert {path.suffix for path in target.iterdir()} == {"", ".js", ".json", ".pf_meta", ".pagefind"}


def test_cancelled_index_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the indexer would never have ended."""
    endless = tmp_path / "endless"
    endless.write_text("#!/bin/sh\nexec sleep 600\n", encoding="utf-8")
    endless.chmod(0o700)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", os.fspath(endless))
    monkeypatch.setattr("tempfile.tempdir", os.fspath(tmp_path))
    indexing = Indexing([SearchDocument("a/", "Title", Markup("<p>Words"))], tmp_path / "site" / "search")
    indexing.cancel()
    indexing.finish()
    assert [path.name for path in tmp_path.iterdir()] == ["endless"]


def test_missing_indexer_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", os.fspath(tmp_path / "nothing"))
    with pytest.raises(IndexingError, match="cannot be run"):
        Indexing([], tmp_path / "search").finish()
