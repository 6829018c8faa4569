"""Which semantics a theory is decided under, and the declared reason for it."""

from __future__ import annotations

from nesy.errors import UnknownName
from nesy.languages.fol.theory import Theory
from nesy.provers.rules import rule_shaped

SEMANTICS = ("auto", "classical", "rules-open", "rules-closed")


def choose_semantics(theory: Theory, requested: str = "auto") -> tuple[str, str]:
    """The semantics of a theory and why it was chosen.

    ``auto`` takes ``rules-open`` for a program that is written as facts, rules and a query, if it is
    a rule theory in fact, and ``classical`` for everything else. Contraposition holds in classical
    logic and not under forward chaining, so the two can differ.

    Raises:
        UnknownName: if there is no such semantics.

    >>> from nesy.languages.fol.read import read_theory
    >>> choose_semantics(read_theory("Dog(rex)\\n|- Dog(rex)"))
    ('classical', 'classical: the default')
    """
    if requested not in SEMANTICS:
        raise UnknownName(f"there is no semantics {requested!r}", expected=SEMANTICS)
    if requested != "auto":
        return requested, f"{requested}: asked for"
    if not theory.rules:
        return "classical", "classical: the default"
    obstacle = rule_shaped(theory)
    if obstacle is None:
        return "rules-open", "rules-open: the program is written as facts, rules and a query"
    return "classical", f"classical: written as rules, but {obstacle}"
