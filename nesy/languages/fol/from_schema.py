"""Reads JSON data that follows :func:`~nesy.languages.fol.schema.program_schema` into a program's text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from nesy.errors import InputTooLarge, ParseError
from nesy.languages.fol.parse import MAX_DEPTH
from nesy.languages.fol.read import MAX_STATEMENTS, MAX_TEXT, check_text
from nesy.languages.fol.schema import ARITHMETIC_KEYS, VARIABLE_LIKE
from nesy.languages.fol.syntax import (
    COMPARISONS,
    And,
    Apply,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Number,
    Or,
    Term,
    Variable,
    Xor,
)
from nesy.languages.fol.theory import Statement, Theory
from nesy.spans import Span

T = TypeVar("T")

_SECOND_KEYS = frozenset({"body", "then", "arguments", "sides"})
_DIGITS = re.compile(r"-?[0-9]{1,18}(?:[.][0-9]{1,9})?")
_APPLIED = re.compile(r"(predicate|function)([0-9]{1,3})?")
_SIGNS = frozenset((*COMPARISONS, *ARITHMETIC_KEYS.values()))
_HINT = "follow the schema that `program_schema` gives"


def program_from_schema(text: str) -> str:
    """The program that a schema's instance spells: the premises one a line, then ``⊢`` and the conclusion.

    A text is a variable where a quantifier binds it, or if it is a letter from ``u`` to ``z`` with up to two digits;
    ``{"constant": "x"}`` spells a constant all the same.

    Raises:
        ParseError: if the text is not JSON or does not follow the schema; the message says where.
        InputTooLarge: if it is too long or nested too deep.
        InputUnreadable: if it holds characters that no text has.

    >>> rule = '{"all": "x", "body": {"if": {"predicate": "Dog", "arguments": ["x"]}, "then": '
    >>> rule += '{"predicate": "Kind", "arguments": ["x"]}}}'
    >>> print(program_from_schema('{"premises": [' + rule + '], "conclusion": {"predicate": "Rain", "arguments": []}}'))
    ∀x (Dog(x) → Kind(x))
    ⊢ Rain
    """
    check_text(text, MAX_TEXT)
    program = _fields(_load(text), ("premises", "conclusion"), _Place("the program"))
    premises = _items(program["premises"], 0, MAX_STATEMENTS, _Place("premises"))
    formulas = [_formula(data, _Place(f"premises[{n}]")) for n, data in enumerate(premises)]
    conclusion = Statement(_formula(program["conclusion"], _Place("conclusion")), "conclusion")
    return str(Theory(tuple(Statement(f, str(n)) for n, f in enumerate(formulas, 1)), conclusion))


def _load(text: str) -> Any:
    try:
        return json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_number)
    except json.JSONDecodeError as err:
        span = Span(err.pos, min(err.pos + 1, len(text)))
        raise ParseError(f"this is not JSON: {err.msg}", source=text, span=span, hint=_HINT) from err
    except RecursionError as err:
        raise InputTooLarge("the JSON text is nested too deep", hint=f"at most {MAX_DEPTH} levels are read") from err


def _number(digits: str) -> Number:
    if not _DIGITS.fullmatch(digits):
        _refuse(f"there is the number {digits[:40]}", "an integer or a decimal of at most 18 digits before the point")
    return Number(Fraction(digits))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the data a tree stands, and the variables that the quantifiers around it bind."""

    path: str
    depth: int = 1
    bound: frozenset[str] = frozenset()

    def below(self, step: str, *bound: str) -> _Place:
        """The place of a part."""
        return _Place(self.path + step, self.depth + 1, self.bound.union(bound))


def _formula(data: Any, place: _Place) -> Formula:
    key = _key(data, place)
    match key:
        case "all" | "some":
            return _quantified(data, key, place)
        case "not":
            return Not(_formula(_fields(data, ("not",), place)["not"], place.below(".not")))
        case "and":
            return And(_formulas(data, key, MAX_STATEMENTS, place))
        case "or":
            return Or(_formulas(data, key, MAX_STATEMENTS, place))
        case "xor":
            return Xor(*_formulas(data, key, 2, place))
        case "iff":
            return Iff(*_formulas(data, key, 2, place))
        case "if":
            _fields(data, ("if", "then"), place)
            return Implies(_formula(data["if"], place.below(".if")), _formula(data["then"], place.below(".then")))
        case "equal":
            return Equals(*_terms(_fields(data, (key,), place)[key], 2, 2, place.below(".equal")))
        case "comparison":
            sides = _terms(_fields(data, (key, "sides"), place)["sides"], 2, 2, place.below(".sides"))
            return Atom(_choice(data[key], COMPARISONS, place), sides)
    return _built(Atom, place, *_applied(data, key, "predicate", place))


def _term(data: Any, place: _Place) -> Term:
    if isinstance(data, Number):
        return data
    if isinstance(data, str):
        variable = data in place.bound or VARIABLE_LIKE.fullmatch(data)
        return _built(Variable, place, data) if variable else _built(Constant, place, data)
    key = _key(data, place)
    if key == "constant":
        return _built(Constant, place, _text(_fields(data, (key,), place)[key], place))
    if key in ARITHMETIC_KEYS:
        return Apply(ARITHMETIC_KEYS[key], _terms(_fields(data, (key,), place)[key], 2, 2, place.below(f".{key}")))
    return _built(Apply, place, *_applied(data, key, "function", place))


def _quantified(data: Any, key: str, place: _Place) -> Formula:
    _fields(data, (key, "body"), place)
    variable = _built(Variable, place, _text(data[key], place))
    body = _formula(data["body"], place.below(".body", variable.name))
    return Forall(variable, body) if key == "all" else Exists(variable, body)


def _formulas(data: Any, key: str, most: int, place: _Place) -> tuple[Formula, ...]:
    parts = _items(_fields(data, (key,), place)[key], 2, most, place)
    return tuple(_formula(part, place.below(f".{key}[{n}]")) for n, part in enumerate(parts))


def _terms(data: Any, least: int, most: int, place: _Place) -> tuple[Term, ...]:
    return tuple(_term(part, place.below(f"[{n}]")) for n, part in enumerate(_items(data, least, most, place)))


def _applied(data: Any, key: str, kind: str, place: _Place) -> tuple[str, tuple[Term, ...]]:
    """A name and its arguments, under ``predicate`` or ``function`` with or without the arity behind it."""
    match = _APPLIED.fullmatch(key)
    if match is None or match[1] != kind:
        _refuse(f"{place.path} has the key {key[:40]!r}", f"a {'formula' if kind == 'predicate' else 'term'}")
    _fields(data, (key, "arguments"), place)
    name = _text(data[key], place)
    if name in _SIGNS:
        _refuse(f"{place.path} has the name {name!r}", "a name; 'comparison', 'sum', 'product' stand for signs")
    least, most = (int(match[2]),) * 2 if match[2] else (kind == "function", MAX_STATEMENTS)
    return name, _terms(data["arguments"], least, most, place.below(".arguments"))


def _key(data: Any, place: _Place) -> str:
    """The key that says what an object spells."""
    if place.depth > MAX_DEPTH:
        raise InputTooLarge(f"{place.path[:80]}… is nested deeper than {MAX_DEPTH} levels", hint="name a part of it")
    keys = [key for key in data if key not in _SECOND_KEYS] if isinstance(data, dict) else []
    if len(keys) != 1:
        _refuse(f"{place.path} is {_kind(data)}", "an object with one key such as 'predicate', 'not' or 'all'")
    key: str = keys[0]
    return key


def _fields(data: Any, keys: tuple[str, ...], place: _Place) -> dict[str, Any]:
    if not isinstance(data, dict) or set(data) != set(keys):
        _refuse(f"{place.path} is {_kind(data)}", f"an object with the keys {', '.join(map(repr, keys))}")
    return data


def _items(data: Any, least: int, most: int, place: _Place) -> list[Any]:
    if not isinstance(data, list) or not least <= len(data) <= most:
        _refuse(f"{place.path} is {_kind(data)}", f"a list of {least:d}" + ("" if least == most else f" to {most:,}"))
    return data


def _text(data: Any, place: _Place) -> str:
    if not isinstance(data, str):
        _refuse(f"{place.path} is {_kind(data)}", "a name")
    return data


def _choice(data: Any, choices: tuple[str, ...], place: _Place) -> str:
    if data not in choices:
        _refuse(f"{place.path} compares by {_kind(data)}", ", ".join(choices))
    return str(data)


def _built(kind: Callable[..., T], place: _Place, *values: Any) -> T:
    try:
        return kind(*values)
    except ValueError as err:
        raise ParseError(f"{place.path}: {err}", hint=_HINT) from err


def _kind(data: Any) -> str:
    """What kind of JSON value it is, for messages."""
    match data:
        case dict():
            return (
                f"an object with the keys {', '.join(map(repr, list(data)[:8]))}"[:200] if data else "an empty object"
            )
        case list():
            return f"a list of {len(data)}"
        case str():
            return f"the text {data[:40]!r}"
        case Number():
            return f"the number {data}"
    return "null" if data is None else str(data).lower()


def _refuse(found: str, expected: str) -> NoReturn:
    raise ParseError(found, expected=(expected,), hint=_HINT)
