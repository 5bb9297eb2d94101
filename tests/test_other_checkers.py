"""Our link check against independent ones, on one site: what they find we find, and nothing but what was planted."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from browser import find_node_module, find_tool, serve_folder
from csto_kb.links import check_site

pytestmark = pytest.mark.whole

HEAD = "<!doctype html><html lang=en><head><title>A page</title>"
SITE = {
    "index.html": HEAD + '<link rel="stylesheet" href="kb.css"></head><body><a href="states/armenia/">Armenia</a>'
    '<a href="states/armenia/#facts">facts</a><a href="old/">moved</a><img src="a%20b.png" alt=""></body></html>',
    "kb.css": "p { color: black }",
    "a b.png": "x",
    "old/index.html": HEAD + '<meta http-equiv="refresh" content="0; url=../states/armenia/"></head></html>',
    "states/armenia/index.html": HEAD + '</head><body><h2 id="facts">Facts</h2><a href="../../">home</a></body></html>',
}
FAULTS = {
    "gone/": '<a href="gone/">x</a>',
    "States/armenia/": '<a href="States/armenia/">x</a>',
    "states/armenia/#fact": '<a href="states/armenia/#fact">x</a>',
    "#nowhere": '<a href="#nowhere">x</a>',
    "gone.png": '<img src="gone.png" alt="">',
    "gone.js": '<script src="gone.js"></script>',
    "gone.css": '<link rel="stylesheet" href="gone.css">',
    "gone-2.png": '<img src="a%20b.png" srcset="gone-2.png 2x" alt="">',
}
"""The elements by the address that is broken in each."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in SITE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def plant(site: Path) -> None:
    page = site / "index.html"
    page.write_text(page.read_text().replace("</body>", "".join(FAULTS.values()) + "</body>"), encoding="utf-8")


def ours(site: Path) -> set[str]:
    """The addresses that our check calls broken."""
    return {found.message.split("'")[3] for found in check_site(site)}


OPTIONS = ["--offline", "--no-progress", "--include-fragments", "--index-files", "index.html", "--format", "json"]


def lychee(site: Path) -> set[str]:
    """The addresses that lychee calls broken, seen from the site's root."""
    executable = find_tool(str(Path(sys.executable).parent / "lychee"), "lychee")
    done = subprocess.run(
        [executable, *OPTIONS, "--root-dir", str(site), str(site / "**" / "*.html")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    report = json.loads(done.stdout)
    broken = [entry["url"] for entries in report["error_map"].values() for entry in entries]
    return {url.removeprefix(f"file://{site}/").removeprefix("index.html") for url in broken}


def linkinator(site: Path) -> set[str]:
    """The addresses that linkinator calls broken, seen from the site's root. It does not look at fragments."""
    program = find_node_module("linkinator") / "build" / "src" / "cli.js"
    node = find_tool("node")
    with serve_folder(site) as address:
        done = subprocess.run(
            [node, program, address, "--recurse", "--format", "json"],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    report = json.loads(done.stdout[done.stdout.index("{") :])
    return {link["url"].removeprefix(address) for link in report["links"] if link["state"] == "BROKEN"}


CHECKERS = {"lychee": lychee, "linkinator": linkinator}


@pytest.mark.browser
@pytest.mark.parametrize("name", CHECKERS)
def test_a_sound_site_is_sound_to_all(name: str, site: Path) -> None:
    assert (ours(site), CHECKERS[name](site)) == (set(), set())


@pytest.mark.browser
@pytest.mark.parametrize("name", CHECKERS)
def test_we_find_all_that_they_find(name: str, site: Path) -> None:
    plant(site)
    theirs = CHECKERS[name](site)
    assert theirs, f"{name} found nothing at all"
    assert ours(site) == set(FAULTS)
    assert {_bare(address) for address in theirs} <= {_bare(address) for address in ours(site)}


def _bare(address: str) -> str:
    """An address without the slash of a folder, which lychee drops."""
    return address.replace("/#", "#").rstrip("/")
