"""The characters of a file: their encoding, which are forbidden, and their positions."""

import codecs
import re

from csto_kb.diagnostics import Position
from csto_kb.limits import Limits
from csto_kb.yaml_text.codes import FILE_ENCODING, YAML_CHARACTER, YAML_LIMIT, RefusalError

FORBIDDEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, other than tab and line ends
    "\u2028\u2029"  # line ends that only some editors show
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"  # invisible
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # not characters
    # A set of its own: one wide character makes a set of narrow ones ten times slower.
    "]|[\U000e0000-\U000e007f]"  # tags, which show nothing
)
MARKS = re.compile(r"[\[\]*_`<>&!\\\n]")
"""Characters that cost a parser of prose time."""
_BYTE_ORDERMARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def decode(content: bytes, limits: Limits) -> str:
    """The text of a file. Raises `RefusalError` where it is too large, is not UTF-8, or holds a forbidden character."""
    if len(content) > limits.file_bytes:
        raise RefusalError(YAML_LIMIT, Position(), *limits.exceeded("file_bytes", "the file is too large"))
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        name = next((name for mark, name in _BYTE_ORDERMARKS.items() if content.startswith(mark)), "")
        message = f"{name}, not UTF-8" if name else "not UTF-8"
        hint = "save the file with the encoding UTF-8"
        raise RefusalError(FILE_ENCODING, position_at(before, len(before)), message, hint) from None
    forbidden = FORBIDDEN.search(text)
    if forbidden:
        message = f"character U+{ord(forbidden[0]):04X} is not allowed in a record"
        hint = "save the file with the encoding UTF-8" if forbidden[0] == "\0" else "delete it"
        raise RefusalError(YAML_CHARACTER, position_at(text, forbidden.start()), message, hint)
    return text


def position_at(text: str, index: int) -> Position:
    """The line and column of the character at an index of a text."""
    line_start = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    return Position(count_lines(text[:line_start]) + 1, index - line_start + 1)


def count_lines(text: str) -> int:
    """The number of line ends in a text: LF, CRLF or CR."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")
