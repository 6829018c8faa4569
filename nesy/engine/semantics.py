"""Which semantics a theory is decided under, and the declared reason for it."""

from __future__ import annotations

from nesy.errors import UnknownName
from nesy.languages.fol.theory import Theory
from nesy.provers.rules import rule_shaped

SEMANTICS = ("auto", "classical", "rules-open", "rules-closed")


def choose_semantics(theory: Theory, requested: str = "auto", declared: str = "auto") -> tuple[str, str]:
    """The semantics of a theory and why it was chosen.

    ``auto`` takes what the problem's source declares; where it declares nothing, ``rules-open`` for a
    program that is written as facts, rules and a query, and ``classical`` for everything else. A theory
    that is not a rule theory is decided classically. Contraposition holds in classical logic and not
    under forward chaining, so the two can differ.

    Args:
        theory: what is to be decided.
        requested: the caller's wish.
        declared: what the source of the problem declares.

    Raises:
        UnknownName: if there is no such semantics.

    >>> from nesy.languages.fol.read import read_theory
    >>> choose_semantics(read_theory("Dog(rex)\\n|- Dog(rex)"))
    ('classical', 'classical: the default')
    """
    for name in (requested, declared):
        if name not in SEMANTICS:
            raise UnknownName(f"there is no semantics {name!r}", expected=SEMANTICS)
    if requested != "auto":
        return requested, f"{requested}: asked for"
    wanted, reason = _wanted(theory, declared)
    if wanted == "classical":
        return wanted, f"classical: {reason}"
    obstacle = rule_shaped(theory)
    if obstacle is None:
        return wanted, f"{wanted}: {reason}"
    return "classical", f"classical: {reason}, but {obstacle}"


def _wanted(theory: Theory, declared: str) -> tuple[str, str]:
    if declared != "auto":
        return declared, f"the source of the problem declares {declared}"
    if theory.rules:
        return "rules-open", "the program is written as facts, rules and a query"
    return "classical", "the default"
