"""Drops what says nothing in a rule program: ``Rompus($x, True)`` among the facts, a rule without its conclusion."""

from __future__ import annotations

import re
from dataclasses import replace

from nesy.languages.fol.passes.base import RepairOptions
from nesy.languages.fol.syntax import Atom, Formula, Not, Term, Variable
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import conjuncts, strip_foralls
from nesy.repair import Repair

_UNIVERSAL = re.compile(r"\b(?:every\w*|all|each|any\w*|no(?:thing|body| one)?)\b", re.I)


def drop_restated_declarations(theory: Theory, options: RepairOptions) -> Theory:
    """The theory without facts and rule bodies that hold variables only, unless the sentence speaks of everything.

    >>> from nesy.languages.fol.read import read_theory
    >>> models = RepairOptions.for_models()
    >>> theory = read_theory("Facts:\\nDog($x, True)\\nDog(rex, True)\\nQuery:\\nDog(max, True)", options=models)
    >>> [str(f) for f in theory.formulas]
    ['Dog(rex)']
    """
    if not theory.rules or not options.meaning:
        return theory
    dropped = [p for p in theory.premises if _restates(p)]
    if not dropped:
        return theory
    repairs = tuple(
        Repair("drop_restated_declarations", "a fact about every x was taken for a declaration", p.name, 0.97, p.text)
        for p in dropped
    )
    kept = tuple(p for p in theory.premises if not _restates(p))
    return replace(theory, premises=kept, repairs=theory.repairs + repairs)


def _restates(premise: Statement) -> bool:
    literals = conjuncts(strip_foralls(premise.formula)[1])
    return not _UNIVERSAL.search(premise.text) and all(_is_declaration(_arguments(part)) for part in literals)


def _is_declaration(arguments: tuple[Term, ...]) -> bool:
    distinct = len(set(arguments)) == len(arguments) > 0
    return distinct and all(isinstance(a, Variable) for a in arguments)


def _arguments(formula: Formula) -> tuple[Term, ...]:
    while isinstance(formula, Not):
        formula = formula.operand
    return formula.arguments if isinstance(formula, Atom) else ()
