"""The grammar of goals over the names of one task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from nesy.errors import NotAProblem
from nesy.languages.fol.grammar_text import literal
from nesy.languages.pddl.syntax import OBJECT, Signature, Typed
from nesy.languages.pddl.task import Task

MAX_LEVELS = 4
"""How deeply connectives nest; a conjunction of many is one level."""
VARIABLE = "?x"
"""The variable of a quantifier. Inside a quantifier there is no other one."""

_Scope = str | None
"""The type of the variable that is bound, if one is."""


def goal_rules(task: Task) -> str:
    """A lark grammar of goals: every text that it derives is read, and passes the check of the task.

    Raises:
        NotAProblem: if no atom can be made of the task's names.

    >>> from nesy.languages.pddl.check import checked_task
    >>> from nesy.languages.pddl.read import read_domain, read_problem
    >>> domain = read_domain("(define (domain d) (:predicates (p ?x)))")
    >>> problem = read_problem("(define (problem q) (:domain d) (:objects a b) (:init) (:goal (p a)))")
    >>> print(goal_rules(checked_task(domain, problem)).splitlines()[0])
    start: formula_4
    """
    rules = FormulaRules(task)
    if not rules.has_atoms(None):
        what = "no predicate of the domain has objects of its types, so that no goal can be written"
        raise NotAProblem(what, hint="declare objects of the predicates' types")
    return "\n".join((f"start: {FormulaRules.TOP}", *rules.lines())) + "\n"


@dataclass(frozen=True, slots=True)
class FormulaRules:
    """Writes the rules; those of a scope carry its type's number in their names.

    The terms of a place are one terminal: llguidance follows no more than 2,000 alternatives of a rule.
    """

    TOP: ClassVar[str] = f"formula_{MAX_LEVELS}"
    """The rule of a whole formula."""

    task: Task

    def lines(self) -> Iterator[str]:
        """All rules of formulas."""
        yield from self.of_scope(None)
        yield from self.quantifiers()

    def quantifiers(self) -> Iterator[str]:
        """The rules inside of quantifiers, by the type of their variable."""
        for scope in self.scopes():
            yield from self.of_scope(scope)

    def scopes(self) -> list[str]:
        """The types that a quantifier can range over."""
        return [t for t in self.task.ancestors if self.task.members.get(t) and self.has_atoms(t)]

    def of_scope(self, scope: _Scope) -> Iterator[str]:
        """The rules of formulas in which a variable of one type is bound, or none."""
        mark = self.mark(scope)
        for level in range(MAX_LEVELS + 1):
            yield f"{f'formula{mark}_{level}'}: {' | '.join(self.formulas(scope, level))}"
        yield f"atom{mark}: {' | '.join(self.atoms(scope))}"
        for number, types in enumerate(self.type_lists()):
            if terms := self.terms(types, scope):
                yield f"TERM{mark.upper()}_{number}: {' | '.join(map(literal, terms))}"

    def formulas(self, scope: _Scope, level: int) -> Iterator[str]:
        """The alternatives of a formula in which connectives nest so deeply."""
        mark = self.mark(scope)
        yield f"atom{mark}"
        if level == 0:
            return
        inner = f"formula{mark}_{level - 1}"
        yield f'"(not " {inner} ")"'
        yield f'"(and " {inner} (" " {inner})* ")"'
        yield f'"(or " {inner} (" " {inner})* ")"'
        yield f'"(imply " {inner} " " {inner} ")"'
        if scope is None:
            for bound in self.scopes():
                body = f"formula{self.mark(bound)}_{level - 1}"
                variable = VARIABLE if bound == OBJECT else f"{VARIABLE} - {bound}"
                for quantifier in ("forall", "exists"):
                    yield f'{literal(f"({quantifier} ({variable}) ")} {body} ")"'

    def atoms(self, scope: _Scope) -> Iterator[str]:
        """The atoms of the domain's predicates, and equality."""
        mark, lists = self.mark(scope), self.type_lists()
        for signature in self.predicates(scope):
            yield self.application(signature, scope)
        if scope is not None or self.task.objects:
            term = f"TERM{mark.upper()}_{lists.index((OBJECT,))}"
            yield f'"(= " {term} " " {term} ")"'

    def application(self, signature: Signature, scope: _Scope = None, before: str = "") -> str:
        """A predicate with terms of its types, in parentheses, and a text before them."""
        mark, lists = self.mark(scope), self.type_lists()
        terms = "".join(f' " " TERM{mark.upper()}_{lists.index(p.types)}' for p in signature.parameters)
        return f'{literal(f"{before}({signature.name}")}{terms} ")"'

    def has_atoms(self, scope: _Scope) -> bool:
        """Whether a predicate has terms for all its places."""
        return any(True for _ in self.predicates(scope))

    def predicates(self, scope: _Scope) -> Iterator[Signature]:
        """The predicates that have terms for all their places."""
        for signature in self.task.domain.predicates:
            if signature.name != "=" and all(self.terms(p.types, scope) for p in signature.parameters):
                yield signature

    def terms(self, types: tuple[str, ...], scope: _Scope) -> list[str]:
        """The objects of the types, and the bound variable if it has one of them."""
        fits = scope is not None and not self.task.ancestors[scope].isdisjoint(types)
        return [*self.task.values_of(Typed("", types)), *([VARIABLE] if fits else [])]

    def type_lists(self) -> list[tuple[str, ...]]:
        """The types that places of predicates ask for."""
        asked = (p.types for s in self.task.domain.predicates for p in s.parameters)
        return list(dict.fromkeys([(OBJECT,), *asked]))

    def mark(self, scope: _Scope) -> str:
        """What the names of a scope's rules end in."""
        return "" if scope is None else f"_x{list(self.task.ancestors).index(scope)}"
