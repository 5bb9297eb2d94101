"""The same bytes of an index for the same input.

Pagefind numbers pages in the order in which it gets them, and names its files after their content, but writes filters
and their values in an order that changes from run to run (1.5.2). They are sorted here, and the files that name them
follow.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import cbor2

from csto_kb.packing import pack

_MAGIC = b"pagefind_dcd"
"""What stands before the CBOR (RFC 8949) in each of Pagefind's files, once unpacked."""
_ENTRY = "pagefind-entry.json"
_FILTERS = 3
"""Which item of the index's description lists the filters: pairs of a name and a file."""


def make_canonical(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an index, by path, with the filters sorted, and the values of each."""
    made = dict(files)
    renamed = {PurePath(path).stem: _sort_filter(made, path) for path in files if path.endswith(".pf_filter")}
    entry = json.loads(files[_ENTRY])
    for language in entry["languages"].values():
        path = f"pagefind.{language['hash']}.pf_meta"
        meta = _unpack(made[path])
        meta[_FILTERS] = sorted([name, renamed[stem]] for name, stem in meta[_FILTERS])
        language["hash"] = _exchange(made, path, meta).removeprefix("pagefind.")
    made[_ENTRY] = json.dumps(entry, ensure_ascii=False).encode()
    return made


def _sort_filter(files: dict[str, bytes], path: str) -> str:
    """Exchange a filter for a sorted one; return its new name, without the ending."""
    name, values = _unpack(files[path])
    return _exchange(files, path, [name, sorted(values)])


def _unpack(content: bytes) -> Any:
    return cbor2.loads(gzip.decompress(content).removeprefix(_MAGIC))


def _exchange(files: dict[str, bytes], path: str, value: Any) -> str:
    """Put a value in the place of a file, under a name after the content: `en_` and as many digits as there were."""
    content = _MAGIC + cbor2.dumps(value)
    old = PurePath(path)
    before, _, digits = old.stem.rpartition("_")
    stem = f"{before}_{hashlib.sha256(content).hexdigest()[: len(digits)]}"
    del files[path]
    files[old.with_name(f"{stem}{old.suffix}").as_posix()] = pack(content)
    return stem
