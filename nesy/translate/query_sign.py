"""Compares the sign of a theory's conclusion with the wording of the question.

Models that write rule programs often put their guess of the answer into the query: for "Alex is
small." they write ``Small(Alex, False)``. The wording decides, where it is clear.
"""

from __future__ import annotations

import re
from dataclasses import replace

from nesy.languages.fol.passes.signs_of_sentences import sign_repair, with_sign
from nesy.languages.fol.theory import Theory

_LEAD = re.compile(r".*\?\s+(?=\S)", re.S)
_WHETHER = re.compile(r"^\s*(?:is it (?:true|the case) that|(?:true or false|decide|judge) ?[:,])\s*", re.I)


def check_query_sign(theory: Theory, question: str) -> Theory:
    """The theory with the sign of its conclusion made that of the question, and the repair that says so.

    A conclusion that is one literal follows a question of one clause with at most one negation that mentions
    the literal's predicate. Any other conclusion loses a negation of the whole, or of a side of its
    implication, if no word of the question can stand for it.

    Args:
        theory: what the model wrote.
        question: a statement to be judged, or a question; what leads up to a last statement is passed over.

    >>> from nesy.languages.fol.read import read_theory
    >>> theory = read_theory("Facts:\\nCold(Alex, True)\\nQuery:\\nSmall(Alex, True)")
    >>> print(check_query_sign(theory, "Is the following true or false? Alex is not small.").conclusion.formula)
    ¬Small(Alex)
    """
    if theory.conclusion is None:
        return theory
    conclusion = with_sign(theory.conclusion, statement_of(question))
    if conclusion == theory.conclusion:
        return theory
    repair = sign_repair("check_query_sign", theory.conclusion, conclusion)
    return replace(theory, conclusion=conclusion, repairs=(*theory.repairs, repair))


def statement_of(question: str) -> str:
    """The statement that a question is about, without what leads up to it.

    >>> statement_of("Based on the above, is this true, false, or unknown? The cat is not cold.")
    'The cat is not cold.'
    """
    return _WHETHER.sub("", _LEAD.sub("", question.strip()))
