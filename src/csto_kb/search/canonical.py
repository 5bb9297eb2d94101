"""A reproducible index: the same bytes for the same input.

Pagefind numbers pages in the order in which it gets them, and names its files after their content, but writes filters
and their values in an order that changes from run to run (1.5.2). They are sorted here, and the names of the files
and the references to them are changed accordingly.
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
"""The bytes before the CBOR (RFC 8949) in each of Pagefind's files, after decompression."""
_ENTRY = "pagefind-entry.json"
_FILTERS = 3
"""The position of the list of filters in the metadata of the index: pairs of a name and a file."""


def make_canonical(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an index, by path, with the filters and the values of each sorted."""
    made = dict(files)
    renamed = {PurePath(path).stem: _sort_filter(made, path) for path in files if path.endswith(".pf_filter")}
    entry = json.loads(files[_ENTRY])
    for language in entry["languages"].values():
        path = f"pagefind.{language['hash']}.pf_meta"
        meta = _unpack(made[path])
        meta[_FILTERS] = sorted([name, renamed[stem]] for name, stem in meta[_FILTERS])
        language["hash"] = _replace(made, path, meta).removeprefix("pagefind.")
    made[_ENTRY] = json.dumps(entry, ensure_ascii=False).encode()
    return made


def _sort_filter(files: dict[str, bytes], path: str) -> str:
    """Replace a filter by a sorted one; return its new name, without the extension."""
    name, values = _unpack(files[path])
    return _replace(files, path, [name, sorted(values)])


def _unpack(content: bytes) -> Any:
    return cbor2.loads(gzip.decompress(content).removeprefix(_MAGIC))


def _replace(files: dict[str, bytes], path: str, value: Any) -> str:
    """Replace a file by one with a new value, named after its content: `en_` and as many digits as before."""
    content = _MAGIC + cbor2.dumps(value)
    old = PurePath(path)
    before, _, digits = old.stem.rpartition("_")
    stem = f"{before}_{hashlib.sha256(content).hexdigest()[: len(digits)]}"
    del files[path]
    files[old.with_name(f"{stem}{old.suffix}").as_posix()] = pack(content)
    return stem
