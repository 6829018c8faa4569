"""The typed head of a module: its name, its parameters and what it returns."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nesy.errors import InputTooLarge, SignatureError
from nesy.modules.types import Json, Type, read_type, span_of
from nesy.spans import Span

LONGEST = 1000
"""Characters that a head may have."""
_DEF = "def "


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter and its type."""

    name: str
    type: Type

    def __str__(self) -> str:
        return f"{self.name}: {self.type}"


@dataclass(frozen=True, slots=True)
class Signature:
    """The head of a module.

    >>> print(parse_signature("days_between(start: date, end: date) -> int"))
    days_between(start: date, end: date) -> int
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: Type

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.parameters))}) -> {self.returns}"

    @property
    def type_key(self) -> str:
        """The types alone, by which modules of one shape are found.

        >>> parse_signature("f(n: int) -> bool").type_key
        '(int) -> bool'
        """
        return f"({', '.join(str(p.type) for p in self.parameters)}) -> {self.returns}"

    @property
    def shape(self) -> str:
        """The head without its names, as a head that can be parsed.

        >>> parse_signature("half(n: int) -> float").shape
        'f(p0: int) -> float'
        """
        return f"f({', '.join(f'p{number}: {p.type}' for number, p in enumerate(self.parameters))}) -> {self.returns}"

    @property
    def schema(self) -> dict[str, Any]:
        """JSON Schemas of the arguments, as a list, and of the result."""
        taken = [p.type.schema for p in self.parameters]
        arguments = {"type": "array", "prefixItems": taken, "minItems": len(taken), "maxItems": len(taken)}
        return {"in": arguments, "out": self.returns.schema}

    def takes(self, inputs: Sequence[Json]) -> bool:
        """Whether a call with these arguments is well typed."""
        return len(inputs) == len(self.parameters) and all(
            p.type.holds(value) for p, value in zip(self.parameters, inputs, strict=True)
        )

    def fits(self, wanted: Signature) -> bool:
        """Whether a function of these types can stand in for one of the wanted types.

        >>> parse_signature("f(x: float) -> int").fits(parse_signature("g(n: int) -> float"))
        True
        """
        return (
            len(self.parameters) == len(wanted.parameters)
            and all(p.type.includes(q.type) for p, q in zip(self.parameters, wanted.parameters, strict=True))
            and wanted.returns.includes(self.returns)
        )


def parse_signature(text: str) -> Signature:
    """The signature that a text such as ``days_between(start: date, end: date) -> int`` states.

    Raises:
        InputTooLarge: if it is longer than :data:`LONGEST` characters.
        SignatureError: if it is not such a head.

    >>> parse_signature("f(n) -> int")
    Traceback (most recent call last):
    ...
    nesy.errors.SignatureError: parameter 'n' has no type
    1 | f(n) -> int
      |   ^
    hint: write n: int, for example
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise InputTooLarge(f"a head has {LONGEST} characters at most, not {len(text)}")
    text = text.removeprefix(_DEF).rstrip(":")
    function = _function(text)
    if keyword.iskeyword(function.name) or function.name.startswith("__"):
        raise _wrong("this name is reserved", text, Span(0, len(function.name)))
    if function.returns is None:
        raise _wrong("the head does not say what is returned", text, hint="end it with -> and a type")
    source = _DEF + text
    parameters = tuple(_parameter(a, source) for a in function.args.args)
    if len({p.name for p in parameters}) < len(parameters):
        raise _wrong("two parameters have one name", text)
    return Signature(function.name, parameters, _type(function.returns, source))


def _function(text: str) -> ast.FunctionDef:
    """The syntax tree of the head; exactly one function of plain parameters, and nothing else."""
    hint = "write name(parameter: type, …) -> type"
    if "\n" in text or "#" in text:
        raise _wrong("a head is one line of code", text, hint=hint)
    try:
        body = ast.parse(f"{_DEF}{text}: pass").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as err:
        offset = max(0, (getattr(err, "offset", None) or 1) - 1 - len(_DEF))
        at = Span(min(offset, len(text)), min(offset, len(text)))
        raise _wrong("this is not a head", text, at, hint=hint) from err
    node = body[0]
    if len(body) != 1 or not isinstance(node, ast.FunctionDef) or len(node.body) != 1:
        raise _wrong("this is not a head", text, hint=hint)
    arguments = node.args
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs or arguments.defaults:
        raise _wrong("a head has plain parameters alone, without defaults", text, hint=hint)
    return node


def _parameter(argument: ast.arg, source: str) -> Parameter:
    text, name = source.removeprefix(_DEF), argument.arg
    if argument.annotation is None:
        at = span_of(argument, source)
        place = Span(at.start - len(_DEF), at.end - len(_DEF))
        raise _wrong(f"parameter {name!r} has no type", text, place, hint=f"write {name}: int, for example")
    return Parameter(name, _type(argument.annotation, source))


def _type(node: ast.expr, source: str) -> Type:
    try:
        return read_type(node, source)
    except SignatureError as err:
        if err.span is not None:
            err.source = source.removeprefix(_DEF)
            err.span = Span(err.span.start - len(_DEF), err.span.end - len(_DEF))
        raise


def _wrong(message: str, source: str, span: Span | None = None, hint: str | None = None) -> SignatureError:
    return SignatureError(message, source=source, span=span or Span(0, len(source.split("\n")[0])), hint=hint)
