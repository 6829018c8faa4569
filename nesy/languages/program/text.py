"""The canonical text of a program of calls."""

from __future__ import annotations

import json

from nesy.languages.program.syntax import Argument, Call, Line, ListOf, Literal, ObjectOf, Program, Reference, Value


def program_text(program: Program) -> str:
    """The program, a line a call.

    >>> from nesy.languages.program.read import read_program
    >>> print(program_text(read_program("x=add( 1,b = 'two')\\nreturn [x,None]")))
    x = add(1, b="two")
    return [x, null]
    """
    return "\n".join([*map(line_text, program.lines), f"return {value_text(program.result)}"])


def line_text(line: Line) -> str:
    """A line: name and call."""
    return f"{line.name} = {call_text(line.call)}"


def call_text(call: Call) -> str:
    """A call with its arguments."""
    return f"{call.function}({', '.join(map(_argument, call.arguments))})"


def value_text(value: Value) -> str:
    """A value as JSON with names in it."""
    match value:
        case Literal(plain):
            return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Reference(name):
            return name
        case ListOf(items):
            return f"[{', '.join(map(value_text, items))}]"
        case ObjectOf(pairs):
            shown = (f"{value_text(Literal(key))}: {value_text(item)}" for key, item in pairs)
            return f"{{{', '.join(shown)}}}"


def _argument(argument: Argument) -> str:
    text = value_text(argument.value)
    return text if argument.name is None else f"{argument.name}={text}"
