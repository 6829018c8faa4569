"""Explanation: everything that the views show of one answer, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nesy.answer import Answer
from nesy.evidence import Derivation, Refutation, Saturation, Worlds
from nesy.languages.fol.parse import parse_formula
from nesy.languages.fol.syntax import Constant, Not
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import terms
from nesy.proofs.proof import Proof, Rule, Step
from nesy.proofs.render.english import read_proof
from nesy.proofs.render.reading import Reading
from nesy.proofs.render.wording import is_sentence, phrasebook
from nesy.proofs.render.words import clean, listed
from nesy.proofs.render.worlds import WorldsReading, compare
from nesy.verdict import Status

SHOWN: Final = 8
"""Derived facts about one individual that are told in words."""

_UNDECIDED: Final = {
    Status.TIMEOUT: "the time limit came first",
    Status.MEMORY_OUT: "the memory limit came first",
    Status.GAVE_UP: "the prover gave up",
    Status.TRANSLATION_FAILED: "not every sentence was read",
    Status.AMBIGUOUS: "the readings disagree",
    Status.UNSUPPORTED: "it needs what nothing installed can do",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer in words."""

    answer: Answer
    heading: str
    """The question and the verdict."""
    reading: Reading | None
    """The proof, where there is one."""
    worlds: WorldsReading | None
    """The two worlds, where there are two."""
    notes: tuple[str, ...]
    """What else is to be said, a sentence each."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The theory's premises and conclusion; none where nothing was read."""
        program = self.answer.program
        return program.statements if isinstance(program, Theory) else ()

    def __str__(self) -> str:
        body = [str(part) for part in (self.reading, self.worlds) if part is not None]
        return "\n".join([self.heading, *body, *self.notes])


def explain(answer: Answer) -> Explanation:
    """The explanation of an answer.

    >>> from nesy.evidence import Refutation
    >>> from nesy.problem import Problem
    >>> from nesy.translation import Translation
    >>> from nesy.verdict import Verdict
    >>> problem, verdict = Problem(("Rex barks.",), "Rex barks."), Verdict(Status.THEOREM, "z3")
    >>> print(explain(Answer(problem, Translation("english", ()), None, verdict, Refutation(("1",), True))))
    Rex barks. TRUE.
    It follows from (1), by the word of z3: no proof was found.
    """
    statements = answer.program.statements if isinstance(answer.program, Theory) else ()
    reading = _reading(answer, statements)
    worlds = _worlds(answer, statements)
    notes = tuple(clean(note) for note in _notes(answer, statements, reading))
    return Explanation(answer, _heading(answer), reading, worlds, notes)


def _heading(answer: Answer) -> str:
    question = clean(answer.problem.question)
    match answer.verdict.status:
        case Status.THEOREM:
            return f"{question} TRUE."
        case Status.COUNTER_THEOREM:
            return f"{question} FALSE: the opposite follows."
        case Status.SATISFIABLE:
            return f"{question} UNCERTAIN."
        case Status.CONTRADICTORY_AXIOMS:
            return f"{question} No answer: the sentences contradict each other."
    return f"{question} No answer: {_UNDECIDED[answer.verdict.status]}."


def _reading(answer: Answer, statements: Sequence[Statement]) -> Reading | None:
    match answer.evidence:
        case Proof() as proof:
            return read_proof(proof, statements)
        case Derivation() as derivation if derivation.steps:
            return read_proof(proof_shaped(derivation, statements), statements)
    return None


def _worlds(answer: Answer, statements: Sequence[Statement]) -> WorldsReading | None:
    asked = _conclusion(answer)
    if not isinstance(answer.evidence, Worlds) or asked is None:
        return None
    book = phrasebook(statements)
    stated = book.inside(asked.text) if is_sentence(asked.text) else ""
    return compare(answer.evidence, asked.formula, stated, book)


def _conclusion(answer: Answer) -> Statement | None:
    return answer.program.conclusion if isinstance(answer.program, Theory) else None


def _notes(answer: Answer, statements: Sequence[Statement], reading: Reading | None) -> list[str]:
    match answer.evidence:
        case Proof() as proof if reading is not None:
            count = f", {proof.length} step{'s' if proof.length > 1 else ''}" if proof.length else ""
            return [f"Checked by the kernel{count}; it rests on {_premises(proof.used)}."]
        case Derivation() as derivation:
            return [f"The rule engine derived this from {_premises(_used(derivation))}; the kernel has not checked it."]
        case Refutation(core, minimal):
            enough = "" if minimal else ", perhaps from fewer"
            by = f"by the word of {answer.verdict.prover}: no proof was found"
            return [f"It follows from {_premises(core)}{enough}, {by}."]
        case Saturation() as saturation:
            return _saturated(answer, saturation, statements)
    return list(answer.verdict.reasons) if answer.label is None else []


def _premises(names: Sequence[str]) -> str:
    return listed([f"({clean(name)})" for name in names]) or "no premise at all"


def _used(derivation: Derivation) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.premise for s in derivation.steps if s.premise))


def _saturated(answer: Answer, saturation: Saturation, statements: Sequence[Statement]) -> list[str]:
    """What the rules derive of the individuals that the conclusion speaks of."""
    asked = _conclusion(answer)
    if asked is None:
        return []
    book = phrasebook(statements)
    opposite = asked.formula.operand if isinstance(asked.formula, Not) else Not(asked.formula)
    notes = [f"The rules derive neither that {book.say(asked.formula).text} nor that {book.say(opposite).text}."]
    subject = next((t for t in terms(asked.formula) if isinstance(t, Constant)), None)
    derived = [parse_formula(text) for text in saturation.derived]
    near = [book.say(f).text for f in derived if next(terms(f), None) == subject]
    if subject is not None and near:
        shown = near[:SHOWN] + ([f"{len(near) - SHOWN} more"] if len(near) > SHOWN else [])
        notes.append(f"Of {book.name(subject.name).text} they derive: {'; '.join(shown)}.")
    return notes


def proof_shaped(derivation: Derivation, statements: Sequence[Statement]) -> Proof:
    """A derivation with the shape of a proof, for reading only: it was not checked, and need not check."""
    given = {s.name: s.formula for s in statements}
    steps: list[Step] = []
    places: list[int] = []
    for step in derivation.steps:
        conclusion, source = parse_formula(step.conclusion), given.get(step.premise)
        if source in (None, conclusion) and not step.parents:
            steps.append(Step(conclusion, Rule.PREMISE, source=step.premise))
        else:
            parents = tuple(places[p] for p in step.parents)
            if source is not None:
                steps.append(Step(source, Rule.PREMISE, source=step.premise))
                parents = (len(steps) - 1, *parents)
            steps.append(Step(conclusion, Rule.INFERENCE, parents, terms=((),) * len(parents)))
        places.append(len(steps) - 1)
    premises = {s.source: s.conclusion for s in steps if s.rule is Rule.PREMISE}
    return Proof(tuple(premises.items()), steps[-1].conclusion, tuple(steps))
