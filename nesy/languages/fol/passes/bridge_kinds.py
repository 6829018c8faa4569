"""Bridges a name used as predicate and as constant where a sentence speaks of the kind: "Whales sing."

``Sing(whale)`` beside ``Whale(moby)`` says of the kind what holds of each whale.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from nesy.languages.fol.passes.base import RepairOptions
from nesy.languages.fol.signature import signature
from nesy.languages.fol.similarity import lemma, same_lemmas
from nesy.languages.fol.syntax import Atom, Constant, Forall, Formula, Implies, Not, Variable
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import conjunction, conjuncts
from nesy.repair import Repair

_X = Variable("x")


def bridge_kinds(theory: Theory, options: RepairOptions) -> Theory:
    """The theory with a rule beside each fact about a kind.

    A fact is about a kind if its one argument has the name of another one-place predicate of the theory and
    the fact's sentence has that word in the plural.

    >>> from nesy.languages.fol.read import read_theory
    >>> premises = "Sing(whale) ::: Whales sing.\\nWhale(moby) ::: Moby is a whale."
    >>> text = f"Premises:\\n{premises}\\nConclusion:\\nSing(moby)"
    >>> models = RepairOptions.for_models()
    >>> print(read_theory(text, options=models).formulas[0])
    Sing(whale) ∧ ∀x (Whale(x) → Sing(x))
    """
    if not options.meaning:
        return theory
    kinds = {same_lemmas(s.name): s.name for s in sorted(signature(theory).predicates) if s.arity == 1}
    bridged = tuple(_bridged(p, kinds) for p in theory.premises)
    repairs = tuple(
        Repair("bridge_kinds", "the sentence speaks of the kind", p.name, 0.85, str(p.formula), str(b.formula))
        for p, b in zip(theory.premises, bridged, strict=True)
        if p != b
    )
    return replace(theory, premises=bridged, repairs=theory.repairs + repairs) if repairs else theory


def _bridged(premise: Statement, kinds: Mapping[str, str]) -> Statement:
    parts = conjuncts(premise.formula)
    if "(" in premise.text or not premise.text:
        return premise
    rules = [rule for part in parts if (rule := _rule(part, premise.text, kinds)) is not None]
    return replace(premise, formula=conjunction((*parts, *rules))) if rules else premise


def _rule(literal: Formula, sentence: str, kinds: Mapping[str, str]) -> Formula | None:
    """What a literal about a kind says of each of the kind."""
    negated = isinstance(literal, Not)
    atom = literal.operand if isinstance(literal, Not) else literal
    match atom:
        case Atom(predicate, (Constant(name),)) if (kind := kinds.get(same_lemmas(name))) and kind != predicate:
            if not _plural(name, sentence):
                return None
            said: Formula = Atom(predicate, (_X,))
            return Forall(_X, Implies(Atom(kind, (_X,)), Not(said) if negated else said))
    return None


def _plural(name: str, sentence: str) -> bool:
    stem = same_lemmas(name)
    words = re.findall(r"[a-z]+", sentence.lower())
    return any(w != lemma(w) == stem and w.endswith("s") for w in words)
