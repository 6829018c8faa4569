"""``program``: the program alone, one formula a line."""

from __future__ import annotations

from dataclasses import dataclass

from nesy.languages.fol.decoding import program_grammar
from nesy.problem import Problem
from nesy.translate.prompt_files import load_prompts, problem_values
from nesy.translate.replies import reply_of
from nesy.translate.strategies.base import Draft, Drafting
from nesy.translate.strategies.chain import start


@dataclass(frozen=True, slots=True)
class ProgramText:
    """One call for all drafts; a reply is the premises' formulas and a last line ``⊢ conclusion``.

    The manner is Logic-LM's (Pan et al. 2023): the model writes a whole program that goes to a solver. There a
    program has headed sections and repeats each sentence behind ``:::``; here it is nesy's own notation, which
    its printer writes and its grammar admits.
    """

    name: str = "program"

    @property
    def prompts(self) -> str:
        """The prompt file with the hash of its contents."""
        return load_prompts("fol/program").version

    async def drafts(self, problem: Problem, drafting: Drafting) -> list[Draft]:
        """The drafts.

        Raises:
            ModelFailed: if the model gives no samples.
        """
        messages = load_prompts("fol/program").messages("program", problem_values(problem))
        grammar = program_grammar() if drafting.constrain else None
        chains = await start(problem, drafting, messages, "program", grammar)
        return [chain.draft(reply_of(chain.last), grammar) for chain in chains]
