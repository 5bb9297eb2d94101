"""Making the index in a thread of its own.

indexing = Indexing(documents, site / FOLDER, words)   returns at once; the index is there when it is ready
indexing.finish()                               waits for it
indexing.cancel()                               stops it soon, for a newer index
indexing.end()                                  stops it, and waits until it has ended
"""

import os
import shutil
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock

from csto_kb.languages import ENGLISH
from csto_kb.model.search_words import SearchWords
from csto_kb.search.documents import SearchDocument
from csto_kb.search.files import write_files
from csto_kb.search.index import make_index
from csto_kb.search.thesaurus import Thesaurus

FOLDER = "search-index"
"""The folder of the index on the site."""


class IndexingError(Exception):
    """The index could not be made."""


class _CancelledError(Exception):
    """The index is not needed any more."""


class Indexing:
    """An index in the making."""

    def __init__(
        self,
        documents: Iterable[SearchDocument],
        target: Path,
        words: SearchWords | None = None,
        language: str = ENGLISH,
    ) -> None:
        """Start to index into the folder `target`, which is replaced at once when the index is ready.

        `words` are those of the subject; the records are in `language`, a tag of BCP 47. Documents may be made as they
        are indexed; that too happens beside. Raises `IndexingError` where the system has no thread left for it.
        """
        self._target, self._words, self._language = target, words or SearchWords(), language
        self._cancelled = Event()
        self._lock = Lock()
        executor = ThreadPoolExecutor(1, "indexing")
        try:
            self._done: Future[None] = executor.submit(self._run, documents)
        except RuntimeError as error:
            raise IndexingError(f"the search index cannot be made: {error}") from None
        finally:
            executor.shutdown(wait=False)

    def finish(self) -> None:
        """Wait until the index is ready or cancelled. Raises `OSError` where it cannot be written."""
        self._done.result()

    def cancel(self) -> None:
        """Stop it soon, with the target unchanged and no temporary files left. Does not wait."""
        with self._lock:
            self._cancelled.set()

    def end(self) -> None:
        """Cancel it, and wait until it has ended. Errors are ignored."""
        self.cancel()
        self._done.exception()

    def _run(self, documents: Iterable[SearchDocument]) -> None:
        staging = self._target.with_name(f".{self._target.name}-new")
        try:
            words = self._words
            thesaurus = Thesaurus(words.words, self._language)
            index = make_index(self._until_cancelled(documents), thesaurus, words.aside)
            files = write_files(index, thesaurus, words.examples, words.ignored)
            shutil.rmtree(staging, ignore_errors=True)
            for path, text in sorted(files.items()):
                (staging / path).parent.mkdir(parents=True, exist_ok=True)
                (staging / path).write_text(text, encoding="utf-8", newline="\n")
            self._put(staging)
        except _CancelledError:
            pass
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _until_cancelled(self, documents: Iterable[SearchDocument]) -> Iterable[SearchDocument]:
        for document in documents:
            if self._cancelled.is_set():
                raise _CancelledError
            yield document

    def _put(self, staging: Path) -> None:
        """Move the index to the target by renaming, so that no reader sees a part of it; not where it was cancelled."""
        with self._lock:
            if not self._cancelled.is_set():
                shutil.rmtree(self._target, ignore_errors=True)
                os.rename(staging, self._target)
