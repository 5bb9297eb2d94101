"""The site's scripts: their logic, tested in Node by its own runner (`tests/node/unit/`), and what they share."""

import re
import subprocess
from pathlib import Path

import pytest

from browser import find_tool
from conftest import REPOSITORY

TESTS = sorted((REPOSITORY / "tests/node/unit").glob("*.test.mjs"))
SCRIPTS = sorted((REPOSITORY / "src/csto_kb/templates/theme/assets").glob("*.js"))
HELPERS = {
    "createElement(": {"elements.js"},
    "showPopover": {"elements.js"},
    "hidePopover": {"elements.js"},
    "localStorage": {"storage.js"},
    "sessionStorage": {"storage.js"},
    "navigator.clipboard": {"clipboard.js"},
    "execCommand": {"clipboard.js"},
}
"""What may fail, or is said at length, and the one script that does it for all."""


@pytest.mark.browser
@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_in_node(path: Path) -> None:
    result = subprocess.run([find_tool("node"), "--test", path], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("name", HELPERS)
def test_one_helper_does_it(name: str) -> None:
    assert {path.name for path in SCRIPTS if name in path.read_text(encoding="utf-8")} == HELPERS[name]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_share_no_name_but_one(path: Path) -> None:
    """Plain scripts share one scope: each keeps its names to itself. A module has a scope of its own."""
    text = path.read_text(encoding="utf-8")
    if not re.search(r"^(?:import|export) ", text, re.MULTILINE):
        assert not re.findall(r"^(?:const|let|var|class|function|async) .*", text, re.MULTILINE)
