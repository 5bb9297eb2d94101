"""The index, made by Pagefind beside whatever else is done.

indexing = Indexing(documents, site / FOLDER, language)     returns at once; the index is there when it is ready
indexing.finish()                                 waits for it
indexing.cancel()                                 ends it soon, where something newer is to be indexed
indexing.end()                                    ends it, and waits until nothing of it is left
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from fnmatch import fnmatchcase as fnmatch
from pathlib import Path
from threading import Event, Lock

from csto_kb.languages import ENGLISH
from csto_kb.search.canonical import make_canonical
from csto_kb.search.documents import Document
from csto_kb.search.names import NAMES, write_names
from csto_kb.search.pagefind import IndexingError, Pagefind

FOLDER = "search"
"""Where the index stands on the site."""

_LEFT_OUT = (
    "h1, header, footer, .kb-anchor, .kb-cites, .kb-count, .kb-language, .kb-notes, [aria-labelledby=sources], "
    "[aria-labelledby=mentioned-in], [aria-labelledby^=relation-], [aria-labelledby=events], "
    "[aria-labelledby=claims], [aria-labelledby=rests], [aria-labelledby=see-also]"
)
"""What no excerpt should show: marks, and lists of what stands on other pages."""
_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "*.pf_meta")
"""Of the files beside the index itself: not Pagefind's own forms and their styles."""


def _file_name(document: Document) -> str:
    """The name under which Pagefind knows a document: `states/northland.html` for `states/northland/`.

    The script that shows hits turns it back into the address.
    """
    return f"{document.url.rstrip('/') or 'index'}.html"


def _choose_needed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that the site's own search asks for, with the program for the language of the index."""
    languages = json.loads(files["pagefind-entry.json"])["languages"].values()
    needed = (*_NEEDED, *(f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in languages))
    return {
        path: content
        for path, content in files.items()
        if "/" in path or any(fnmatch(path, pattern) for pattern in needed)
    }


class Indexing:
    """An index that is being made."""

    def __init__(self, documents: Iterable[Document], target: Path, language: str = ENGLISH) -> None:
        """Start to index into the folder `target`, which is replaced at once when the index is ready.

        They are in `language`, a tag of BCP 47, and may be made as they are taken; that too happens beside. Raises
        `IndexingError` where the system has no thread left for it.
        """
        self._target, self._language = target, language
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
        """Wait until it is done. Raises `IndexingError` where Pagefind failed; not where it was cancelled."""
        self._done.result()

    def cancel(self) -> None:
        """Let it end soon, with the target as it was and nothing left behind. Does not wait for that."""
        with self._lock:
            self._cancelled.set()
            if self._pagefind:
                self._pagefind.kill()

    def end(self) -> None:
        """Cancel it, and wait until it has ended. Whether it failed no longer matters."""
        self.cancel()
        self._done.exception()

    def _run(self, documents: Iterable[Document]) -> None:
        try:
            self._make_index(documents)
        except IndexingError:
            if not self._cancelled.is_set():
                raise

    def _make_index(self, documents: Iterable[Document]) -> None:
        coming = self._target.with_name(f".{self._target.name}-new")
        taken = []
        try:
            with Pagefind(_LEFT_OUT, self._language) as pagefind:
                with self._lock:  # from here on, `cancel` ends it
                    self._pagefind = pagefind
                    if self._cancelled.is_set():
                        return
                for document in documents:
                    if self._cancelled.is_set():
                        return
                    taken.append(document)
                    pagefind.add(_file_name(document), document.to_html(self._language))
                files = pagefind.read_files()
            shutil.rmtree(coming, ignore_errors=True)
            files = make_canonical(_choose_needed(files))
            files[NAMES] = write_names(taken).encode()
            for path, content in sorted(files.items()):
                (coming / path).parent.mkdir(parents=True, exist_ok=True)
                (coming / path).write_bytes(content)
            self._put(coming)
        finally:
            shutil.rmtree(coming, ignore_errors=True)

    def _put(self, coming: Path) -> None:
        """Put the index in its place by renaming, so that nobody sees a part of it; not where it was cancelled."""
        with self._lock:
            if not self._cancelled.is_set():
                shutil.rmtree(self._target, ignore_errors=True)
                os.rename(coming, self._target)
