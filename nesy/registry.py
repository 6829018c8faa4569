"""Finds languages, provers, models and data sets by name, through entry points.

Each extension point has one entry-point group: ``nesy.languages``, ``nesy.provers``, ``nesy.models``,
``nesy.datasets``, ``nesy.handlers``.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from nesy.errors import MissingDependency, UnknownName


@lru_cache(maxsize=16)
def _group(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=group)}


def names(group: str) -> tuple[str, ...]:
    """The names registered in a group, sorted.

    >>> "z3" in names("nesy.provers")
    True
    """
    return tuple(sorted(_group(group)))


def load(group: str, name: str) -> Any:
    """The object registered under a name.

    Raises:
        UnknownName: if nothing is registered under it.
        MissingDependency: if what is registered needs a package that is not installed.
    """
    point = _group(group).get(name)
    if point is None:
        kind = group.rpartition(".")[2].removesuffix("s")
        raise UnknownName(f"there is no {kind} {name!r}", expected=names(group))
    try:
        return point.load()
    except ImportError as err:
        raise MissingDependency(f"{name} cannot be loaded: {err}", hint=f"pip install 'nesy[{name}]'") from err
