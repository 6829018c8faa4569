"""Drops the guard of rules about every person or thing where nothing is ever said to be one.

``Person(x) → Drives(x) ⊕ Walks(x)`` says nothing of Ann unless something makes her a person; the
sentence "A person either drives or walks" speaks of everyone.
"""

from __future__ import annotations

from nesy.languages.fol.passes.base import RepairOptions, with_formulas
from nesy.languages.fol.similarity import same_lemmas
from nesy.languages.fol.syntax import And, Atom, Exists, Forall, Formula, Iff, Implies, Not, Or, Variable, Xor
from nesy.languages.fol.theory import Theory
from nesy.languages.fol.walk import atoms, conjunction, with_subformulas
from nesy.repair import Repair

_GENERIC = frozenset(map(same_lemmas, ("person", "people", "individual", "someone", "thing", "object")))


def drop_generic_guards(theory: Theory, options: RepairOptions) -> Theory:
    """The theory without such guards: predicates like ``Person`` that occur in no conclusion of a rule and in no fact.

    A rule that would then say one thing of everything, ``∀x (Person(x) → Mortal(x))``, is left as it is.

    >>> from nesy.languages.fol.read import read_theory
    >>> models = RepairOptions.for_models()
    >>> text = "all x. (Person(x) & -Drives(x) -> Walks(x))\\n-Drives(ann)\\n|- Walks(ann)"
    >>> theory = read_theory(text, options=models)
    >>> print(theory.formulas[0])
    ∀x (¬Drives(x) → Walks(x))
    """
    guards = _guards(theory) if options.meaning else frozenset()
    if not guards:
        return theory
    formulas = [_without(s.formula, guards) for s in theory.statements]
    changed = [s.name for s, f in zip(theory.statements, formulas, strict=True) if s.formula != f]
    if not changed:
        return theory
    message = f"nothing is said to be {', '.join(sorted(guards))}, so that rules about it hold of everything"
    return with_formulas(theory, formulas, tuple(Repair("drop_generic_guards", message, n, 0.95) for n in changed))


def _guards(theory: Theory) -> frozenset[str]:
    """The generic predicates that the premises use as guards only and the conclusion does not use."""
    if theory.conclusion is None:
        return frozenset()
    signs: dict[str, set[bool]] = {}
    for formula in theory.formulas:
        for name, sign in _signed(formula):
            signs.setdefault(name, set()).add(sign)
    used = {a.predicate for a in atoms(theory.conclusion.formula) if isinstance(a, Atom)}
    return frozenset(name for name, found in signs.items() if found == {False} and name not in used)


def _signed(formula: Formula) -> set[tuple[str, bool]]:
    """The generic predicates of a formula with the signs under which they occur."""
    found: set[tuple[str, bool]] = set()
    stack: list[tuple[Formula, bool]] = [(formula, True)]
    while stack:
        node, sign = stack.pop()
        match node:
            case Atom(predicate, (_,)) if same_lemmas(predicate) in _GENERIC:
                found.add((predicate, sign))
            case Not(operand):
                stack.append((operand, not sign))
            case Implies(left, right):
                stack += [(left, not sign), (right, sign)]
            case Xor(left, right) | Iff(left, right):
                stack += [(part, s) for part in (left, right) for s in (True, False)]
            case And(operands) | Or(operands):
                stack += [(o, sign) for o in operands]
            case Forall(_, body, sort) | Exists(_, body, sort):
                found |= {(sort, s) for s in (True, False)} if sort else set()
                stack.append((body, sign))
    return found


def _without(formula: Formula, guards: frozenset[str]) -> Formula:
    match formula:
        case And(operands):
            return conjunction(tuple(_without(o, guards) for o in operands if not _is_guard(o, guards)) or operands)
        case Implies(left, right) if _is_guard(left, guards) and not isinstance(right, Atom | Not):
            return _without(right, guards)
    return with_subformulas(formula, lambda sub: _without(sub, guards))


def _is_guard(formula: Formula, guards: frozenset[str]) -> bool:
    return isinstance(formula, Atom) and formula.predicate in guards and isinstance(formula.arguments[0], Variable)
