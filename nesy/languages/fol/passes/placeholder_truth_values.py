"""Drops a placeholder where a query's truth value belongs: ``Kind(Anne, unknown)``, ``Blue(Max, bool)``."""

from __future__ import annotations

from dataclasses import replace

from nesy.languages.fol.passes.base import RepairOptions
from nesy.languages.fol.syntax import Atom, Constant, Exists, Forall, Formula, Not, Variable
from nesy.languages.fol.theory import Theory
from nesy.languages.fol.walk import atoms
from nesy.repair import Repair

_PLACEHOLDERS = frozenset(
    {"?", "_", "x", "y", "value", "bool", "boolean", "unknown", "undetermined", "uncertain", "none"}
)


def placeholder_truth_values(theory: Theory, options: RepairOptions) -> Theory:
    """The theory with such an argument dropped, if the premises use the predicate only without it.

    >>> from nesy.languages.fol.read import read_theory
    >>> models = RepairOptions.for_models()
    >>> theory = read_theory("Facts:\\nDog(rex, True)\\nQuery:\\nDog(rex, unknown)", options=models)
    >>> print(theory.conclusion.formula)
    Dog(rex)
    """
    conclusion = theory.conclusion
    if conclusion is None or not theory.rules or not options.meaning:
        return theory
    formula = _without(conclusion.formula, _used(theory))
    if formula == conclusion.formula:
        return theory
    message = "a placeholder for the truth value was dropped"
    repair = Repair("placeholder_truth_values", message, conclusion.name, 0.8, str(conclusion.formula), str(formula))
    return replace(theory, conclusion=replace(conclusion, formula=formula), repairs=(*theory.repairs, repair))


def _used(theory: Theory) -> set[tuple[str, int]]:
    return {(a.predicate, len(a.arguments)) for f in theory.formulas for a in atoms(f) if isinstance(a, Atom)}


def _without(formula: Formula, used: set[tuple[str, int]]) -> Formula:
    match formula:
        case Not(operand):
            return Not(_without(operand, used))
        case Exists(variable, Atom(_, (*_, last)) as atom) | Forall(variable, Atom(_, (*_, last)) as atom) if (
            last == variable
        ):
            shorter = _shorter(atom, used)
            return formula if shorter == atom else shorter
        case Atom():
            return _shorter(formula, used)
    return formula


def _shorter(atom: Atom, used: set[tuple[str, int]]) -> Atom:
    *arguments, last = atom.arguments or (None,)
    shorter = (atom.predicate, len(arguments))
    if (atom.predicate, len(atom.arguments)) in used or not arguments or shorter not in used:
        return atom
    if isinstance(last, Variable) or (isinstance(last, Constant) and last.name.lower() in _PLACEHOLDERS):
        return Atom(atom.predicate, atom.arguments[:-1])
    return atom
