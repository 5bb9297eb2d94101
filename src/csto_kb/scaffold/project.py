"""A new project: settings, a record of each kind as an example, a page by hand, a workflow.

The files are copied from `example/`, beside the program's templates. Names that begin with a dot in a project have no
dot there, because packaging tools may skip hidden files.
"""

from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "example"
_HIDDEN = ("gitignore", "github")


def create_project(root: Path) -> list[Path]:
    """Write the files of a new project below `root`, and return their paths.

    Writes nothing and raises `FileExistsError` where one of them is there already; raises `OSError` where the system
    refuses.
    """
    files = {root / _name(path): path.read_bytes() for path in sorted(EXAMPLE.rglob("*")) if path.is_file()}
    for path in files:
        if path.exists() or path.is_symlink():
            raise FileExistsError(path)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    return list(files)


def _name(path: Path) -> Path:
    first, *rest = path.relative_to(EXAMPLE).parts
    return Path(f".{first}" if first in _HIDDEN else first, *rest)
