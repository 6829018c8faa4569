"""A problem written in two halves: its objects, then initial state, goal and metric over just these objects."""

from __future__ import annotations

from dataclasses import replace

from nesy.errors import NesyError, ParseError
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.decoding import facts_grammar, objects_grammar
from nesy.languages.pddl.printer import objects_text
from nesy.languages.pddl.read import read_problem
from nesy.languages.pddl.syntax import Domain, Problem, Typed
from nesy.languages.pddl.task import Task
from nesy.models.base import LanguageModel, Prompt
from nesy.translate.planning.writer import Attempt, PlanningTranslation, Sampling, Writer
from nesy.translate.prompt_files import load_prompts
from nesy.translate.replies import reply_of

MAX_ROUNDS = 20
"""How often a model may go on with its objects."""
_NAME = "written"


def in_halves(values: dict[str, str], domain: Domain, model: LanguageModel, sampling: Sampling) -> PlanningTranslation:
    """Let a model that a grammar can bind write a problem.

    Args:
        values: what the prompts say: ``text`` and ``domain``.
        domain: the domain.
        model: the model.
        sampling: how the model is asked; its attempts are those at the second half.
    """
    made: list[Attempt] = []
    try:
        objects = _objects(values, domain, model, sampling, made)
        frame = checked_task(domain, Problem(_NAME, domain.name, objects=objects))
        grammar = facts_grammar(frame)
    except NesyError as err:
        last = replace(made[-1], fault=str(err))
        return PlanningTranslation(None, (*made[:-1], last))
    shown = objects_text(objects) or "(none)"
    messages = load_prompts("pddl/problem").messages("facts", {**values, "objects": shown})

    def read(written: str) -> Task:
        return checked_task(domain, read_problem(f"{_opened(domain, objects_text(objects))}\n  {written})"))

    found = Writer(model, grammar, sampling).repaired(messages, read, "facts")
    return replace(found, attempts=(*made, *found.attempts))


def _objects(
    values: dict[str, str], domain: Domain, model: LanguageModel, sampling: Sampling, made: list[Attempt]
) -> tuple[Typed, ...]:
    """The objects; a name that is written twice ends what counts of a reply, and the model goes on from there.

    Raises:
        ParseError: if a reply is none, or has nothing new.
    """
    settled: tuple[Typed, ...] = ()
    for _ in range(MAX_ROUNDS):
        shown = objects_text(settled) or "(none)"
        messages = load_prompts("pddl/problem").messages("objects", {**values, "objects": shown})
        sample = Writer(model, objects_grammar(domain, settled), sampling).sample(messages)
        made.append(Attempt(sample.exchange(Prompt(messages), "objects")))
        written = read_problem(f"{_opened(domain, reply_of(sample.text))}\n  (:goal ()))").objects
        fresh = _fresh(written, {typed.name for typed in (*domain.constants, *settled)})
        settled += fresh
        if len(fresh) == len(written):
            return settled
        if not fresh:
            raise ParseError(f"{written[0].name} is declared twice", hint="give each object a name of its own")
    raise ParseError(f"no end of the objects in {MAX_ROUNDS} replies")


def _fresh(written: tuple[Typed, ...], taken: set[str]) -> tuple[Typed, ...]:
    """The objects in front of the first one whose name is taken."""
    for count, typed in enumerate(written):
        if typed.name in taken:
            return written[:count]
        taken.add(typed.name)
    return written


def _opened(domain: Domain, objects: str) -> str:
    return f"(define (problem {_NAME})\n  (:domain {domain.name})\n  {objects}"
