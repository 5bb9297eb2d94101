"""Codes of problems in the encoding and the YAML of a file, whatever it says."""

from csto_kb.diagnostics import Code, Diagnostic, Position, report

FILE_ENCODING = Code("file-encoding", "error", "A record is a text file in UTF-8. Save it as UTF-8 and build again.")
YAML_CHARACTER = Code(
    "yaml-character",
    "error",
    "Control characters, bidirectional controls, unusual line separators and invisible characters are "
    "refused: an editor does not show them, and they can make a text look different from what is stored.",
)
YAML_SYNTAX = Code("yaml-syntax", "error", "The file is not well-formed YAML; the message says what the parser found.")
YAML_FEATURE = Code(
    "yaml-feature",
    "error",
    "Anchors, aliases, tags, merge keys and several documents in one file are refused. A record says "
    "each thing once, where it belongs; and each of these features can make a small file expand enormously.",
)
YAML_LIMIT = Code(
    "yaml-limit",
    "error",
    "A record is larger, more deeply nested or heavier in markup than the limits allow. The message names the "
    "limit and its value. Split the record, or raise the limit: each is a setting of the plugin `csto-kb` in "
    "`mkdocs.yml`, under `limits`.",
)
DUPLICATE_KEY = Code(
    "duplicate-key",
    "error",
    "One mapping gives the same key twice. Most YAML parsers keep the last and drop the first silently, so "
    "a statement would be lost.",
)
AMBIGUOUS_SCALAR = Code(
    "ambiguous-scalar",
    "error",
    "An unquoted word or number that YAML parsers read differently: `NO` is text to one and false to another, "
    "`1_000` is a number to one and text to another. Put it in quotes, or write it unambiguously.",
)
NOT_A_RECORD = Code("not-a-record", "error", "A record is a mapping of keys to values; this file holds something else.")
CODES = (
    FILE_ENCODING,
    YAML_CHARACTER,
    YAML_SYNTAX,
    YAML_FEATURE,
    YAML_LIMIT,
    DUPLICATE_KEY,
    AMBIGUOUS_SCALAR,
    NOT_A_RECORD,
)


class RefusalError(Exception):
    """Reading must stop here; carries the diagnostic."""

    def __init__(self, code: Code, position: Position, message: str, hint: str = "") -> None:
        self.code, self.position, self.message, self.hint = code, position, message, hint

    def report(self, path: str) -> Diagnostic:
        return report(self.code, path, self.position, self.message, self.hint)
