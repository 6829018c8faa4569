"""Checks a domain and a problem: names, types, arities; and reads leniently what is plain all the same."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from nesy.errors import InputTooLarge, PlanningError
from nesy.languages.pddl.strata import levels
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
    Preference,
    Problem,
    Quantified,
    SetAtom,
    Signature,
    Typed,
    When,
)
from nesy.languages.pddl.task import Task
from nesy.spans import Span

_REQUIREMENTS = frozenset(
    {":strips", ":typing", ":equality", ":negative-preconditions", ":disjunctive-preconditions", ":adl", ":fluents"}
    | {":existential-preconditions", ":universal-preconditions", ":quantified-preconditions", ":conditional-effects"}
    | {":numeric-fluents", ":object-fluents", ":action-costs", ":derived-predicates", ":domain-axioms", ":constraints"}
    | {":durative-actions", ":duration-inequalities", ":continuous-effects", ":timed-initial-literals", ":preferences"}
    | {":goal-utilities", ":time", ":open-world", ":safety-constraints", ":expression-evaluation"}
)
MAX_INSTANCES = 10_000_000
"""Choices of objects for the variables of one quantifier."""
_WORDS = frozenset({"and", "or", "not", "imply", "forall", "exists", "when", "either", "preference", "define"})
"""Words that no predicate or function can have as its name, as they mean something else where it would stand."""
_IMPLIED = {
    ":adl": {
        ":strips",
        ":typing",
        ":negative-preconditions",
        ":disjunctive-preconditions",
        ":equality",
        ":existential-preconditions",
        ":universal-preconditions",
        ":conditional-effects",
    },
    ":quantified-preconditions": {":existential-preconditions", ":universal-preconditions"},
    ":fluents": {":numeric-fluents", ":action-costs"},
    ":numeric-fluents": {":action-costs"},
}


def checked_task(domain: Domain, problem: Problem) -> Task:
    """The task, with what does not fit refused and what is plain all the same noted.

    Raises:
        PlanningError: at the first undeclared name, wrong number of arguments, wrong type or circle of types: what is
            wrong, where, and the nearest name.
    """
    notes: list[str] = []
    types = _check_types(domain)
    for typed in problem.objects:
        _check_type(typed, types, problem.source)
    _check_signatures(domain.source, domain.predicates, "predicate")
    _check_signatures(domain.source, domain.functions, "function")
    _check_names(domain.source, domain.constants, "the constant")
    _check_names(problem.source, problem.objects, "the object", {c.name: c for c in domain.constants})
    domain, problem = _with_constants(domain, problem, notes)
    task = Task(domain, problem)
    _Checker(task, domain.source).domain(domain)
    _Checker(task, problem.source).problem(problem)
    if problem.domain and problem.domain != domain.name:
        notes.append(f"the problem is written for the domain {problem.domain}, not {domain.name}")
    unknown = sorted((domain.requirements | problem.requirements) - _REQUIREMENTS)
    notes += [f"{name} is no requirement of PDDL" for name in unknown]
    missing = _missing_requirements(task)
    if missing:
        notes.append(f"(:requirements ...) lacks {' '.join(missing)}; add them")
    return replace(task, diagnostics=tuple(notes))


def _missing_requirements(task: Task) -> list[str]:
    declared = set(task.domain.requirements | task.problem.requirements)
    for name, implied in _IMPLIED.items():
        if name in declared:
            declared |= implied
    return sorted(task.features - declared - {":strips"})


def _check_types(domain: Domain) -> frozenset[str]:
    """The types of a domain; see that none is above itself, and that no other is used."""
    known = {OBJECT, *domain.types, *(p for parents in domain.types.values() for p in parents)}
    for start in domain.types:
        seen, waiting = set[str](), list(domain.types[start])
        while waiting:
            name = waiting.pop()
            if name == start:
                raise _error(domain.source, f"the type {start} is above itself", _type_place(domain.source, start))
            if name not in seen:
                seen.add(name)
                waiting += domain.types.get(name, ())
    lists = [s.parameters for s in (*domain.predicates, *domain.functions)] + [a.parameters for a in domain.actions]
    for typed in (*domain.constants, *(t for group in lists for t in group)):
        _check_type(typed, known, domain.source)
    return frozenset(known)


def _type_place(source: str, name: str) -> Span:
    """Where a type is named for the first time in its section."""
    begin = max(0, source.lower().find(":types"))
    found = re.compile(rf"(?<![^\s()]){re.escape(name)}(?![^\s()])", re.I).search(source, begin)
    return Span(*found.span()) if found else Span(begin, begin)


def _check_names(source: str, named: Iterable[Typed], what: str, taken: Mapping[str, Typed] | None = None) -> None:
    """See that names are names, and each stands once; one that is taken with the same types may stand again."""
    known = dict(taken or {})
    for typed in named:
        if typed.name.startswith(("?", ":")) or typed.name == "-":
            raise _error(source, f"{typed.name} is no name of {what}", typed.span)
        other = known.setdefault(typed.name, typed)
        if other is not typed and (typed.name not in (taken or {}) or other.types != typed.types):
            types = f", at first as a {' or '.join(other.types)}" if other.types != typed.types else ""
            raise _error(source, f"{what} {typed.name} is declared twice{types}", typed.span)


def _check_signatures(source: str, signatures: Iterable[Signature], what: str) -> None:
    """See that no word of PDDL is declared, and nothing twice with the same number of arguments."""
    seen = set[tuple[str, int]]()
    for signature in signatures:
        key = (signature.name, len(signature.parameters))
        if signature.name in _WORDS or signature.name.startswith(("?", ":")):
            hint = "give it another name"
            raise _error(
                source, f"{signature.name} is a word of PDDL and no name of a {what}", signature.span, hint=hint
            )
        if key in seen:
            raise _error(source, f"the {what} {signature.name} is declared twice", signature.span)
        seen.add(key)


def _check_type(typed: Typed, known: Collection[str], source: str) -> None:
    for name in typed.types:
        if name not in known:
            raise _error(source, f"{typed.name} has the undeclared type {name}", typed.span, name, known)


def _with_constants(domain: Domain, problem: Problem, notes: list[str]) -> tuple[Domain, Problem]:
    """Objects that actions name and only the problem declares become constants of the domain, too."""
    declared = {c.name for c in domain.constants}
    used = {t for a in domain.actions for t in _terms_of_action(a) if not t.startswith("?")} - declared
    borrowed = [o for o in problem.objects if o.name in used]
    told = "is named by an action and declared by the problem alone; add it to (:constants ...)"
    notes += [f"{typed.name} {told}" for typed in borrowed]
    declared |= {o.name for o in borrowed}
    kept = tuple(o for o in problem.objects if o.name not in declared)
    if len(kept) == len(problem.objects):
        return domain, problem
    return replace(domain, constants=(*domain.constants, *borrowed)), replace(problem, objects=kept)


def _terms_of_action(action: Action) -> Iterable[str]:
    yield from _terms(action.precondition)
    yield from _effect_terms(action.effect)


def _terms(formula: Formula) -> Iterable[str]:
    from nesy.languages.pddl.task import subformulas

    return (t for f in subformulas(formula) if isinstance(f, Atom) for t in f.arguments)


def _effect_terms(effect: Effect) -> Iterable[str]:
    match effect:
        case SetAtom(atom):
            yield from atom.arguments
        case When(condition, inner):
            yield from _terms(condition)
            yield from _effect_terms(inner)
        case ForallEffect(_, inner):
            yield from _effect_terms(inner)
        case Both(effects):
            for part in effects:
                yield from _effect_terms(part)
        case _:
            pass


def _arguments(count: int) -> str:
    return "1 argument" if count == 1 else f"{count} arguments"


def _error(
    source: str, message: str, span: Span, name: str = "", names: Collection[str] = (), hint: str | None = None
) -> PlanningError:
    close = difflib.get_close_matches(name, list(names), n=1) if name else []
    told = hint or (f"did you mean {close[0]}?" if close else None)
    return PlanningError(
        message, source=source or None, span=span, hint=told, expected=sorted(names)[:30] if close else ()
    )


@dataclass(frozen=True)
class _Checker:
    """Checks the parts of one text."""

    task: Task
    source: str

    def domain(self, domain: Domain) -> None:
        """Check actions and axioms."""
        names = [a.name for a in domain.actions]
        for action in domain.actions:
            if names.count(action.name) > 1:
                raise _error(self.source, f"two actions are named {action.name}", action.span)
            scope = self._scope({}, action.parameters)
            self.formula(action.precondition, scope)
            self.effect(action.effect, scope)
        for axiom in domain.axioms:
            self._declared(Atom(axiom.head.name, tuple(p.name for p in axiom.head.parameters), axiom.head.span))
            self.formula(axiom.body, self._scope({}, axiom.head.parameters))
        levels(domain)

    def problem(self, problem: Problem) -> None:
        """Check facts and goal."""
        for atom in problem.initial:
            self.atom(atom, {})
        given: dict[Fluent, float] = {}
        for fluent, value in problem.values:
            self.fluent(fluent, {})
            if given.setdefault(fluent, value) != value:
                shown = " ".join((fluent.name, *fluent.arguments))
                raise _error(self.source, f"({shown}) has two values", fluent.span)
        self.formula(problem.goal, {})
        if problem.metric is not None and "total-time" not in str(problem.metric.expression):
            self.expression(problem.metric.expression, {})

    def formula(self, formula: Formula, scope: Mapping[str, Typed]) -> None:
        """Check a condition."""
        match formula:
            case Atom():
                self.atom(formula, scope)
            case Not(body) | Preference(_, body):
                self.formula(body, scope)
            case And(operands) | Or(operands):
                for operand in operands:
                    self.formula(operand, scope)
            case Imply(antecedent, consequent):
                self.formula(antecedent, scope)
                self.formula(consequent, scope)
            case Quantified(quantifier, variables, body):
                inner = self._scope(scope, variables)
                count = math.prod(len(self.task.values_of(v)) for v in variables)
                if count > MAX_INSTANCES:
                    message = f"this {quantifier} is about {count:,} choices of objects"
                    at = variables[0].span
                    raise InputTooLarge(message, source=self.source or None, span=at, hint="use fewer variables")
                self.formula(body, inner)
            case Compare(_, left, right):
                self.expression(left, scope)
                self.expression(right, scope)

    def effect(self, effect: Effect, scope: Mapping[str, Typed]) -> None:
        """Check an effect."""
        match effect:
            case SetAtom(atom):
                if atom.predicate in self.task.derived:
                    raise _error(self.source, f"{atom.predicate} is derived, and no action can set it", atom.span)
                self.atom(atom, scope)
            case Change(_, fluent, amount):
                self.fluent(fluent, scope)
                self.expression(amount, scope)
            case When(condition, inner):
                self.formula(condition, scope)
                self.effect(inner, scope)
            case ForallEffect(variables, inner):
                self.effect(inner, self._scope(scope, variables))
            case Both(effects):
                for part in effects:
                    self.effect(part, scope)

    def atom(self, atom: Atom, scope: Mapping[str, Typed]) -> None:
        """Check a predicate and its terms."""
        if atom.predicate == "=":
            for term in atom.arguments:
                self._term(term, atom, scope)
            return
        self._fits(self._declared(atom), atom.arguments, atom, scope)

    def fluent(self, fluent: Fluent, scope: Mapping[str, Typed]) -> None:
        """Check a numeric function and its terms."""
        functions = {f.name: f for f in self.task.domain.functions}
        found = functions.get(fluent.name)
        if found is None:
            if fluent.name in ("total-cost", "total-time") and not fluent.arguments:
                return
            raise _error(
                self.source, f"the function {fluent.name} is not declared", fluent.span, fluent.name, functions
            )
        self._count(found, fluent.arguments, fluent)
        self._fits(found, fluent.arguments, fluent, scope)

    def expression(self, expression: Expression, scope: Mapping[str, Typed]) -> None:
        """Check a number."""
        if isinstance(expression, Fluent):
            self.fluent(expression, scope)
        elif isinstance(expression, Arithmetic):
            for operand in expression.operands:
                self.expression(operand, scope)

    def _declared(self, atom: Atom) -> Signature:
        found = self.task.domain.predicates
        same = [p for p in found if p.name == atom.predicate]
        if not same:
            names = [p.name for p in found]
            raise _error(
                self.source, f"the predicate {atom.predicate} is not declared", atom.span, atom.predicate, names
            )
        for signature in same:
            if len(signature.parameters) == len(atom.arguments):
                return signature
        self._count(same[0], atom.arguments, atom)
        return same[0]

    def _count(self, signature: Signature, terms: tuple[str, ...], at: Atom | Fluent) -> None:
        if len(signature.parameters) != len(terms):
            message = f"{signature.name} takes {_arguments(len(signature.parameters))}, not {len(terms)}"
            shown = " ".join([signature.name, *(p.name for p in signature.parameters)])
            raise _error(self.source, message, at.span, hint=f"write ({shown})")

    def _fits(
        self, signature: Signature, terms: tuple[str, ...], at: Atom | Fluent, scope: Mapping[str, Typed]
    ) -> None:
        for parameter, term in zip(signature.parameters, terms, strict=True):
            typed = self._term(term, at, scope)
            if parameter.types == (OBJECT,) or self._may_be(typed, parameter.types):
                continue
            wanted = " or ".join(parameter.types)
            message = f"{term} is a {' or '.join(typed.types)}, and {signature.name} takes a {wanted} there"
            raise _error(self.source, message, at.span)

    def _may_be(self, typed: Typed, wanted: tuple[str, ...]) -> bool:
        """Whether some value of a term can have a wanted type: its types are below it, or above it for variables."""
        above = self.task.ancestors
        for own in typed.types:
            if any(w in above[own] for w in wanted):
                return True
            if typed.name.startswith("?") and any(own in above[w] for w in wanted if w in above):
                return True
        return False

    def _term(self, term: str, at: Atom | Fluent, scope: Mapping[str, Typed]) -> Typed:
        found = scope.get(term) if term.startswith("?") else self.task.objects.get(term)
        if found is not None:
            return found
        if term.startswith("?"):
            raise _error(self.source, f"the variable {term} is not declared", at.span, term, scope)
        raise _error(self.source, f"the object {term} is not declared", at.span, term, self.task.objects)

    def _scope(self, scope: Mapping[str, Typed], variables: tuple[Typed, ...]) -> dict[str, Typed]:
        names = [v.name for v in variables]
        for variable in variables:
            if names.count(variable.name) > 1:
                raise _error(self.source, f"the variable {variable.name} is declared twice", variable.span)
            if not variable.name.startswith("?"):
                message = f"a variable begins with ?, and {variable.name} does not"
                raise _error(self.source, message, variable.span, hint=f"write ?{variable.name}")
            _check_type(variable, self.task.ancestors, self.source)
        return {**scope, **{v.name: v for v in variables}}
