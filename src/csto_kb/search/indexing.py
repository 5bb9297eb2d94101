"""The index, made by Pagefind beside whatever else is done.

    indexing = Indexing(documents, site / FOLDER)     returns at once; the index is there when it is ready
    indexing.finish()                                 waits for it
    indexing.cancel()                                 ends it soon, where something newer is to be indexed

Pagefind's Python interface waits a tenth of a second for the answer to each page; its command reads a folder of
a thousand in that of a dozen.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from pagefind.service import get_executable

from csto_kb.search.canonical import make_canonical
from csto_kb.search.documents import Document
from csto_kb.search.names import NAMES, write_names

FOLDER = "search"
"""Where the index stands on the site."""

_LEFT_OUT = (
    "h1, header, footer, .kb-anchor, .kb-cites, .kb-count, .kb-language, .kb-notes, [aria-labelledby=sources], "
    "[aria-labelledby=mentioned-in], [aria-labelledby^=relation-], [aria-labelledby=events], "
    "[aria-labelledby=claims], [aria-labelledby=rests], [aria-labelledby=see-also]"
)
"""What no excerpt should show: marks, and lists of what stands on other pages."""
_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "*.pf_meta", "wasm.en.pagefind")
"""Of the files beside the index itself: not Pagefind's own forms and their styles."""


def _write_flat(document: Document, folder: Path) -> None:
    """Write a document as one file: `states/armenia.html` for `states/armenia/`, which spares a folder each.

    The script that shows hits turns the address back.
    """
    path = folder / f"{document.url.rstrip('/') or 'index'}.html"
    try:
        path.write_text(document.to_html(), encoding="utf-8", newline="\n")
    except FileNotFoundError:
        path.parent.mkdir(parents=True)
        path.write_text(document.to_html(), encoding="utf-8", newline="\n")


class IndexingError(Exception):
    """Pagefind could not be run, or failed."""


class Indexing:
    """An index that is being made."""

    def __init__(self, documents: Iterable[Document], target: Path) -> None:
        """Start to index into the folder `target`, which is replaced at once when the index is ready.

        The documents may be made as they are taken; that too happens beside.
        """
        self._target = target
        self._cancelled = Event()
        executor = ThreadPoolExecutor(1, "indexing")
        self._done = executor.submit(self._run, documents)
        executor.shutdown(wait=False)

    def finish(self) -> None:
        """Wait until it is done. Raises `IndexingError` where Pagefind failed; not where it was cancelled."""
        self._done.result()

    def cancel(self) -> None:
        """Let it end soon, with the target as it was and nothing left behind. Does not wait for that."""
        self._cancelled.set()

    def _run(self, documents: Iterable[Document]) -> None:
        taken = []
        # Pagefind works apart from the site: killed with all its threads, this process could not stop it.
        with tempfile.TemporaryDirectory(prefix="csto-kb-search-") as name:
            folder = Path(name)
            for document in documents:
                if self._cancelled.is_set():
                    return
                taken.append(document)
                _write_flat(document, folder / "pages")
            self._run_pagefind(folder)
            if self._cancelled.is_set():
                return
            index = folder / "index"
            for path in index.iterdir():
                if path.is_file() and not any(path.match(pattern) for pattern in _NEEDED):
                    path.unlink()
            make_canonical(index)
            (index / NAMES).write_text(write_names(taken), encoding="utf-8", newline="\n")
            self._put(index)

    def _put(self, index: Path) -> None:
        """Put the index in its place by renaming, so that nobody sees a part of it."""
        coming = self._target.with_name(f".{self._target.name}-new")
        shutil.rmtree(coming, ignore_errors=True)
        shutil.move(index, coming)
        shutil.rmtree(self._target, ignore_errors=True)
        coming.rename(self._target)

    def _run_pagefind(self, folder: Path) -> None:
        """Index `folder/pages` into `folder/index`; stop early where cancelled."""
        executable = get_executable()
        if executable is None:
            raise IndexingError("Pagefind is not installed, and there is no search without it")
        command = [
            os.fspath(executable),
            "--silent",
            "--site",
            "pages",
            "--output-path",
            "index",
            "--force-language",
            "en",
        ]
        try:
            process = subprocess.Popen(
                [*command, "--exclude-selectors", _LEFT_OUT],
                cwd=folder,  # where no configuration of Pagefind stands that it would read
                # Threads of its own save it nothing at a thousand pages, and take the time of those who work beside it.
                env={**os.environ, "RAYON_NUM_THREADS": "1", "TOKIO_WORKER_THREADS": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        except OSError as error:
            raise IndexingError(f"Pagefind cannot be run: {error.strerror}") from None
        while True:
            try:
                output, _ = process.communicate(timeout=0.1)
                break
            except subprocess.TimeoutExpired:
                if self._cancelled.is_set():
                    process.kill()
        if process.returncode and not self._cancelled.is_set():
            raise IndexingError(f"Pagefind failed: {output.strip() or f'exit code {process.returncode}'}")
