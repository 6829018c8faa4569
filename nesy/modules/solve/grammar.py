"""The grammars that bind a model which writes programs of calls to the functions, inputs and lines that exist.

:func:`scope_grammar` derives whole programs: names, number of arguments, types of literals and inputs, and only lines
that stand before. What type an earlier line has it cannot know; :func:`line_grammar`, which is made anew for every
line, does. Both derive only texts that ``grammars/program.lark`` derives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count

from nesy.languages.decoding import Grammar
from nesy.languages.program.decoding import program_grammar
from nesy.modules.signature import Signature
from nesy.modules.solve.typed import ANY, Scope
from nesy.modules.types import Type

MAX_LINES = 16
"""Lines of a program that the grammar admits."""
MAX_ITEMS = 20
"""Further items of a list or object that the grammar admits."""

_DATE = r'DATE: /"[12][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"/'
_LITERALS = {
    "any": ("STRING", "NUMBER", '"true"', '"false"', '"null"'),
    "bool": ('"true"', '"false"'),
    "date": ("DATE",),
    "float": ("NUMBER",),
    "int": ("WHOLE",),
    "none": ('"null"',),
    "str": ("STRING",),
}
_WHOLE = "WHOLE: /-?(0|[1-9][0-9]{0,17})/"


def scope_grammar(scope: Scope, most: int = MAX_LINES) -> Grammar:
    """The grammar of whole programs over a scope.

    Args:
        scope: what a program may name.
        most: lines at most.

    >>> from nesy.modules.signature import parse_signature
    >>> scope = Scope({"add": parse_signature("add(a: int, b: int) -> int")})
    >>> print(scope_grammar(scope, most=1).lark.splitlines()[0])
    start: "x1 = " ("add(" t2 ", " t2 ")") SEP follows_1 | "return " t1
    """
    prefix, rules = _prefix(scope), list[str]()
    writer = _Writer(scope, rules)
    heads = []
    for number in range(1, most + 2):
        known = {f"{prefix}{n}": ANY for n in range(1, number)}
        heads.append(_line(writer, f"{prefix}{number}", number, known, last=number > most))
    return _grammar(heads, rules)


def line_grammar(scope: Scope, before: Sequence[Type]) -> Grammar:
    """The grammar of the next line: a call and a line break, or ``return`` and a value.

    Args:
        scope: what a program may name.
        before: the types of the lines before it, in order.
    """
    prefix, rules = _prefix(scope), list[str]()
    known = {f"{prefix}{n}": given for n, given in enumerate(before, 1)}
    writer, number = _Writer(scope, rules), len(before) + 1
    calls = _calls(writer, known)
    writes = f'"{prefix}{number} = " ({" | ".join(calls)}) SEP | ' if calls else ""
    return _grammar([f'start: {writes}"return " {writer.value(ANY, known)}'], rules)


def line_name(scope: Scope, number: int) -> str:
    """The name that the grammars give a line, from 1.

    >>> line_name(Scope({}, {"x1": 5}), 1)
    'xx1'
    """
    return f"{_prefix(scope)}{number}"


def _prefix(scope: Scope) -> str:
    """What lines are named by: ``x``, unless inputs are."""
    letters = ("x" * n for n in count(1))
    return next(p for p in letters if not any(re.fullmatch(rf"{p}\d+", name) for name in scope.inputs))


def _line(writer: _Writer, name: str, number: int, known: dict[str, Type], *, last: bool) -> str:
    head = "start" if number == 1 else f"follows_{number - 1}"
    returns = f'"return " {writer.value(ANY, known)}'
    calls = [] if last else _calls(writer, known)
    if not calls:
        return f"{head}: {returns}"
    return f'{head}: "{name} = " ({" | ".join(calls)}) SEP follows_{number} | {returns}'


def _calls(writer: _Writer, known: dict[str, Type]) -> list[str]:
    found = (_call(writer, signature, known) for signature in writer.scope.functions.values())
    return [call for call in found if call]


def _call(writer: _Writer, signature: Signature, known: dict[str, Type]) -> str:
    """The call of a function; empty if nothing can be an argument of it."""
    values = [writer.value(p.type, known) for p in signature.parameters]
    if not all(values):
        return ""
    if not values:
        return f'"{signature.name}()"'
    return f'"{signature.name}(" {_joined(values)} ")"'


class _Writer:
    """Writes the rules of values: one for each type and each set of lines that may be named there."""

    def __init__(self, scope: Scope, rules: list[str]) -> None:
        self.scope, self.rules = scope, rules
        self.names: dict[tuple[Type, tuple[str, ...]], str] = {}

    def value(self, wanted: Type, known: dict[str, Type]) -> str:
        """The name of the rule of values of a type; empty if there are none."""
        key = (wanted, tuple(known))
        if key not in self.names:
            self.names[key] = name = f"t{len(self.names) + 1}"
            alternatives = self._alternatives(wanted, known)
            self.names[key] = name if alternatives else ""
            if alternatives:
                self.rules.append(f"{name}: {' | '.join(alternatives)}")
        return self.names[key]

    def _alternatives(self, wanted: Type, known: dict[str, Type]) -> list[str]:
        lines = [f'"{name}"' for name, given in known.items() if wanted.includes(given, gradual=True)]
        inputs = [f'"{name}"' for name, value in self.scope.inputs.items() if wanted.holds(value)]
        return list(dict.fromkeys([*lines, *inputs, *self._spelled(wanted, known)]))

    def _spelled(self, wanted: Type, known: dict[str, Type]) -> Iterable[str]:
        yield from _LITERALS.get(wanted.name, ())
        if wanted.name == "union":
            yield from (rule for part in wanted.arguments if (rule := self.value(part, known)))
        inner = ANY if wanted.name == "any" else wanted.arguments[0] if wanted.arguments else None
        if wanted.name in ("any", "list") and inner is not None:
            item = self.value(inner, known)
            yield f'"[" ({item} (", " {item}){{0,{MAX_ITEMS}}})? "]"' if item else '"[" "]"'
        if wanted.name in ("any", "dict") and inner is not None:
            item = self.value(inner, known)
            pair = f'STRING ": " {item}'
            yield f'"{{" ({pair} (", " {pair}){{0,{MAX_ITEMS}}})? "}}"' if item else '"{" "}"'


def _joined(values: Sequence[str]) -> str:
    return ' ", " '.join(values)


def _grammar(heads: Sequence[str], rules: Sequence[str]) -> Grammar:
    text = "\n".join([*heads, *rules, *_terminals()])
    return Grammar("program", f"{text}\n", specialised=True)


@lru_cache(maxsize=1)
def _terminals() -> tuple[str, ...]:
    """The terminals of literals as ``program.lark`` has them, and narrower ones."""
    lines = program_grammar().lark.split("\n")
    kept = [line for line in lines if line.startswith(("NUMBER:", "STRING:"))]
    return (*kept, _WHOLE, _DATE, r"SEP: /\n/")
