"""By what a table sorts its cells.

A cell whose words would sort otherwise than what it says carries the attribute `data-sort`: a number as it is, a
date by its first and its last day, nothing where the cell is empty. The script `table.js` reads it.
"""

from markupsafe import Markup

from csto_kb.dates import Date, iso_day


def sort_key(value: object) -> str:
    """The value of `data-sort` for a value of a record.

    A date is its first day and, where that differs, its last (the bounds of its EDTF notation), so that what began
    on one day is sorted by its precision; an unknown date and what says nothing is ''. Anything else is its text.

    >>> sort_key(Date.parse("2022-11"))
    '2022-11-01/2022-11-30'
    """
    if value is None or value in ((), {}):
        return ""
    if isinstance(value, Date):
        if not value.is_known:
            return ""
        days = dict.fromkeys((iso_day(value.earliest), iso_day(value.latest)))
        return "/".join(days)
    return str(value)


def sorted_by(value: object) -> Markup:
    """The attribute `data-sort` of a cell that shows a value."""
    return Markup(' data-sort="{}"').format(sort_key(value))
