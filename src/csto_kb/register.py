"""The register of the files that a site has beside its pages: what each is, and which function writes it.

Exports and the files of pages with tables register themselves; the others are named in `FILES`. The build, the
preview, the Data page, the head of pages (`rel=alternate`), the check for collisions and `csto-kb export data` read
the register, and know no other files.
"""

import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csto_kb import api
from csto_kb.diagnostics import Code, Diagnostic, Position, report
from csto_kb.export import EXPORTS
from csto_kb.render import Renderer, cards, citing
from csto_kb.render.context import SiteContext
from csto_kb.render.graphics.tables import table_files
from csto_kb.site import MANIFEST, MARK, MARK_TEXT, DataFile, SiteFile, write_manifest

FILE_ERROR = Code(
    "file-error",
    "error",
    "The code that writes a file beside the pages, such as an export, failed, or wrote a file that it is not "
    "registered for. The message names the file; path and position are those of the code.",
)
FILE_COLLISION = Code(
    "file-collision",
    "error",
    "Two modules write the same file beside the pages, so that one would be lost. Give one of them another name.",
)
CODES = (FILE_ERROR, FILE_COLLISION)

Register = tuple[SiteFile[Any], ...]


@dataclass(frozen=True)
class _OfContext:
    """A writer that needs only the context of the pages."""

    write: Callable[[SiteContext], Iterable[DataFile]]

    def __call__(self, renderer: Renderer) -> Iterable[DataFile]:
        return self.write(renderer.context)


def of_context(file: SiteFile[SiteContext]) -> SiteFile[Renderer]:
    """The same file, for a register whose writers take the renderer of the pages."""
    write = _OfContext(file.write)
    about = (file.name, file.title, file.about, file.media_type)
    return SiteFile(*about, write, file.module, file.page, file.of_statements, file.columns)


def _write_manifest(renderer: Renderer) -> Iterator[DataFile]:
    yield write_manifest([*renderer.tasks, *renderer.redirects])


def _write_mark(_renderer: Renderer) -> Iterator[DataFile]:
    yield DataFile(MARK, MARK_TEXT)


FILES: Register = (
    *(of_context(export.file) for export in EXPORTS),
    *map(of_context, table_files()),
    *map(of_context, citing.FILES),
    of_context(cards.FILE),
    *map(of_context, api.FILES),
    SiteFile(MANIFEST, "Pages", "Which record or file made which page.", "application/json", _write_manifest, __name__),
    SiteFile(
        MARK, "Mark", "Says that the folder was built, and is replaced as a whole.", "text/plain", _write_mark, __name__
    ),
)


@dataclass(frozen=True)
class Writing:
    """One call of a writer, and the files that it makes."""

    files: Register

    def run(self, renderer: Renderer, root: Path) -> list[DataFile] | Diagnostic:
        """Write the files, or return the problem. The path of the code is relative to `root` where it is below it."""
        first = self.files[0]
        try:
            made = list(first.write(renderer))
        except Exception as error:
            message = f"{type(error).__name__}: {error} (writing '{first.name}')"
            return report(
                FILE_ERROR, code_path(first.module, root), Position(_failing_line(error, first.module)), message
            )
        foreign = [item.url for item in made if not any(file.covers(item.url) for file in self.files)]
        if foreign:
            message = f"wrote '{foreign[0]}', but is registered for '{first.name}'"
            return report(FILE_ERROR, code_path(first.module, root), Position(), message)
        return made


def plan_writing(files: Register) -> list[Writing]:
    """The calls that write all files of a register, in its order."""
    writers = dict.fromkeys(file.write for file in files)
    return [Writing(tuple(file for file in files if file.write == write)) for write in writers]


def find_writing(files: Register, url: str) -> Writing | None:
    """The call that writes a file, by the file's address; None where the register has no such file."""
    return next((work for work in plan_writing(files) if any(file.covers(url) for file in work.files)), None)


def find_file_collisions(files: Register, root: Path) -> Iterator[Diagnostic]:
    """Files that two modules write: one name twice, or a file that belongs to the family of another."""
    for place, file in enumerate(files):
        other = next((other for other in files[:place] if other.covers(file.name) or file.covers(other.name)), None)
        if other:
            message = f"the file '{file.name}' is also written by {code_path(other.module, root)}"
            yield report(FILE_COLLISION, code_path(file.module, root), Position(), message, "give it another name")


def code_path(module: str, root: Path) -> str:
    """The path of a module as a diagnostic names it: below the project where it lies there, else as it is imported."""
    loaded = sys.modules.get(module)
    path = Path(getattr(loaded, "__file__", None) or "")
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else f"{module.replace('.', '/')}.py"


def _failing_line(error: Exception, module: str) -> int:
    """The last line of a module through which an error came; 1 where it came through none."""
    frames = traceback.walk_tb(error.__traceback__)
    lines = [line for frame, line in frames if frame.f_globals.get("__name__") == module]
    return lines[-1] if lines else 1
