"""Tables as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_WIDTH = 40
"""Characters of a cell."""


def to_text(columns: Sequence[str], rows: Sequence[Sequence[Any]], truncated: bool = False, most: int = 50) -> str:
    """A table with a line a row; numbers stand to the right, and NULL is spelled out.

    >>> print(to_text(("name", "age"), (("Ann", 40), (None, 5))))
    name  age
    ----  ---
    Ann    40
    NULL    5
    """
    shown = [[cell(v) for v in row] for row in rows[:most]]
    names = [_cut(name) for name in columns]
    widths = [max([len(name), *(len(row[i]) for row in shown)]) for i, name in enumerate(names)]
    right = [
        bool(rows) and all(v is None or isinstance(v, int | float) for v in column) for column in _across(rows, names)
    ]
    lines = [_line(names, widths, right), "  ".join("-" * w for w in widths)]
    lines += [_line(row, widths, right) for row in shown]
    if len(rows) > most or truncated:
        lines.append(f"… {len(rows):,} rows" + (" and more" if truncated else ""))
    return "\n".join(lines)


def cell(value: Any) -> str:
    """A value on one line.

    >>> cell(None), cell("a\\nb"), cell(2.5)
    ('NULL', 'a b', '2.5')
    """
    if value is None:
        return "NULL"
    text = "".join(c if c.isprintable() else " " for c in str(value))
    return _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _across(rows: Sequence[Sequence[Any]], names: Sequence[str]) -> list[list[Any]]:
    return [[row[i] for row in rows] for i in range(len(names))]


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    parts = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(cells, widths, right, strict=True))
    return "  ".join(parts).rstrip()
