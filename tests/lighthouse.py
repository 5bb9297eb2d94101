"""What a visitor's browser has to load, and Lighthouse's opinion of it.

Run as a program it judges a built site: `python tests/lighthouse.py site` (`make lighthouse`).
Scores of performance depend on how busy the machine is, so no test asks for them.
"""

import functools
import gzip
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from browser import PACKED, find_node_module, find_tool, serve_folder

ORDINARY, LARGEST, FIRST_SEARCH = 65, 150, 200
"""What may be loaded, in kilobytes (1,000 bytes): for an ordinary page, for any page, for the first search."""
PERFORMANCE = 95
"""The score that a page should have of 100."""
_RUNS = 3


@functools.cache
def weigh_file(path: Path) -> int:
    """The bytes that a host sends for a file."""
    content = path.read_bytes()
    return len(gzip.compress(content)) if path.suffix in PACKED else len(content)


def weigh_page(path: Path) -> int:
    """The bytes that a browser loads for a page before anything is done there: itself, styles, scripts, images."""
    tree = LexborHTMLParser(path.read_text(encoding="utf-8"))
    files = {path}
    for node in tree.css("link[rel=stylesheet], link[rel=icon], script[src], img[src]"):
        address = node.attributes.get("href") or node.attributes.get("src") or ""
        # The page of what is not found links from the root, where it stands.
        files.add((path.parent / address.removeprefix("/")).resolve())
    return sum(weigh_file(file) for file in files)


def ask_lighthouse(address: str, *categories: str) -> dict[str, Any]:
    """Lighthouse's report on a page, for some of its categories."""
    command = [
        find_tool("node"),
        find_node_module("lighthouse") / "cli" / "index.js",
        address,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(categories)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    chrome = find_tool("chromium", "chromium-browser", "google-chrome")
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "CHROME_PATH": chrome}
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def scores(report: dict[str, Any]) -> dict[str, int]:
    return {name: round(100 * category["score"]) for name, category in report["categories"].items()}


def failures(report: dict[str, Any]) -> list[str]:
    """The audits that cost points."""
    weights = {audit["id"]: audit["weight"] for item in report["categories"].values() for audit in item["auditRefs"]}
    audits = [report["audits"][name] for name, weight in weights.items() if weight]
    return [f"{audit['id']}: {audit['title']}" for audit in audits if audit["score"] not in (None, 1)]


def main(site: Path, *urls: str) -> int:
    """Judge a site; return 1 where a limit is passed."""
    pages = {path: weigh_page(path) for path in site.rglob("*.html")}
    heaviest = max(pages, key=lambda path: pages[path])
    print(f"{len(pages)} pages of {statistics.median(pages.values()) / 1000:.0f} kB in the middle")
    print(f"the largest: {heaviest.relative_to(site).parent}/ {pages[heaviest] / 1000:.0f} kB")
    is_good = pages[heaviest] <= LARGEST * 1000
    with serve_folder(site) as address:
        for url in urls:
            reports = [ask_lighthouse(address + url, "performance") for _ in range(_RUNS)]
            score = statistics.median(scores(report)["performance"] for report in reports)
            weight = pages[site / url / "index.html"]
            print(f"{urlsplit(address + url).path} {weight / 1000:.0f} kB, performance {score:.0f}")
            is_good &= score >= PERFORMANCE and weight <= ORDINARY * 1000
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *(sys.argv[2:] or ["", "states/armenia/"])))
