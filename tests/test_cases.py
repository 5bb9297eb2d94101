"""One case for each diagnostic code: `tests/cases/<code>/`.

`input/` is laid over the fixture project after the paths of `delete.txt` are taken away; a case of the
link check holds a built `site/` instead, one of the web's addresses what is known of them in `input/links/`.
The exports of a case that needs one more stand in `input/exports.py`.
`expected.txt` is what `csto-kb` then reports, word for word.
"""

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import Compare
from csto_kb.diagnostics import Code, format_text, sort_diagnostics
from csto_kb.external.addresses import collect_addresses
from csto_kb.external.exceptions import read_exceptions
from csto_kb.external.passage_reporting import PassageKnowledge, find_passage_problems
from csto_kb.external.pointers import collect_passages
from csto_kb.external.reporting import Knowledge, find_problems
from csto_kb.mkdocs_plugin.building import check_built_site
from csto_kb.passage_state import read_passages
from csto_kb.project import all_codes, compose_site, load_project
from csto_kb.register import FILES, of_context
from csto_kb.site import SiteFile

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 23)
NAMES = sorted(path.name for path in CASES.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, project: Path, compare: Compare) -> None:
    """The case's project gives the diagnostics that are expected, and no others."""
    case = CASES / name
    _lay_over(project, case)
    if (case / "site").is_dir():
        output = format_text(check_built_site(project, case / "site"))
    else:
        output = _diagnose(project, case)
    compare(case / "expected.txt", f"{output}\n")


@pytest.mark.parametrize("code", all_codes(), ids=lambda code: code.name)
def test_code_has_a_case(code: Code) -> None:
    """Every code has a case, and the case shows it, with the code's own severity."""
    assert code.name in NAMES, f"write tests/cases/{code.name}/"
    expected = (CASES / code.name / "expected.txt").read_text(encoding="utf-8")
    assert f" {code.severity}[{code.name}] " in expected


def test_case_has_a_code() -> None:
    assert set(NAMES) <= {code.name for code in all_codes()}


def test_fixture_is_sound(project: Path) -> None:
    """Or every case would show what it was not written for."""
    loaded = load_project(project)
    assert [*loaded.diagnostics, *compose_site(loaded).diagnostics] == []


def _lay_over(project: Path, case: Path) -> None:
    deleted = case / "delete.txt"
    for line in deleted.read_text(encoding="utf-8").splitlines() if deleted.is_file() else ():
        shutil.rmtree(project / line)
    if (case / "input").is_dir():
        shutil.copytree(case / "input", project, dirs_exist_ok=True)


def _load_exports(path: Path) -> Iterator[SiteFile[Any]]:
    """What a module of a case adds to the register of files."""
    if path.is_file():
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec
        assert spec.loader
        sys.modules[path.stem] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield from (of_context(export.file) for export in module.EXPORTS)


def _diagnose(project: Path, case: Path) -> str:
    """What is wrong in records, templates and pages."""
    loaded = load_project(project, files=(*FILES, *_load_exports(project / "exports.py")))
    found = [*loaded.diagnostics, *compose_site(loaded).diagnostics]
    if (case / "input" / "links").is_dir():
        addresses, links = collect_addresses(loaded.library), loaded.context.link_states
        pointers = collect_passages(loaded.library, loaded.context.graph, loaded.content.pages)
        exceptions, (passages, _) = read_exceptions(project), read_passages(project)
        found += find_problems(Knowledge(addresses, links, exceptions, TODAY, list(passages.values())))
        found += find_passage_problems(PassageKnowledge(pointers, passages, links, exceptions, TODAY))
    return format_text(sort_diagnostics(found))
