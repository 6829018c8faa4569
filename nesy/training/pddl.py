"""The task of planning goals: one instruction to one goal formula, judged by what the goal demands."""

from __future__ import annotations

from dataclasses import dataclass

from nesy.bench.card import Card
from nesy.bench.decode import text_field
from nesy.bench.records import Record
from nesy.errors import NesyError
from nesy.languages.decoding import Grammar
from nesy.languages.pddl.decoding import goal_grammar
from nesy.languages.pddl.printer import formula_text
from nesy.languages.pddl.syntax import And, Formula, Not, Or
from nesy.provers.base import Limits
from nesy.training.judgement import Judgement
from nesy.training.pair import Pair
from nesy.translate.planning.model import read_goal_formula


@dataclass(frozen=True, slots=True)
class GoalTask:
    """Instruction to goal. Names count: a goal with other predicates than the gold one is wrong."""

    language: str = "pddl"
    symbols: str = "()-_?"

    def pairs(self, card: Card, record: Record, group: str = "") -> tuple[Pair, ...]:
        """The instruction with its goal.

        Raises:
            BadDataFile: if the record is not what the card says.
        """
        text = text_field(record.data, card.fields.question, record.place).strip()
        goal = text_field(record.data, card.fields.conclusion_formula, record.place).strip()
        return (Pair(text, goal, record.place, str(record.data.get(group) or text)),)

    def canonical(self, program: str) -> str:
        """The goal as nesy prints it, with the parts of conjunctions and disjunctions in alphabetical order.

        Raises:
            NesyError: if it is no goal.

        >>> TASK.canonical("(AND (q b)(and (p a) (p a)))")
        '(and (p a) (q b))'
        """
        return formula_text(_normal(read_goal_formula(program)))

    def grammar(self, text: str) -> Grammar:  # noqa: ARG002 - any goal may be the meaning of any text
        """The grammar of one goal."""
        return goal_grammar()

    def judge(self, gold: str, written: str, limits: Limits) -> Judgement:  # noqa: ARG002 - it takes no time
        """Whether a goal demands what the gold goal does, up to order, nesting and repetition.

        >>> TASK.judge("(and (on a b) (clear a))", "(and (clear a) (and (on a b)))", Limits(1.0))
        <Judgement.RIGHT: 'right'>
        >>> TASK.judge("(on a b)", "(on b a)", Limits(1.0)), TASK.judge("(on a b)", "(on a", Limits(1.0))
        (<Judgement.WRONG: 'wrong'>, <Judgement.UNREADABLE: 'unreadable'>)
        """
        try:
            right = self.canonical(gold)
        except NesyError:
            return Judgement.NO_GOLD
        try:
            left = self.canonical(written)
        except NesyError:
            return Judgement.UNREADABLE
        return Judgement.RIGHT if left == right else Judgement.WRONG


TASK = GoalTask()


def _normal(formula: Formula) -> Formula:
    if isinstance(formula, Not):
        return Not(_normal(formula.operand))
    if not isinstance(formula, And | Or):
        return formula
    kind = type(formula)
    parts: dict[str, Formula] = {}
    for operand in map(_normal, formula.operands):
        flat = operand.operands if isinstance(operand, kind) else (operand,)
        parts.update((formula_text(part), part) for part in flat)
    ordered = tuple(parts[text] for text in sorted(parts))
    return ordered[0] if len(ordered) == 1 else kind(ordered)
