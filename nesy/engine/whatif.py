"""What if: the same question without some premises, and what the other what-if questions start from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from nesy.answer import Answer
from nesy.engine.prove import prove
from nesy.errors import NotAProblem
from nesy.languages.fol.theory import Statement, Theory
from nesy.provers.base import Limits


@dataclass(frozen=True, slots=True)
class Asked:
    """The theory of an answer and how it was decided."""

    theory: Theory
    semantics: str
    prover: str
    limits: Limits


def asked(answer: Answer) -> Asked:
    """What an answer was made from.

    Raises:
        NotAProblem: if its program is no theory, because translation failed or the program is of another language.
    """
    if not isinstance(answer.program, Theory):
        raise NotAProblem(
            "the answer has no theory to ask further questions of", hint="only answers in first-order logic have one"
        )
    settings = answer.settings
    limits = Limits(
        float(settings.get("seconds", Limits().seconds)),
        int(settings.get("megabytes", Limits().megabytes)),
        int(settings.get("rlimit", 0)),
    )
    return Asked(answer.program, answer.verdict.semantics, str(settings.get("prover", "auto")), limits)


def without(answer: Answer, *numbers: int) -> Answer:
    """The answer to the same question without the premises of these numbers, which count from 1.

    Raises:
        NotAProblem: if there is no premise of that number, or the answer has no theory.

    >>> import nesy
    >>> answer = nesy.ask("All dogs are mammals. Rex is a dog.", "Rex is a mammal.")
    >>> without(answer, 2).verdict.status.value
    'Satisfiable'
    """
    given = asked(answer)
    theory = given.theory.without(*numbers)
    return prove(theory, semantics=given.semantics, prover=given.prover, limits=given.limits)


def read_out(premises: Collection[Statement]) -> str:
    """Premises by number and text.

    >>> from nesy.languages.fol.read import read_theory
    >>> print(read_out(read_theory("Dog(rex)").premises))
    1 “Dog(rex)”
    """
    return ", ".join(f"{p.name} “{p.text or p.formula}”" for p in premises)
