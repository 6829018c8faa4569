"""``direct``: every sentence with its formula, in one reply, after a few examples."""

from __future__ import annotations

from dataclasses import dataclass

from nesy.languages.fol.decoding import pairs_grammar
from nesy.problem import Problem
from nesy.translate.prompt_files import load_prompts, problem_values
from nesy.translate.replies import reply_of
from nesy.translate.strategies.base import Draft, Drafting
from nesy.translate.strategies.chain import start
from nesy.translate.strategies.sentences import sentences_of


@dataclass(frozen=True, slots=True)
class Direct:
    """One call for all drafts; a reply is ``TEXT:``/``FOL:`` pairs.

    The manner is LINC's (Olausson et al. 2023); prompt and examples are nesy's own.
    """

    name: str = "direct"

    @property
    def prompts(self) -> str:
        """The prompt file with the hash of its contents."""
        return load_prompts("fol/direct").version

    async def drafts(self, problem: Problem, drafting: Drafting) -> list[Draft]:
        """The drafts.

        Raises:
            ModelFailed: if the model gives no samples.
        """
        messages = load_prompts("fol/direct").messages("program", problem_values(problem))
        grammar = pairs_grammar(sentences_of(problem)) if drafting.constrain else None
        chains = await start(problem, drafting, messages, "program", grammar)
        return [chain.draft(reply_of(chain.last), grammar) for chain in chains]
