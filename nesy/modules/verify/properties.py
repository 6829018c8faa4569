"""Properties: what must hold of every result, as an expression over the parameters and ``result``."""

from __future__ import annotations

import ast

from nesy.errors import ParseError
from nesy.modules.sandbox.base import Program
from nesy.modules.signature import Signature
from nesy.spans import Span

_LONGEST = 2000
_ENTRY = "property_holds"


def property_program(text: str, signature: Signature) -> Program:
    """A program that decides a property from the arguments and the result; the module's source is no part of it.

    Raises:
        ParseError: if the property is not one expression.

    >>> from nesy.modules.signature import parse_signature
    >>> print(property_program("result >= n", parse_signature("f(n: int) -> int")).source)
    def property_holds(n, result):
        return bool(result >= n)
    """
    if len(text) > _LONGEST:
        raise ParseError(f"a property has {_LONGEST} characters at most, not {len(text)}")
    try:
        expression = ast.unparse(ast.parse(text.strip(), mode="eval"))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as err:
        at = min(len(text), max(0, (getattr(err, "offset", None) or 1) - 1))
        hint = "write a condition over the parameters and `result`, such as result >= 0"
        raise ParseError("this is not an expression", source=text, span=Span(at, at), hint=hint) from err
    names = ", ".join([p.name for p in signature.parameters] + ["result"])
    return Program(f"def {_ENTRY}({names}):\n    return bool({expression})", _ENTRY)
