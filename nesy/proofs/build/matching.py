"""Instances of a universal fact that have to do with ground atoms which occur already.

Some atoms of the fact that hold all its variables are matched with ground atoms, as triggers are in
SMT solvers (Detlefs, Nelson and Saxe 2005).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

from nesy.languages.fol.syntax import Apply, Atom, Forall, Formula, Term, Variable
from nesy.languages.fol.walk import atoms, free_variables

Binding: TypeAlias = dict[Variable, Term]
MAX_BINDINGS = 2_000
"""Bindings of one fact in one round."""


def leading_variables(fact: Formula) -> tuple[tuple[Variable, ...], Formula]:
    """The variables that one step instantiates, and what is behind them.

    A sorted quantifier counts only where it stands first, since its instance is a condition.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> [v.name for v in leading_variables(parse_formula("∀x ∀y R(x, y)"))[0]]
    ['x', 'y']
    """
    if isinstance(fact, Forall) and fact.sort is not None:
        return (fact.variable,), fact.body
    found: dict[Variable, None] = {}
    while isinstance(fact, Forall) and fact.sort is None and fact.variable not in found:
        found[fact.variable] = None
        fact = fact.body
    return tuple(found), fact


def matching_instances(fact: Forall, ground: Sequence[Atom]) -> Iterator[tuple[Term, ...]]:
    """Terms for the leading variables of a fact, so that some atoms of its body are ground atoms that occur.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> fact = parse_formula("∀x ∀y (R(x, y) → R(y, x))")
    >>> [[str(t) for t in terms] for terms in matching_instances(fact, [parse_formula("R(a, b)")])]
    [['a', 'b'], ['b', 'a']]
    """
    variables, body = leading_variables(fact)
    by_symbol: dict[tuple[str, int], list[Atom]] = {}
    for atom in ground:
        by_symbol.setdefault((atom.predicate, len(atom.arguments)), []).append(atom)
    found: dict[tuple[Term, ...], None] = {}
    for trigger in _triggers(body, frozenset(variables)):
        for binding in _joined(trigger, by_symbol):
            found.setdefault(tuple(binding[v] for v in variables))
            if len(found) >= MAX_BINDINGS:
                break
    yield from found


def _triggers(body: Formula, variables: frozenset[Variable]) -> list[tuple[Atom, ...]]:
    """The smallest sets of up to three atoms that hold all the variables and no others."""
    usable = [
        atom
        for atom in dict.fromkeys(atoms(body))
        if isinstance(atom, Atom) and atom.arguments and set(free_variables(atom)) <= variables
    ]
    for size in (1, 2, 3):
        found = [some for some in combinations(usable, size) if variables <= _variables(some)]
        if found:
            return found
    return []


def _variables(some: Sequence[Atom]) -> frozenset[Variable]:
    return frozenset(v for atom in some for v in free_variables(atom))


def _joined(trigger: Sequence[Atom], ground: Mapping[tuple[str, int], Sequence[Atom]]) -> list[Binding]:
    bindings: list[Binding] = [{}]
    for pattern in trigger:
        candidates = ground.get((pattern.predicate, len(pattern.arguments)), ())
        met = (_matched(pattern, atom, binding) for binding in bindings for atom in candidates)
        bindings = [binding for binding in met if binding is not None][:MAX_BINDINGS]
    return bindings


def _matched(pattern: Atom, atom: Atom, binding: Binding) -> Binding | None:
    bound = dict(binding)
    pairs = list(zip(pattern.arguments, atom.arguments, strict=True))
    while pairs:
        left, right = pairs.pop()
        if isinstance(left, Variable):
            if bound.setdefault(left, right) != right:
                return None
        elif isinstance(left, Apply) and isinstance(right, Apply):
            if (left.function, len(left.arguments)) != (right.function, len(right.arguments)):
                return None
            pairs += zip(left.arguments, right.arguments, strict=True)
        elif left != right:
            return None
    return bound
