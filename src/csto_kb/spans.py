"""When something held, as far as it is known: the days between which it began, and those between which it ended.

A partial date leaves days open: what began in 1992 is certain from the last day of that year, and uncertain before,
within the year. So a span is `before`, `uncertain`, `held` or `after` on any day. The script
`as-of-page.js` says the same of a page's elements from the attribute that `notation` gives them; tests compare the
two.
"""

from dataclasses import dataclass
from typing import Literal

from csto_kb.dates import Date, iso_day

Standing = Literal["before", "uncertain", "held", "after"]


@dataclass(frozen=True)
class Span:
    """Days as ISO dates, '' where nothing bounds that side.

    `first` and `last` bound the beginning, `end_first` and `end_last` the end: the first day on which it is over.
    Without both of these it continues. Without `end_last` only, it ended at an unknown time.
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
        """Its state on a day, given as an ISO date."""
        if self.end_last and day >= self.end_last:
            return "after"
        if self.first and day < self.first:
            return "before"
        has_begun = bool(self.last) and day >= self.last
        may_have_ended = bool(self.end_first) and day >= self.end_first
        return "held" if has_begun and not may_have_ended else "uncertain"


def make_span(start: Date | None, end: Date | None, seen: Date | None = None) -> Span:
    """The span between two dates; `seen` is a day for which it is stated, by which it had begun.

    An `unknown` end has come at a time that no source gives. Without any date nothing is certain.
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
