"""Recorded replies of a writer of modules: right, wrong, over-weak, over-general, hostile, duplicate and truncated."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from nesy.errors import BadDataFile
from nesy.modules.signature import Signature
from nesy.resources import content_text

RIGHT = ("right", "duplicate")
"""The kinds of replies that do what their task asks for."""
FLAWED = ("wrong", "over-weak", "over-general", "hostile", "truncated")
FAMILIES = ("puzzles", "scenes", "lists", "dates")
_FLAW = 0.5
"""How often one of the first two replies is flawed."""
_OWN_FLAW = 0.9
"""How often a flaw is one of the function's own."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a writer said once."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Completions:
    """The replies for each function, and those that fit every function."""

    of: Mapping[str, tuple[Reply, ...]]
    any: tuple[Reply, ...]

    def functions(self) -> tuple[str, ...]:
        """The names of the functions that have replies, sorted."""
        return tuple(sorted(self.of))

    def solution(self, function: str) -> str:
        """The source of the first right reply.

        Raises:
            KeyError: if the function has none.
        """
        for reply in self.of.get(function, ()):
            if reply.kind == "right":
                return reply.text
        raise KeyError(function)

    def draw(self, signature: Signature, attempt: int, chance: random.Random) -> Reply:
        """A reply to a task: half of the first two attempts are flawed, and later ones are right.

        Raises:
            KeyError: if the function has no right reply.
        """
        own = self.of[signature.name]
        right = [reply for reply in own if reply.kind in RIGHT]
        flawed = [reply for reply in own if reply.kind in FLAWED]
        common = [_filled(reply, signature) for reply in self.any]
        if attempt < 2 and chance.random() < _FLAW:
            return chance.choice(flawed if flawed and chance.random() < _OWN_FLAW else common)
        return chance.choice(right)


def read_completions() -> Completions:
    """The replies of ``datasets/growth/completions``.

    Raises:
        FileMissing: if a file is not there.
        BadDataFile: if one does not describe replies, or two describe those of one function.
    """
    found: dict[str, tuple[Reply, ...]] = {}
    for family in FAMILIES:
        for function, entries in _load(family, dict).items():
            if function in found:
                raise BadDataFile(f"{function} has replies in another file as well", source_name=family)
            found[function] = tuple(_reply(entry, family) for entry in entries)
    return Completions(MappingProxyType(found), tuple(_reply(entry, "any") for entry in _load("any", list)))


def _load(name: str, kind: type[Any]) -> Any:
    try:
        data = yaml.safe_load(content_text("datasets", f"growth/completions/{name}.yaml"))
    except yaml.YAMLError as err:
        raise BadDataFile(f"this is not YAML: {err}", source_name=name) from err
    if not isinstance(data, kind):
        raise BadDataFile("a file of replies maps functions to lists of replies", source_name=name)
    return data


def _reply(entry: Any, name: str) -> Reply:
    if not (isinstance(entry, dict) and entry.get("kind") in (*RIGHT, *FLAWED) and isinstance(entry.get("text"), str)):
        raise BadDataFile(f"not a reply: {entry!r:.80}", source_name=name, expected=("kind", "text"))
    return Reply(entry["kind"], entry["text"])


def _filled(reply: Reply, signature: Signature) -> Reply:
    parameters = ", ".join(p.name for p in signature.parameters)
    return Reply(reply.kind, reply.text.replace("NAME", signature.name).replace("PARAMETERS", parameters))
