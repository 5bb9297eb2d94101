"""The attribute `data-sort`: the sort key of a table's cell.

A cell whose text would sort differently from its value has the attribute: a number as it is, a date as its first and
its last day, an empty value where the cell is empty. The script `table.js` reads it.
"""

from markupsafe import Markup

from csto_kb.dates import Date, iso_day


def sort_key(value: object) -> str:
    """The value of `data-sort` for a value of a record.

    A date is its first day and, where that differs, its last (the bounds of its EDTF notation), so that what began
    on one day is sorted by its precision. An unknown date and an empty value are ''. Any other value is its text.

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
