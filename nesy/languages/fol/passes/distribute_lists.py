"""Spells out atoms over lists: ``Symptom(flu, [fever, cough])`` becomes a conjunction of two atoms."""

from __future__ import annotations

from nesy.languages.fol.passes.memberships import LIST
from nesy.languages.fol.syntax import Apply, Atom, Equals, Formula, Or, Term
from nesy.languages.fol.walk import conjunction, map_atoms
from nesy.repair import Repair


def distribute_lists(formula: Formula) -> tuple[Formula, tuple[Repair, ...]]:
    """The formula with an atom for each member of a list argument, and membership in a list made equations.

    >>> from nesy.languages.fol.read import read_formula
    >>> print(read_formula("Symptom(flu, [fever, cough])"))
    Symptom(flu, fever) ∧ Symptom(flu, cough)
    >>> print(read_formula("a ∈ {b, c}"))
    a = b ∨ a = c
    """
    spelled = map_atoms(formula, _spelled_out)
    if spelled == formula:
        return formula, ()
    repair = Repair("distribute_lists", "an atom over a list was spelled out", "", 0.9, str(formula), str(spelled))
    return spelled, (repair,)


def _spelled_out(atom: Formula) -> Formula:
    match atom:
        case Atom("In", (element, Apply(function, members))) if function == LIST:
            equations = tuple(_spelled_out(Equals(element, m)) for m in members)
            return Or(equations) if len(equations) > 1 else equations[0]
        case Equals(whole, Apply(function, members)) | Equals(Apply(function, members), whole) if function == LIST:
            return conjunction(tuple(_spelled_out(Atom("In", (m, whole))) for m in members))
        case Atom(predicate, arguments):
            return _each(predicate, arguments)
    return atom


def _each(predicate: str, arguments: tuple[Term, ...]) -> Formula:
    for index, argument in enumerate(arguments):
        if isinstance(argument, Apply) and argument.function == LIST:
            before, behind = arguments[:index], arguments[index + 1 :]
            return conjunction(tuple(_each(predicate, (*before, m, *behind)) for m in argument.arguments))
    return Atom(predicate, arguments)
