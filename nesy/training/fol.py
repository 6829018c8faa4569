"""The task of first-order logic: one sentence to one formula, judged by logical equivalence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nesy.bench.card import Card
from nesy.bench.decode import text_field, text_list, unwrap
from nesy.bench.records import Record
from nesy.errors import BadDataFile, NesyError, SignatureError
from nesy.languages.decoding import Grammar
from nesy.languages.fol.parse import parse_formula
from nesy.languages.fol.read import read_formula
from nesy.languages.fol.syntax import Formula
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import free_variables
from nesy.provers.base import Limits
from nesy.provers.equivalence import equivalent
from nesy.training.judgement import Judgement
from nesy.training.pair import Pair


@dataclass(frozen=True, slots=True)
class FolTask:
    """Sentence to formula. Names count: a formula with other predicates than the gold one is wrong."""

    language: str = "fol"
    symbols: str = "∀∃¬∧∨⊕→↔≠≤≥"

    def pairs(self, card: Card, record: Record, group: str = "") -> tuple[Pair, ...]:
        """The premises with their formulas, and the statement in question with its own where the record has one.

        Raises:
            BadDataFile: if the record is not what the card says, or has more or fewer formulas than premises.
        """
        found = [*_premises(card, record), *_conclusion(card, record)]
        own = str(record.data.get(group) or "\n".join(text for text, _ in _premises(card, record)) or record.place)
        return tuple(Pair(text, formula, record.place, own) for text, formula in found if text and formula)

    def canonical(self, program: str) -> str:
        """The formula as nesy prints it, after the repairs that any formula of a data set gets.

        Raises:
            NesyError: if it is no formula, or a variable is free.
        """
        return str(_closed(read_formula(program)))

    def grammar(self, text: str) -> Grammar:  # noqa: ARG002 - any formula may be the meaning of any text
        """The grammar of one formula."""
        from nesy.languages.fol.decoding import formula_grammar

        return formula_grammar()

    def judge(self, gold: str, written: str, limits: Limits) -> Judgement:
        """Whether a formula is logically equivalent to the gold one; it is read as it stands, without repairs.

        >>> TASK.judge("∀x (Dog(x) → ¬Cat(x))", "¬∃x (Cat(x) ∧ Dog(x))", Limits(1.0))
        <Judgement.RIGHT: 'right'>
        >>> TASK.judge("Dog(rex)", "Dog(rex", Limits(1.0))
        <Judgement.UNREADABLE: 'unreadable'>
        """
        try:
            right = _closed(read_formula(gold))
        except NesyError:
            return Judgement.NO_GOLD
        try:
            left = _closed(parse_formula(written))
        except NesyError:
            return Judgement.UNREADABLE
        same = equivalent(_theory(left), _theory(right), limits)
        return {True: Judgement.RIGHT, False: Judgement.WRONG, None: Judgement.UNDECIDED}[same]


TASK = FolTask()


def _premises(card: Card, record: Record) -> Sequence[tuple[str, str]]:
    names = card.fields
    if not names.formulas or not names.premises:
        raise BadDataFile(f"{card.name} has no formulas to learn from", source_name=record.place)
    texts = [t.strip() for t in text_list(record.data, names.premises, record.place)]
    formulas = [f.strip() for f in text_list(record.data, names.formulas, record.place)]
    if len(texts) != len(formulas):
        # Some records lack a formula or have one too many; which sentence it belongs to cannot be told.
        return ()
    return tuple(zip(texts, formulas, strict=True))


def _conclusion(card: Card, record: Record) -> Iterator[tuple[str, str]]:
    names = card.fields
    if any(name in record.data for name in names.conclusion_formula):
        text = unwrap(text_field(record.data, names.question, record.place), card.question_wrappers)
        yield text.strip(), text_field(record.data, names.conclusion_formula, record.place).strip()


def _closed(formula: Formula) -> Formula:
    free = free_variables(formula)
    if free:
        raise SignatureError(f"variable {free[0].name} is free", hint="bind it with ∀ or ∃")
    return formula


def _theory(formula: Formula) -> Theory:
    return Theory((), Statement(formula, "conclusion"))
