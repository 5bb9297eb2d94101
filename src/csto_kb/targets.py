"""What the notation points to: a record, or a passage of a source."""

import re
from dataclasses import dataclass

from csto_kb.passages import CitedPlace, NotationError, Passage, Pointer, SupportLevel

ID_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"

_ID = re.compile(ID_PATTERN, re.ASCII)


@dataclass(frozen=True)
class Reference:
    """A reference to a record, or to an anchor on its page: `northland`, `lake-treaty#article-1`."""

    id: str
    anchor: str = ""

    @classmethod
    def parse(cls, text: str) -> "Reference":
        """Read `id` or `id#anchor`. Raises `NotationError`."""
        target, hash_sign, anchor = text.strip().partition("#")
        if not _ID.fullmatch(target) or (hash_sign and not _ID.fullmatch(anchor)):
            raise NotationError(f"{text!r} is not an id", "an id has a-z, 0-9 and single hyphens: northland")
        return cls(target, anchor)

    def __str__(self) -> str:
        return f"{self.id}#{self.anchor}" if self.anchor else self.id


@dataclass(frozen=True)
class Citation:
    """A source, and the passage in it: `tass-2024-02, para. 3, "first words … last words"`."""

    source: str
    passage: Passage = Passage()

    @classmethod
    def parse(cls, text: str) -> "Citation":
        """Read `source-id`, or `source-id, passage` as `passages` defines it. Raises `NotationError`."""
        source, comma, passage = text.partition(",")
        if not _ID.fullmatch(source.strip()):
            raise NotationError(f"{text!r} is not a citation", "write the id of a source: tass-2024-02, para. 3")
        return cls(source.strip(), Passage.parse(" ".join(passage.split())) if comma else Passage())

    @property
    def places(self) -> tuple[CitedPlace, ...]:
        return self.passage.places

    @property
    def pointer(self) -> Pointer | None:
        return self.passage.pointer

    @property
    def support(self) -> SupportLevel:
        return self.passage.support

    @property
    def where(self) -> str:
        """The place in the source, in words; '' where none is given."""
        return ", ".join(place.words for place in self.places)

    @property
    def is_located(self) -> bool:
        """Whether it names a passage."""
        return bool(self.places or self.pointer)

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.source, str(self.passage))))
