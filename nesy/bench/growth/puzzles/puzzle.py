"""A matrix puzzle as a value: eight panels of a 3 x 3 matrix, and eight choices for the ninth."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias, get_args

from nesy.errors import BadDataFile
from nesy.modules.types import Json

Attribute: TypeAlias = Literal["slots", "number", "shape", "size", "colour"]
ATTRIBUTES: tuple[Attribute, ...] = get_args(Attribute)
CHOICES = 8
Value: TypeAlias = "int | tuple[int, ...]"
"""A value of an attribute; that of ``slots`` is a sorted tuple."""


@dataclass(frozen=True, slots=True)
class Group:
    """The objects in one part of a panel; they share shape, size and colour.

    >>> Group((0, 3), 1, 2, 7).value("number")
    2
    """

    slots: tuple[int, ...]
    """The places that are taken, sorted."""
    shape: int
    size: int
    colour: int

    def value(self, attribute: Attribute) -> Value:
        """What the group has of an attribute."""
        values: dict[Attribute, Value] = {
            "slots": self.slots,
            "number": len(self.slots),
            "shape": self.shape,
            "size": self.size,
            "colour": self.colour,
        }
        return values[attribute]


Panel: TypeAlias = tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Eight panels, row by row, eight choices for the ninth, and which one is right."""

    id: str
    layout: str
    """A name of :data:`LAYOUTS`."""
    context: tuple[Panel, ...]
    choices: tuple[Panel, ...]
    answer: int
    """The index of the right choice."""
    rules: tuple[tuple[str, str], ...] = ()
    """The rule of each governed attribute, such as ``("0.size", "progression")``."""

    def grid(self, part: int, attribute: Attribute) -> list[Json]:
        """The rows of one attribute's values in one part of the panels; the third row has two."""
        values = [as_json(panel[part].value(attribute)) for panel in self.context]
        return [values[0:3], values[3:6], values[6:8]]

    def to_json(self) -> dict[str, Any]:
        """The puzzle as JSON data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Layout:
    """How panels are divided: into how many parts, each with how many places."""

    parts: int
    places: int


LAYOUTS: tuple[tuple[str, Layout], ...] = (
    ("centre", Layout(1, 1)),
    ("2x2", Layout(1, 4)),
    ("left-right", Layout(2, 1)),
)


def as_json(value: Value) -> Json:
    """A value as modules see it."""
    return list(value) if isinstance(value, tuple) else value


def read_puzzle(data: Any) -> Puzzle:
    """The puzzle that :meth:`Puzzle.to_json` wrote.

    Raises:
        BadDataFile: if the data describes none.
    """
    try:
        context, choices = (tuple(map(_panel, data[name])) for name in ("context", "choices"))
        rules = tuple((str(where), str(rule)) for where, rule in data["rules"])
        puzzle = Puzzle(str(data["id"]), str(data["layout"]), context, choices, data["answer"], rules)
        parts = dict(LAYOUTS)[puzzle.layout].parts
    except (KeyError, TypeError, ValueError) as err:
        raise BadDataFile(f"this is not a puzzle: {err!r}") from err
    whole = len(context) == 8 and len(choices) == CHOICES and all(len(p) == parts for p in (*context, *choices))
    if not whole or type(puzzle.answer) is not int or not 0 <= puzzle.answer < CHOICES:
        raise BadDataFile("a puzzle has 8 panels, 8 choices, the index of one, and the parts of its layout")
    return puzzle


def _panel(data: Any) -> Panel:
    return tuple(_group(part) for part in data)


def _group(part: Any) -> Group:
    whole = (*part["slots"], part["shape"], part["size"], part["colour"])
    if any(type(n) is not int for n in whole):
        raise ValueError("values of attributes are whole numbers")
    return Group(tuple(sorted(part["slots"])), part["shape"], part["size"], part["colour"])
