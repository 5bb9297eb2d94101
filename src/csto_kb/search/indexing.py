"""Making the index with Pagefind in a thread of its own.

indexing = Indexing(documents, site / FOLDER)     returns at once; the index is put into the folder when it is ready
indexing.finish()                                 waits for it
indexing.cancel()                                 stops it soon, for a newer index
indexing.end()                                    stops it, and waits until it has ended
"""

import os
import shutil
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from fnmatch import fnmatchcase as fnmatch
from pathlib import Path
from threading import Event, Lock

from csto_kb.search.canonical import make_canonical
from csto_kb.search.documents import SearchDocument
from csto_kb.search.names import NAMES, write_names
from csto_kb.search.pagefind import IndexingError, Pagefind

FOLDER = "search"
"""The folder of the index on the site."""

_LEFT_OUT = (
    "h1, header, footer, .kb-anchor, .kb-cites, .kb-count, .kb-language, .kb-notes, [aria-labelledby=sources], "
    "[aria-labelledby=mentioned-in], [aria-labelledby^=relation-], [aria-labelledby=events], "
    "[aria-labelledby=claims], [aria-labelledby=rests], [aria-labelledby=see-also]"
)
"""The elements that are not indexed: marks, and lists of other pages' content."""
_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "*.pf_meta", "wasm.en.pagefind")
"""The files that are needed beside the index itself, without Pagefind's own user interface."""


def _file_name(document: SearchDocument) -> str:
    """The file name of a document for Pagefind: `states/northland.html` for `states/northland/`.

    The script that shows results converts it back into the address.
    """
    return f"{document.url.rstrip('/') or 'index'}.html"


def _is_needed(path: str) -> bool:
    return "/" in path or any(fnmatch(path, pattern) for pattern in _NEEDED)


class Indexing:
    """An index in the making."""

    def __init__(self, documents: Iterable[SearchDocument], target: Path) -> None:
        """Start to index into the folder `target`, which is replaced in one step when the index is ready.

        The iterable of documents is consumed in the same thread. Raises `IndexingError` where no thread can be
        started.
        """
        self._target = target
        self._cancelled = Event()
        self._lock = Lock()
        self._pagefind: Pagefind | None = None
        executor = ThreadPoolExecutor(1, "indexing")
        try:
            self._done: Future[None] = executor.submit(self._run, documents)
        except RuntimeError as error:
            raise IndexingError(f"the search index cannot be made: {error}") from None
        finally:
            executor.shutdown(wait=False)

    def finish(self) -> None:
        """Wait until the index is ready or cancelled. Raises `IndexingError` where Pagefind failed."""
        self._done.result()

    def cancel(self) -> None:
        """Stop it soon, with the target unchanged and no temporary files left. Does not wait."""
        with self._lock:
            self._cancelled.set()
            if self._pagefind:
                self._pagefind.kill()

    def end(self) -> None:
        """Cancel it, and wait until it has ended. Errors are ignored."""
        self.cancel()
        self._done.exception()

    def _run(self, documents: Iterable[SearchDocument]) -> None:
        try:
            self._make_index(documents)
        except IndexingError:
            if not self._cancelled.is_set():
                raise

    def _make_index(self, documents: Iterable[SearchDocument]) -> None:
        staging = self._target.with_name(f".{self._target.name}-new")
        indexed = []
        try:
            with Pagefind(_LEFT_OUT) as pagefind:
                with self._lock:  # from here on, `cancel` stops it
                    self._pagefind = pagefind
                    if self._cancelled.is_set():
                        return
                for document in documents:
                    if self._cancelled.is_set():
                        return
                    indexed.append(document)
                    pagefind.add(_file_name(document), document.to_html())
                files = pagefind.read_files()
            shutil.rmtree(staging, ignore_errors=True)
            files = make_canonical({path: content for path, content in files.items() if _is_needed(path)})
            files[NAMES] = write_names(indexed).encode()
            for path, content in sorted(files.items()):
                (staging / path).parent.mkdir(parents=True, exist_ok=True)
                (staging / path).write_bytes(content)
            self._put(staging)
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _put(self, staging: Path) -> None:
        """Move the index to the target by renaming, so that no reader sees a part of it; not where it was cancelled."""
        with self._lock:
            if not self._cancelled.is_set():
                shutil.rmtree(self._target, ignore_errors=True)
                os.rename(staging, self._target)
