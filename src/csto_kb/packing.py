"""Compresses files (gzip, RFC 1952) so that equal content gives equal bytes."""

import gzip
import io


def pack(content: bytes) -> bytes:
    """Compress without a time, name or system in the header.

    `gzip.compress` names the system in some releases of Python only.
    """
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()
