"""Reads a ⊕ as ∨ where the sentence says a plain "or": no "either", no "but not both".

In FOLIO's training sentences with a plain "or", the annotators wrote ∨ in 48 and ⊕ in 9.
"""

from __future__ import annotations

import re
from dataclasses import replace

from nesy.languages.fol.passes.base import RepairOptions
from nesy.languages.fol.syntax import And, Formula, Not, Or, Xor
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import with_subformulas
from nesy.repair import Repair

_PLAIN = re.compile(r"\bor\b", re.I)
_EXCLUSIVE = re.compile(r"\b(?:either|neither|nor|both|exclusive\w*|exactly|only one)\b|\bbut not\b", re.I)


def inclusive_or(theory: Theory, options: RepairOptions) -> Theory:
    """The theory with the exclusive disjunctions of its conclusion made inclusive where its sentence has a plain "or".

    >>> from nesy.languages.fol.read import read_theory
    >>> premises, conclusion = "Painter(ann)\\nManager(jo)", "Painter(ann) ⊕ Singer(ann)"
    >>> sentence = "Ann is a painter or a singer."
    >>> text = f"Premises:\\n{premises}\\nConclusion:\\n{conclusion} ::: {sentence}"
    >>> models = RepairOptions.for_models()
    >>> print(read_theory(text, options=models).conclusion.formula)
    Painter(ann) ∨ Singer(ann)
    """
    conclusion = theory.conclusion
    if conclusion is None or not options.meaning:
        return theory
    mended = _mended(conclusion)
    if mended == conclusion:
        return theory
    repair = Repair(
        "inclusive_or",
        'the sentence says a plain "or"',
        conclusion.name,
        0.9,
        str(conclusion.formula),
        str(mended.formula),
    )
    return replace(theory, conclusion=mended, repairs=(*theory.repairs, repair))


def _mended(statement: Statement) -> Statement:
    if not _PLAIN.search(statement.text) or _EXCLUSIVE.search(statement.text):
        return statement
    return replace(statement, formula=_inclusive(statement.formula))


def _inclusive(formula: Formula) -> Formula:
    formula = with_subformulas(formula, _inclusive)
    match formula:
        case Xor(left, right):
            return Or((left, right))
        case Or((And((a, Not(b))), And((Not(c), d)))) if a == c and b == d:
            return Or((a, b))
        case Or((And((Not(a), b)), And((c, Not(d))))) if a == c and b == d:
            return Or((a, b))
    return formula
