"""Links near-duplicate symbols: ``Aligator``/``Alligator``, ``Study``/``Studies``, ``WellPaid``/``well_paid``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from nesy.languages.fol.passes.base import RepairOptions, with_formulas
from nesy.languages.fol.signature import Symbol, signature, symbols
from nesy.languages.fol.similarity import likeness, may_lack, same_content, same_lemmas, same_words
from nesy.languages.fol.syntax import (
    ARITHMETIC,
    COMPARISONS,
    Apply,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Formula,
    Term,
)
from nesy.languages.fol.theory import Theory
from nesy.languages.fol.walk import terms_of, with_subformulas
from nesy.repair import Repair

_TIERS: tuple[tuple[str, Callable[[str], str], float], ...] = (
    ("the same words", same_words, 0.99),
    ("the same lemmas", same_lemmas, 0.97),
    ("the same content words", same_content, 0.9),
)
_SPELLING = 0.9
_MOST_COMPARED = 150
_MOST_EXTRA = 6

Uses = dict[Symbol, frozenset[int]]


def link_similar_names(theory: Theory, options: RepairOptions) -> Theory:
    """The theory with the rarer of two near-duplicate symbols renamed to the other.

    Names are compared within one kind and arity: by their words, then lemmas, then content words, then
    by spelling. Two symbols of one statement are told apart by its author and are linked only if they
    are the same words. Spelling is compared for up to 150 symbols of a kind and initial that look alike in no
    other way; the other comparisons take linear time.

    >>> from nesy.languages.fol.read import read_theory
    >>> theory = read_theory("all x. (Aligator(x) -> Fierce(x))\\nAlligator(rex)\\n|- Fierce(rex)")
    >>> str(theory.formulas[1])
    'Aligator(rex)'
    """
    if not options.link:
        return theory
    uses: Uses = {s: used for s, used in signature(theory).uses.items() if s.name not in (*COMPARISONS, *ARITHMETIC)}
    renamed: dict[Symbol, str] = {}
    repairs: list[Repair] = []
    for reason, key, trust in _TIERS:
        uses = _link(_alike_by(uses, key), uses, key is same_words, renamed, repairs, reason, trust)
    close = _close_in_spelling(uses, options.link_threshold, _unmentioned(theory))
    _link(close, uses, False, renamed, repairs, "a slip in spelling", _SPELLING)
    if not renamed:
        return theory
    final = {symbol: _last(symbol, renamed) for symbol in renamed}
    formulas = [rename(s.formula, final) for s in theory.statements]
    return with_formulas(theory, formulas, tuple(repairs))


def _alike_by(uses: Uses, key: Callable[[str], str]) -> Iterator[tuple[Symbol, Symbol]]:
    """Pairs of symbols with the same key, each with the first and most used one of its group."""
    groups: dict[tuple[str, int, str], list[Symbol]] = defaultdict(list)
    for symbol in uses:
        if symbol.kind != "constant" or key is not same_lemmas:  # Rose and roses are two things
            groups[symbol.kind, symbol.arity, key(symbol.name)].append(symbol)
    for group in groups.values():
        if len(group) > 1:
            first, *others = sorted(group, key=lambda s: _rank(s, uses))
            arity = 2 if first.kind == "constant" else first.arity
            close = (o for o in others if key is not same_content or may_lack(first.name, o.name, arity))
            yield from ((first, other) for other in close)


def _close_in_spelling(uses: Uses, threshold: float, unmentioned: frozenset[Symbol]) -> Iterator[tuple[Symbol, Symbol]]:
    """Pairs of symbols that differ by a slip, if one occurs once only or is not the word of its sentences."""
    by_kind: dict[tuple[str, int, str], list[Symbol]] = defaultdict(list)
    for symbol in uses:
        by_kind[symbol.kind, symbol.arity, same_lemmas(symbol.name)[:1]].append(symbol)
    for group in by_kind.values():
        if len(group) > _MOST_COMPARED:
            continue
        for left, right in combinations(sorted(group, key=lambda s: _rank(s, uses)), 2):
            if abs(len(left.name) - len(right.name)) > _MOST_EXTRA:
                continue
            slip = len(uses[right]) == 1 or right in unmentioned or left in unmentioned
            if slip and likeness(left.name, right.name, left.kind != "constant") >= threshold:
                yield (right, left) if left in unmentioned and right not in unmentioned else (left, right)


def _unmentioned(theory: Theory) -> frozenset[Symbol]:
    """The predicates whose name occurs in no sentence beside their statements, though all have one."""
    found: dict[Symbol, bool] = {}
    for statement in theory.statements:
        aligned = statement.text and "(" not in statement.text
        text = same_words(statement.text) if aligned else ""
        for symbol in symbols(statement.formula):
            absent = bool(text) and symbol.kind == "predicate" and same_words(symbol.name) not in text
            found[symbol] = found.get(symbol, True) and absent
    return frozenset(symbol for symbol, absent in found.items() if absent)


def _rank(symbol: Symbol, uses: Uses) -> tuple[int, bool, str]:
    return (-len(uses[symbol]), not symbol.name[:1].isupper(), symbol.name)


def _link(
    pairs: Iterator[tuple[Symbol, Symbol]],
    uses: Uses,
    in_one_statement: bool,
    renamed: dict[Symbol, str],
    repairs: list[Repair],
    reason: str,
    trust: float,
) -> Uses:
    """Record the links that nothing speaks against; return the uses after them."""
    after = dict(uses)
    for kept, other in pairs:
        if kept not in after or other not in after or not (in_one_statement or after[kept].isdisjoint(after[other])):
            continue
        renamed[other] = kept.name
        after[kept] |= after.pop(other)
        message = f"{other.kind} {other.name} linked to {kept.name}: {reason}"
        repairs.append(Repair("link_similar_names", message, "theory", trust, other.name, kept.name))
    return after


def _last(symbol: Symbol, renamed: Mapping[Symbol, str]) -> str:
    name = renamed[symbol]
    while (following := replace(symbol, name=name)) in renamed:
        name = renamed[following]
    return name


def rename(formula: Formula, names: Mapping[Symbol, str]) -> Formula:
    """The formula with symbols renamed."""
    match formula:
        case Atom(predicate, arguments):
            symbol = Symbol("predicate", predicate, len(arguments))
            return Atom(names.get(symbol, predicate), _rename_terms(arguments, names))
        case Equals():
            left, right = _rename_terms(terms_of(formula), names)
            return Equals(left, right)
        case Forall(variable, body, str(sort)) | Exists(variable, body, str(sort)):
            sort = names.get(Symbol("predicate", sort, 1), sort)
            return type(formula)(variable, rename(body, names), sort)
    return with_subformulas(formula, lambda sub: rename(sub, names))


def _rename_terms(arguments: Sequence[Term], names: Mapping[Symbol, str]) -> tuple[Term, ...]:
    return tuple(_rename_term(a, names) for a in arguments)


def _rename_term(term: Term, names: Mapping[Symbol, str]) -> Term:
    match term:
        case Constant(name):
            return Constant(names.get(Symbol("constant", name), name))
        case Apply(function, arguments):
            symbol = Symbol("function", function, len(arguments))
            return Apply(names.get(symbol, function), _rename_terms(arguments, names))
    return term
