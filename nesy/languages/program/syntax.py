"""The syntax tree of a program of calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from nesy.spans import Span

NOWHERE = Span(0, 0)
"""The place of a node that no text spells."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A JSON value without parts: a number, a text, ``true``, ``false`` or ``null``."""

    value: bool | int | float | str | None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of an input or of an earlier line, for its value."""

    name: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values."""

    items: tuple[Value, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """An object: keys, each with a value."""

    pairs: tuple[tuple[str, Value], ...]
    span: Span = field(default=NOWHERE, compare=False)


Value: TypeAlias = Literal | Reference | ListOf | ObjectOf


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call, by place or by name."""

    value: Value
    name: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """The call of a function."""

    function: str
    arguments: tuple[Argument, ...]
    span: Span = field(default=NOWHERE, compare=False)
    """Where the function's name stands."""


@dataclass(frozen=True, slots=True)
class Line:
    """A call whose value is named."""

    name: str
    call: Call
    span: Span = field(default=NOWHERE, compare=False)
    """Where the name stands."""


@dataclass(frozen=True, slots=True)
class Program:
    """Lines of calls, and the value that is returned."""

    lines: tuple[Line, ...]
    result: Value
    source: str = field(default="", compare=False)

    @property
    def language(self) -> str:
        """``program``."""
        return "program"

    def to_json(self) -> dict[str, Any]:
        """The program as JSON data: its canonical text."""
        from nesy.languages.program.text import program_text

        return {"text": program_text(self)}


def references(value: Value) -> Iterator[Reference]:
    """Every reference in a value, in reading order."""
    match value:
        case Reference():
            yield value
        case ListOf(items):
            for item in items:
                yield from references(item)
        case ObjectOf(pairs):
            for _, item in pairs:
                yield from references(item)
        case Literal():
            pass


def evaluate(value: Value, known: dict[str, Any]) -> Any:
    """The JSON value that a value stands for.

    Args:
        value: what is evaluated.
        known: the values of inputs and earlier lines.

    >>> evaluate(ListOf((Literal(1), Reference("x1"))), {"x1": "a"})
    [1, 'a']
    """
    match value:
        case Literal(plain):
            return plain
        case Reference(name):
            return known[name]
        case ListOf(items):
            return [evaluate(item, known) for item in items]
        case ObjectOf(pairs):
            return {key: evaluate(item, known) for key, item in pairs}
