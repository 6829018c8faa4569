"""Has a model write a program of calls as a whole, and mend it in a few rounds; nothing runs in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nesy.engine.database import Database
from nesy.errors import InputTooLarge, ParseError
from nesy.exchange import Message
from nesy.languages.program.read import read_program
from nesy.models.base import LanguageModel, Prompt, Sample
from nesy.modules.solve.function import Function
from nesy.modules.solve.grammar import scope_grammar
from nesy.modules.solve.trace import shown_value
from nesy.modules.solve.typed import Scope, TypedProgram, find_faults, typed_program
from nesy.modules.types import Json
from nesy.translate.prompt_files import load_prompts
from nesy.translate.prompt_template import Values
from nesy.translate.qpl.schema_text import schema_text
from nesy.translate.quoting import one_line, without_control
from nesy.translate.replies import reply_of
from nesy.translation import Attempt

MAX_TOKENS = 2000
"""Tokens of a program."""


@dataclass(frozen=True, slots=True)
class Written:
    """The program that was accepted, if one was, and every attempt."""

    typed: TypedProgram | None
    attempts: tuple[Attempt, ...]

    @property
    def reason(self) -> str:
        """What was wrong with the last program; empty if it was accepted."""
        return self.attempts[-1].error


def write_program(task: Values, scope: Scope, model: LanguageModel, *, rounds: int, constrain: bool = True) -> Written:
    """Ask for a program, check it, and ask again with its faults, ``rounds`` times at most.

    Args:
        task: what the prompt says of the task, as :func:`task_values` gives it.
        scope: what the program may name.
        model: who writes.
        rounds: rounds of repair after the first program.
        constrain: bind the model to the functions and names of the scope, as far as it can be bound.

    Raises:
        ModelFailed: if the model gives no sample.
    """
    messages, attempts = load_prompts("program/program").messages("program", task), list[Attempt]()
    grammar = scope_grammar(scope) if constrain else None
    typed: TypedProgram | None = None
    for number in range(rounds + 1):
        prompt = Prompt(messages, str(task["task"]))
        sample = model.generate([prompt], n=1, max_tokens=MAX_TOKENS, grammar=grammar)[0][0]
        typed, faults = judged(sample.text, scope)
        attempts.append(_attempt(prompt, sample, faults, number))
        if typed is not None:
            break
        messages = _repair(messages, sample.text, faults)
    return Written(typed, tuple(attempts))


def judged(text: str, scope: Scope) -> tuple[TypedProgram | None, list[str]]:
    """The program that a reply holds, or all that is wrong with it."""
    try:
        program = read_program(reply_of(text))
    except (ParseError, InputTooLarge) as err:
        return None, [str(err)]
    faults = find_faults(program, scope)
    return (None, [str(f) for f in faults]) if faults else (typed_program(program, scope), [])


def task_values(
    task: str, functions: Mapping[str, Function], inputs: Mapping[str, Json], databases: Mapping[str, str | Path]
) -> Values:
    """What the prompt says of a task: functions, inputs, and the tables of databases.

    Raises:
        QueryFailed, FileMissing, UnknownName, MissingDependency: if a database cannot be opened.
    """
    return {
        "task": one_line(task),
        "functions": [{"head": str(f.signature), "doc": one_line(f.doc)} for f in functions.values()],
        "inputs": [{"name": name, "value": one_line(shown_value(value))} for name, value in inputs.items()],
        "databases": [{"name": one_line(name), "schema": _schema(place)} for name, place in databases.items()],
    }


def _schema(place: str | Path) -> str:
    with Database(place) as database:
        return without_control(schema_text(database.schema)).replace("\n", "\n  ")


def _attempt(prompt: Prompt, sample: Sample, faults: list[str], number: int) -> Attempt:
    exchange = sample.exchange(prompt, "refinement" if number else "program")
    error = faults[0] if faults else ""
    return Attempt(sample.text, error, diagnostics=tuple(faults), exchanges=(exchange,), round=number)


def _repair(messages: tuple[Message, ...], reply: str, faults: list[str]) -> tuple[Message, ...]:
    values = {"faults": [{"fault": without_control(fault).replace("\n", "\n  ")} for fault in faults]}
    asked = load_prompts("program/refine").messages("refinement", values)
    return *messages, Message("assistant", without_control(reply).strip() or "(nothing)"), *asked
