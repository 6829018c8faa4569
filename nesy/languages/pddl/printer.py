"""Prints domains, problems and plans, in a form that every planner reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nesy.languages.pddl.syntax import (
    OBJECT,
    Action,
    And,
    Arithmetic,
    Atom,
    Both,
    Change,
    Compare,
    Domain,
    Effect,
    Expression,
    Fluent,
    ForallEffect,
    Formula,
    Imply,
    Not,
    Or,
    PlanStep,
    Preference,
    Problem,
    Quantified,
    SetAtom,
    Signature,
    Typed,
    When,
)


def domain_text(domain: Domain) -> str:
    """A domain.

    >>> from nesy.languages.pddl.read import read_domain
    >>> text = "(define (domain d) (:predicates (p ?x)) (:action a :parameters (?x) :effect (p ?x)))"
    >>> print(domain_text(read_domain(text)))
    (define (domain d)
      (:predicates
        (p ?x))
      (:action a
        :parameters (?x)
        :precondition ()
        :effect (p ?x)))
    """
    sections = [
        f"(:requirements {' '.join(sorted(domain.requirements))})" if domain.requirements else "",
        _section(":types", _types(domain.types)),
        _section(":constants", _typed_lines(domain.constants)),
        _section(":predicates", map(signature_text, domain.predicates)),
        _section(":functions", map(signature_text, domain.functions)),
        *(f"(:derived {signature_text(a.head)}\n    {formula_text(a.body)})" for a in domain.axioms),
        *map(_action, domain.actions),
    ]
    return _define("domain", domain.name, sections)


def problem_text(problem: Problem) -> str:
    """A problem."""
    values = [f"(= {fluent_text(f)} {number_text(v)})" for f, v in problem.values]
    metric = problem.metric
    sections = [
        f"(:domain {problem.domain})",
        f"(:requirements {' '.join(sorted(problem.requirements))})" if problem.requirements else "",
        objects_text(problem.objects),
        _section(":init", [*map(formula_text, problem.initial), *values]) or "(:init)",
        f"(:goal {formula_text(problem.goal)})",
        f"(:metric {'minimize' if metric.minimize else 'maximize'} {expression_text(metric.expression)})"
        if metric
        else "",
    ]
    return _define("problem", problem.name, sections)


def objects_text(objects: Sequence[Typed]) -> str:
    """The section of a problem's objects; empty if there are none.

    >>> print(objects_text([Typed("a"), Typed("b")]))
    (:objects
        a b)
    """
    return _section(":objects", _typed_lines(objects))


def plan_text(steps: Iterable[PlanStep]) -> str:
    """A plan, an action a line."""
    return "".join(f"{step}\n" for step in steps)


def formula_text(formula: Formula) -> str:
    """A condition.

    >>> formula_text(Imply(Atom("p", ("?x",)), Not(And())))
    '(imply (p ?x) (not ()))'
    """
    match formula:
        case Atom(predicate, arguments):
            return f"({' '.join((predicate, *arguments))})"
        case Not(body):
            return f"(not {formula_text(body)})"
        case And(()):
            return "()"
        case And(operands):
            return f"(and {' '.join(map(formula_text, operands))})"
        case Or(operands):
            return f"(or {' '.join(map(formula_text, operands))})" if operands else "(or)"
        case Imply(antecedent, consequent):
            return f"(imply {formula_text(antecedent)} {formula_text(consequent)})"
        case Quantified(quantifier, variables, body):
            return f"({quantifier} ({typed_text(variables)}) {formula_text(body)})"
        case Compare(operator, left, right):
            return f"({operator} {expression_text(left)} {expression_text(right)})"
        case Preference(name, body):
            return f"(preference {name} {formula_text(body)})" if name else f"(preference {formula_text(body)})"


def expression_text(expression: Expression) -> str:
    """A number."""
    match expression:
        case Fluent():
            return fluent_text(expression)
        case Arithmetic(operator, operands):
            return f"({operator} {' '.join(map(expression_text, operands))})"
        case _:
            return number_text(expression)


def fluent_text(fluent: Fluent) -> str:
    """A numeric function with its terms."""
    return f"({' '.join((fluent.name, *fluent.arguments))})"


def number_text(value: float) -> str:
    """A number, whole ones without a point."""
    return str(int(value)) if value == int(value) else repr(value)


def effect_text(effect: Effect) -> str:
    """An effect."""
    match effect:
        case SetAtom(atom, value):
            return formula_text(atom) if value else f"(not {formula_text(atom)})"
        case Change(operator, fluent, amount):
            return f"({operator} {fluent_text(fluent)} {expression_text(amount)})"
        case When(condition, inner):
            return f"(when {formula_text(condition)} {effect_text(inner)})"
        case ForallEffect(variables, inner):
            return f"(forall ({typed_text(variables)}) {effect_text(inner)})"
        case Both(effects):
            return f"(and {' '.join(map(effect_text, effects))})" if effects else "()"


def signature_text(signature: Signature) -> str:
    """A declared predicate or function."""
    return f"({' '.join(p for p in (signature.name, typed_text(signature.parameters)) if p)})"


def typed_text(names: Sequence[Typed]) -> str:
    """Names with their types."""
    parts: list[str] = []
    plain = all(n.types == (OBJECT,) for n in names)
    for name in names:
        types = name.types[0] if len(name.types) == 1 else f"(either {' '.join(name.types)})"
        parts.append(name.name if plain else f"{name.name} - {types}")
    return " ".join(parts)


def _typed_lines(names: Sequence[Typed]) -> list[str]:
    """Names with their types, those of one type on a line."""
    lines: list[list[Typed]] = []
    for name in names:
        if lines and lines[-1][0].types == name.types:
            lines[-1].append(name)
        else:
            lines.append([name])
    if all(n.types == (OBJECT,) for n in names):
        return [" ".join(n.name for n in line) for line in lines]
    return [f"{' '.join(n.name for n in line)} - {_types_of(line[0])}" for line in lines]


def _types_of(name: Typed) -> str:
    return name.types[0] if len(name.types) == 1 else f"(either {' '.join(name.types)})"


def _types(types: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [f"{name} - {parent}" for name, parents in types.items() for parent in parents]


def _section(name: str, lines: Iterable[str]) -> str:
    listed = list(lines)
    inside = "".join(f"\n    {line}" for line in listed)
    return f"({name}{inside})" if listed else ""


def _define(kind: str, name: str, sections: Sequence[str]) -> str:
    return f"(define ({kind} {name})" + "".join(f"\n  {s}" for s in sections if s) + ")"


def _action(action: Action) -> str:
    return (
        f"(:action {action.name}\n    :parameters ({typed_text(action.parameters)})\n"
        f"    :precondition {formula_text(action.precondition)}\n    :effect {effect_text(action.effect)})"
    )
