"""Compressed files (gzip, RFC 1952) that are the same bytes for the same content."""

import gzip
import io


def pack(content: bytes) -> bytes:
    """Compress, without a time, a name or a system in the header.

    `gzip.compress` names the system in some releases of Python and not in others; this never does.
    """
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()
