"""The rendered pages as Markdown files with front matter, for another site builder."""

import json
from collections.abc import Iterable
from pathlib import Path

from csto_kb.site import DataFile, Page


def write_pages(pages: Iterable[Page], files: Iterable[DataFile], folder: Path) -> int:
    """Write pages and data files below `folder`; return how many pages. JSON strings are valid YAML."""
    count = 0
    for page in pages:
        front = {"title": page.title, "description": page.description, "origin": page.origin, "reviewed": page.reviewed}
        head = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items() if value)
        _write(folder / page.source_uri, f"---\n{head}---\n\n{page.html}\n")
        count += 1
    for file in files:
        _write(folder / file.url, file.content)
    return count


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
