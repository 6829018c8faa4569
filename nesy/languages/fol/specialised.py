"""The grammar of formulas over declared names, derived from ``grammars/fol.lark``.

Every rule of the file for a connective is copied for each number of variables in scope and each number of
levels that may still nest, so that no variable is free and every formula ends. Terminals become the one
spelling that the canonical printer writes. What is derived parses with the whole grammar and passes
:meth:`~nesy.languages.fol.vocabulary.Vocabulary.check`; every canonical text over the names is derived, if its
variables are named by depth, it has no sorts and no truth constants, and the limits hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nesy.languages.fol.declaration import Declaration, quoted
from nesy.languages.fol.grammar_text import definitions, literal, terminals
from nesy.languages.fol.printers.canonical import UNICODE, Printer
from nesy.languages.fol.syntax import ARITHMETIC, COMPARISONS, TRUE
from nesy.languages.fol.vocabulary import Vocabulary

VARIABLES = ("x", "y", "z", "u", "v", "w")
"""The variables, in the order in which nested quantifiers bind them; no more quantifiers nest."""
MAX_LEVELS = 7
"""How deeply negations and connectives nest; a conjunction or disjunction of many is one level."""
MAX_TERM_LEVELS = 4
"""How deeply functions nest."""

_SPELLINGS = {
    "NOT": UNICODE.negation,
    "AND": UNICODE.conjunction,
    "OR": UNICODE.disjunction,
    "XOR": UNICODE.exclusive,
    "IMPLIES": UNICODE.implication,
    "IFF": UNICODE.equivalence,
    "FORALL": UNICODE.forall,
    "EXISTS": UNICODE.exists,
    "EQ": UNICODE.equal,
    "NEQ": UNICODE.differs,
}
_FLAT = ("AND", "OR")
"""The connectives that join any number of operands on one level."""


@dataclass(frozen=True, slots=True)
class _Connective:
    """A rule of the grammar for a binary connective."""

    rule: str
    sign: str
    left: bool
    """True if it groups to the left."""
    tighter: str
    """The rule of its other operand."""


def specialised_rules(vocabulary: Vocabulary) -> str:
    """The rule ``formula`` for the names of a vocabulary, with all the rules and terminals below it.

    >>> from nesy.languages.fol.vocabulary import read_vocabulary
    >>> print(specialised_rules(read_vocabulary("Dog(x): x is a dog")).splitlines()[-2])
    predicate1: "Dog"
    """
    lines = [_formula_rules()]
    for scope in range(len(VARIABLES) + 1):
        lines += [_rule(f"atom_{scope}", _atoms(vocabulary, scope))]
        lines += [_rule(f"term_{n}_{scope}", _terms(vocabulary, n, scope)) for n in range(MAX_TERM_LEVELS, 0, -1)]
    lines += [_rule(rule, list(map(literal, names))) for rule, names in _names(vocabulary).items()]
    return "\n".join(lines) + "\n" + terminals("NUMBER")


@lru_cache(maxsize=1)
def _formula_rules() -> str:
    """The rules of formulas, which know no names."""
    lines = ["formula: " + _name(_connectives()[0].rule, MAX_LEVELS, 0)]
    for levels in range(MAX_LEVELS, -1, -1):
        for scope in range(len(VARIABLES) + 1):
            lines += _formulas(levels, scope)
    return "\n".join(lines)


def _rule(name: str, alternatives: Iterable[str]) -> str:
    return f"{name}: " + " | ".join(alternatives)


def _name(rule: str, levels: int, scope: int) -> str:
    return f"{rule.rstrip('_')}_{levels}_{scope}"


@lru_cache(maxsize=1)
def _connectives() -> tuple[_Connective, ...]:
    """The binary connectives of the grammar, loosest first."""
    rules, rule = definitions(), definitions()["formula"][0][0]
    found: list[_Connective] = []
    while rule != "unary":
        (tighter,), (left, sign, _) = rules[rule]
        found.append(_Connective(rule, sign, left == rule, tighter))
        rule = tighter
    return tuple(found)


def _formulas(levels: int, scope: int) -> Iterator[str]:
    """The rules of formulas with so many levels left and so many variables in scope."""
    for connective in _connectives():
        own = [_name(connective.rule + "s", levels, scope)] if levels else []
        yield _rule(_name(connective.rule, levels, scope), [_name(connective.tighter, levels, scope), *own])
        if levels:
            yield _rule(own[0], _connected(connective, own[0], levels - 1, scope))
    if levels:
        yield _rule(_name("compound", levels, scope), [_name(c.rule + "s", levels, scope) for c in _connectives()])
    yield _rule(_name("unary", levels, scope), _unary(levels, scope))


def _connected(connective: _Connective, own: str, levels: int, scope: int) -> list[str]:
    """The alternatives of a rule for two operands or more, each with so many levels left."""
    sign, rule = literal(_SPELLINGS[connective.sign]), _name(connective.rule, levels, scope)
    operand = _name(connective.tighter, levels, scope)
    if connective.sign in _FLAT:
        return [f"{operand} {sign} {operand}", f"{own} {sign} {operand}"]
    return [f"{rule} {sign} {operand}" if connective.left else f"{operand} {sign} {rule}"]


def _unary(levels: int, scope: int) -> Iterator[str]:
    """What binds more tightly than every connective."""
    for pieces in (*definitions()["unary"], *definitions()["tight"]):
        match pieces:
            case ("atom",):
                yield f"atom_{scope}"
            case ("LPAR", "formula", _) if levels:
                yield f'"(" {_name("compound", levels, scope)} ")"'
            case (sign, "unary") if levels:
                yield f"{literal(_SPELLINGS[sign])} {_name('unary', levels - 1, scope)}"
            case (sign, "spaced", "unary") if scope < len(VARIABLES):
                binder = literal(f"{_SPELLINGS[sign]}{VARIABLES[scope]} ")
                yield f"{binder} {_name('unary', levels, scope + 1)}"


def _atoms(vocabulary: Vocabulary, scope: int) -> Iterator[str]:
    """Propositions, predicates with their arguments, equations and comparisons."""
    for arity in _arities(vocabulary.predicates):
        yield f"predicate{arity}{_arguments(arity, MAX_TERM_LEVELS, scope)}"
    term = f"term_{MAX_TERM_LEVELS}_{scope}"
    signs = [_SPELLINGS["EQ"], _SPELLINGS["NEQ"], *(f" {UNICODE.comparison(c)} " for c in COMPARISONS)]
    yield f"{term} ({' | '.join(map(literal, signs))}) {term}"


def _terms(vocabulary: Vocabulary, levels: int, scope: int) -> Iterator[str]:
    """Variables in scope, constants, numerals, and functions of terms with a level less."""
    yield from map(literal, VARIABLES[:scope])
    if vocabulary.constants:
        yield "constant"
    yield "NUMBER"
    if levels > 1:
        for arity in _arities(vocabulary.functions):
            yield f"function{arity}{_arguments(arity, levels - 1, scope)}"
        part, signs = f"term_{levels - 1}_{scope}", " | ".join(literal(f" {sign} ") for sign in ARITHMETIC)
        yield f'"(" {part} ({signs}) {part} ")"'


def _arguments(arity: int, levels: int, scope: int) -> str:
    listed = f" {literal(', ')} ".join([f"term_{levels}_{scope}"] * arity)
    return f' "(" {listed} ")"' if arity else ""


def _arities(declared: Sequence[Declaration]) -> list[int]:
    return sorted({d.symbol.arity for d in declared})


def _names(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The texts of the declared names, by the rule that derives them."""
    names: dict[str, list[str]] = {}
    printer = Printer(TRUE, UNICODE)
    for declaration in vocabulary.declarations:
        symbol = declaration.symbol
        rule = symbol.kind if symbol.kind == "constant" else f"{symbol.kind}{symbol.arity}"
        proposition = rule == "predicate0"
        names.setdefault(rule, []).append(printer.atom(symbol.name, ()) if proposition else quoted(symbol.name))
    return names
