"""JSON in which a number keeps the digits that were written, which a `float` would not."""

from decimal import Decimal
from typing import Any

import simplejson


def write_json(data: Any, separators: tuple[str, str] | None = None) -> str:
    """Write plain data; `Decimal` becomes a number in plain digits, without an exponent.

    >>> write_json([Decimal("1.10"), Decimal("0.0000001")])
    '[1.10, 0.0000001]'
    """
    return str(
        simplejson.dumps(data, ensure_ascii=False, separators=separators, use_decimal=False, default=_write_digits)
    )


def _write_digits(value: Any) -> Any:
    if isinstance(value, Decimal):
        return simplejson.RawJSON(f"{value:f}")
    raise TypeError(f"{type(value).__name__} is not plain data")
