"""The canonical text of terms and formulas: Unicode symbols, as few parentheses as meaning allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nesy.languages.fol.syntax import (
    ARITHMETIC,
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
    Truth,
    Variable,
    Xor,
)

_PLAIN = re.compile(r"[A-Za-z_À-ÖØ-öø-ɏ][A-Za-z0-9_À-ÖØ-öø-ɏ]{0,63}")
_VARIABLE_LIKE = re.compile(r"[u-z]\d{0,2}'{0,3}")
_KEYWORDS = frozenset("forall all exists exist some not and or xor implies iff true false".split())
_NO_NAMES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Style:
    """The symbols of a dialect that shares the canonical structure."""

    forall: str = "∀"
    exists: str = "∃"
    negation: str = "¬"
    conjunction: str = " ∧ "
    disjunction: str = " ∨ "
    exclusive: str = " ⊕ "
    implication: str = " → "
    equivalence: str = " ↔ "
    true: str = "⊤"
    false: str = "⊥"
    differs: str = " ≠ "
    comparisons: Mapping[str, str] | None = None


UNICODE = Style(comparisons={"<": "<", "<=": "≤", ">": ">", ">=": "≥"})
ASCII = Style(
    "forall ", "exists ", "~", " & ", " | ", " <~> ", " -> ", " <-> ", "$true", "$false", " != ", {c: c for c in COMPARISONS}
)

_LEVELS = {Iff: 1, Implies: 2, Xor: 3, Or: 4, And: 5}


def to_text(node: Formula | Term, style: Style = UNICODE) -> str:
    """The text of a formula or a term, which the reader reads back to an equal value.

    >>> x = Variable("x")
    >>> print(to_text(Forall(x, Implies(Atom("Dog", (x,)), Atom("Mammal", (x,))))))
    ∀x (Dog(x) → Mammal(x))
    >>> print(to_text(Atom("Likes", (Constant("x"), Constant("New York"))), ASCII))
    Likes('x', 'New York')
    """
    if isinstance(node, Variable | Constant | Number | Apply):
        return _term(node, _NO_NAMES)
    return _formula(node, 0, _NO_NAMES | _binders(node), _NO_NAMES, style)


def _binders(formula: Formula) -> frozenset[str]:
    """The names that some quantifier of the formula binds; constants of these names need quotes."""
    names: set[str] = set()
    stack = [formula]
    while stack:
        node = stack.pop()
        match node:
            case Forall(variable, body) | Exists(variable, body):
                names.add(variable.name)
                stack.append(body)
            case Not(operand):
                stack.append(operand)
            case And(operands) | Or(operands):
                stack.extend(operands)
            case Xor(left, right) | Implies(left, right) | Iff(left, right):
                stack += [left, right]
    return frozenset(names)


def _formula(node: Formula, level: int, binders: frozenset[str], scope: frozenset[str], style: Style) -> str:
    match node:
        case Atom(predicate, arguments):
            return _atom(predicate, arguments, binders, style)
        case Equals(left, right):
            return f"{_term(left, binders)} = {_term(right, binders)}"
        case Not(Equals(left, right)):
            return f"{_term(left, binders)}{style.differs}{_term(right, binders)}"
        case Not(operand):
            return style.negation + _formula(operand, 9, binders, scope, style)
        case Truth(value):
            return style.true if value else style.false
        case Forall(variable, body, sort) | Exists(variable, body, sort):
            word = style.forall if isinstance(node, Forall) else style.exists
            typed = f":{_name(sort, _NO_NAMES)}" if sort else ""
            return f"{word}{variable.name}{typed} {_formula(body, 9, binders, scope, style)}"
    return _connective(node, level, binders, scope, style)


def _connective(node: Formula, level: int, binders: frozenset[str], scope: frozenset[str], style: Style) -> str:
    own = _LEVELS[type(node)]
    match node:
        case And(operands):
            text = style.conjunction.join(_formula(o, own + 1, binders, scope, style) for o in operands)
        case Or(operands):
            text = style.disjunction.join(_formula(o, own + 1, binders, scope, style) for o in operands)
        case Xor(left, right):
            text = _binary(left, right, own, own + 1, style.exclusive, binders, scope, style)
        case Implies(left, right):
            text = _binary(left, right, own + 1, own, style.implication, binders, scope, style)
        case Iff(left, right):
            text = _binary(left, right, own, own + 1, style.equivalence, binders, scope, style)
        case _:
            raise TypeError(f"{type(node).__name__} is not a formula")
    return f"({text})" if own < level else text


def _binary(
    left: Formula,
    right: Formula,
    left_level: int,
    right_level: int,
    symbol: str,
    binders: frozenset[str],
    scope: frozenset[str],
    style: Style,
) -> str:
    return (
        _formula(left, left_level, binders, scope, style) + symbol + _formula(right, right_level, binders, scope, style)
    )


def _atom(predicate: str, arguments: tuple[Term, ...], binders: frozenset[str], style: Style) -> str:
    if style.comparisons and predicate in COMPARISONS:
        return f"{_term(arguments[0], binders)} {style.comparisons[predicate]} {_term(arguments[1], binders)}"
    if not arguments:
        return _name(predicate, binders)
    return f"{_name(predicate, _NO_NAMES)}({', '.join(_term(a, binders) for a in arguments)})"


def _term(term: Term, binders: frozenset[str]) -> str:
    match term:
        case Variable(name):
            return name if name in binders or _VARIABLE_LIKE.fullmatch(name) else f"?{name}"
        case Constant(name):
            return _name(name, binders)
        case Number(value):
            return str(value)
        case Apply(function, (left, right)) if function in ARITHMETIC:
            return f"({_term(left, binders)} {function} {_term(right, binders)})"
        case Apply(function, arguments):
            return f"{_name(function, _NO_NAMES)}({', '.join(_term(a, binders) for a in arguments)})"


def _name(name: str, binders: frozenset[str]) -> str:
    if _PLAIN.fullmatch(name) and name not in binders and name.lower() not in _KEYWORDS and not _VARIABLE_LIKE.fullmatch(name):
        return name
    return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'"
