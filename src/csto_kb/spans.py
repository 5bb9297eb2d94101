"""When something held, as far as it is known: the days between which it began, and those between which it ended.

A partial date is honest about what it leaves open: what began in 1992 is certain from the last day of that year, and
before it, within the year, uncertain. So of any day a span says `before`, `uncertain`, `held` or `after`. The script
`as-of.js` says the same of a page's elements from the attribute that `notation` gives them; tests hold the two
together.
"""

from dataclasses import dataclass
from typing import Literal

from csto_kb.dates import Date, iso_day

Standing = Literal["before", "uncertain", "held", "after"]


@dataclass(frozen=True)
class Span:
    """Days as ISO dates, '' where nothing bounds that side.

    `first` and `last` bound the beginning, `end_first` and `end_last` the end: the first day on which it is over.
    Without both of these it goes on. Without `end_last` alone it ended, nobody says when.
    """

    first: str = ""
    last: str = ""
    end_first: str = ""
    end_last: str = ""

    @property
    def notation(self) -> str:
        """The value of the attribute `data-held`: the four days between slashes."""
        return f"{self.first}/{self.last}/{self.end_first}/{self.end_last}"

    def standing(self, day: str) -> Standing:
        """How it stands on a day, given as an ISO date."""
        if self.end_last and day >= self.end_last:
            return "after"
        if self.first and day < self.first:
            return "before"
        has_begun = bool(self.last) and day >= self.last
        may_have_ended = bool(self.end_first) and day >= self.end_first
        return "held" if has_begun and not may_have_ended else "uncertain"


def make_span(start: Date | None, end: Date | None, seen: Date | None = None) -> Span:
    """The span between two dates; `seen` is a day for which it is stated, by which it had begun.

    An end that is `unknown` is one that came at a time nobody gives. Without any date nothing is certain.
    """
    seen_day = iso_day(seen.latest) if seen and seen.is_known else ""
    if start and start.is_known:
        first, last = iso_day(start.earliest), iso_day(start.latest)
    else:
        first, last = "", seen_day
    if end is None:
        return Span(first, last)
    if end.is_known:
        return Span(first, last or iso_day(end.earliest), iso_day(end.earliest), iso_day(end.latest))
    return Span(first, last, last or first or "0001-01-01")
