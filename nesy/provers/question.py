"""A question in pure first-order logic with equality, which is what every classical backend is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nesy.errors import InputTooLarge, NotAProblem, SignatureError, Unsupported
from nesy.languages.fol.passes.axiomatize_order import axiomatize_order, only_strictly_less
from nesy.languages.fol.passes.fold_arithmetic import fold_arithmetic
from nesy.languages.fol.passes.relativize_sorts import relativize_sorts, sort_axioms
from nesy.languages.fol.syntax import (
    ARITHMETIC,
    COMPARISONS,
    TRUE,
    Apply,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Formula,
    Number,
    Term,
    Variable,
)
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import subformulas, terms_of

MAX_DEPTH = 200
"""Levels of a formula that a prover is given."""


@dataclass(frozen=True, slots=True)
class Question:
    """Premises and a conclusion without sorts, arithmetic or comparisons other than ``<``."""

    theory: Theory
    """The theory as it was asked."""
    names: tuple[str, ...]
    """The names of the premises, in order."""
    premises: tuple[Formula, ...]
    conclusion: Formula
    background: tuple[Formula, ...] = ()
    """What sorts and numerals mean; it belongs to the logic and is never part of a core."""

    def restricted(self, indices: Sequence[int]) -> Question:
        """The same question from some of the premises only."""
        chosen = tuple(self.theory.premises[i] for i in indices)
        return replace(
            self,
            theory=replace(self.theory, premises=chosen),
            names=tuple(self.names[i] for i in indices),
            premises=tuple(self.premises[i] for i in indices),
        )

    def without_goal(self) -> Question:
        """The question whether the premises are consistent: the conclusion is true by itself."""
        return replace(self, theory=self.theory.with_conclusion(TRUE), conclusion=TRUE)


def pose(theory: Theory) -> Question:
    """The pure question of a theory: arithmetic folded, order axiomatised, sorts relativised.

    Raises:
        NotAProblem: if there is no conclusion.
        SignatureError: if a variable is free.
        Unsupported: if arithmetic is applied to unknowns, or a constant has the name of a numeral.
        InputTooLarge: if a formula is nested deeper than :data:`MAX_DEPTH`.
    """
    if theory.conclusion is None:
        raise NotAProblem("the theory has no conclusion to decide", hint="mark one with |- or conclusion:")
    uses = _Uses()
    for statement in theory.statements:
        uses.scan(statement)
    uses.check_numerals()
    formulas = tuple(s.formula for s in theory.statements)
    background: tuple[Formula, ...] = ()
    if uses.arithmetic:
        formulas = tuple(fold_arithmetic(s.formula, s.name) for s in theory.statements)
    if uses.numerals:
        background += tuple(axiomatize_order(formulas))
        formulas = tuple(only_strictly_less(f) for f in formulas)
    if uses.sorts:
        background += sort_axioms(formulas)
        formulas = tuple(relativize_sorts(f) for f in formulas)
    names = tuple(p.name for p in theory.premises)
    return Question(theory, names, formulas[:-1], formulas[-1], background)


class _Uses:
    """What the statements of a theory make use of."""

    __slots__ = ("arithmetic", "constants", "numbers", "numerals", "sorts")

    def __init__(self) -> None:
        self.arithmetic = self.numerals = self.sorts = False
        self.constants: set[str] = set()
        self.numbers: set[str] = set()

    def scan(self, statement: Statement) -> None:
        stack: list[tuple[Formula, frozenset[Variable], int]] = [(statement.formula, frozenset(), 1)]
        while stack:
            node, bound, level = stack.pop()
            if level > MAX_DEPTH:
                raise InputTooLarge(f"statement {statement.name} is nested deeper than {MAX_DEPTH} levels")
            if isinstance(node, Atom | Equals):
                if isinstance(node, Atom) and node.predicate in COMPARISONS:
                    self.numerals = True
                for term in terms_of(node):
                    self._scan_term(term, bound, level, statement)
                continue
            if isinstance(node, Forall | Exists):
                self.sorts |= node.sort is not None
                bound = bound | {node.variable}
            stack.extend([(sub, bound, level + 1) for sub in subformulas(node)])

    def _scan_term(self, term: Term, bound: frozenset[Variable], level: int, statement: Statement) -> None:
        if isinstance(term, Variable):
            if term not in bound:
                raise SignatureError(
                    f"variable {term.name} of statement {statement.name} is free", hint="bind it with ∀ or ∃"
                )
        elif isinstance(term, Constant):
            self.constants.add(term.name)
        elif isinstance(term, Number):
            self.numerals = True
            self.numbers.add(str(term.value))
        elif level > MAX_DEPTH:
            raise InputTooLarge(f"statement {statement.name} is nested deeper than {MAX_DEPTH} levels")
        else:
            self.arithmetic |= isinstance(term, Apply) and term.function in ARITHMETIC and len(term.arguments) == 2
            for argument in term.arguments:
                self._scan_term(argument, bound, level + 1, statement)

    def check_numerals(self) -> None:
        clash = self.constants & self.numbers
        if clash:
            raise Unsupported(f"{min(clash)} is both a numeral and the name of a constant", hint="rename the constant")


def require_classical(prover: str, semantics: str) -> None:
    """Refuse any semantics but the classical one.

    Raises:
        Unsupported: naming the prover.
    """
    if semantics != "classical":
        raise Unsupported(
            f"{prover} decides classical semantics, not {semantics}",
            expected=("classical",),
            hint="use the rule engine for rules-open and rules-closed",
        )
