"""The types of a module's parameters and results: what they mean for JSON values, and as JSON Schema."""

from __future__ import annotations

import ast
import datetime
import re
from dataclasses import dataclass
from typing import Any, TypeAlias, Union

from nesy.errors import SignatureError
from nesy.modules.scenes import SCENE_SCHEMA, is_scene
from nesy.spans import Span

Json: TypeAlias = Union[bool, int, float, str, "list[Json]", "dict[str, Json]", None]

SCALARS = ("any", "bool", "date", "float", "int", "none", "scene", "str")
"""The types without arguments; a date is a text such as ``2024-02-28``, a scene what :func:`is_scene` takes."""
_WIDER = frozenset({("float", "int"), ("str", "date")})
"""Pairs of scalar types of which the first includes the second."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SCHEMAS: dict[str, dict[str, Any]] = {
    "any": {},
    "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "float": {"type": "number"},
    "int": {"type": "integer"},
    "none": {"type": "null"},
    "scene": SCENE_SCHEMA,
    "str": {"type": "string"},
}


@dataclass(frozen=True, slots=True)
class Type:
    """A type: one of :data:`SCALARS`, ``list[T]``, ``dict[str, T]`` or a union ``S | T``.

    >>> str(Type("list", (Type("int"),)))
    'list[int]'
    """

    name: str
    arguments: tuple[Type, ...] = ()

    def __str__(self) -> str:
        if self.name == "union":
            return " | ".join(map(str, self.arguments))
        if self.name == "dict":
            return f"dict[str, {self.arguments[0]}]"
        return f"{self.name}[{self.arguments[0]}]" if self.arguments else self.name

    @property
    def schema(self) -> dict[str, Any]:
        """The type as JSON Schema.

        >>> Type("list", (Type("date"),)).schema
        {'type': 'array', 'items': {'type': 'string', 'format': 'date'}}
        """
        if self.name == "list":
            return {"type": "array", "items": self.arguments[0].schema}
        if self.name == "dict":
            return {"type": "object", "additionalProperties": self.arguments[0].schema}
        if self.name == "union":
            return {"anyOf": [part.schema for part in self.arguments]}
        return dict(_SCHEMAS[self.name])

    def holds(self, value: Json) -> bool:
        """Whether a JSON value is of this type; a truth value is no number, a whole number is a float.

        >>> Type("int").holds(True), Type("float").holds(2), Type("date").holds("2023-02-29")
        (False, True, False)
        """
        if self.name == "list":
            return isinstance(value, list) and all(map(self.arguments[0].holds, value))
        if self.name == "dict":
            return isinstance(value, dict) and all(map(self.arguments[0].holds, value.values()))
        if self.name == "union":
            return any(part.holds(value) for part in self.arguments)
        return _scalar_holds(self.name, value)

    def includes(self, other: Type, *, gradual: bool = False) -> bool:
        """Whether every value of another type is known to be of this one.

        Args:
            other: the other type.
            gradual: let ``any`` pass on either side: what it stands for is held against the value itself later
                (Siek and Taha, *Gradual typing for functional languages*, 2006).

        >>> Type("float").includes(Type("int")), Type("date").includes(Type("str"))
        (True, False)
        >>> Type("int").includes(Type("any")), Type("int").includes(Type("any"), gradual=True)
        (False, True)
        """
        if gradual and "any" in (self.name, other.name):
            return True
        if other.name == "union":
            return all(self.includes(part, gradual=gradual) for part in other.arguments)
        if self.name == "union":
            return any(part.includes(other, gradual=gradual) for part in self.arguments)
        if self.name == other.name:
            parts = zip(self.arguments, other.arguments, strict=True)
            return all(mine.includes(its, gradual=gradual) for mine, its in parts)
        return self.name == "any" or (self.name, other.name) in _WIDER


def _scalar_holds(name: str, value: Json) -> bool:
    if name == "date":
        return isinstance(value, str) and _is_date(value)
    if name == "scene":
        return is_scene(value)
    if name in ("int", "float"):
        return isinstance(value, int if name == "int" else (int, float)) and not isinstance(value, bool)
    kinds: dict[str, type] = {"bool": bool, "none": type(None), "str": str}
    return name == "any" or isinstance(value, kinds[name])


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_type(node: ast.expr, source: str) -> Type:
    """The type that an annotation names.

    Args:
        node: the annotation's syntax tree.
        source: the text that it was parsed from, one line, for the error.

    Raises:
        SignatureError: if it names no type.
    """
    if isinstance(node, ast.Constant) and node.value is None:
        return Type("none")
    if isinstance(node, ast.Name) and node.id in SCALARS:
        return Type(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts = (read_type(node.left, source), read_type(node.right, source))
        return Type("union", tuple(p for t in parts for p in (t.arguments if t.name == "union" else (t,))))
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        made = _generic(node.value.id, node.slice, source)
        if made is not None:
            return made
    raise SignatureError(
        "this is not a type of module values",
        source=source,
        span=span_of(node, source),
        expected=(*SCALARS, "list[T]", "dict[str, T]", "S | T"),
    )


def _generic(name: str, inside: ast.expr, source: str) -> Type | None:
    if name == "list":
        return Type("list", (read_type(inside, source),))
    if name == "dict" and isinstance(inside, ast.Tuple) and len(inside.elts) == 2:
        key, value = inside.elts
        if read_type(key, source) == Type("str"):
            return Type("dict", (read_type(value, source),))
    return None


def span_of(node: ast.expr | ast.arg, source: str) -> Span:
    """Where a node of a one-line source stands, in characters."""
    line = source.encode()
    return Span(*(len(line[:n].decode(errors="replace")) for n in (node.col_offset, node.end_col_offset or 0)))
