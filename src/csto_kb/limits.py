"""How large a record may be.

A record can come from a stranger, so everything that costs time or space has a
limit. The limits are one value that is passed down, and each is a setting (`settings` reads it). A new
limit is a field here, with its default and a docstring; the code that refuses a record for it
makes the message with `Limits.exceeded`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The largest sizes that are accepted. The largest real record so far needs about a tenth of each."""

    file_bytes: int = 256 * 1024
    """Bytes of a file."""
    depth: int = 12
    """Mappings and lists inside each other."""
    keys: int = 200
    """Keys of one mapping."""
    items: int = 1_000
    """Items of one list."""
    values: int = 20_000
    """Keys and values of a file together."""
    scalar_length: int = 20_000
    """Characters of a key or value."""
    digits: int = 18
    """Digits of a number."""
    line_length: int = 500
    """Characters of a field that takes one line of text."""
    prose_length: int = 12_000
    """Characters of a field that takes prose."""
    marks: int = 5_000
    """Characters of a file that may be markup in prose: brackets, stars, backticks and the like, and line ends."""
    problems: int = 100
    """Problems of one file that are shown."""

    def exceeded(self, name: str, what: str) -> tuple[str, str]:
        """The message and the hint for a record that exceeds the limit `name`.

        >>> Limits().exceeded("depth", "nested too deep")
        ("nested too deep: the limit 'depth' is 12", 'make it smaller, or raise \
"limits: {depth: …}" of csto-kb in mkdocs.yml')
        """
        message = f"{what}: the limit '{name}' is {getattr(self, name):,}"
        return message, f'make it smaller, or raise "limits: {{{name}: …}}" of csto-kb in mkdocs.yml'


DEFAULT_LIMITS = Limits()
