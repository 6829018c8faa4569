"""Types of programs of calls: every call is held against the head of its function, every name against its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from nesy.errors import ProgramError
from nesy.languages.program.syntax import (
    Argument,
    Line,
    ListOf,
    ObjectOf,
    Program,
    Reference,
    Value,
    evaluate,
    references,
)
from nesy.languages.program.text import value_text
from nesy.modules.signature import Signature
from nesy.modules.types import Json, Type
from nesy.spans import Span

ANY = Type("any")
_NUMBERS = ("int", "float")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a program may name: functions by their heads, and inputs by their values."""

    functions: Mapping[str, Signature]
    inputs: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypedCall:
    """A line whose arguments stand in the order of the function's parameters."""

    line: Line
    signature: Signature
    values: tuple[Value, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        """The names that the arguments refer to, each once."""
        return tuple(dict.fromkeys(r.name for value in self.values for r in references(value)))


@dataclass(frozen=True, slots=True)
class TypedProgram:
    """A program that fits its scope."""

    program: Program
    calls: tuple[TypedCall, ...]


def typed_program(program: Program, scope: Scope) -> TypedProgram:
    """The program with every argument at its parameter.

    Raises:
        ProgramError: for the first thing that does not fit; :func:`find_faults` gives all of them.

    >>> from nesy.languages.program.read import read_program
    >>> from nesy.modules.signature import parse_signature
    >>> scope = Scope({"add": parse_signature("add(a: int, b: int) -> int")})
    >>> typed_program(read_program("x = ad(1, 2)\\nreturn x"), scope)
    Traceback (most recent call last):
    ...
    nesy.errors.ProgramError: there is no function 'ad'
    1 | x = ad(1, 2)
      |     ^^
    hint: did you mean add(a: int, b: int) -> int?
    """
    checker = _Checker(program, scope)
    calls = checker.calls()
    if checker.faults:
        raise checker.faults[0]
    return TypedProgram(program, calls)


def find_faults(program: Program, scope: Scope) -> list[ProgramError]:
    """Everything in a program that does not fit its scope, in reading order."""
    checker = _Checker(program, scope)
    checker.calls()
    return checker.faults


_Given: TypeAlias = "Type | None"
"""The type of an earlier line; None for an input, which has a value, and for a line that does not fit."""


class _Checker:
    """Goes through a program once, line by line."""

    def __init__(self, program: Program, scope: Scope) -> None:
        self.program, self.scope = program, scope
        self.faults: list[ProgramError] = []
        self.known: dict[str, _Given] = dict.fromkeys(scope.inputs)

    def calls(self) -> tuple[TypedCall, ...]:
        found = [call for line in self.program.lines if (call := self._line(line)) is not None]
        for reference in references(self.program.result):
            self._reference(reference)
        return tuple(found)

    def _line(self, line: Line) -> TypedCall | None:
        signature = self.scope.functions.get(line.call.function)
        if signature is None:
            self._no_function(line)
        values = self._arguments(line, signature) if signature else None
        if signature is None:
            for argument in line.call.arguments:
                self._parts(argument.value)
        if line.name in self.known:
            what = "an input" if line.name in self.scope.inputs else "an earlier line"
            self._fault(f"{line.name} is the name of {what}", line.span, hint="give every line a name of its own")
        self.known[line.name] = signature.returns if signature else None
        return TypedCall(line, signature, values) if signature and values is not None else None

    def _arguments(self, line: Line, signature: Signature) -> tuple[Value, ...] | None:
        """The arguments in the order of the parameters; None if they do not fit."""
        before, given = len(self.faults), dict[str, Value]()
        names = [p.name for p in signature.parameters]
        for place, argument in enumerate(line.call.arguments):
            behind = any(a.name is not None for a in line.call.arguments[:place])
            name = self._parameter(argument, place, signature, given, behind=behind)
            if name is None:
                self._parts(argument.value)
                continue
            given[name] = argument.value
            wanted = signature.parameters[names.index(name)].type
            self._value(argument.value, wanted, f"{name} of {signature.name}")
        missing = [p for p in signature.parameters if p.name not in given]
        if missing and len(self.faults) == before:
            told = ", ".join(map(str, missing))
            self._fault(f"{signature.name} lacks {told}", line.call.span, hint=f"the head is {signature}")
        return tuple(given[n] for n in names) if len(self.faults) == before else None

    def _parameter(
        self, argument: Argument, place: int, signature: Signature, given: Mapping[str, Value], *, behind: bool
    ) -> str | None:
        """The parameter that an argument is for; ``behind`` says whether it stands behind one by name."""
        names, name, head = [p.name for p in signature.parameters], argument.name, f"the head is {signature}"
        if name is None and place >= len(names):
            self._fault(f"{signature.name} takes {_counted(len(names), 'argument')}", argument.span, hint=head)
            return None
        if name is None and behind:
            self._fault("an argument by place behind one by name", argument.span, hint=head)
            return None
        name = names[place] if name is None else name
        if name not in names:
            hint = _nearest(name, names)
            self._fault(f"{signature.name} has no parameter {name}", argument.span, hint=hint or head)
            return None
        if name in given:
            self._fault(f"{name} of {signature.name} is given twice", argument.span, hint=head)
            return None
        return name

    def _value(self, value: Value, wanted: Type, whose: str) -> None:
        """Hold a value against a type, part by part."""
        if isinstance(value, Reference):
            self._reference(value, wanted, whose)
        elif not any(True for _ in references(value)):
            plain = evaluate(value, {})
            if not wanted.holds(plain):
                self._fault(
                    f"{whose} is {wanted}, not {value_text(value):.60}", value.span, hint=_spelling(plain, wanted)
                )
        elif isinstance(value, ListOf) and wanted.name == "list":
            for item in value.items:
                self._value(item, wanted.arguments[0], f"an item of {whose}")
        elif isinstance(value, ObjectOf) and wanted.name == "dict":
            for key, item in value.pairs:
                self._value(item, wanted.arguments[0], f"{key!r:.40} of {whose}")
        else:
            self._parts(value)
            if not _may_be(value, wanted):
                self._fault(f"{whose} is {wanted}, not {value_text(value):.60}", value.span)

    def _parts(self, value: Value) -> None:
        for reference in references(value):
            self._reference(reference)

    def _reference(self, reference: Reference, wanted: Type = ANY, whose: str = "") -> None:
        name = reference.name
        if name not in self.known:
            self._no_name(reference)
            return
        given = self.known[name]
        if name in self.scope.inputs and not wanted.holds(self.scope.inputs[name]):
            value = self.scope.inputs[name]
            self._fault(f"{whose} is {wanted}; the input {name} is {value!r:.60}", reference.span)
        elif given is not None and not wanted.includes(given, gradual=True):
            hint = f"put a call between that turns {given} into {wanted}"
            self._fault(f"{whose} is {wanted}; {name} is {given}", reference.span, hint=hint)

    def _no_function(self, line: Line) -> None:
        function, known = line.call.function, self.scope.functions
        near = difflib.get_close_matches(function, known, 1)
        hint = f"did you mean {known[near[0]]}?" if near else f"there are {_listed(known)}"
        self._fault(f"there is no function {function!r}", line.call.span, hint=hint)

    def _no_name(self, reference: Reference) -> None:
        later = any(line.name == reference.name for line in self.program.lines)
        if later:
            self._fault(f"{reference.name} is used before its line", reference.span, hint="write its line first")
            return
        known = _nearest(reference.name, self.known)
        hint = known or (f"there are {_listed(self.known)}" if self.known else "texts stand in quotation marks")
        self._fault(f"there is no input or earlier line {reference.name!r}", reference.span, hint=hint)

    def _fault(self, message: str, span: Span, hint: str | None = None) -> None:
        self.faults.append(ProgramError(message, source=self.program.source, span=span, hint=hint))


def _may_be(value: Value, wanted: Type) -> bool:
    """Whether a list or object with names in it may be of a type."""
    if wanted.name == "union":
        return any(_may_be(value, part) for part in wanted.arguments)
    return wanted.name in ("any", "list" if isinstance(value, ListOf) else "dict")


def _nearest(name: str, known: Iterable[str]) -> str | None:
    near = difflib.get_close_matches(name, list(known), 1)
    return f"did you mean {near[0]}?" if near else None


def _listed(names: Iterable[str], most: int = 12) -> str:
    shown: Sequence[str] = sorted(names)
    return ", ".join(shown[:most]) + (", …" if len(shown) > most else "") if shown else "none"


def _counted(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _spelling(value: Json, wanted: Type) -> str | None:
    if wanted.name == "date" and isinstance(value, str):
        return "write a date as 2024-02-28"
    if wanted.name in _NUMBERS and isinstance(value, str):
        return "write a number without quotation marks"
    return None
