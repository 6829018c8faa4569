"""Values of database systems as plain Python values."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from nesy.provers.sql.base import Row


def plain_row(row: Sequence[Any]) -> Row:
    """A row with decimals as integers or floats; everything else stays.

    >>> plain_row((Decimal("3"), Decimal("2.5"), "a", None))
    (3, 2.5, 'a', None)
    """
    return tuple(_number(v) if isinstance(v, Decimal) else v for v in row)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
