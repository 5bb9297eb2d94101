"""The registries: every kind, field, property, check, code and export has what belongs to it."""

import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import csto_kb
from conftest import REPOSITORY, run
from csto_kb import checks
from csto_kb.checks import CHECKS, Check
from csto_kb.cli import main
from csto_kb.diagnostics import Code
from csto_kb.export import EXPORTS, Export
from csto_kb.fields import Record, describe
from csto_kb.model import BY_FOLDER, BY_KIND, MODELS, Entity
from csto_kb.model.properties import PROPERTIES, TOPICS, Property
from csto_kb.project import Composition, Project, all_codes, compose_site, load_project
from csto_kb.render.folders import DEFAULTS
from csto_kb.site import kind_url

pytestmark = pytest.mark.whole

NAME = re.compile(r"[a-z]+(-[a-z0-9]+)*")

by_kind = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.kind.name)
by_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code.name)
by_code = pytest.mark.parametrize("code", all_codes(), ids=lambda code: code.name)
by_export = pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)


@pytest.fixture(scope="module")
def composition(built_project: Path) -> Composition:
    return compose_site(load_project(built_project))


@by_kind
def test_kind_has_records(model: type[Entity], built_project: Path) -> None:
    """In the repository, and in the fixture: a kind without a record is not tested."""
    for root in (REPOSITORY, built_project):
        assert any((root / "entities" / model.kind.folder).glob("*.yaml")), f"{root.name} has no {model.kind.name}"


def test_folders_have_kinds() -> None:
    folders = {path.name for path in (REPOSITORY / "entities").iterdir()}
    assert folders == set(BY_FOLDER)


def test_kinds_are_told_apart() -> None:
    assert len(BY_KIND) == len(BY_FOLDER) == len({model.kind.label for model in MODELS}) == len(MODELS)


@by_kind
def test_kind_has_a_template(model: type[Entity]) -> None:
    names = (model.kind.name, "entity")
    assert any((DEFAULTS / f"{name}.html.jinja").is_file() for name in names)


@by_kind
def test_kind_is_described(model: type[Entity]) -> None:
    kind = model.kind
    assert NAME.fullmatch(kind.name)
    assert NAME.fullmatch(kind.folder)
    assert kind.label
    assert kind.plural
    assert kind.about.endswith(".")
    assert kind.opening in ("", *(field.key for field in describe(model)))
    assert model.__doc__


@by_kind
def test_kind_has_an_index_page(model: type[Entity], composition: Composition) -> None:
    page = next(page for page in composition.pages if page.url == kind_url(model.kind.folder))
    assert page.title == model.kind.plural
    labels = {field.key: field.label for field in describe(model)}
    for column in model.kind.columns:
        assert f'<th scope="col">{labels[column]}</th>' in page.html


@by_kind
def test_fields_are_described(model: type[Entity]) -> None:
    for part in _parts(model):
        for field in describe(part):
            where = f"{part.__name__}.{field.key}"
            assert field.label, where
            assert field.help.endswith((".", "!", "?")) or ":" in field.help, f"{where} has no help"
        assert set(part.alternatives) <= {field.key for field in describe(part)}


@by_kind
def test_references_name_kinds(model: type[Entity]) -> None:
    for part in _parts(model):
        for field in describe(part):
            if field.ref:
                assert set(field.ref.kinds) <= set(BY_KIND), f"{part.__name__}.{field.key}"


@pytest.mark.parametrize("definition", PROPERTIES.values(), ids=lambda definition: definition.id)
def test_property_is_described(definition: Property) -> None:
    assert definition.topic in TOPICS
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", definition.id)
    assert definition.label
    assert not definition.wikidata or re.fullmatch(r"P[1-9][0-9]*", definition.wikidata)
    assert not definition.unit or definition.datatype == "quantity"


def test_topics_are_used() -> None:
    assert {definition.topic for definition in PROPERTIES.values()} == set(TOPICS)


@by_check
def test_check_is_explained(check: Check) -> None:
    assert NAME.fullmatch(check.code.name)
    assert check.code.explanation == inspect.cleandoc(check.run.__doc__ or "")
    assert check.code.explanation.endswith(".")


def test_checks_are_listed() -> None:
    """A check that its module does not name in `CHECKS` would never run."""
    found = [check for module in _modules(checks) for check in vars(module).values() if isinstance(check, Check)]
    assert {check.code.name for check in found} == {check.code.name for check in CHECKS}


@by_code
def test_code_is_explained(code: Code, composition: Composition) -> None:
    assert NAME.fullmatch(code.name)
    assert code.explanation
    page = next(page for page in composition.pages if page.url == "diagnostics/")
    assert f'id="{code.name}"' in page.html


def test_codes_are_listed() -> None:
    """A code that `all_codes` does not know has no case and no explanation on the site."""
    constants = [code for module in _modules(csto_kb) for code in vars(module).values() if isinstance(code, Code)]
    names = [code.name for code in all_codes()]
    assert {code.name for code in constants} <= set(names)
    assert len(set(names)) == len(names)


@by_export
def test_export_is_complete(export: Export, composition: Composition) -> None:
    assert re.fullmatch(r"[a-z-]+(\.[a-z]+)+", export.name)
    assert export.title
    assert export.about.endswith(".")
    assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", export.media_type)
    file = next(file for file in composition.files if file.url == f"data/{export.name}")
    assert json.loads(file.content) if file.url.endswith(".json") else len(file.content.splitlines()) > 1
    page = next(page for page in composition.pages if page.url == "data/")
    assert f'href="../data/{export.name}"' in page.html, "the page of data files does not link it"


def test_records_are_sound(repository: Project) -> None:
    """The repository's own records: no errors."""
    assert len(repository.library.records) > 0
    assert [problem for problem in repository.diagnostics if problem.severity == "error"] == []


@pytest.mark.parametrize(
    ("verb", "file"), [("config", ".pre-commit-config.yaml"), ("manifest", ".pre-commit-hooks.yaml")]
)
def test_hooks_are_valid(verb: str, file: str) -> None:
    """The hooks of this repository, and those that it offers to others, in pre-commit's own judgement."""
    done = run("pre_commit", f"validate-{verb}", REPOSITORY / file)
    assert done.returncode == 0, done.stdout + done.stderr
    for hook in re.findall(
        r"^\s*entry: (?:\.venv/bin/)?csto-kb (\S+)$", (REPOSITORY / file).read_text("utf-8"), re.MULTILINE
    ):
        assert hook in main.commands


def test_import_layers() -> None:
    """The layers of the design, as `pyproject.toml` has them for import-linter."""
    command = Path(sysconfig.get_path("scripts")) / "lint-imports"
    done = subprocess.run([command, "--no-cache"], cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _parts(model: type[Record]) -> Iterator[type[Record]]:
    """A model and the models of its parts."""
    yield model
    for field in describe(model):
        if field.model:
            yield from _parts(field.model)


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not info.name.endswith("__main__"):
            yield importlib.import_module(info.name)
