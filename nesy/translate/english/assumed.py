"""What may be taken for granted of a whole problem, where the options say so.

Existential import, that different names name different individuals, and that kinds which the problem tells apart have
nothing in common: traditional presuppositions of syllogisms and of databases, none of which first-order logic makes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from nesy.errors import InputTooLarge
from nesy.languages.fol.syntax import (
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Formula,
    Implies,
    Not,
    Variable,
)
from nesy.languages.fol.theory import Statement
from nesy.languages.fol.walk import atoms, conjuncts, free_variables
from nesy.translate.english.connectives import conjunction
from nesy.translate.english.options import EnglishOptions
from nesy.translate.english.predicates import Predicates
from nesy.translate.english.stems import verb_of_agent
from nesy.translate.english.syntax import Bare, Clause, Definite, JoinedClauses, Quantified
from nesy.translate.english.syntax import Statement as Said

MAX_APART: Final = 100
"""Names, or kinds, of which every two are told apart."""
_UNIVERSAL: Final = frozenset({"every", "any", "no", "all", "each"})


def find_assumed(
    options: EnglishOptions,
    predicates: Predicates,
    premises: Sequence[tuple[Clause | None, Formula]],
    links: Iterable[Formula],
) -> Iterator[Statement]:
    """What ``options`` let be taken for granted, named ``assumed 1``, ``assumed 2``, …

    Args:
        options: which presuppositions are on.
        predicates: of the problem.
        premises: each with its tree and its formula.
        links: between predicates and between names.

    Raises:
        InputTooLarge: if more than MAX_APART names or kinds are to be told apart.
    """
    known = [*(formula for _, formula in premises), *links]
    found = [
        *(_existing(premises) if options.existential_import else ()),
        *(_distinct(predicates, known) if options.unique_names else ()),
        *(_disjoint(predicates, known) if options.disjoint_types else ()),
    ]
    for number, (text, formula) in enumerate({text: (text, formula) for text, formula in found}.values(), 1):
        yield Statement(formula, f"assumed {number}", text)


# -- existential import ---------------------------------------------------------------------


def _existing(premises: Iterable[tuple[Clause | None, Formula]]) -> Iterator[tuple[str, Formula]]:
    """That there is something which a rule about ``every N``, ``no N`` or ``Ns`` speaks of; not of conditionals."""
    for tree, formula in premises:
        if tree is None or not _is_universal(tree):
            continue
        for part in conjuncts(formula):
            body = part
            while isinstance(body, Forall):
                body = body.body
            if body is part or not isinstance(body, Implies) or all(isinstance(a, Equals) for a in atoms(body)):
                continue
            there: Formula = body.antecedent
            for variable in reversed(free_variables(there)):
                there = Exists(variable, there)
            if isinstance(there, Exists):
                yield f"there is what a rule speaks of: {there}", there


def _is_universal(tree: Clause) -> bool:
    """Whether a sentence is about every N or no N, and about more than ``everyone``."""
    if isinstance(tree, JoinedClauses):
        return tree.connective == "and" and all(map(_is_universal, tree.parts))
    if not isinstance(tree, Said):
        return False
    subject = tree.subject
    if not isinstance(subject, Bare | Definite | Quantified):
        return False
    if isinstance(subject, Quantified) and subject.quantifier not in _UNIVERSAL:
        return False
    return not subject.nominal.domain or bool(subject.nominal.posts or subject.nominal.adjectives)


# -- unique names ---------------------------------------------------------------------------


def _distinct(predicates: Predicates, known: Iterable[Formula]) -> Iterator[tuple[str, Formula]]:
    """That names are of different individuals, unless something known says that two are one."""
    equated = {frozenset((a.left, a.right)) for formula in known for a in atoms(formula) if isinstance(a, Equals)}
    named = [constant for key, constant in predicates.constants.items() if key[0] == "name"]
    _check(named, "names that are told apart")
    for one, other in combinations(named, 2):
        if frozenset((one, other)) not in equated:
            yield f"'{_text(one)}' and '{_text(other)}' name two", Not(Equals(one, other))


def _check(found: Sequence[object], what: str) -> None:
    if len(found) > MAX_APART:
        raise InputTooLarge(f"{len(found)} {what}; at most {MAX_APART}", hint="ask of fewer sentences, or without it")


def _text(constant: Constant) -> str:
    return constant.name.replace("_", " ")


# -- disjoint types -------------------------------------------------------------------------


def _disjoint(predicates: Predicates, known: Sequence[Formula]) -> Iterator[tuple[str, Formula]]:
    """That two kinds have nothing in common of which the problem names members or says that they are kinds of others.

    Kinds of which one is known to be the other, or that share a member or a kind, are left open, and so are nouns for
    who does something: a dancer may be a teacher.
    """
    kinds = {
        name: " ".join(phrase.head)
        for (name, arity), phrase in predicates.phrases.items()
        if arity == 1 and phrase.kind == "n" and not phrase.rest and not verb_of_agent(phrase.head[-1])
    }
    above: dict[str | Constant, set[str]] = defaultdict(set)
    for below, kind in (pair for formula in known for part in conjuncts(formula) for pair in _said_under(part)):
        if kind in kinds and (isinstance(below, Constant) or below in kinds):
            above[below].add(kind)
    closed = {below: _closure(below, above) for below in above}
    types = [kind for kind in kinds if kind in closed or any(kind in above[b] for b in above if not isinstance(b, str))]
    _check(types, "kinds that are told apart")
    x = Variable("x")
    for one, other in combinations(types, 2):
        if other in closed.get(one, ()) or one in closed.get(other, ()):
            continue
        if not any({one, other} <= over for over in closed.values()):
            text = f"nothing is a {kinds[one]} and a {kinds[other]}"
            yield text, Forall(x, Not(conjunction([Atom(one, (x,)), Atom(other, (x,))])))


def _said_under(part: Formula) -> Iterator[tuple[str | Constant, str]]:
    """Of ``Dog(rex)`` the individual and its kind, of ``∀x (Dog(x) → Animal(x))`` the kind and that above it."""
    if isinstance(part, Atom) and len(part.arguments) == 1 and isinstance(part.arguments[0], Constant):
        yield part.arguments[0], part.predicate
    elif isinstance(part, Forall) and isinstance(part.body, Implies) and isinstance(part.body.antecedent, Atom):
        for said in conjuncts(part.body.consequent):
            if isinstance(said, Atom) and said.arguments == part.body.antecedent.arguments == (part.variable,):
                yield part.body.antecedent.predicate, said.predicate


def _closure(start: str | Constant, above: dict[str | Constant, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting: list[str | Constant] = [start]
    while waiting:
        for kind in above.get(waiting.pop(), set()) - found:
            found.add(kind)
            waiting.append(kind)
    return found
