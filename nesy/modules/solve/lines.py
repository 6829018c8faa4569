"""Writes a program of calls line by line, each bound to the names and types that the lines before it leave."""

from __future__ import annotations

from nesy.errors import InputTooLarge, ParseError, ProgramError
from nesy.exchange import Exchange
from nesy.languages.program.read import read_program
from nesy.languages.program.syntax import Line
from nesy.languages.program.text import line_text
from nesy.models.base import LanguageModel, Prompt
from nesy.modules.solve.grammar import MAX_LINES, line_grammar, line_name
from nesy.modules.solve.typed import Scope, typed_program
from nesy.modules.types import Type
from nesy.translate.prompt_files import load_prompts
from nesy.translate.prompt_template import Values
from nesy.translate.replies import reply_of

MAX_TOKENS = 600
"""Tokens of a line."""


def write_lines(
    task: Values, scope: Scope, model: LanguageModel, *, constrain: bool
) -> tuple[str, tuple[Exchange, ...]]:
    """The program that a model writes line by line, as far as it comes; nothing runs in between.

    Args:
        task: what the prompt says of the task.
        scope: what the program may name.
        model: who writes.
        constrain: bind it to what is in scope at each line.

    Raises:
        ModelFailed: if the model gives no sample.
    """
    lines, types, exchanges = list[str](), list[Type](), list[Exchange]()
    while len(lines) <= MAX_LINES:
        shown = "\n".join(lines) or "(none)"
        name = line_name(scope, len(lines) + 1)
        messages = load_prompts("program/line").messages("line", {**task, "lines": shown, "name": name})
        prompt = Prompt(messages, str(task["task"]))
        grammar = line_grammar(scope, types) if constrain else None
        sample = model.generate([prompt], n=1, max_tokens=MAX_TOKENS, grammar=grammar)[0][0]
        exchanges.append(sample.exchange(prompt, "line"))
        written = reply_of(sample.text)
        settled = _settled("\n".join(lines), written, scope)
        lines.append(written if settled is None else line_text(settled))
        if settled is None:
            break
        types.append(scope.functions[settled.call.function].returns)
    return "\n".join(lines), tuple(exchanges)


def _settled(before: str, written: str, scope: Scope) -> Line | None:
    """The one further line that was written, if it fits; None if it ends the program, or is at fault."""
    try:
        program = read_program(f"{before}\n{written}\nreturn null")
        typed_program(program, scope)
    except (ParseError, ProgramError, InputTooLarge):
        return None
    fresh = program.lines[before.count("\n") + bool(before) :]
    return fresh[0] if len(fresh) == 1 else None
