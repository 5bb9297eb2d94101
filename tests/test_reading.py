"""The parts of pages around the text: heads, citations, cards, navigation, marks of confidence."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import rispy
import yaml
from pybtex.database import parse_string
from selectolax.lexbor import LexborHTMLParser, LexborNode

from conftest import REPOSITORY, run
from csto_kb.model import MODELS, Claim
from csto_kb.project import Composition, Project, compose_site, load_project
from csto_kb.render.cards import PREFIX_LENGTH
from csto_kb.settings import read_site
from csto_kb.site import Page, SiteInfo

ADDRESS = "https://example.org/fixture/"


@pytest.fixture(scope="module")
def loaded(built_project: Path) -> Project:
    return load_project(built_project)


@pytest.fixture(scope="module")
def composition(loaded: Project) -> Composition:
    return compose_site(loaded)


def parse(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


def html_of(composition: Composition, url: str) -> LexborHTMLParser:
    page = next(page for page in composition.pages if page.url == url)
    return LexborHTMLParser(str(page.html))


def texts(tree: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def write_record(root: Path, path: str, text: str) -> None:
    (root / "entities" / f"{path}.yaml").write_text(text, encoding="utf-8")


# Heads


def test_every_page_has_a_head(built_project: Path) -> None:
    """Records, indexes, special and hand-written pages alike."""
    for path in sorted((built_project / "site").rglob("index.html")):
        tree = parse(path)
        if tree.css_first('meta[http-equiv="refresh"]'):
            continue
        meta = {
            node.attributes.get("name") or node.attributes.get("property"): node.attributes.get("content")
            for node in tree.css("meta")
        }
        for name in ("citation_title", "og:title", "og:description", "og:type", "og:url", "twitter:card"):
            assert meta[name], f"{path}: {name}"
        assert meta["og:type"] == "website", "an article is one of a journal to reference managers"
        coins = parse_qs(tree.css_first("span.Z3988").attributes["title"])
        assert coins["rft.title"] == [meta["citation_title"]]
        if path.parent.parent.name != "sources":
            assert "citation_author" not in meta, "Highwire's tags would make a person of it"
            assert (coins["rft.type"], coins["rft.aucorp"]) == (["webpage"], ["Fixture"])
        assert meta["og:image"] == f"{ADDRESS}assets/card.png"
        assert (built_project / "site" / "assets" / "card.png").is_file()
        [data] = [json.loads(node.text()) for node in tree.css('script[type="application/ld+json"]')]
        assert (data["@context"], data["@type"], data["url"]) == ("https://schema.org", "WebPage", meta["og:url"])


def test_a_source_is_described_as_itself(built_project: Path) -> None:
    """Zotero saves the article, not our page about it."""
    tree = parse(built_project / "site/sources/herald-2022/index.html")
    meta = {node.attributes.get("name"): node.attributes.get("content") for node in tree.css("meta[name]")}
    assert meta["citation_title"] == "Leaders met in Yerevan"
    assert meta["citation_author"] == "A. Writer"
    assert meta["citation_publication_date"] == "2022/11/24"
    assert meta["citation_public_url"] == "https://example.org/herald/2022?a=1&b=2"


def test_json_ld_follows_the_descriptions(built_project: Path) -> None:
    def entity(url: str) -> Any:
        node = parse(built_project / "site" / url / "index.html").css_first('script[type="application/ld+json"]')
        assert node
        return json.loads(node.text())["mainEntity"]

    state = entity("states/armenia")
    assert (state["@type"], state["@id"]) == (["Country", "Organization"], f"{ADDRESS}states/armenia/")
    assert state["name"] == "Armenia"
    assert {"@language": "hy", "@value": "Հայաստան"} in state["alternateName"]
    pact = entity("organizations/pact-organization")
    assert pact["foundingDate"] == "2002-10-07"
    assert pact["sameAs"] == "https://www.wikidata.org/entity/Q318693"
    assert [member["name"] for member in pact["member"]] == ["Armenia", "Russia"], "who has left is no member"
    event = entity("events/yerevan-summit-2022")
    assert (event["startDate"], event["location"]["name"]) == ("2022-11-23", "Yerevan")
    claim = entity("claims/petrov-2022-request")
    assert (claim["@type"], claim["author"]["name"]) == ("Claim", "Ivan Petrov")


def test_no_record_breaks_out_of_the_head(project: Path) -> None:
    attack = '</script><script>alert(1)</script>"><img src=x onerror=alert(2)> <!--'
    record = yaml.safe_dump({"name": attack, "summary": f"{attack} [@herald-2022].", "reviewed": "2026-11-23"})
    write_record(project, "states/attack", record)
    page = next(page for page in compose_site(load_project(project)).pages if page.url == "states/attack/")
    tree = LexborHTMLParser(f"<head>{page.head}</head>")
    assert [node.attributes.get("type") for node in tree.css("script")] == ["application/ld+json"]
    assert tree.css("img") == []
    script = tree.css_first("script")
    assert script
    assert json.loads(script.text())["name"] == attack


def test_without_an_address_nothing_absolute(project: Path) -> None:
    configuration = project / "mkdocs.yml"
    configuration.write_text(
        configuration.read_text(encoding="utf-8").replace(f"site_url: {ADDRESS}\n", ""), encoding="utf-8"
    )
    composition = compose_site(load_project(project))
    page = next(page for page in composition.pages if page.url == "states/armenia/")
    assert '<meta property="og:image" content="../../assets/card.png">' in page.head
    assert "og:url" not in page.head
    assert "citation_public_url" not in page.head
    assert "example.org/fixture" not in page.head + page.html
    files = {file.url: file.content for file in composition.files}
    assert "UR  -" not in files["states/armenia/cite.ris"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("site_name: A\nsite_url: https://a.example/kb\n", SiteInfo("A", "https://a.example/kb/")),
        ("site_name: A\nsite_url:\n", SiteInfo("A", "")),
        (
            "site_name: A\nsite_url: !ENV [KB_NONE, KB_TEST, 'https://b.example/']\n",
            SiteInfo("A", "https://c.example/"),
        ),
        ("site_name: A\nsite_url: !ENV [KB_NONE, 'https://b.example/']\n", SiteInfo("A", "https://b.example/")),
        ("INHERIT: base.yml\nsite_name: B\n", SiteInfo("B", "https://base.example/")),
        ("", SiteInfo()),
    ],
)
def test_site_settings(text: str, expected: SiteInfo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As MkDocs reads them."""
    monkeypatch.setenv("KB_TEST", "https://c.example/")
    (tmp_path / "base.yml").write_text("site_name: Base\nsite_url: https://base.example/\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    assert read_site(tmp_path / "mkdocs.yml") == expected


# Citations


def test_every_statement_has_an_anchor_a_link_and_its_citations(loaded: Project, composition: Composition) -> None:
    files = {file.url: file.content for file in composition.files}
    seen = 0
    for identifier, statements in loaded.graph.statements.items():
        entity = loaded.graph.entities[identifier]
        url = f"{entity.kind.folder}/{identifier}/"
        tree = html_of(composition, url)
        keys = {f"{identifier}-{located.anchor}" for located in statements}
        for located in statements:
            assert tree.css_first(f'[id="{located.anchor}"]') is not None, f"{url}#{located.anchor}"
            if located.path[0] != "capital":
                assert tree.css_first(f'a.kb-anchor[href="#{located.anchor}"]') is not None, f"{url}#{located.anchor}"
            seen += 1
        if isinstance(entity, Claim):
            keys.add(f"{identifier}-said")
            assert tree.css_first('a.kb-anchor[href="#said"]') is not None
            assert tree.css_first('[id="said"]') is not None
        if not keys:
            assert f"{url}cite.bib" not in files
            continue
        assert set(parse_string(files[f"{url}cite.bib"], "bibtex").entries) == {identifier, *keys}
        assert {entry["id"] for entry in rispy.loads(files[f"{url}cite.ris"])} == {identifier, *keys}
        items = json.loads(files[f"{url}cite.json"])
        assert {item["id"] for item in items} == {identifier, *keys}
        for item in items[1:]:
            assert item["URL"] == f"{ADDRESS}{url}#{item['id'].removeprefix(f'{identifier}-')}"
    assert seen > 20


def test_the_citation_of_a_statement_says_what_it_says(composition: Composition) -> None:
    files = {file.url: file.content for file in composition.files}
    titles = [item["title"] for item in json.loads(files["states/armenia/cite.json"])]
    assert "Armenia: Population, as of January 2022: 2,962,300\u00a0people" in titles
    votes = [item["title"] for item in json.loads(files["events/assembly-vote-2022/cite.json"])]
    assert "Vote of the assembly: Votes: Russia: against" in votes


@pytest.mark.parametrize("url", ["", "states/armenia/", "events/", "unknown/", "about/"])
def test_every_page_says_how_to_cite_it(url: str, built_project: Path) -> None:
    tree = parse(built_project / "site" / url / "index.html")
    [plain] = texts(tree, "#cite > p:first-of-type")
    assert ADDRESS + url in plain
    assert texts(tree, "#cite .kb-form") == ["BibTeX", "RIS", "CSL JSON"]
    bibtex, ris, csl = (node.text() for node in tree.css("#cite pre"))
    [entry] = parse_string(bibtex, "bibtex").entries.values()
    assert entry.fields["url"] == ADDRESS + url
    assert rispy.loads(ris)[0]["urls"] == [ADDRESS + url]
    assert json.loads(csl)["URL"] == ADDRESS + url


def test_last_reviewed_on_every_page(project: Path) -> None:
    (project / "content" / "about.md").write_text("---\nreviewed: 2026-10-01\n---\n\n# About\n", encoding="utf-8")
    done = run("csto_kb", "-C", project, "build")
    assert done.returncode == 0, done.stderr
    for url, day in (
        ("states/armenia/", "23 November 2026"),
        ("states/", "23 November 2026"),
        ("about/", "1 October 2026"),
    ):
        [line] = texts(parse(project / "site" / url / "index.html"), ".kb-foot > p")
        assert line == f"Last reviewed {day}."


# Cards


def test_every_record_has_a_card(loaded: Project, composition: Composition) -> None:
    files = {file.url: json.loads(file.content) for file in composition.files if file.url.startswith("cards/")}
    for identifier, entity in loaded.graph.entities.items():
        card = files[f"cards/{identifier[:PREFIX_LENGTH]}.json"][identifier]
        assert (card["kind"], card["name"]) == (entity.kind.label, entity.name)
    assert files["cards/he.json"]["herald-2022"] == {
        "kind": "Source",
        "name": "Leaders met in Yerevan",
        "facts": ["news", "The Herald", "24 November 2022", "en"],
        "text": "",
    }
    assert files["cards/no.json"]["northern-pact#article-4"] == {
        "kind": "Article",
        "name": "Northern Pact, Article 4",
        "facts": ["Help"],
        "text": "An attack on one is an attack on all.",
    }
    assert files["cards/ar.json"]["armenia"]["facts"] == [
        "Republic of Armenia",
        "ARM",
        "ONP: member since 7 October 2002, participation declared frozen since February 2024",
    ]
    assert files["cards/pa.json"]["pact-organization"]["facts"] == ["alliance", "Founded 7 October 2002"]


def test_script_and_cards_agree() -> None:
    script = (REPOSITORY / "src/csto_kb/templates/theme/assets/cards.js").read_text(encoding="utf-8")
    assert f"const PREFIX_LENGTH = {PREFIX_LENGTH};" in script


# Trust


def test_marks_of_trust(composition: Composition) -> None:
    tree = html_of(composition, "states/armenia/")
    [low] = [node for node in tree.css(".kb-facts li") if "2,991,200" in node.text()]
    assert texts(low, ".kb-mark") == ["low confidence"]
    assert texts(low, ".kb-trust") == ["one news source", "according to sources up to 24 November 2022"]


def test_kinds_of_several_sources(project: Path) -> None:
    path = project / "entities/states/armenia.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            'sources: ["herald-2022, table 1"]', "sources: [herald-2022, gazette-2002]"
        ),
        encoding="utf-8",
    )
    tree = html_of(compose_site(load_project(project)), "states/armenia/")
    [fact] = [node for node in tree.css(".kb-facts li") if "2,962,300" in node.text()]
    assert texts(fact, ".kb-trust") == ["news, primary"]


def test_disagreement_side_by_side(project: Path) -> None:
    """In the facts and in the box, each value with its own source."""
    path = project / "entities/states/armenia.yaml"
    other = "  - {property: population, value: 3000000, as_of: 2024-01, sources: [gazette-2002]}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("facts:\n", f"facts:\n{other}"), encoding="utf-8")
    tree = html_of(compose_site(load_project(project)), "states/armenia/")
    [block] = tree.css(".kb-disagree")
    assert texts(block, "p") == ["Sources disagree"]
    assert [re.sub(r"\D+.*", "", text.replace(",", "")) for text in texts(block, "li")] == ["3000000", "2991200"]
    assert all(node.css_first(".kb-cite") for node in block.css("li"))
    [row] = [node for node in tree.css(".kb-infobox dl > div") if node.text().strip().startswith("Population")]
    assert "3,000,000" in row.text()
    assert "2,991,200" in row.text()
    assert len(row.css(".kb-cite")) == 2


def test_source_page_leads_to_the_statements(composition: Composition) -> None:
    """What rests on it, and what rests on it alone, each linked to its statement."""
    tree = html_of(composition, "sources/herald-2022/")
    links = {node.attributes["href"]: " ".join(node.text().split()) for node in tree.css("section a")}
    assert links["../../states/armenia/#capital"] == "Capital"
    assert links["../../events/yerevan-summit-2022/#outcome"] == "Outcome, para. 9"
    sole = [node.parent.css_first("a").attributes["href"] for node in tree.css("#rests ~ * .kb-sole")]
    assert "../../states/armenia/#capital" in sole
    assert "../../events/yerevan-summit-2022/" in sole
    assert not any(str(href).endswith("#summary") for href in sole), "a summary is no statement"
    head = tree.css_first("section[aria-labelledby=rests] > p").text()
    assert f"; {len(sole)} on it alone" in head


# Ways through the site


def test_breadcrumbs(built_project: Path) -> None:
    def trail(url: str) -> list[str]:
        return texts(parse(built_project / "site" / url / "index.html"), "nav.kb-trail li")

    assert trail("organizations/pact-council") == ["Home", "Organizations", "Organisation of the Northern Pact"]
    assert trail("states/armenia") == ["Home", "States"]
    assert trail("about") == ["Home", "About"]
    assert trail("") == []


def test_events_before_and_after(composition: Composition) -> None:
    tree = html_of(composition, "events/assembly-vote-2022/")
    [after] = tree.css(".kb-turn a")
    assert (after.attributes["rel"], after.attributes["href"]) == ("next", "../../events/yerevan-summit-2022/")
    [before] = html_of(composition, "events/yerevan-summit-2022/").css(".kb-turn a")
    assert (before.attributes["rel"], before.attributes["href"]) == ("prev", "../../events/assembly-vote-2022/")


def test_related_by_shared_relations(composition: Composition) -> None:
    """Not what is related already; with what is shared."""
    tree = html_of(composition, "people/ivan-petrov/")
    related = {node.text(): node.parent for node in tree.css('section[aria-labelledby="related"] a')}
    assert "Armenia" in related
    item = related["Armenia"]
    assert item
    assert item.text() == "Armenia: Organisation of the Northern Pact, Russia and 1 more"
    assert "Organisation of the Northern Pact" not in related, "it is where he held an office"


def test_long_tables_of_contents_are_cut(project: Path) -> None:
    facts = "".join(
        f"  - {{property: {name}, value: 'Words.', as_of: 2022, sources: [herald-2022]}}\n"
        for name in ("history", "origin", "provision", "mandate", "composition", "procedure", "finance", "sessions",
                     "accession", "withdrawal", "participation", "deployment", "training", "plans", "borders",
                     "relations", "alliance", "position-on-war")
    )  # fmt: skip
    path = project / "entities/states/armenia.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("facts:\n", f"facts:\n{facts}"), encoding="utf-8")
    pages: dict[str, Page] = {page.url: page for page in compose_site(load_project(project)).pages}
    assert "#history" not in pages["states/armenia/"].toc
    assert "#topic-law-and-rules" in pages["states/armenia/"].toc
    assert "#founded" in pages["organizations/pact-organization/"].toc


def test_topics_of_a_state_in_the_order_of_its_readers(project: Path) -> None:
    facts = "".join(
        f"  - {{property: {name}, value: 'Words.', as_of: 2022, sources: [herald-2022]}}\n"
        for name in ("history", "borders", "position-on-war", "accession")
    )
    path = project / "entities/states/armenia.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("facts:\n", f"facts:\n{facts}"), encoding="utf-8")
    tree = html_of(compose_site(load_project(project)), "states/armenia/")
    topics = [node.attributes["id"] for node in tree.css('h2[id^="topic-"]')]
    assert topics == [
        "topic-membership-and-status",
        "topic-role-in-the-war",
        "topic-population-and-territory",
        "topic-founding-and-history",
    ]


def test_home_answers(composition: Composition) -> None:
    tree = html_of(composition, "")
    assert texts(tree, "h2") == [
        "The answers, in a line",
        "Members",
        "Latest events",
        "What it is",
        "Begin here",
        "Everything",
        "Sources",
    ]
    (answer,) = texts(tree, ".kb-answers li")
    assert answer.startswith("Does the pact bind its members to fight? Only on request.")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.kind.name)
def test_topics_are_known(model: Any) -> None:
    from csto_kb.model.properties import TOPICS

    assert set(model.kind.topics) <= set(TOPICS)


def test_what_cites_a_record_stands_at_its_former_address_too(composition: Composition) -> None:
    files = {file.url: file.content for file in composition.files}
    for ending in ("json", "bib", "ris"):
        current = files[f"organizations/pact-organization/cite.{ending}"]
        assert files[f"organizations/old-pact-organization/cite.{ending}"] == current
