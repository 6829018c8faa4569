"""Need files: what tasks of a family ask for, as texts and examples beside the data sets."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from nesy.bench.growth.need import Inputs, Need
from nesy.errors import BadDataFile
from nesy.modules.types import Json
from nesy.resources import content_text


@dataclass(frozen=True, slots=True)
class Maker:
    """How cases of a function are made: a reference and arguments by chance."""

    reference: Callable[..., Json]
    draw: Callable[[random.Random], Inputs]


def read_needs(family: str, makers: Mapping[str, Maker]) -> tuple[Need, ...]:
    """The needs of ``datasets/growth/<family>.yaml``, each with its maker.

    Raises:
        FileMissing: if there is no such file.
        BadDataFile: if it does not describe exactly the functions that have makers.
    """
    entries = read_entries(family)
    if set(entries) != set(makers):
        differing = ", ".join(sorted(set(entries) ^ set(makers)))
        raise BadDataFile("the file and the makers have different functions", source_name=family, expected=(differing,))
    return tuple(entry_need(family, name, entries[name], maker) for name, maker in makers.items())


def read_entries(family: str) -> dict[str, Any]:
    """The entries of a family's file, by the names of the functions.

    Raises:
        FileMissing: if there is no such file.
        BadDataFile: if it is not a mapping.
    """
    try:
        entries = yaml.safe_load(content_text("datasets", f"growth/{family}.yaml"))
    except yaml.YAMLError as err:
        raise BadDataFile(f"this is not YAML: {err}", source_name=family) from err
    if not isinstance(entries, dict):
        raise BadDataFile("a file of needs maps names to entries", source_name=family)
    return entries


def entry_need(family: str, function: str, entry: Any, maker: Maker, kind: str = "", noun: str = "") -> Need:
    """The need that an entry describes.

    Args:
        family: the family's name.
        function: the function's name.
        entry: its head, docs, edges and properties.
        maker: how its cases are made.
        kind: what tells the need from others for the same function.
        noun: what stands for ``{noun}`` in the docs.

    Raises:
        BadDataFile: if something is missing.
    """
    try:
        docs = tuple(str(doc).replace("{noun}", noun) for doc in entry["docs"])
        edges = tuple(tuple(inputs) for inputs in entry.get("edges", ()))
        properties = tuple(entry.get("properties", ()))
        name = f"{function} {kind}".strip()
        return Need(family, name, entry["head"], docs, maker.reference, maker.draw, edges, properties)
    except (KeyError, TypeError, AttributeError) as err:
        raise BadDataFile(f"the entry of {function} is incomplete: {err!r}", source_name=family) from err
