"""Which values cross out of a sandbox."""

from __future__ import annotations


def as_json(value: object) -> object:
    """A copy of a value that is JSON: exact builtin types, tuples as lists, text keys.

    Raises:
        TypeError: for any other value.

    >>> as_json({"a": (1, 2.5)})
    {'a': [1, 2.5]}
    """
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if kind in (list, tuple):
        return [as_json(item) for item in value]  # type: ignore[attr-defined]
    if kind is dict and all(type(key) is str for key in value):  # type: ignore[attr-defined]
        return {key: as_json(item) for key, item in value.items()}  # type: ignore[attr-defined]
    raise TypeError(f"{kind.__name__} is not JSON")
