"""The same bytes of an index for the same input.

Pagefind numbers pages in the order in which it gets them, and names its files after their content, but writes filters
and their values in an order that changes from run to run (1.5.2). They are sorted here, and the files that name them
follow.
"""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import cbor2

from csto_kb.packing import pack

_MAGIC = b"pagefind_dcd"
"""What stands before the CBOR (RFC 8949) in each of Pagefind's files, once unpacked."""
_FILTERS = 3
"""Which item of the index's description lists the filters: pairs of a name and a file."""


def make_canonical(folder: Path) -> None:
    """Sort the filters of the index in `folder`, and the values of each."""
    renamed = dict(_sort_filter(path) for path in (folder / "filter").glob("*.pf_filter"))
    entry_path = folder / "pagefind-entry.json"
    entry = json.loads(entry_path.read_text(encoding="utf-8"))
    for language in entry["languages"].values():
        path = folder / f"pagefind.{language['hash']}.pf_meta"
        meta = _read(path)
        meta[_FILTERS] = sorted([name, renamed[stem]] for name, stem in meta[_FILTERS])
        language["hash"] = _write(path, meta).stem.removeprefix("pagefind.")
    entry_path.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")


def _sort_filter(path: Path) -> tuple[str, str]:
    """Rewrite a filter; return its old and its new name."""
    name, values = _read(path)
    return path.stem, _write(path, [name, sorted(values)]).stem


def _read(path: Path) -> Any:
    return cbor2.loads(gzip.decompress(path.read_bytes()).removeprefix(_MAGIC))


def _write(path: Path, value: Any) -> Path:
    """Write in the place of a file, under a name after the content: `en_` and as many digits as there were."""
    content = _MAGIC + cbor2.dumps(value)
    before, _, old = path.stem.rpartition("_")
    path.unlink()
    renamed = path.with_name(f"{before}_{hashlib.sha256(content).hexdigest()[: len(old)]}{path.suffix}")
    renamed.write_bytes(pack(content))
    return renamed
