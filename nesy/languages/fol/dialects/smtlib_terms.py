"""SMT-LIB formulas and terms to the terminals of the grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from types import MappingProxyType
from typing import TypeAlias

from lark import Token

from nesy.errors import InputTooLarge, Unsupported
from nesy.languages.fol.dialects.sexpr import Expr, malformed
from nesy.languages.fol.printers.smtlib import read_symbol
from nesy.languages.fol.tokens import MAX_TOKENS
from nesy.spans import Span

_CONNECTIVES = {"and": ("AND", "∧"), "or": ("OR", "∨"), "xor": ("XOR", "⊕"), "=>": ("IMPLIES", "→")}
_QUANTIFIERS = {"forall": ("FORALL", "∀"), "exists": ("EXISTS", "∃")}
_ARITHMETIC = {"+": ("PLUS", "+"), "-": ("MINUS", "-"), "*": ("TIMES", "*")}
_RELATIONS = {"=": ("EQ", "="), "distinct": ("NEQ", "≠"), **{c: ("COMPARE", c) for c in ("<", "<=", ">", ">=")}}
_BETWEEN_FORMULAS = {"=": ("IFF", "↔"), "distinct": ("XOR", "⊕")}
_NUMERAL = re.compile(r"\d+(?:\.\d+)?")
_CODE = re.compile(r"%([0-9A-F]{2})")


@dataclass(frozen=True, slots=True)
class Scope:
    """What stands around a formula: the script's declarations, and the binders above it."""

    kinds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """``predicate`` or ``function`` for each declared symbol."""
    sort: str | None = None
    """The one sort of the script; None for a formula on its own."""
    lets: Mapping[str, tuple[Expr, Scope]] = field(default_factory=lambda: MappingProxyType({}))
    """What ``let`` binds, with the scope it was bound in."""
    variables: frozenset[str] = frozenset()
    """The symbols that a quantifier binds."""


_Item: TypeAlias = Token | tuple[Expr, Scope, bool]
"""A terminal, or an expression still to be written, as a formula (True) or as a term."""


def formula_tokens(expression: Expr, source: str, scope: Scope) -> list[Token]:
    """The terminals of one formula, made without recursion.

    Raises:
        ParseError: if the expression is no formula.
        Unsupported: for constructs outside first-order logic over one domain.
        InputTooLarge: if ``let`` expands to more than :data:`MAX_TOKENS` tokens.
    """
    tokens: list[Token] = []
    stack: list[_Item] = [(expression, scope, True)]
    while stack:
        item = stack.pop()
        if not isinstance(item, Token):
            stack.extend(reversed(list(_expand(*item, source))))
        elif len(tokens) < MAX_TOKENS:
            tokens.append(item)
        else:
            raise InputTooLarge(
                f"the formula expands to more than {MAX_TOKENS:,} tokens",
                source=source,
                span=Span(item.start_pos or 0, item.end_pos or 0),
                hint="split it into several assertions",
            )
    return tokens


def _expand(expression: Expr, scope: Scope, formula: bool, source: str) -> Iterator[_Item]:
    head = expression.head
    if not expression.is_list:
        return _symbol(expression, scope, formula, source)
    if head == "let":
        body, inner = _let(expression, scope, source)
        return iter([(body, inner, formula)])
    if head == "!" and len(expression.parts) > 1:
        return iter([(expression.parts[1], scope, formula)])
    if head in scope.kinds or head is None or len(expression.parts) < 2:
        return _application(expression, scope, formula, source)
    if formula:
        return _formula(expression, head, scope, source)
    return _term(expression, head, scope, source)


def _formula(expression: Expr, head: str, scope: Scope, source: str) -> Iterator[_Item]:
    if head in _QUANTIFIERS:
        return _quantified(expression, scope, source)
    if head in _CONNECTIVES:
        return _infix(expression, scope, _CONNECTIVES[head], True)
    if head == "not" and len(expression.parts) == 2:
        return iter([_put("NOT", "¬", expression), *_grouped(expression.parts[1], scope)])
    if head in _RELATIONS and len(expression.parts) > 2:
        return _relation(expression, head, scope)
    if head == "ite" and len(expression.parts) == 4:
        return _choice(expression, scope)
    return _application(expression, scope, True, source)


def _term(expression: Expr, head: str, scope: Scope, source: str) -> Iterator[_Item]:
    if numeral := _numeral(expression):
        return _number(numeral, expression)
    if head == "-" and len(expression.parts) == 2:
        zero = _put("NUMBER", "0", expression)
        inside: list[_Item] = [zero, _put("MINUS", "-", expression), (expression.parts[1], scope, False)]
        return iter([_put("LPAR", "(", expression), *inside, _put("RPAR", ")", expression)])
    if head in _ARITHMETIC and len(expression.parts) > 2:
        return _infix(expression, scope, _ARITHMETIC[head], False)
    if head in ("ite", "as", "_", "/"):
        raise _unsupported(f"a term made with {head} is not read", expression, source)
    return _application(expression, scope, False, source)


def _put(kind: str, value: str, place: Expr) -> Token:
    return Token(kind, value, start_pos=place.start, end_pos=place.end)


def _grouped(expression: Expr, scope: Scope) -> list[_Item]:
    return [_put("LPAR", "(", expression), (expression, scope, True), _put("RPAR", ")", expression)]


def _infix(expression: Expr, scope: Scope, sign: tuple[str, str], formula: bool) -> Iterator[_Item]:
    """The parts with a sign between them, in parentheses; formulas have parentheses of their own."""
    yield _put("LPAR", "(", expression)
    for index, part in enumerate(expression.parts[1:]):
        if index:
            yield _put(*sign, expression)
        yield from _grouped(part, scope) if formula else [(part, scope, False)]
    yield _put("RPAR", ")", expression)


def _relation(expression: Expr, head: str, scope: Scope) -> Iterator[_Item]:
    """Equality, equivalence, difference or order; of more than two parts, pair by pair."""
    parts = expression.parts[1:]
    formulas = head in _BETWEEN_FORMULAS and _is_formula(parts[0], scope)
    sign = (_BETWEEN_FORMULAS if formulas else _RELATIONS)[head]
    pairs = combinations(parts, 2) if head == "distinct" else pairwise(parts)
    if len(parts) > 2:
        yield _put("LPAR", "(", expression)
    for index, pair in enumerate(pairs):
        if index:
            yield _put("AND", "∧", expression)
        related = Expr("", (expression.parts[0], *pair), expression.start, expression.end)
        yield from _infix(related, scope, sign, formulas)
    if len(parts) > 2:
        yield _put("RPAR", ")", expression)


def _choice(expression: Expr, scope: Scope) -> Iterator[_Item]:
    """``(ite c a b)`` as ``(c → a) ∧ (¬c → b)``."""
    condition, then, otherwise = expression.parts[1:]
    implies, left, right = (_put(k, v, expression) for k, v in (("IMPLIES", "→"), ("LPAR", "("), ("RPAR", ")")))
    yield from (left, left, *_grouped(condition, scope), implies, *_grouped(then, scope), right)
    yield from (_put("AND", "∧", expression), left, _put("NOT", "¬", expression), *_grouped(condition, scope))
    yield from (implies, *_grouped(otherwise, scope), right, right)


def _quantified(expression: Expr, scope: Scope, source: str) -> Iterator[_Item]:
    if len(expression.parts) != 3 or not expression.parts[1].parts:
        raise malformed(source, expression, "a quantifier lacks its variables or its scope", "write (forall ((x U)) φ)")
    head, bindings = expression.head or "", expression.parts[1].parts
    body, guard = _guarded(expression.parts[2], head)
    names: set[str] = set()
    for binding in bindings:
        if len(binding.parts) != 2:
            raise malformed(source, binding, "a variable lacks its sort", "write ((x U))")
        variable, sort = binding.parts
        if scope.sort is not None and sort.text != scope.sort:
            raise _unsupported(f"a quantifier over the sort {source[sort.start : sort.end]} is not read", sort, source)
        names.add(variable.text)
        yield _put(*_QUANTIFIERS[head], expression)
        yield _put("NAME", _variable(variable.text), variable)
        if guard is not None:
            yield _put("COLON", ":", guard)
            yield _put("QUOTED", plain_name(guard.text), guard)
    yield from _grouped(body, _below(scope, names, expression, source))


def _below(scope: Scope, names: set[str], place: Expr, source: str) -> Scope:
    """The scope under a quantifier.

    Raises:
        Unsupported: if the quantifier would capture a variable of something that ``let`` named above it.
    """
    lets = {name: bound for name, bound in scope.lets.items() if name not in names}
    if any(names & _symbols(value) & inner.variables for value, inner in lets.values()):
        raise _unsupported("a quantifier binds a variable that a let above it uses", place, source)
    return replace(scope, lets=MappingProxyType(lets), variables=scope.variables | names)


def _symbols(expression: Expr) -> set[str]:
    found: set[str] = set()
    stack = [expression]
    while stack:
        node = stack.pop()
        found.add(node.text)
        stack.extend(node.parts)
    return found


def _guarded(body: Expr, quantifier: str) -> tuple[Expr, Expr | None]:
    """The scope and the sort of ``(! (=> (S x) φ) :sort S)``; a plain scope has no sort."""
    joined = {"forall": "=>", "exists": "and"}[quantifier]
    if body.head == "!" and len(body.parts) == 4 and body.parts[2].text == ":sort":
        inner = body.parts[1]
        if inner.head == joined and len(inner.parts) == 3:
            return inner.parts[2], body.parts[3]
    return body, None


def _let(expression: Expr, scope: Scope, source: str) -> tuple[Expr, Scope]:
    bindings = expression.parts[1].parts if len(expression.parts) == 3 else ()
    if not bindings or any(len(b.parts) != 2 for b in bindings):
        raise malformed(source, expression, "a let lacks its bindings or its body", "write (let ((a t)) φ)")
    lets = {**scope.lets, **{b.parts[0].text: (b.parts[1], scope) for b in bindings}}
    return expression.parts[2], replace(scope, lets=MappingProxyType(lets))


def _application(expression: Expr, scope: Scope, formula: bool, source: str) -> Iterator[_Item]:
    parts = expression.parts
    if len(parts) < 2 or parts[0].is_list:
        raise malformed(source, expression, "this is no formula and no term", "write (f a b)")
    name = plain_name(parts[0].text)
    if formula and len(parts) == 3 and _RELATIONS.get(name, ("",))[0] == "COMPARE":
        yield from _infix(expression, scope, ("COMPARE", name), False)
        return
    yield _put("QUOTED", name, parts[0])
    yield _put("LPAR", "(", expression)
    for index, part in enumerate(parts[1:]):
        if index:
            yield _put("COMMA", ",", part)
        yield (part, scope, False)
    yield _put("RPAR", ")", expression)


def _symbol(expression: Expr, scope: Scope, formula: bool, source: str) -> Iterator[_Item]:
    text = expression.text
    known = read_symbol(text)
    if text in scope.lets:
        yield (*scope.lets[text], formula)
    elif text in scope.variables or (known is not None and known[0] == "variable"):
        yield _put("FREE", _variable(text), expression)
    elif text in ("true", "false") and text not in scope.kinds:
        yield _put(*(("TRUE", "⊤") if text == "true" else ("FALSE", "⊥")), expression)
    elif _NUMERAL.fullmatch(text):
        yield from _number(text, expression)
    elif known is not None and known[0] == "number":
        yield from _number(known[1], expression)
    elif text.startswith('"'):
        raise _unsupported("a string is not read", expression, source)
    else:
        yield _put("QUOTED", plain_name(text), expression)


def _number(value: str, place: Expr) -> Iterator[_Item]:
    if value.startswith("-"):
        yield _put("MINUS", "-", place)
    yield _put("NUMBER", value.removeprefix("-"), place)


def _numeral(expression: Expr) -> str | None:
    """The text of ``5``, ``(- 5)``, ``(/ 5 2)``, ``(/ (- 5) 2)`` or ``(- (/ 5 2))``; None for any other term."""
    parts = expression.parts
    if _NUMERAL.fullmatch(expression.text):
        return expression.text
    if expression.head == "-" and len(parts) == 2:
        inner = _numeral(parts[1]) if len(parts[1].parts) != 2 else None
        return f"-{inner}" if inner and not inner.startswith("-") else None
    if expression.head == "/" and len(parts) == 3 and parts[2].text.isdecimal():
        above = _numeral(parts[1]) if parts[1].head != "/" else None
        return f"{above}/{parts[2].text}" if above and "." not in above else None
    return None


def _is_formula(expression: Expr, scope: Scope) -> bool:
    """Whether an operand of ``=`` is a formula and not a term."""
    while True:
        head = (expression.head or "") if expression.is_list else expression.text
        if not expression.is_list and head in scope.lets:
            expression, scope = scope.lets[head]
        elif head == "!" and len(expression.parts) > 1:
            expression = expression.parts[1]
        elif head == "let" and len(expression.parts) == 3:
            expression, scope = _let(expression, scope, "")
        elif head == "ite" and len(expression.parts) == 4:
            expression = expression.parts[2]
        else:
            return _makes_formula(head, expression.is_list, scope)


def _makes_formula(head: str, applied: bool, scope: Scope) -> bool:
    if head in scope.kinds:
        return scope.kinds[head] == "predicate"
    if applied and (head in _CONNECTIVES or head in _QUANTIFIERS or head in _RELATIONS or head == "not"):
        return True
    symbol = read_symbol(head) if head not in scope.variables else None
    return head in ("true", "false") or (symbol is not None and symbol[0] == "predicate")


def plain_name(text: str) -> str:
    """The name behind a symbol.

    >>> plain_name("|New York@0|"), plain_name("Dog/1"), plain_name("rex")
    ('New York', 'Dog', 'rex')
    """
    symbol = read_symbol(text)
    if symbol is not None and symbol[0] in ("predicate", "function", "constant"):
        return symbol[1]
    return unquoted(text)


def unquoted(text: str) -> str:
    """A symbol without its bars and codes, if it has any."""
    return _CODE.sub(lambda code: chr(int(code.group(1), 16)), text[1:-1]) if text.startswith("|") else text


def _variable(text: str) -> str:
    symbol = read_symbol(text)
    return symbol[1] if symbol is not None and symbol[0] == "variable" else plain_name(text)


def _unsupported(message: str, place: Expr, source: str) -> Unsupported:
    return Unsupported(
        message,
        source=source,
        span=Span(place.start, place.end),
        hint="write it with one sort, uninterpreted symbols and numbers",
    )
