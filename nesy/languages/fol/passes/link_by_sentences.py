"""Links a predicate that its sentences never mention to the one that they do: ``Loves(x, y) ::: … likes …``."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from nesy.languages.fol.passes.base import RepairOptions, with_formulas
from nesy.languages.fol.passes.link_similar_names import rename
from nesy.languages.fol.sentence import words
from nesy.languages.fol.signature import Symbol
from nesy.languages.fol.similarity import FUNCTION_WORDS, lemma
from nesy.languages.fol.syntax import Atom
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import atoms
from nesy.repair import Repair

_MOST_STATEMENTS = 400


def link_by_sentences(theory: Theory, options: RepairOptions) -> Theory:
    """The rule program with such a predicate renamed.

    The words of the one occur in none of the sentences of its statements; the words of the other, of the
    same arity, occur in each of them, as often as both predicates do in the formula; and there is only
    one such predicate. Theories of more than 400 statements are left alone.

    >>> from nesy.languages.fol.read import read_theory
    >>> rule = "Cold($x) >>> Loves($x, Cow) ::: If something is cold then it likes the cow."
    >>> theory = read_theory(f"Facts:\\nLikes(Cat, Cow) ::: The cat likes the cow.\\n{rule}\\nQuery:\\nLikes(Dog, Cow)")
    >>> print(theory.formulas[1])
    ∀x (Cold(x) → Likes(x, Cow))
    """
    if not options.link or not theory.rules or len(theory.statements) > _MOST_STATEMENTS:
        return theory
    aligned = [s for s in theory.statements if s.text and "(" not in s.text]
    counts = [_atom_counts(s) for s in aligned]
    mentioned = [Counter(lemma(w) for w in re.findall(r"[a-z]+", s.text.lower())) for s in aligned]
    unmentioned, known = _split(theory.statements, counts, mentioned)
    names: dict[Symbol, str] = {}
    for symbol, places in unmentioned.items():
        fitting = [other for other in known if _fits(symbol, other, places, counts, mentioned)]
        if len(fitting) == 1:
            names[symbol] = fitting[0].name
    if not names:
        return theory
    formulas = [rename(s.formula, names) for s in theory.statements]
    return with_formulas(theory, formulas, tuple(_repair(s, name) for s, name in names.items()))


def _repair(symbol: Symbol, name: str) -> Repair:
    message = f"predicate {symbol.name} linked to {name}, which its sentences say"
    return Repair("link_by_sentences", message, "theory", 0.9, symbol.name, name)


def _atom_counts(statement: Statement) -> Counter[Symbol]:
    found = (a for a in atoms(statement.formula) if isinstance(a, Atom) and a.arguments)
    return Counter(Symbol("predicate", a.predicate, len(a.arguments)) for a in found)


def _split(
    statements: Sequence[Statement], counts: Sequence[Counter[Symbol]], mentioned: Sequence[Counter[str]]
) -> tuple[Mapping[Symbol, list[int]], list[Symbol]]:
    """The predicates that none of their sentences mentions, with their places, and those that some does."""
    places: dict[Symbol, list[int]] = defaultdict(list)
    for index, count in enumerate(counts):
        for symbol in count:
            places[symbol].append(index)
    everywhere = Counter(s for statement in statements for s in _atom_counts(statement))
    unmentioned = {
        symbol: found
        for symbol, found in places.items()
        if everywhere[symbol] == len(found) and not any(mentioned[i][w] for i in found for w in _content(symbol))
    }
    known = [s for s in sorted(places) if s not in unmentioned and _mentions(s, places[s][0], mentioned)]
    return unmentioned, known


def _content(symbol: Symbol) -> list[str]:
    return [lemma(w) for w in words(symbol.name) if w not in FUNCTION_WORDS] or [symbol.name.lower()]


def _mentions(symbol: Symbol, place: int, mentioned: Sequence[Counter[str]]) -> bool:
    return all(mentioned[place][w] for w in _content(symbol))


def _fits(
    symbol: Symbol,
    other: Symbol,
    places: Sequence[int],
    counts: Sequence[Counter[Symbol]],
    mentioned: Sequence[Counter[str]],
) -> bool:
    if other.arity != symbol.arity:
        return False
    return all(mentioned[i][w] >= counts[i][symbol] + counts[i][other] for i in places for w in _content(other))
