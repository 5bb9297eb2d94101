"""What is kept of Material's styles: all that our pages use, and little else."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
import tinycss2

from conftest import REPOSITORY


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    path = REPOSITORY / "tools" / "reduce_theme_styles.py"
    specification = importlib.util.spec_from_file_location("reduce_theme_styles", path)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_file_is_fresh(tool: ModuleType) -> None:
    """Material, or the classes that a template uses, may have changed."""
    current = tool.TARGET.read_text(encoding="utf-8")
    assert current == tool.reduce_styles(), "run: python tools/reduce_theme_styles.py"


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        ("p{color:red}", "p{color:red}"),
        (".known{color:red}", ".known{color:red}"),
        (".strange{color:red}", ""),
        (".strange,.known p{color:red}", ".known p{color:red}"),
        (".known.strange{color:red}", ""),
        (".known:not(.strange){color:red}", ".known:not(.strange){color:red}"),
        (":is(.known,.strange) a{color:red}", ":is(.known,.strange) a{color:red}"),
        (":is(.strange,#odd) a{color:red}", ""),
        ("[dir=ltr] p{color:red}", ""),
        (":root,[data-md-color-scheme=slate]{color:red}", ":root{color:red}"),
        ("[data-md-color-primary=custom]{color:red}", ""),
        ("@media print{.strange{color:red}.known{color:blue}}", "@media print{.known{color:blue}}"),
        ("@media print{.strange{color:red}}", ""),
        ("[known] p{color:red}", "[known] p{color:red}"),
        ("[known=strange] p{color:red}", ""),
        ("@font-face{font-family:x}", ""),
    ],
)
def test_what_may_match_is_kept(tool: ModuleType, css: str, kept: str) -> None:
    assert "\n".join(tool.select_rules(tinycss2.parse_stylesheet(css, True, True), {"known"})) == kept


def test_unused_custom_properties_go(tool: ModuleType) -> None:
    rule = ":root{--used:url(\"data:a;b\");--unused:url('c;d');color:var(--used)}"
    assert tool.without_unused(rule, {"--used"}) == ':root{--used:url("data:a;b");color:var(--used)}'


def test_no_file_of_material_is_published(built_project: Path) -> None:
    names = {path.relative_to(built_project / "site").as_posix() for path in (built_project / "site").rglob("*")}
    assert not {name for name in names if name.startswith(("assets/stylesheets", "assets/javascripts"))}
    assert "assets/site.css" in names
    assert not {name for name in names if name.startswith("assets/styles")}
