"""Functions over the syntax tree that every pass, printer and prover needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from nesy.languages.fol.syntax import (
    And,
    Apply,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Term,
    Truth,
    Variable,
    Xor,
)


def subformulas(formula: Formula) -> tuple[Formula, ...]:
    """The formulas directly below a connective or quantifier; none below an atom.

    >>> subformulas(Not(Atom("P")))
    (Atom(predicate='P', arguments=()),)
    """
    match formula:
        case Not(operand):
            return (operand,)
        case And(operands) | Or(operands):
            return operands
        case Xor(left, right) | Implies(left, right) | Iff(left, right):
            return (left, right)
        case Forall(_, body) | Exists(_, body):
            return (body,)
        case _:
            return ()


def with_subformulas(formula: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """The same connective or quantifier over changed subformulas; an atom is returned as it is."""
    match formula:
        case Not(operand):
            return Not(change(operand))
        case And(operands):
            return And(tuple(change(o) for o in operands))
        case Or(operands):
            return Or(tuple(change(o) for o in operands))
        case Xor(left, right):
            return Xor(change(left), change(right))
        case Implies(left, right):
            return Implies(change(left), change(right))
        case Iff(left, right):
            return Iff(change(left), change(right))
        case Forall(variable, body, sort):
            return Forall(variable, change(body), sort)
        case Exists(variable, body, sort):
            return Exists(variable, change(body), sort)
        case _:
            return formula


def terms_of(formula: Formula) -> tuple[Term, ...]:
    """The terms directly in an atom or equation; none in any other formula."""
    match formula:
        case Atom(_, arguments):
            return arguments
        case Equals(left, right):
            return (left, right)
        case _:
            return ()


def map_atoms(formula: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """The formula with each atom and equation replaced by what ``change`` makes of it."""
    if isinstance(formula, Atom | Equals):
        return change(formula)
    return with_subformulas(formula, lambda sub: map_atoms(sub, change))


def map_terms(formula: Formula, change: Callable[[Term], Term]) -> Formula:
    """The formula with each outermost term replaced by what ``change`` makes of it.

    >>> map_terms(Atom("P", (Constant("a"),)), lambda t: Constant("b"))
    Atom(predicate='P', arguments=(Constant(name='b'),))
    """

    def in_atom(atom: Formula) -> Formula:
        match atom:
            case Atom(predicate, arguments):
                return Atom(predicate, tuple(change(a) for a in arguments))
            case Equals(left, right):
                return Equals(change(left), change(right))
        return atom

    return map_atoms(formula, in_atom)


def atoms(formula: Formula) -> Iterator[Atom | Equals]:
    """Every atom and equation, from left to right."""
    stack = [formula]
    while stack:
        node = stack.pop()
        if isinstance(node, Atom | Equals):
            yield node
        else:
            stack.extend(reversed(subformulas(node)))


def subterms(term: Term) -> Iterator[Term]:
    """A term and every term inside it."""
    stack = [term]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Apply):
            stack.extend(reversed(node.arguments))


def terms(formula: Formula) -> Iterator[Term]:
    """Every term at any depth, from left to right."""
    for atom in atoms(formula):
        for term in terms_of(atom):
            yield from subterms(term)


def free_variables(formula: Formula) -> tuple[Variable, ...]:
    """The variables that no quantifier binds, in order of first occurrence.

    >>> free_variables(Forall(Variable("x"), Atom("R", (Variable("x"), Variable("y")))))
    (Variable(name='y'),)
    """
    found: dict[Variable, None] = {}
    _collect_free(formula, frozenset(), found)
    return tuple(found)


def _collect_free(formula: Formula, bound: frozenset[Variable], found: dict[Variable, None]) -> None:
    for term in terms_of(formula):
        for sub in subterms(term):
            if isinstance(sub, Variable) and sub not in bound:
                found[sub] = None
    if isinstance(formula, Forall | Exists):
        bound = bound | {formula.variable}
    for sub_formula in subformulas(formula):
        _collect_free(sub_formula, bound, found)


def substitute_term(term: Term, mapping: Mapping[Variable, Term]) -> Term:
    """The term with variables replaced."""
    if isinstance(term, Variable):
        return mapping.get(term, term)
    if isinstance(term, Apply):
        return Apply(term.function, tuple(substitute_term(a, mapping) for a in term.arguments))
    return term


def substitute(formula: Formula, mapping: Mapping[Variable, Term]) -> Formula:
    """The formula with its free variables replaced; bound variables are renamed where they would capture.

    >>> x, y = Variable("x"), Variable("y")
    >>> print(substitute(Forall(y, Atom("R", (x, y))), {x: y}))
    ∀y1 R(y, y1)
    """
    if not mapping:
        return formula
    if isinstance(formula, Forall | Exists):
        return _substitute_below(formula, mapping)
    if isinstance(formula, Atom | Equals):
        return map_terms(formula, lambda term: substitute_term(term, mapping))
    return with_subformulas(formula, lambda sub: substitute(sub, mapping))


def _substitute_below(formula: Forall | Exists, mapping: Mapping[Variable, Term]) -> Formula:
    inner = {v: t for v, t in mapping.items() if v != formula.variable}
    variable, body = formula.variable, formula.body
    incoming = {s for t in inner.values() for s in subterms(t) if isinstance(s, Variable)}
    if variable in incoming:
        taken = incoming | set(free_variables(body)) | set(inner)
        variable = fresh_variable(formula.variable.name, taken)
        body = substitute(body, {formula.variable: variable})
    return type(formula)(variable, substitute(body, inner), formula.sort)


def fresh_variable(stem: str, taken: set[Variable]) -> Variable:
    """A variable named after ``stem`` that is not among ``taken``."""
    index = 1
    while Variable(f"{stem}{index}") in taken:
        index += 1
    return Variable(f"{stem}{index}")


def depth(formula: Formula) -> int:
    """The number of levels of the tree, terms included; computed without recursion.

    >>> depth(Not(Atom("P", (Constant("a"),))))
    3
    """
    deepest = 0
    stack: list[tuple[Formula | Term, int]] = [(formula, 1)]
    while stack:
        node, level = stack.pop()
        deepest = max(deepest, level)
        if isinstance(node, Apply):
            below: tuple[Formula | Term, ...] = node.arguments
        elif isinstance(node, Atom | Equals):
            below = terms_of(node)
        elif isinstance(node, Variable | Constant):
            continue
        else:
            below = subformulas(node)  # type: ignore[arg-type]
        stack.extend((child, level + 1) for child in below)
    return deepest


def conjuncts(formula: Formula) -> tuple[Formula, ...]:
    """The parts of a conjunction, flattened; any other formula is its own only part."""
    if isinstance(formula, And):
        return tuple(part for operand in formula.operands for part in conjuncts(operand))
    return (formula,)


def conjunction(parts: tuple[Formula, ...]) -> Formula:
    """The conjunction of any number of formulas; of none it is true."""
    if not parts:
        return Truth(True)
    return parts[0] if len(parts) == 1 else And(parts)


def close(formula: Formula) -> Formula:
    """The universal closure: every free variable is bound in front."""
    for variable in reversed(free_variables(formula)):
        formula = Forall(variable, formula)
    return formula


def strip_foralls(formula: Formula) -> tuple[tuple[Variable, ...], Formula]:
    """The leading unsorted universal variables and what stands behind them."""
    variables: list[Variable] = []
    while isinstance(formula, Forall) and formula.sort is None:
        variables.append(formula.variable)
        formula = formula.body
    return tuple(variables), formula
