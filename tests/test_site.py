"""Sites built in processes of their own: what a reader gets, and what is left when a build fails."""

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urljoin

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser

from conftest import Compare, is_redirect, read_tree, run
from csto_kb.cli import main
from csto_kb.model import MODELS, Entity
from csto_kb.project import Project, compose_site, load_project
from hostile import ATTACK, make_hostile

pytestmark = pytest.mark.whole

GOLDEN = Path(__file__).parent / "golden"
SITE_URL = "https://example.org/fixture/"

by_kind = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.kind.name)


# Builds


@pytest.mark.parametrize("builder", ["mkdocs", "properdocs"])
def test_plugin_alone_builds_strictly(builder: str, project: Path, built_project: Path) -> None:
    """Without our command line: the same files as with it."""
    done = run(builder, "build", "--strict", "-f", project / "mkdocs.yml", "-d", project / "site")
    assert done.returncode == 0, done.stderr
    built, expected = read_tree(project / "site"), read_tree(built_project / "site")
    assert sorted(built) == sorted(expected)
    if builder == "mkdocs":
        assert built == expected


def test_repository_builds(repository_site: Path, repository: Project) -> None:
    """The real records, with their own link check."""
    for page in compose_site(repository).pages:
        assert (repository_site / page.url / "index.html").is_file()


def test_build_replaces_the_old_site(tmp_path: Path, built_project: Path) -> None:
    root = _copy(built_project, tmp_path)
    (root / "entities" / "terms" / "new-word.yaml").write_text(
        "name: New word\nsummary: New [@herald-2022].\nreviewed: 2026-11-23\n", encoding="utf-8"
    )
    (root / "site" / "left-over.html").write_text("old", encoding="utf-8")
    done = run("csto_kb", "-C", root, "build")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"The site is in {root}/site: open {root}/site/index.html\n"
    assert (root / "site" / "terms" / "new-word" / "index.html").is_file()
    assert not (root / "site" / "left-over.html").exists()
    assert _names(root) == ["content", "entities", "mkdocs.yml", "site", "subject.yaml", "templates"]


# Failures


def _append(path: str, text: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        with (root / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


BREAKS = {
    "record": (
        _append("entities/states/armenia.yaml", "zebra: 1\n"),
        "entities/states/armenia.yaml:33:1: error[unknown-key]",
    ),
    "template": (_append("templates/state.html.jinja", "{% if %}"), "templates/state.html.jinja:"),
    "special page": (
        _append("templates/pages/home.html.jinja", "{% set words = nothing ~ '.' %}"),
        "templates/pages/home.html.jinja:",
    ),
    "reference in content": (
        _append("content/about.md", "[[atlantis]]\n"),
        "content/about.md:5:1: error[content-reference]",
    ),
    "link in content": (_append("content/about.md", "[gone](gone.md)\n"), "gone.md"),
    "HTML link in content": (
        _append("content/about.md", '<a href="../gone/">gone</a>\n'),
        "about/index.html:1:1: error[broken-link]",
    ),
    "fragment in content": (_append("content/about.md", '<a href="#gone">gone</a>\n'), "error[broken-fragment]"),
    "no records": (lambda root: shutil.rmtree(root / "entities"), "error[no-records]"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_failure_keeps_the_old_site(name: str, built_project: Path, tmp_path: Path) -> None:
    """Exit code 1, the place named, and nothing changed or left behind."""
    root = _copy(built_project, tmp_path)
    break_it, message = BREAKS[name]
    break_it(root)
    before = read_tree(root / "site")
    done = run("csto_kb", "-C", root, "build")
    assert done.returncode == 1, done.stdout + done.stderr
    assert message in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "kept" in done.stderr
    assert read_tree(root / "site") == before
    assert set(_names(root)) <= {"content", "entities", "mkdocs.yml", "site", "subject.yaml", "templates"}


@pytest.mark.parametrize("command", [["check"], ["build"], ["serve"], ["export", "pages", "out"]])
def test_no_project(command: list[str], tmp_path: Path) -> None:
    done = run("csto_kb", *command, cwd=tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "no mkdocs.yml" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_bad_configuration(project: Path) -> None:
    (project / "mkdocs.yml").write_text("site_name: [\n", encoding="utf-8")
    done = run("csto_kb", "-C", project, "build")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "mkdocs.yml" in done.stderr
    assert "Traceback" not in done.stderr


def test_foreign_site_dir(project: Path) -> None:
    """A folder that we did not build is never replaced; neither is the project, or a folder around it."""
    (project / "mine").mkdir()
    (project / "mine" / "letter.txt").write_text("mine", encoding="utf-8")
    before = read_tree(project)
    for target in (project / "mine", project / "mkdocs.yml", project, project.parent):
        done = run("csto_kb", "-C", project, "build", "--site-dir", target)
        assert done.returncode == 2, done.stdout + done.stderr
        assert done.stderr.startswith("csto-kb: ")
    assert read_tree(project) == before


# Commands


def test_check(project: Path) -> None:
    done = run("csto_kb", "-C", project, "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "14 records: no problems\n", "")


def test_check_formats(project: Path) -> None:
    """Text for people, JSON for programs, GitHub's commands for a pull request."""
    _append("entities/states/armenia.yaml", "zebra: 1\n")(project)
    text = run("csto_kb", "-C", project, "check")
    assert text.returncode == 1
    assert text.stdout.startswith("entities/states/armenia.yaml:33:1: error[unknown-key] zebra: no such key\n")
    assert text.stdout.splitlines()[1:3] == ["  33 | zebra: 1", "     | ^"]
    assert text.stderr == "14 records: 1 error\n"
    as_json = run("csto_kb", "-C", project, "check", "--format", "json")
    assert as_json.returncode == 1
    [found] = json.loads(as_json.stdout)
    hint = found.pop("hint")
    assert hint.startswith("keys here: ")
    assert found == {
        "path": "entities/states/armenia.yaml",
        "line": 33,
        "column": 1,
        "severity": "error",
        "code": "unknown-key",
        "message": "zebra: no such key",
    }
    as_github = run("csto_kb", "-C", project, "check", "--format", "github")
    assert as_github.returncode == 1
    place = "file=entities/states/armenia.yaml,line=33,col=1,title=unknown-key"
    assert as_github.stdout == f"::error {place}::zebra: no such key (hint: {hint})\n"


def test_check_by_code(project: Path) -> None:
    """What is left out does not count for the exit code; an unknown code is refused."""
    _append("entities/states/armenia.yaml", "zebra: 1\n")(project)
    for options, code, words in (
        (["--only", "bad-date"], 0, "no problems"),
        (["--only", "bad-date", "--only", "unknown-key"], 1, "1 error"),
        (["--ignore", "unknown-key"], 0, "no problems"),
        (["--ignore", "unknown-kye"], 2, "did you mean 'unknown-key'?"),
    ):
        done = run("csto_kb", "-C", project, "check", *options)
        assert done.returncode == code
        assert words in done.stdout + done.stderr


def test_check_json_of_nothing(project: Path) -> None:
    done = run("csto_kb", "-C", project, "check", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_check_paths(project: Path) -> None:
    """Only the problems of the files and folders that are named; warnings do not fail."""
    _append("entities/states/armenia.yaml", "zebra: 1\n")(project)
    new = project / "entities" / "states" / "new.yaml"
    new.write_text("name: New\nsummary: New.\nreviewed: 2026-11-23\n", encoding="utf-8")
    named = run("csto_kb", "-C", project, "check", "entities/states/new.yaml")
    assert named.returncode == 0
    assert named.stdout.startswith("entities/states/new.yaml:2:10: warning[uncited-summary]")
    assert named.stderr == "15 records: 1 warning\n", "that nothing leads there is not said while a record is broken"
    folder = run("csto_kb", "check", "states", "people", cwd=project / "entities")
    assert folder.returncode == 2, "the project is the current folder unless -C says otherwise"
    folder = run("csto_kb", "-C", "..", "check", "states", "people", cwd=project / "entities")
    assert folder.returncode == 1
    assert [line.split(":")[0] for line in folder.stdout.splitlines() if not line.startswith(" ")] == [
        "states/armenia.yaml",
        "states/new.yaml",
    ]
    assert run("csto_kb", "-C", project, "check", "entities/people").returncode == 0
    for path in ("entities/nowhere.yaml", project.parent):
        done = run("csto_kb", "-C", project, "check", path)
        assert done.returncode == 2
        assert done.stderr.startswith("csto-kb: no file or folder ")


def test_links(built_project: Path, tmp_path: Path) -> None:
    """A broken link of a built site is shown at the record that made its page."""
    sound = run("csto_kb", "-C", built_project, "links", built_project / "site")
    assert (sound.returncode, sound.stderr) == (0, "")
    assert sound.stdout.endswith("site: no problems\n")
    site = tmp_path / "site"
    shutil.copytree(built_project / "site", site)
    shutil.rmtree(site / "people" / "ivan-petrov")
    done = run("csto_kb", "-C", built_project, "links", site)
    assert done.returncode == 1
    assert "entities/claims/petrov-2022-request.yaml:2:10: error[broken-link]" in done.stdout
    assert run("csto_kb", "links", tmp_path / "nowhere").returncode == 2


COMMANDS = [[], *([name] for name in main.commands), ["export", "pages"]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: "-".join(["help", *command]))
def test_help(command: list[str], compare: Compare) -> None:
    """The help of each command, word for word."""
    shown = CliRunner().invoke(main, [*command, "--help"], prog_name="csto-kb", terminal_width=100)
    assert shown.exit_code == 0
    compare(GOLDEN / f"{'-'.join(['help', *command])}.txt", shown.output)


# Pages


@by_kind
def test_golden_page(model: type[Entity], built_project: Path, compare: Compare) -> None:
    """One page of each kind, as our templates make it."""
    loaded = load_project(built_project)
    entity = next(entity for entity in reversed(loaded.graph.of_kind(model.kind.name)))
    url = f"{model.kind.folder}/{entity.id}/"
    page = next(page for page in compose_site(loaded).pages if page.url == url)
    compare(GOLDEN / "pages" / f"{model.kind.name}.html", str(page.html) + "\n")


def test_no_foreign_host(built_project: Path) -> None:
    """Nothing that a browser loads by itself is on another host; targets of links may be."""
    for path in sorted((built_project / "site").rglob("*.html")):
        tree = _parse(path)
        for node in tree.css(
            "link[href], script[src], img[src], img[srcset], iframe, object, embed, source, video, audio"
        ):
            attributes = node.attributes
            address = attributes.get("href") or attributes.get("src") or attributes.get("srcset") or "//"
            assert _is_own(address), f"{path.name}: {node.html}"
        inline = [node.text() for node in tree.css("style")] + [
            node.attributes["style"] for node in tree.css("[style]")
        ]
        assert all(_loads_nothing_foreign(text or "") for text in inline), path.name
    for path in sorted((built_project / "site").rglob("*.css")):
        assert _loads_nothing_foreign(path.read_text(encoding="utf-8")), path.name


def test_forge_is_linked_and_never_asked(project: Path) -> None:
    """With a forge set, each page links its record there, and no component of the theme asks the forge's API."""
    configuration = project / "mkdocs.yml"
    text = configuration.read_text(encoding="utf-8")
    forge = "https://github.com/example/fixture"
    configuration.write_text(text.replace("https://example.org/forge/fixture", forge), encoding="utf-8")
    done = run("csto_kb", "-C", project, "build")
    assert done.returncode == 0, done.stderr
    for path in sorted((project / "site").rglob("*.html")):
        if is_redirect(path):
            continue
        tree = _parse(path)
        assert tree.css_first("[data-md-component=source]") is None
        assert tree.css_first(f'a[href="{forge}"]') is not None
    tree = _parse(project / "site" / "states" / "armenia" / "index.html")
    addresses = {node.attributes.get("href") for node in tree.css("a")}
    # Relative to `content/`, as MkDocs has it; the browser resolves the dots.
    edit = {urljoin(address, "") for address in addresses if address and address.startswith(f"{forge}/edit/")}
    assert edit == {f"{forge}/edit/main/entities/states/armenia.yaml"}


def test_no_sitemap_without_an_address(project: Path) -> None:
    """Its addresses are absolute; an empty one is no valid sitemap."""
    configuration = project / "mkdocs.yml"
    lines = configuration.read_text(encoding="utf-8").splitlines(keepends=True)
    configuration.write_text("".join(line for line in lines if not line.startswith("site_url")), encoding="utf-8")
    done = run("csto_kb", "-C", project, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((project / "site").glob("sitemap*")) == []


def test_sitemap(built_project: Path) -> None:
    text = (built_project / "site/sitemap.xml").read_text(encoding="utf-8")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<urlset ')
    assert "<loc>https://example.org/fixture/states/armenia/</loc>" in text
    assert (built_project / "site/sitemap.xml.gz").is_file()


def test_csv_is_read_by_name(built_project: Path) -> None:
    """No byte order mark: it would become a part of the first column's name. The page of the data says so."""
    for path in sorted((built_project / "site/data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            first = next(csv.reader(file))[0]
        assert first.isascii(), path.name
    page = (built_project / "site/data/index.html").read_text(encoding="utf-8")
    assert "65001: Unicode (UTF-8)" in page


def test_no_forge(project: Path) -> None:
    """Without one there is no edit link, and no complaint."""
    configuration = project / "mkdocs.yml"
    lines = configuration.read_text(encoding="utf-8").splitlines(keepends=True)
    configuration.write_text(
        "".join(line for line in lines if not line.startswith(("repo_url", "edit_uri"))), encoding="utf-8"
    )
    done = run("csto_kb", "-C", project, "build")
    assert (done.returncode, done.stderr) == (0, "")
    tree = _parse(project / "site" / "states" / "armenia" / "index.html")
    assert tree.css_first(".kb-edit, .kb-forge") is None
    for path in (project / "site").rglob("*.html"):
        assert "issues/new" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize(
    ("url", "title", "origin"),
    [
        ("states/armenia/", "Armenia", "entities/states/armenia.yaml"),
        (
            "claims/petrov-2022-request/",
            "Ivan Petrov: nobody asked for help",
            "entities/claims/petrov-2022-request.yaml",
        ),
        ("states/", "States", "csto_kb/templates/index.html.jinja"),
        ("timeline/", "Timeline", "templates/pages/timeline.html.jinja"),
        ("about/", "About", "content/about.md"),
    ],
)
def test_report_link(built_project: Path, url: str, title: str, origin: str) -> None:
    """Each page leads to the forge's form for a problem, with the file behind it and its title filled in."""
    tree = _parse(built_project / "site" / url / "index.html")
    link = next(node for node in tree.css(".kb-edit a") if "issues/new" in (node.attributes["href"] or ""))
    address, _, query = str(link.attributes["href"]).partition("?")
    assert address == "https://example.org/forge/fixture/issues/new"
    assert dict(parse_qsl(query, strict_parsing=True)) == {
        "template": "problem.yml",
        "title": f"Problem: {title}",
        "record": origin,
        "page": title,
    }


@pytest.mark.parametrize(
    "url", ["organizations/old-pact-organization", "id/old-pact-organization", "id/pact-organization"]
)
def test_redirects(url: str, built_project: Path) -> None:
    """By a former id and by `/id/`, without a script or a rule of the server, and never found by a search engine."""
    site = built_project / "site"
    tree = _parse(site / url / "index.html")
    refresh, canonical = tree.css_first('meta[http-equiv="refresh"]'), tree.css_first('link[rel="canonical"]')
    assert refresh is not None
    assert refresh.attributes["content"] == "0; url=../../organizations/pact-organization/"
    assert canonical is not None
    assert canonical.attributes["href"] == f"{SITE_URL}organizations/pact-organization/"
    assert tree.css_first('a[href="../../organizations/pact-organization/"]') is not None
    assert f"/{url}/" not in (site / "sitemap.xml").read_text(encoding="utf-8")


def test_every_record_has_an_address_for_ever(built_project: Path) -> None:
    for identifier in load_project(built_project).graph.entities:
        assert (built_project / "site" / "id" / identifier / "index.html").is_file()


def test_addresses_are_kept_once_published(project: Path) -> None:
    """The list grows by what a site has; a build that would lose an address is refused until the id is kept."""
    assert run("csto_kb", "-C", project, "build").returncode == 0
    added = run("csto_kb", "-C", project, "addresses", project / "site")
    assert added.stdout.endswith(" new addresses in links/published.txt\n"), added.stderr
    assert not added.stdout.startswith("0 ")
    assert run("csto_kb", "-C", project, "addresses", project / "site").stdout.startswith("0 ")
    published = (project / "links/published.txt").read_text(encoding="utf-8").splitlines()
    assert {"index.html", "states/armenia/", "id/armenia/", "data/facts.csv"} <= set(published)
    assert published == sorted(published)
    assert "sitemap.xml" not in published, "it comes and goes with `site_url`"
    record = project / "entities/organizations/pact-organization.yaml"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("old-pact-organization", "older-pact-organization"), encoding="utf-8")
    done = run("csto_kb", "-C", project, "build")
    assert done.returncode == 1
    assert done.stdout.count("error[lost-address]") == 3, "two addresses of the record, and its citations"
    record.write_text(text.replace("[old-", "[older-pact-organization, old-"), encoding="utf-8")
    assert run("csto_kb", "-C", project, "build").returncode == 0


def test_statement_shows_source_and_date(built_project: Path) -> None:
    """Each fact leads to a numbered note, and the note leads back."""
    tree = _parse(built_project / "site" / "states" / "armenia" / "index.html")
    facts = tree.css(".kb-facts > li")
    assert len(facts) == 3
    for fact in facts:
        assert fact.css_first(".kb-when") is not None
        mark = fact.css_first("a.kb-cite")
        assert mark is not None
        note = tree.css_first(mark.attributes["href"] or "")
        assert note is not None
        assert note.css_first(f'a[href="#{mark.attributes["id"]}"]') is not None


def test_vote_shows_its_count(built_project: Path) -> None:
    tree = _parse(built_project / "site" / "events" / "assembly-vote-2022" / "index.html")
    section = tree.css_first('section[aria-labelledby="votes"]')
    assert section is not None
    assert "All states together: 141 for, 5 against, 35 abstained" in _squeeze(section.text())


# Hostile records


@by_kind
def test_hostile_text_stays_text(model: type[Entity], hostile_site: Path) -> None:
    """Every text of a hostile record is read on its page, its title and its metadata, as it was written."""
    data, shown = make_hostile(model)
    tree = _parse(hostile_site / model.kind.folder / f"hostile-{model.kind.name}" / "index.html")
    body = tree.css_first("article.kb-entity")
    assert body is not None
    text = _squeeze(body.text())
    assert [attack for attack in shown if _squeeze(attack) not in text] == []
    title, description = tree.css_first("title"), tree.css_first('meta[name="description"]')
    assert title is not None
    assert title.text() == f"{data['name']} - Fixture"
    assert description is not None
    assert "<script>alert(1)</script>\"'><img src=x" in (description.attributes["content"] or "")
    values = [value for node in body.css("*") for value in node.attributes.values()]
    assert not any(value and value.strip().lower().startswith(("javascript:", "data:")) for value in values)


def test_hostile_text_makes_no_element(hostile_site: Path) -> None:
    """No page of the site, also of those that list hostile records, has a script, handler or image of theirs."""
    for path in sorted(hostile_site.rglob("*.html")):
        tree = _parse(path)
        for script in tree.css("script"):
            source = script.attributes.get("src")
            assert source is None or _is_own(source), script.html
            if script.attributes.get("type") == "application/ld+json":  # data, in which no tag can stand
                assert "<" not in script.text(), script.html
            else:
                assert "alert" not in script.text(), script.html
        handlers = [name for node in tree.css("*") for name in node.attributes if name.startswith("on")]
        assert handlers == [], path
        assert tree.css_first("img[src=x], svg[onload], iframe") is None, path
        text = re.sub(r"<pre>.*?</pre>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)  # BibTeX has braces
        assert "{{" not in text.replace("{{ 7+7 }}", ""), path


def test_hostile_text_in_data(hostile_site: Path) -> None:
    """The data files say what the records say, no more and no less."""
    records = json.loads((hostile_site / "data" / "records.json").read_text(encoding="utf-8"))
    for model in MODELS:
        data, _ = make_hostile(model)
        record = records[model.kind.folder][f"hostile-{model.kind.name}"]
        assert {key: record[key] for key in ("name", "aliases")} == {key: data[key] for key in ("name", "aliases")}
        assert record == data
    assert ATTACK.replace('"', '""') in (hostile_site / "data" / "facts.csv").read_text(encoding="utf-8")


# Helpers


def _copy(built: Path, folder: Path) -> Path:
    shutil.copytree(built, folder / "project")
    return folder / "project"


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _parse(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


def _is_own(address: str) -> bool:
    return address.startswith((SITE_URL, "data:")) or not re.match(r"//|[a-z][a-z0-9+.-]*:", address, re.IGNORECASE)


def _loads_nothing_foreign(css: str) -> bool:
    return re.search(r"url\(\s*[\"']?(https?:)?//|@import", css) is None


def _squeeze(text: str | None) -> str:
    return " ".join((text or "").split())


def test_every_page_is_filled_in_with_its_own_values(built_project: Path) -> None:
    """The theme is rendered once for each folder: nothing of one page may be in another."""
    site = built_project / "site"
    manifest = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    entity_pages = [path for path in manifest if path.count("/") > 1 and not is_redirect(site / path)]
    assert len(entity_pages) > 10
    for path in entity_pages:
        html = (site / path).read_text(encoding="utf-8")
        tree = LexborHTMLParser(html)
        assert "@@kb-" not in html
        heading = tree.css_first("main h1").text(deep=False).strip()
        assert tree.css_first("title").text().startswith(heading)
        assert tree.css_first("link[rel=canonical]").attributes["href"].endswith(path.removesuffix("index.html"))
        address = tree.css_first(".kb-edit a").attributes["href"]
        # Nobody edits a template of the program in a project.
        assert "/issues/new?" in address if manifest[path].startswith("csto_kb/") else address.endswith(manifest[path])
        for link in tree.css("a.kb-skip, .kb-toc a"):
            assert tree.css_first(link.attributes["href"]) is not None


def test_what_a_template_quotes_commands_nothing(project: Path) -> None:
    """An exception of a template or of the theme may quote a record; the log of a build is read by machines."""
    (project / "templates" / "theme" / "main.html").write_text(
        "{% extends 'base.html' %}{% block content %}{{ {}[page.url ~ '\n::error::forged \x1b[2J##[error]x'].y }}"
        "{% endblock %}",
        encoding="utf-8",
    )
    done = run("csto_kb", "-C", project, "build")
    assert done.returncode == 1
    assert "forged" in done.stderr
    assert not any(line.strip().startswith("::") for line in done.stderr.splitlines())
    assert "\x1b" not in done.stderr
    assert "##[" not in done.stderr
