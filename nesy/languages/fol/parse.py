"""The parser of first-order logic: the tokens of one formula to its syntax tree, through ``grammars/fol.lark``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from lark import Token

from nesy.errors import InputTooLarge
from nesy.languages.fol.mistakes import explain, named
from nesy.languages.fol.syntax import (
    FALSE,
    TRUE,
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
from nesy.languages.fol.tokens import tokenize
from nesy.languages.fol.walk import depth
from nesy.languages.lalr import Lalr, StuckError
from nesy.resources import content_text
from nesy.spans import Span

MAX_DEPTH = 150
"""Levels of a formula's tree; deeper ones are refused, so that every recursive pass is safe."""

_TRUTHS = {"true": TRUE, "false": FALSE}
_WORDS = {
    "FORALL": "∀",
    "EXISTS": "∃",
    "NOT": "¬",
    "AND": "∧",
    "OR": "∨",
    "XOR": "⊕",
    "IMPLIES": "→",
    "IFF": "↔",
    "TRUE": "⊤",
    "FALSE": "⊥",
    "EQ": "=",
    "NEQ": "≠",
    "COMPARE": "a comparison",
    "PLUS": "+",
    "MINUS": "-",
    "TIMES": "*",
    "NUMBER": "a number",
    "NAME": "a name",
    "PRIMED": "a name",
    "SPACED": "a name",
    "SPACED_FREE": "a variable",
    "SPACED_QUOTED": "a quoted name",
    "FREE": "a variable",
    "QUOTED": "a quoted name",
    "LPAR": "(",
    "RPAR": ")",
    "COMMA": ",",
    "COLON": ":",
    "DOT": ".",
    "$END": "the end",
}


_QUANTIFIERS = frozenset({"FORALL", "EXISTS"})
_NAMES = frozenset({"NAME", "QUOTED", "FREE"})
_OPERANDS = frozenset({"NAME", "QUOTED", "FREE", "NUMBER", "RPAR"})


class _Group(tuple[Any]):
    """A parenthesised formula or term, kept apart so that ``(a ∧ b) ∧ c`` is not flattened."""

    __slots__ = ()


def _bare(part: Any) -> Any:
    return part[0] if type(part) is _Group else part


def _flat(kind: type[And] | type[Or], left: Any, right: Any) -> And | Or:
    if isinstance(left, kind):
        return kind((*left.operands, _bare(right)))
    return kind((_bare(left), _bare(right)))


class _Builder:
    """Makes the syntax tree bottom-up while the parser reduces: a method for each rule of the grammar."""

    def start(self, formula: Any) -> Formula:
        result: Formula = _bare(formula)
        return result

    def group(self, *parts: Any) -> _Group:
        return _Group((_bare(parts[1]),))

    def iff(self, left: Any, _: Token, right: Any) -> Iff:
        return Iff(_bare(left), _bare(right))

    def implies(self, left: Any, _: Token, right: Any) -> Implies:
        return Implies(_bare(left), _bare(right))

    def xor(self, left: Any, _: Token, right: Any) -> Xor:
        return Xor(_bare(left), _bare(right))

    def or_(self, left: Any, _: Token, right: Any) -> And | Or:
        return _flat(Or, left, right)

    def and_(self, left: Any, _: Token, right: Any) -> And | Or:
        return _flat(And, left, right)

    def negation(self, _: Token, operand: Any) -> Not:
        return Not(_bare(operand))

    def forall(self, _: Token, name: Token, *rest: Any) -> Forall:
        return Forall(_binder(name), _bare(rest[-1]))

    def exists(self, _: Token, name: Token, *rest: Any) -> Exists:
        return Exists(_binder(name), _bare(rest[-1]))

    def forall_sorted(self, _: Token, name: Token, colon: Token, sort: Token, *rest: Any) -> Forall:
        return Forall(_binder(name), _bare(rest[-1]), str(sort))

    def exists_sorted(self, _: Token, name: Token, colon: Token, sort: Token, *rest: Any) -> Exists:
        return Exists(_binder(name), _bare(rest[-1]), str(sort))

    def proposition(self, name: Token) -> Formula:
        truth = _TRUTHS.get(name.lower()) if name.type == "NAME" else None
        return truth or Atom(str(name))

    def predicate(self, name: Token, left: Token, arguments: tuple[Term, ...], right: Token) -> Atom:
        return Atom(str(name), arguments)

    def true(self, _: Token) -> Formula:
        return TRUE

    def false(self, _: Token) -> Formula:
        return FALSE

    def equals(self, left: Any, _: Token, right: Any) -> Equals:
        return Equals(_bare(left), _bare(right))

    def differs(self, left: Any, _: Token, right: Any) -> Not:
        return Not(Equals(_bare(left), _bare(right)))

    def comparison(self, left: Any, sign: Token, right: Any) -> Atom:
        return Atom(str(sign), (_bare(left), _bare(right)))

    def arguments(self, *parts: Any) -> tuple[Term, ...]:
        return tuple(_bare(p) for p in parts[::2])

    def arithmetic(self, left: Any, sign: Token, right: Any) -> Apply:
        return Apply("-" if sign.type == "MINUS" else "*" if sign.type == "TIMES" else "+", (_bare(left), _bare(right)))

    def name_term(self, name: Token) -> Term:
        return Variable(str(name)) if name.type == "FREE" else Constant(str(name))

    def application(self, name: Token, left: Token, arguments: tuple[Term, ...], right: Token) -> Apply:
        return Apply(str(name), arguments)

    def number(self, digits: Token) -> Number:
        return Number(_fraction(digits))


def _binder(name: Token) -> Variable:
    return Variable(str(name))


def _fraction(digits: Token) -> Fraction:
    try:
        return Fraction(str(digits))
    except ZeroDivisionError as err:
        raise ValueError(f"{digits} divides by zero") from err


@lru_cache(maxsize=1)
def _parser() -> Lalr:
    return Lalr(content_text("grammars", "fol.lark"), _Builder())


def _terminals(tokens: Sequence[Token]) -> tuple[list[Token], dict[int, Token]]:
    """The tokens as the grammar's terminals, and what those that are new stand for, by their ``id``.

    A quantified name and a sort are ``SPACED`` where a formula follows directly. A minus sign that follows no
    operand is part of the numeral behind it.
    """
    made, origin, signs = list(tokens), dict[int, Token](), list[int]()
    kinds = ["", "", *(token.type for token in tokens), "", ""]
    for index, token in enumerate(tokens):
        older, before, kind, after = kinds[index : index + 4]
        sort = before == "COLON" and after != "DOT"
        if kind in _NAMES and (sort or (before in _QUANTIFIERS and after not in ("COLON", "DOT"))):
            made[index] = _retyped("SPACED", token, "", origin)
        elif kind == "NUMBER" and before == "MINUS" and (not older or made[index - 2].type not in _OPERANDS):
            made[index] = _retyped("NUMBER", token, "-", origin)
            signs.append(index - 1)
    for index in reversed(signs):
        del made[index]
    return made, origin


def _retyped(kind: str, token: Token, sign: str, origin: dict[int, Token]) -> Token:
    new = Token(kind, sign + token, token.start_pos, None, None, None, None, token.end_pos)
    origin[id(new)] = token
    return new


def parse_tokens(tokens: Sequence[Token], source: str) -> Formula:
    """The formula that the tokens spell.

    Raises:
        ParseError: with the span of the first token that fits nowhere and what would have fitted.
        InputTooLarge: if the tree is deeper than :data:`MAX_DEPTH`.
    """
    if not tokens:
        raise named(
            "empty", "there is no formula here", source, Span(0, len(source)), (), "write a formula such as Dog(rex)"
        )
    terminals, origin = _terminals(tokens)
    try:
        formula: Formula = _parser().parse(terminals)
    except StuckError as err:
        token = origin.get(id(err.token), err.token)
        raise explain(token, tokens, source, {_WORDS.get(t, t) for t in err.expected}) from None
    except ValueError as err:
        hint = "names have at most 200 printable characters, and no number divides by zero"
        raise named("bad-name", str(err), source, Span(0, len(source)), (), hint) from err
    if len(tokens) >= MAX_DEPTH // 2 and depth(formula) > MAX_DEPTH:
        raise InputTooLarge(
            f"the formula is nested deeper than {MAX_DEPTH} levels",
            source=source[:2000],
            span=Span(0, min(len(source), 1)),
            hint="name a part of it with a predicate of its own",
        )
    return formula


def parse_formula(text: str) -> Formula:
    """The formula that a text spells, without any repair.

    Raises:
        ParseError: if it spells none.
        InputTooLarge: if it is too long or too deep.

    >>> print(parse_formula("all x. (Dog(x) -> Mammal(x))"))
    ∀x (Dog(x) → Mammal(x))
    """
    return parse_tokens(tokenize(text), text)


def parse_term(text: str) -> Term:
    """The term that a text spells.

    Raises:
        ParseError: if it spells none.

    >>> parse_term("rex"), parse_term("-3")
    (Constant(name='rex'), Number(value=Fraction(-3, 1)))
    """
    match parse_formula(f"{text} = {text}"):
        case Equals(left, right) if left == right:
            return left
    raise named("not-a-term", "this is not a term", text, Span(0, len(text)), (), "write a constant, number or f(a)")
