"""What the search finds by, and the files of its index. What a reader does with it is in `test_browser_search`."""

import json
import random
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from browser import find_tool
from conftest import REPOSITORY, is_redirect
from csto_kb.model import MODELS, Entity
from csto_kb.model.search_words import SearchWords
from csto_kb.prose import Prose
from csto_kb.search import Indexing, SearchDocument, describe_written
from csto_kb.search.files import write_files
from csto_kb.search.index import MOST, make_index
from csto_kb.search.thesaurus import Thesaurus
from csto_kb.search.words import IGNORED, keys_of, make_key
from csto_kb.search_words import read_search_words
from csto_kb.subject import read_subject
from hostile import make_hostile

by_kind = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.kind.name)
ASSETS = REPOSITORY / "src/csto_kb/templates/theme/assets"


def _read_documents(site: Path) -> Mapping[str, Any]:
    """What hits show, by address."""
    entry = json.loads((site / "search-index" / "index.json").read_text(encoding="utf-8"))
    folder = site / "search-index" / entry["version"]
    files = sorted(folder.glob("documents-*.json"), key=lambda path: int(path.stem.partition("-")[2]))
    shown = [item for path in files for item in json.loads(path.read_text(encoding="utf-8"))]
    for number, item in enumerate(shown):
        file = folder / f"passages-{number}.json"
        item["passages"] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
        item["number"] = number
    return {item["url"]: item for item in shown}


def _values(site: Path, name: str, number: int) -> list[str]:
    """The values of a filter that a document has."""
    entry = json.loads((site / "search-index" / "index.json").read_text(encoding="utf-8"))
    folder = site / "search-index" / entry["version"]
    return [
        value
        for place, value in enumerate(entry["filters"][name])
        if number in json.loads((folder / f"{name}-{place}.json").read_text(encoding="utf-8"))
    ]


def test_every_page_that_says_something_is_found(built_project: Path) -> None:
    """Records, lists and hand-written pages, redirects not at all."""
    site = built_project / "site"
    documents = _read_documents(site)
    manifest = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    pages = {path.removesuffix("index.html") for path in manifest} | {"about/"}
    redirects = {path.removesuffix("index.html") for path in manifest if is_redirect(site / path)}
    assert {"organizations/old-pact-organization/", "id/armenia/"} <= redirects
    assert pages - documents.keys() == redirects
    assert documents.keys() <= pages


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
    """A hit has them, and so has the list of names."""
    site = built_project / "site"
    assert name in _read_documents(site)[url]["names"]
    names = json.loads((site / "search-index" / "names.json").read_text(encoding="utf-8"))
    assert [entry["url"] for entry in names if name in entry["names"]] == [url]


def test_what_a_hit_shows_and_is_filtered_by(built_project: Path) -> None:
    """The record's own line, its day, its statements with value, time and source; never a day of editing."""
    site = built_project / "site"
    documents = _read_documents(site)
    event = documents["events/yerevan-summit-2022/"]
    assert (event["title"], event["when"]) == ("Yerevan summit", "23 November 2022")
    assert _values(site, "state", event["number"]) == ["Armenia", "Russia", "Uzbekistan"]
    assert _values(site, "year", event["number"]) == ["2022"]
    assert "participants" in [passage[0] for passage in event["passages"]]
    state = documents["states/armenia/"]
    assert "when" not in state
    population = next(passage for passage in state["passages"] if passage[1] == "Population")
    assert population[0].startswith("population-")
    assert population[2]
    assert population[3]
    assert population[4]
    source = documents["sources/herald-2022/"]
    assert _values(site, "year", source["number"]) == ["2022"], "the year of publication, and not that of the look-up"


@by_kind
def test_hostile_text_stays_text(model: type[Entity], hostile_site: Path) -> None:
    """A record's name is in the index as it was written."""
    shown = _read_documents(hostile_site)[f"{model.kind.folder}/hostile-{model.kind.name}/"]
    assert shown["title"].split() == make_hostile(model)[0]["name"].split()


def test_index_comes_at_once(tmp_path: Path) -> None:
    """The folder is replaced as a whole when the index is ready, and there is nothing beside it."""
    target = tmp_path / "search-index"
    target.mkdir()
    (target / "old").touch()
    Indexing([SearchDocument("a/", "Title", body="Words")], target).finish()
    assert [path.name for path in tmp_path.iterdir()] == ["search-index"]
    assert not (target / "old").exists()
    assert {"index.json", "names.json"} < {path.name for path in target.iterdir()}


def test_cancelled_index_leaves_nothing(tmp_path: Path) -> None:
    """Also where documents are still being made."""
    indexing: list[Indexing] = []

    def make_documents() -> Any:
        yield SearchDocument("a/", "Title")
        while not indexing:
            pass
        indexing[0].cancel()
        yield SearchDocument("b/", "Title")
        pytest.fail("it went on")

    indexing.append(Indexing(make_documents(), tmp_path / "search-index"))
    indexing[0].finish()
    assert list(tmp_path.iterdir()) == []


def _index(documents: list[SearchDocument], **words: Any) -> dict[str, str]:
    known = SearchWords.model_validate(words)
    thesaurus = Thesaurus(known.words)
    return write_files(make_index(documents, thesaurus, known.aside), thesaurus, known.examples, known.ignored)


def test_order_of_documents_does_not_matter() -> None:
    """The same bytes for the same documents, in whatever order they come."""
    documents = [SearchDocument(f"p{number}/", f"Page {number}", body="ice snow " * number) for number in range(50)]
    shuffled = random.Random(1).sample(documents, len(documents))
    assert _index(documents) == _index(shuffled)


def test_one_word_is_never_heavy() -> None:
    """Of a word of which all pages speak, those are kept in which it weighs most; how many have it is kept too."""
    documents = [SearchDocument(f"p{number}/", "Page", body="ice") for number in range(MOST + 5)]
    documents.append(SearchDocument("q/", "Ice"))
    index = make_index(documents, Thesaurus())
    postings = index.terms["ice"]
    assert (postings.count, len(postings.texts)) == (MOST + 6, MOST)
    best = next(number for number, document in enumerate(index.documents) if document.url == "q/")
    assert best in [number for number, _ in postings.texts]


def test_files_stay_small() -> None:
    """At ten thousand pages no file that a search loads is larger than at a hundred, but for the list of pieces."""
    words = [f"word{number}" for number in range(3000)]

    def largest(count: int) -> Mapping[str, int]:
        chance = random.Random(count)
        documents = [
            SearchDocument(f"p{number}/", f"Page {number}", body=" ".join(chance.choices(words, k=40)))
            for number in range(count)
        ]
        sizes: dict[str, int] = {}
        for path, text in _index(documents).items():
            name = re.sub("[0-9]+", "", path.partition("/")[2]) or path
            sizes[name] = max(sizes.get(name, 0), len(text))
        return sizes

    few, many = largest(100), largest(10_000)
    assert many["terms-.json"] < 60_000
    assert many["documents-.json"] < 1.3 * few["documents-.json"]
    assert many["index.json"] < 30_000


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mobilisation", "mobilization"),
        ("defence", "defense"),
        ("centres", "center"),
        ("programme", "programs"),
        ("Armenia's", "Armenia"),
        ("Armenia’s", "Armenia"),
        ("summits", "summit"),
        ("founded", "founding"),
        ("102nd", "102"),
        ("Türkiye", "turkiye"),
        ("Rusya'nın", "Rusya"),
        ("l'Arménie", "Armenie"),
        ("Армении", "Армения"),
        ("Հայաստանի", "Հայաստան"),
    ],
)
def test_forms_of_a_word_meet(one: str, other: str) -> None:
    assert keys_of(one) == keys_of(other)


def test_scripts_without_spaces_are_indexed_in_pairs() -> None:
    assert set(keys_of("安全条约")) <= set(keys_of("独联体集体安全条约组织"))


def test_words_of_questions_do_not_count() -> None:
    assert keys_of("Why didn’t the CSTO help Armenia?") == ["csto", "help", "armenia"]


def test_a_group_of_words_is_found_by_each() -> None:
    """One word for another, of several words all of them."""
    thesaurus = Thesaurus([{"en": ["withdraw", "pull out"], "ru": ["выход"]}])
    assert thesaurus.find({"withdraw": 1.0}) == {"~0": 1.0}
    assert thesaurus.find({"pull": 1.0}) == {}
    assert thesaurus.find({"pull": 1.0, "out": 0.5}) == {"~0": 0.5}
    assert dict(thesaurus.tables())["ru"] == {make_key("выход"): [0]}


def test_prose_without_its_notation() -> None:
    said = 'It *held* [[lake|the lake]] and [[pact]] [@tass, "a ] b"; @ria], by [a word](https://example.org/x).'
    assert Prose(said).to_plain(lambda reference: reference.id.title()) == "It held the lake and Pact, by a word."


def test_sections_of_a_hand_written_page() -> None:
    html = '<h1>Title</h1><p>First.</p><h2 id="two">Second</h2><p>More <em>words</em>.</p>'
    document = describe_written("page/", "Title", html, "What it is.")
    assert [(passage.anchor, passage.label, passage.text) for passage in document.passages] == [
        ("", "", "First."),
        ("two", "Second", "More words ."),
    ]


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("words:\n- {ru: [лёд]}\nchecked:\n  ru: {by: A, on: 2026-01-01}\n", "wrong-value", "no word in the language"),
        ("words:\n- {en: [ice, Ice]}\nchecked:\n  en: {by: A, on: 2026-01-01}\n", "wrong-value", "stands twice"),
        ("words:\n- {en: [ice]}\n", "missing-key", "nothing says who checked"),
        ("word: []\n", "unknown-key", "word"),
        ("examples: ice\n", "wrong-type", "examples"),
    ],
)
def test_faults_of_the_file_of_words(text: str, code: str, message: str, tmp_path: Path) -> None:
    """They are reported with their position, as those of a record are."""
    (tmp_path / "subject.yaml").write_text("search: search.yaml\n", encoding="utf-8")
    (tmp_path / "search.yaml").write_text(text, encoding="utf-8")
    problem = read_search_words(tmp_path, read_subject(tmp_path)).problems[0]
    assert (problem.code, problem.path) == (code, "search.yaml")
    assert problem.line
    assert message in problem.message


def test_a_missing_file_of_words_is_reported(tmp_path: Path) -> None:
    (tmp_path / "subject.yaml").write_text("language: en\nsearch: search.yaml\n", encoding="utf-8")
    problem = read_search_words(tmp_path, read_subject(tmp_path)).problems[0]
    assert (problem.code, problem.path, problem.line) == ("file-unreadable", "subject.yaml", 2)


SPLIT = """
import { readFileSync } from "node:fs";
const { loadStemmers, makeKey, splitWords } = await import(process.argv[1]);
const [ignored, texts] = JSON.parse(readFileSync(0, "utf8"));
const set = new Set(ignored);
await loadStemmers(texts.join(" "));
console.log(JSON.stringify(texts.map((text) => splitWords(text).map((word) => makeKey(word, set)).filter(Boolean))));
"""


def _split_in_node(texts: list[str], folder: Path) -> Any:
    shutil.copytree(ASSETS, folder / "assets")
    (folder / "assets" / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    module = (folder / "assets" / "search-words.js").as_uri()
    done = subprocess.run(
        [find_tool("node"), "--input-type=module", "-e", SPLIT, module],
        input=json.dumps([sorted(IGNORED), texts]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.browser
@pytest.mark.records
def test_words_are_the_same_in_the_browser(tmp_path: Path) -> None:
    """Of every record of the repository, and of what is hard: the index and the browser split and stem alike."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "entities").glob("*/*.yaml"))]
    texts.append((REPOSITORY / "search.yaml").read_text(encoding="utf-8"))
    texts += ["İstanbul ILIK ß Œuvre ǅ", "ﬁne ½ x²", "a\u0301 A\u030a", "l'''x '' 'a", "\U0001f600 \u202eabc", "أَلِف ٣"]
    assert _split_in_node(texts, tmp_path) == [keys_of(text) for text in texts]


@pytest.mark.browser
@pytest.mark.records
def test_queries_find_their_pages(repository_site: Path) -> None:
    """The floor under the quality of the search: for queries that its weights were chosen by, and for others."""
    script = REPOSITORY / "tests/search/quality.mjs"
    done = subprocess.run(
        [find_tool("node"), script, repository_site / "search-index", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for name, result in json.loads(done.stdout).items():
        assert result["first"] >= 0.75, (name, result)
        assert result["third"] >= 0.9, (name, result)
        assert result["none"] == 0, (name, result)
        assert result["mrr"] >= 0.85, (name, result)
