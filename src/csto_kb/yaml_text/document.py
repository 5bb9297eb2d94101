"""A YAML file as read: its data, its problems, and the position of each value."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from csto_kb.diagnostics import Diagnostic, Position
from csto_kb.limits import DEFAULT_LIMITS, Limits
from csto_kb.yaml_text.building import Path, ValuePosition, build_data
from csto_kb.yaml_text.characters import decode, position_at
from csto_kb.yaml_text.codes import RefusalError


@dataclass
class YamlDocument:
    """A YAML file as read. `data` is None where the text is not one mapping."""

    path: str
    text: str
    data: dict[str, Any] | None
    problems: list[Diagnostic] = field(default_factory=list)
    limits: Limits = DEFAULT_LIMITS

    @cached_property
    def places(self) -> dict[Path, ValuePosition]:
        """The position of every value. Computed on demand: a sound record never needs it."""
        places: dict[Path, ValuePosition] = {}
        build_data(self.path, self.text, self.limits, places)
        return places

    def locate(self, path: Path) -> Position:
        """The position of a value, or of the nearest enclosing value where there is none at the path."""
        while path and path not in self.places:
            path = path[:-1]
        found = self.places.get(path)
        return found.value if found else Position()

    def locate_key(self, path: Path) -> Position:
        """The position of the key of a value."""
        found = self.places.get(path)
        return found.key if found else self.locate(path)

    def locate_within(self, path: Path, needle: str, occurrence: int = 0) -> Position:
        """The position of the n-th occurrence of a text inside a scalar, whatever the scalar's style.

        Falls back to the scalar's start where the file does not have the text as such
        (broken over two lines, or escaped).
        """
        found = self.places.get(path)
        if found is None:
            return self.locate(path)
        index = found.start - 1
        for _ in range(occurrence + 1):
            index = self.text.find(needle, index + 1, found.end)
            if index < 0:
                return found.value
        return position_at(self.text, index)


def write_path(path: Path) -> str:
    """Write a path for editors: `("facts", 0, "sources")` as `facts[0].sources`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def read_yaml(path: str, content: bytes, limits: Limits = DEFAULT_LIMITS) -> YamlDocument:
    """Read one record. Never raises: every problem is in `problems`."""
    try:
        text = decode(content, limits)
        data, problems = build_data(path, text, limits, None)
        return YamlDocument(path, text, data, problems, limits)
    except RefusalError as refusal:
        return YamlDocument(path, "", None, [refusal.report(path)], limits)
