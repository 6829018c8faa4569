"""Has a model write a program of calls as a whole, and mend it in a few rounds; nothing runs in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nesy.engine.database import Database
from nesy.errors import InputTooLarge, ParseError
from nesy.exchange import Exchange, Message
from nesy.languages.decoding import Grammar
from nesy.languages.program.read import read_program
from nesy.models.base import LanguageModel, Prompt
from nesy.modules.solve.function import Function
from nesy.modules.solve.grammar import scope_grammar
from nesy.modules.solve.lines import write_lines
from nesy.modules.solve.trace import shown_value
from nesy.modules.solve.typed import Scope, TypedProgram, find_faults, typed_program
from nesy.modules.types import Json
from nesy.translate.prompt_files import load_prompts
from nesy.translate.prompt_template import Values
from nesy.translate.qpl.schema_text import schema_text
from nesy.translate.quoting import one_line, without_control
from nesy.translate.replies import reply_of
from nesy.translation import Attempt

STRATEGIES = ("auto", "whole", "lines")
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


@dataclass(frozen=True, slots=True)
class Writing:
    """How a model is asked for a program."""

    rounds: int
    """Rounds of repair after the first program."""
    constrain: bool
    """Bind it to the functions and names of the scope, as far as it can be bound."""
    strategy: str
    """One of :data:`STRATEGIES`."""

    def by_lines(self, model: LanguageModel) -> bool:
        """Whether the first program is written line by line."""
        if self.strategy == "auto":
            can = model.capabilities
            return self.constrain and "llguidance" in can.grammars and not can.replays
        return self.strategy == "lines"


@dataclass(frozen=True, slots=True)
class _Draft:
    """A text that is to be a program, and what led to it."""

    text: str
    exchanges: tuple[Exchange, ...]


def write_program(task: Values, scope: Scope, model: LanguageModel, writing: Writing) -> Written:
    """Ask for a program, check it, and ask again with its faults.

    Args:
        task: what the prompt says of the task, as :func:`task_values` gives it.
        scope: what the program may name.
        model: who writes.
        writing: how it is asked.

    Raises:
        ModelFailed: if the model gives no sample.
    """
    grammar = scope_grammar(scope) if writing.constrain else None
    messages, attempts = load_prompts("program/program").messages("program", task), list[Attempt]()
    for number in range(writing.rounds + 1):
        if number == 0 and writing.by_lines(model):
            draft = _Draft(*write_lines(task, scope, model, constrain=writing.constrain))
        else:
            draft = _whole(messages, str(task["task"]), model, grammar, "refinement" if number else "program")
        typed, faults = judged(draft.text, scope)
        error = faults[0] if faults else ""
        attempts.append(Attempt(draft.text, error, diagnostics=tuple(faults), exchanges=draft.exchanges, round=number))
        if typed is not None:
            return Written(typed, tuple(attempts))
        messages = _repair(messages, draft.text, faults)
    return Written(None, tuple(attempts))


def _whole(
    messages: tuple[Message, ...], task: str, model: LanguageModel, grammar: Grammar | None, purpose: str
) -> _Draft:
    """A program in one reply."""
    prompt = Prompt(messages, task)
    sample = model.generate([prompt], n=1, max_tokens=MAX_TOKENS, grammar=grammar)[0][0]
    return _Draft(sample.text, (sample.exchange(prompt, purpose),))


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


def _repair(messages: tuple[Message, ...], reply: str, faults: list[str]) -> tuple[Message, ...]:
    values = {"faults": [{"fault": without_control(fault).replace("\n", "\n  ")} for fault in faults]}
    asked = load_prompts("program/refine").messages("refinement", values)
    return *messages, Message("assistant", without_control(reply).strip() or "(nothing)"), *asked
