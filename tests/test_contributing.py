"""The worked examples of CONTRIBUTING.md, followed to the letter on a copy of the sources and the fixture project."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import REPOSITORY, make_project, read_tree, run, without_excerpts

pytestmark = pytest.mark.whole

BLOCK = re.compile(r"^<!-- example: (\w+) -->\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"(?:# |\{# )(\S+)(?: #\})?")

SOURCE = """\
name: An example
type: reference
publisher: Example
retrieved: 2026-11-23
language: en
reviewed: 2026-11-23
"""
TREATY = """\
name: Southern Pact
type: treaty
summary: The Southern Pact is an example [@wiki-es111].
reviewed: 2026-11-23
see_also: [armenia]
"""


@dataclass(frozen=True)
class Block:
    """A fenced block: the file that it names, and what it holds."""

    language: str
    path: str
    text: str


@dataclass(frozen=True)
class Workshop:
    """A copy in which an example is followed: a repository that is a project at the same time."""

    root: Path

    def follow(self, example: str) -> dict[str, str]:
        """Apply the blocks of an example; return the files that it made and changed."""
        touched = {}
        for block in read_blocks(example):
            path = self.root / block.path
            is_new = not path.exists()
            path.parent.mkdir(parents=True, exist_ok=True)
            if block.language == "diff":
                path.write_text(patch(path.read_text(encoding="utf-8"), block), encoding="utf-8")
            else:
                assert is_new, f"{block.path} exists already"
                path.write_text(block.text, encoding="utf-8")
            touched[block.path] = "new" if is_new else "changed"
        return touched

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def run(self, *arguments: str | Path) -> str:
        """Run csto-kb on the copy, which must succeed; return what it printed."""
        done = run("csto_kb", "-C", self.root, *arguments, environment={"PYTHONPATH": str(self.root / "src")})
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def export(self) -> dict[str, str]:
        """Every page and data file."""
        folder = self.root.parent / "export"
        self.run("export", "pages", folder)
        return {name: content.decode("utf-8", "replace") for name, content in read_tree(folder).items()}


def read_blocks(example: str) -> list[Block]:
    """The fenced blocks of an example, in their order."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    blocks = []
    for name, language, body in BLOCK.findall(text):
        if name == example:
            first, _, rest = body.partition("\n")
            match = NAME.fullmatch(first)
            assert match, f"the first line does not name a file: {first}"
            blocks.append(Block(language, match[1], rest))
    assert blocks, f"CONTRIBUTING.md has no example '{example}'"
    return blocks


def patch(text: str, block: Block) -> str:
    """Apply a block of kind `diff`: each place must occur in the file exactly once."""
    for hunk in re.split(r"^\.\.\.\n", block.text, flags=re.MULTILINE):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if not line.startswith("+"))
        after = "".join(line[1:] or "\n" for line in lines if not line.startswith("-"))
        assert text.count(before) == 1, f"stands {text.count(before)} times in {block.path}:\n{before}"
        text = text.replace(before, after)
    return text


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    root = make_project(tmp_path / "copy")
    shutil.copytree(REPOSITORY / "src", root / "src")  # with its compiled modules, which are faster to start
    made = Workshop(root)
    made.write("entities/sources/wiki-es111.yaml", SOURCE)
    return made


def test_every_example_is_followed() -> None:
    """An example that no test follows will go stale."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    followed = {"kind", "field", "relation", "property", "choice", "check", "export", "template", "page", "graphic"}
    followed |= {"subject"}
    assert {name for name, _, _ in BLOCK.findall(text)} == followed
    assert text.count("\n```") == 2 * len(BLOCK.findall(text)), "a fenced block is no example"


def test_kind(workshop: Workshop) -> None:
    touched = workshop.follow("kind")
    assert touched == {
        "src/csto_kb/model/resolution.py": "new",
        "src/csto_kb/model/__init__.py": "changed",
        "templates/resolution.html.jinja": "new",
        "entities/resolutions/resolution-es-11-1.yaml": "new",
    }
    record = workshop.root / "entities/resolutions/resolution-es-11-1.yaml"
    record.write_text(record.read_text(encoding="utf-8") + "sponsors: [armenia]\n", encoding="utf-8")
    pages = workshop.export()
    assert "A/RES/ES-11/1, adopted" in pages["resolutions/resolution-es-11-1.md"]
    assert "2 March 2022" in pages["resolutions.md"], "the index shows the column that the kind names"
    assert "Resolutions sponsored" in pages["states/armenia.md"]
    assert json.loads(pages["data/records.json"])["resolutions"]["resolution-es-11-1"]["symbol"] == "A/RES/ES-11/1"


def test_kind_on_the_site(workshop: Workshop) -> None:
    """The whole build takes a new kind, and the links to and from its pages hold."""
    workshop.follow("kind")
    workshop.run("build")
    assert (workshop.root / "site/resolutions/resolution-es-11-1/index.html").is_file()
    assert (workshop.root / "site/resolutions/index.html").is_file()


def test_field(workshop: Workshop) -> None:
    assert workshop.follow("field") == {"src/csto_kb/model/treaty.py": "changed"}
    workshop.write("entities/treaties/southern-pact.yaml", f"{TREATY}authentic: Russian\n")
    pages = workshop.export()
    assert "<dt>Authentic text</dt><dd>Russian</dd>" in pages["treaties/southern-pact.md"]
    assert json.loads(pages["data/records.json"])["treaties"]["southern-pact"]["authentic"] == "Russian"


def test_relation(workshop: Workshop) -> None:
    assert workshop.follow("relation") == {"src/csto_kb/model/treaty.py": "changed"}
    workshop.write("entities/treaties/southern-pact.yaml", f"{TREATY}replaces: [northern-pact]\n")
    pages = workshop.export()
    there, back = pages["treaties/southern-pact.md"], pages["treaties/northern-pact.md"]
    assert "<dt>Replaces</dt>" in there
    assert re.search(r"<h[23][^>]*>Replaced by .*?southern-pact", back, re.DOTALL)


def test_property(workshop: Workshop) -> None:
    assert workshop.follow("property") == {"src/csto_kb/model/properties.py": "changed"}
    fact = "facts: [{property: conscripts, value: 1200, as_of: 2022, sources: [wiki-es111]}]\n"
    workshop.write("entities/treaties/southern-pact.yaml", TREATY + fact)
    pages = workshop.export()
    assert ">Conscripts</h3>" in pages["treaties/southern-pact.md"]
    assert "southern-pact,treaty,conscripts,1200," in pages["data/facts.csv"]


def test_choice(workshop: Workshop) -> None:
    """The new type of event has its lane on the timeline and its word on its page."""
    assert workshop.follow("choice") == {"src/csto_kb/model/vocabulary.py": "changed"}
    event = "name: A hearing\ntype: hearing\ndate: 2022\nsources: [wiki-es111]\nsee_also: [armenia]\nreviewed: 2026\n"
    workshop.write("entities/events/hearing.yaml", event)
    pages = workshop.export()
    assert '<span class="kb-tag">hearing</span>' in pages["events/hearing.md"]
    assert "hearing,A hearing,hearing,Appeals and statements,2022" in pages["data/timeline.csv"]


def test_check(workshop: Workshop) -> None:
    """The new code is found with its position, and the case has the form that `test_cases` expects."""
    touched = workshop.follow("check")
    case = "tests/cases/news-without-address"
    assert touched == {
        "src/csto_kb/checks/coverage.py": "changed",
        f"{case}/input/entities/sources/herald-2022.yaml": "new",
        f"{case}/expected.txt": "new",
    }
    (workshop.root / "entities/sources/wiki-es111.yaml").unlink()
    shutil.copytree(workshop.root / case / "input", workshop.root, dirs_exist_ok=True)
    printed = without_excerpts(workshop.run("check"))
    expected = (workshop.root / case / "expected.txt").read_text(encoding="utf-8")
    assert printed.startswith(expected)
    assert printed.count("\n") == expected.count("\n") + 1, "nothing else is found"


def test_export(workshop: Workshop) -> None:
    """One file, and the site has it, the page of data files lists it, and it is written by itself."""
    assert workshop.follow("export") == {"src/csto_kb/export/redirects_json.py": "new"}
    workshop.write("entities/treaties/southern-pact.yaml", f"{TREATY}formerly: [south-pact]\n")
    pages = workshop.export()
    assert json.loads(pages["data/redirects.json"])["south-pact"] == "southern-pact"
    assert 'redirects.json">redirects.json</a>: Former ids. What each former id is called now.' in pages["data.md"]
    folder = workshop.root.parent / "data"
    workshop.run("export", "data", folder)
    assert (folder / "redirects.json").read_text(encoding="utf-8") == pages["data/redirects.json"]


def test_template(workshop: Workshop) -> None:
    assert workshop.follow("template") == {"templates/pages/bases.html.jinja": "new"}
    assert "Military bases" in workshop.export()["bases.md"]


def test_page(workshop: Workshop) -> None:
    """A page by hand is no file of the export: it is looked at on the site."""
    assert workshop.follow("page") == {"content/the-two-pacts.md": "new", "mkdocs.yml": "changed"}
    workshop.run("build")
    page = (workshop.root / "site/the-two-pacts/index.html").read_text(encoding="utf-8")
    assert 'href="../treaties/northern-pact/"' in page
    linked = (workshop.root / "site/states/armenia/index.html").read_text(encoding="utf-8")
    assert re.search(r"<h[23][^>]*>Mentioned in.*?the-two-pacts/", linked, re.DOTALL)


def test_graphic(workshop: Workshop) -> None:
    offered = "content/contributing/templates.md"
    workshop.write(offered, (REPOSITORY / offered).read_text(encoding="utf-8"))
    assert workshop.follow("graphic") == {
        "src/csto_kb/render/graphics/events_by_year.py": "new",
        "src/csto_kb/render/offered.py": "changed",
        offered: "changed",
        "templates/pages/events-by-year.html.jinja": "new",
    }
    (workshop.root / offered).unlink()  # its links are those of the repository
    page = workshop.export()["events-by-year.md"]
    assert '<rect y="0" width="600" height="10"/>' in page
    assert re.search(r"<li>2022: \d", page)


def test_subject(workshop: Workshop) -> None:
    """A new project with a property and a type of its own, and the program's code as it is."""
    new = workshop.root.parent / "new"
    workshop.run("init", new)
    shutil.copytree(workshop.root / "src", new / "src")
    project = Workshop(new)
    assert project.follow("subject") == {"subject.yaml": "changed", "entities/events/survey-1959.yaml": "new"}
    assert "no problems" in project.run("check")
    page = project.export()["events/survey-1959.md"]
    assert '<span class="kb-tag">survey</span>' in page
    assert ">Water level</h3>" in page
    assert "412" in page


def test_every_decision_is_listed() -> None:
    """By its number, with its own title, in order."""
    folder = REPOSITORY / "content" / "contributing" / "decisions"
    titles = [path.read_text(encoding="utf-8").splitlines()[0] for path in sorted(folder.glob("0*.md"))]
    paths = [path.name for path in sorted(folder.glob("0*.md"))]
    index = (folder / "index.md").read_text(encoding="utf-8")
    listed = re.findall(r"(?m)^- \[(\d{4})\]\((.*)\) (.*)$", index)
    assert [(f"# {number} {title}", path) for number, path, title in listed] == list(zip(titles, paths, strict=True))
