"""The vocabulary of a PDDL domain, for reading instructions."""

from __future__ import annotations

from collections.abc import Iterator

from nesy.languages.pddl.syntax import (
    Action,
    And,
    Atom,
    Both,
    Domain,
    Effect,
    ForallEffect,
    Formula,
    Imply,
    Not,
    Or,
    Preference,
    Quantified,
    SetAtom,
    When,
)
from nesy.translate.planning.vocabulary import Pattern, Schema, Vocabulary


def vocabulary_of(domain: Domain) -> Vocabulary:
    """What the domain's predicates are and what its actions need and give.

    >>> from nesy.languages.pddl.read import read_domain
    >>> text = "(define (domain d) (:predicates (p ?x)) (:action a :parameters (?x) :effect (not (p ?x))))"
    >>> vocabulary_of(read_domain(text)).schemas[0].deletes
    (('p', '?x'),)
    """
    return Vocabulary(
        {signature.name: len(signature.parameters) for signature in domain.predicates},
        tuple(map(_schema, domain.actions)),
        frozenset(domain.types),
    )


def _schema(action: Action) -> Schema:
    changes, conditions = list(_changes(action.effect)), list(_conditions(action.effect))
    uses = [atom for formula in (action.precondition, *conditions) for atom in _mentioned(formula)]
    return Schema(
        action.name,
        tuple(parameter.name for parameter in action.parameters),
        tuple(_required(action.precondition)),
        tuple(uses),
        tuple(_pattern(change.atom) for change in changes if change.value),
        tuple(_pattern(change.atom) for change in changes if not change.value),
        {parameter.name: parameter.types[0] for parameter in action.parameters},
    )


def _pattern(atom: Atom) -> Pattern:
    return (atom.predicate, *atom.arguments)


def _required(formula: Formula) -> Iterator[Pattern]:
    """The atoms that hold wherever the formula does, as far as its conjunctions say."""
    if isinstance(formula, Atom) and formula.predicate != "=":
        yield _pattern(formula)
    elif isinstance(formula, And):
        for operand in formula.operands:
            yield from _required(operand)


def _mentioned(formula: Formula) -> Iterator[Pattern]:
    """The atoms that the formula mentions and does not deny."""
    match formula:
        case Atom():
            yield _pattern(formula)
        case And(operands) | Or(operands):
            for operand in operands:
                yield from _mentioned(operand)
        case Imply(_, consequent):
            yield from _mentioned(consequent)
        case Quantified(body=body) | Preference(body=body):
            yield from _mentioned(body)
        case Not(operand) if not isinstance(operand, Atom):
            yield from _mentioned(operand)


def _changes(effect: Effect) -> Iterator[SetAtom]:
    match effect:
        case SetAtom():
            yield effect
        case Both(effects):
            for part in effects:
                yield from _changes(part)
        case When(_, inner) | ForallEffect(_, inner):
            yield from _changes(inner)


def _conditions(effect: Effect) -> Iterator[Formula]:
    match effect:
        case When(condition, inner):
            yield condition
            yield from _conditions(inner)
        case Both(effects):
            for part in effects:
                yield from _conditions(part)
        case ForallEffect(_, inner):
            yield from _conditions(inner)
