"""YAML with positions: text -> plain data, and the line and column of every key and value.

A record is not trusted, so this reads a small, plain part of YAML: one mapping of mappings, lists
and scalars. Anchors, aliases, tags, merge keys and further documents are refused, and so are
duplicate keys and the plain scalars that YAML 1.1 and 1.2 read differently (`NO`, `on`, `1_000`).
A date stays the text that was written. Sequences become tuples, so that the data is immutable.

`characters` decodes a file and refuses what none may hold, `building` turns YAML's events into data, `document` is what
comes out; `codes` names what may be wrong.
"""

from csto_kb.yaml_text.building import Path, ValuePosition, is_plain_text
from csto_kb.yaml_text.characters import count_lines, position_at
from csto_kb.yaml_text.codes import CODES, FILE_ENCODING, NOT_A_RECORD, YAML_LIMIT
from csto_kb.yaml_text.document import YamlDocument, read_yaml, write_path

__all__ = [
    "CODES",
    "FILE_ENCODING",
    "NOT_A_RECORD",
    "YAML_LIMIT",
    "Path",
    "ValuePosition",
    "YamlDocument",
    "count_lines",
    "is_plain_text",
    "position_at",
    "read_yaml",
    "write_path",
]
