"""SMT-LIB formulas and terms to the terminals of the grammar."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lark import Token

from nesy.errors import InputTooLarge, Unsupported
from nesy.languages.fol.dialects.sexpr import Expr, malformed
from nesy.languages.fol.printers.smtlib import read_symbol
from nesy.languages.fol.tokens import MAX_TOKENS
from nesy.spans import Span

_CONNECTIVES = {"and": ("AND", "∧"), "or": ("OR", "∨"), "xor": ("XOR", "⊕")}
_QUANTIFIERS = {"forall": ("FORALL", "∀"), "exists": ("EXISTS", "∃")}
_COMPARISONS = frozenset({"<", "<=", ">", ">="})
_ARITHMETIC = {"+": "PLUS", "-": "MINUS", "*": "TIMES"}
_NUMERAL = re.compile(r"\d+(?:\.\d+)?")
_FORMULA_HEADS = frozenset({*_CONNECTIVES, *_QUANTIFIERS, *_COMPARISONS, "not", "=>", "=", "distinct"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What the declarations around a formula say."""

    kinds: Mapping[str, str]
    """``predicate`` or ``function`` of each declared symbol."""
    sorts: frozenset[str]
    """The sorts that are read as unary predicates; every other one is the whole domain."""
    lets: Mapping[str, Expr] = field(default_factory=lambda: MappingProxyType({}))
    """What ``let`` binds."""
    variables: frozenset[str] = frozenset()
    """The symbols that a quantifier around binds."""


def formula_tokens(expression: Expr, source: str, scope: Scope) -> list[Token]:
    """The terminals of one formula.

    Raises:
        ParseError: if the expression is no formula.
        Unsupported: for constructs outside first-order logic over one domain.
        InputTooLarge: if ``let`` expands to more than :data:`MAX_TOKENS` tokens.
    """
    writer = _Writer(source)
    writer.formula(expression, scope)
    return writer.tokens


class _Writer:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens: list[Token] = []

    def put(self, kind: str, value: str, place: Expr) -> None:
        if len(self.tokens) >= MAX_TOKENS:
            raise InputTooLarge(
                f"the formula expands to more than {MAX_TOKENS:,} tokens",
                source=self.source,
                span=Span(place.start, place.end),
                hint="split it into several assertions",
            )
        self.tokens.append(Token(kind, value, start_pos=place.start, end_pos=place.end))

    def infix(
        self, parts: tuple[Expr, ...], scope: Scope, kind: str, value: str, write: Callable[[Expr, Scope], None]
    ) -> None:
        """Each part in parentheses of its own if it is a formula, the connective between them."""
        for index, part in enumerate(parts):
            if index:
                self.put(kind, value, part)
            write(part, scope)

    def grouped(self, expression: Expr, scope: Scope) -> None:
        """A formula in parentheses."""
        self.put("LPAR", "(", expression)
        self.formula(expression, scope)
        self.put("RPAR", ")", expression)

    def formula(self, expression: Expr, scope: Scope) -> None:
        head = expression.head
        if not expression.is_list:
            self.symbol(expression, scope, formula=True)
        elif head == "!":
            self.annotated(expression, scope)
        elif head == "let":
            self.formula(*_let(expression, scope, self.source))
        elif head in _QUANTIFIERS:
            self.quantified(expression, scope)
        elif head in _FORMULA_HEADS and head not in scope.kinds:
            self.put("LPAR", "(", expression)
            self.connective(expression, head or "", scope)
            self.put("RPAR", ")", expression)
        elif head == "ite":
            self.choice(expression, scope)
        else:
            self.application(expression, scope, formula=True)

    def connective(self, expression: Expr, head: str, scope: Scope) -> None:
        parts = expression.parts[1:]
        _check_count(expression, head, len(parts), self.source)
        if head == "not":
            self.put("NOT", "¬", expression)
            self.grouped(parts[0], scope)
        elif head in _CONNECTIVES:
            self.infix(parts, scope, *_CONNECTIVES[head], self.grouped)
        elif head == "=>":
            self.infix(parts, scope, "IMPLIES", "→", self.grouped)
        else:
            self.relation(expression, head, scope)

    def relation(self, expression: Expr, head: str, scope: Scope) -> None:
        """Equality, equivalence, difference and order; of more than two parts, pair by pair."""
        parts = expression.parts[1:]
        formulas = _is_formula(parts[0], scope)
        if head == "distinct":
            pairs = [(a, b) for i, a in enumerate(parts) for b in parts[i + 1 :]]
        else:
            pairs = list(zip(parts, parts[1:], strict=False))
        kind, value = ("COMPARE", head) if head in _COMPARISONS else ("EQ", "=") if head == "=" else ("NEQ", "≠")
        if formulas:
            kind, value = ("IFF", "↔") if head == "=" else ("XOR", "⊕")
        for index, pair in enumerate(pairs):
            if index:
                self.put("AND", "∧", expression)
            if formulas and len(pairs) > 1:
                self.put("LPAR", "(", expression)
            self.infix(pair, scope, kind, value, self.grouped if formulas else self.term)
            if formulas and len(pairs) > 1:
                self.put("RPAR", ")", expression)

    def annotated(self, expression: Expr, scope: Scope) -> None:
        if len(expression.parts) < 2:
            raise malformed(self.source, expression, "an annotation has no formula", "write (! φ :named n)")
        self.formula(expression.parts[1], scope)

    def quantified(self, expression: Expr, scope: Scope) -> None:
        if len(expression.parts) != 3 or not expression.parts[1].parts:
            raise malformed(self.source, expression, "a quantifier has no variables or no scope", "write (forall ((x U)) φ)")
        kind, word = _QUANTIFIERS[expression.head or ""]
        body, guard = _sort_mark(expression.parts[2], expression.head or "", scope)
        for binding in expression.parts[1].parts:
            if len(binding.parts) != 2:
                raise malformed(self.source, binding, "a variable has no sort", "write ((x U))")
            variable, sort = binding.parts
            self.put(kind, word, expression)
            self.put("NAME", _variable(variable.text), variable)
            named = guard if guard is not None else sort if sort.text in scope.sorts else None
            if named is not None:
                self.put("COLON", ":", named)
                self.put("QUOTED", _plain(named.text), named)
        names = scope.variables | {binding.parts[0].text for binding in expression.parts[1].parts}
        lets = MappingProxyType({k: v for k, v in scope.lets.items() if k not in names})
        self.grouped(body, Scope(scope.kinds, scope.sorts, lets, names))

    def choice(self, expression: Expr, scope: Scope) -> None:
        """``(ite c a b)`` as (c → a) ∧ (¬c → b)."""
        if len(expression.parts) != 4:
            raise malformed(self.source, expression, "ite takes three arguments", "write (ite c a b)")
        condition, then, otherwise = expression.parts[1:]
        place = expression
        for kind, value in (("LPAR", "("), ("LPAR", "(")):
            self.put(kind, value, place)
        self.infix((condition, then), scope, "IMPLIES", "→", self.grouped)
        for kind, value in (("RPAR", ")"), ("AND", "∧"), ("LPAR", "("), ("NOT", "¬")):
            self.put(kind, value, place)
        self.infix((condition, otherwise), scope, "IMPLIES", "→", self.grouped)
        for kind, value in (("RPAR", ")"), ("RPAR", ")")):
            self.put(kind, value, place)

    def term(self, expression: Expr, scope: Scope) -> None:
        head = expression.head
        if not expression.is_list:
            self.symbol(expression, scope, formula=False)
        elif head == "let":
            self.term(*_let(expression, scope, self.source))
        elif head == "!":
            self.term(expression.parts[1], scope)
        elif head in ("ite", "as"):
            raise Unsupported(
                f"a term made with {head} is not read", source=self.source, span=Span(expression.start, expression.end)
            )
        elif head in ("-", "/") and head not in scope.kinds and (value := _numeral(expression)):
            self.number(value, expression)
        elif head in _ARITHMETIC and head not in scope.kinds and len(expression.parts) > 2:
            self.put("LPAR", "(", expression)
            self.infix(expression.parts[1:], scope, _ARITHMETIC[head], head, self.term)
            self.put("RPAR", ")", expression)
        else:
            self.application(expression, scope, formula=False)

    def application(self, expression: Expr, scope: Scope, *, formula: bool) -> None:
        parts = expression.parts
        if len(parts) < 2 or parts[0].is_list:
            raise malformed(self.source, expression, "this is no formula and no term", "write (f a b)")
        name = _plain(parts[0].text)
        symbol = read_symbol(parts[0].text)
        if formula and len(parts) == 3 and symbol is not None and symbol[0] == "predicate" and name in _COMPARISONS:
            self.infix(parts[1:], scope, "COMPARE", name, self.term)
            return
        self.put("QUOTED", name, parts[0])
        self.put("LPAR", "(", expression)
        self.infix(parts[1:], scope, "COMMA", ",", self.term)
        self.put("RPAR", ")", expression)

    def symbol(self, expression: Expr, scope: Scope, *, formula: bool) -> None:
        text = expression.text
        if text in scope.lets:
            bound = scope.lets[text]
            inner = Scope(scope.kinds, scope.sorts, MappingProxyType({}), scope.variables)
            (self.formula if formula else self.term)(bound, inner)
            return
        known = read_symbol(text)
        if text in scope.variables or (known is not None and known[0] == "variable"):
            self.put("FREE", _variable(text), expression)
        elif formula and text in ("true", "false") and text not in scope.kinds:
            self.put(*(("TRUE", "⊤") if text == "true" else ("FALSE", "⊥")), expression)
        elif _NUMERAL.fullmatch(text):
            self.number(text, expression)
        elif known is not None and known[0] == "number":
            self.number(known[1], expression)
        else:
            self.put("QUOTED", _plain(text), expression)

    def number(self, value: str, place: Expr) -> None:
        if value.startswith("-"):
            self.put("MINUS", "-", place)
        self.put("NUMBER", value.removeprefix("-"), place)


def _check_count(expression: Expr, head: str, count: int, source: str) -> None:
    least = 1 if head in ("not", "and", "or") else 2
    if count < least or (head == "not" and count > 1):
        raise malformed(source, expression, f"{head} takes {least}{' or more' if head != 'not' else ''} arguments", "add them")


def _let(expression: Expr, scope: Scope, source: str) -> tuple[Expr, Scope]:
    raise NotImplementedError


def _is_formula(expression: Expr, scope: Scope) -> bool:
    raise NotImplementedError


def _sort_mark(body: Expr, quantifier: str, scope: Scope) -> tuple[Expr, Expr | None]:
    raise NotImplementedError


def _numeral(expression: Expr) -> str | None:
    raise NotImplementedError


def _variable(text: str) -> str:
    raise NotImplementedError


def _plain(text: str) -> str:
    raise NotImplementedError
