"""Drops facts of rule programs that only restate a declaration: ``Rompus($x, True)`` among the facts."""

from __future__ import annotations

import re
from dataclasses import replace

from nesy.languages.fol.passes.base import RepairOptions
from nesy.languages.fol.syntax import Atom, Formula, Not, Variable
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import strip_foralls
from nesy.repair import Repair

_UNIVERSAL = re.compile(r"\b(?:every\w*|all|each|any\w*|no(?:thing|body| one)?)\b", re.I)


def drop_restated_declarations(theory: Theory, options: RepairOptions) -> Theory:  # noqa: ARG001
    """The theory without facts whose arguments are variables only, unless their sentence speaks of everything.

    >>> from nesy.languages.fol.read import read_theory
    >>> theory = read_theory("Facts:\\nDog($x, True)\\nDog(rex, True)\\nQuery:\\nDog(max, True)")
    >>> [str(f) for f in theory.formulas]
    ['Dog(rex)']
    """
    if not theory.rules:
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
    arguments = _arguments(strip_foralls(premise.formula)[1])
    return (
        bool(arguments)
        and all(isinstance(a, Variable) for a in arguments)
        and len(set(arguments)) == len(arguments)
        and not _UNIVERSAL.search(premise.text)
    )


def _arguments(formula: Formula) -> tuple[object, ...]:
    while isinstance(formula, Not):
        formula = formula.operand
    return formula.arguments if isinstance(formula, Atom) else ()
