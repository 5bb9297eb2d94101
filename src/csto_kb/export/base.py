"""An export, and the only traversal that turns a record into plain data."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from csto_kb.choices import Choice
from csto_kb.fields import Record, describe
from csto_kb.insight import Insight
from csto_kb.site import DATA, DataFile, DescribedColumn, SiteFile


@dataclass(frozen=True)
class Export:
    """A data file made from the graph and what is derived from it."""

    name: str
    """The file name under `data/`."""
    title: str
    about: str
    """What it holds, in a sentence."""
    media_type: str
    write: Callable[[Insight], str | bytes]
    page: str | None = None
    """The address of the page that shows the same, where one does: `timeline/`."""
    columns: tuple[DescribedColumn, ...] = ()
    """The columns of a table; () for any other file."""
    module: str = ""
    """The module that describes it, where that is not the module of `write`."""

    @property
    def file(self) -> SiteFile[Insight]:
        """Its entry in the register of files."""

        def write(insight: Insight) -> list[DataFile]:
            return [DataFile(f"{DATA}{self.name}", self.write(insight))]

        module = self.module or self.write.__module__
        name = f"{DATA}{self.name}"
        return SiteFile(name, self.title, self.about, self.media_type, write, module, self.page, columns=self.columns)


def to_plain(value: Any) -> Any:
    """A value of a record as mappings, lists, text and numbers; empty fields are left out."""
    if isinstance(value, Record):
        pairs = ((field.key, field.of(value)) for field in describe(type(value)))
        return {key: to_plain(item) for key, item in pairs if item not in (None, (), {})}
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Choice):
        return value.id
    return value if isinstance(value, bool | int | Decimal) else str(value)
