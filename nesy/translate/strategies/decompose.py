"""``decompose``: clauses and their connections first, then formulas composed of the clauses' formulas."""

from __future__ import annotations

from dataclasses import dataclass

from nesy.languages.decoding import Grammar
from nesy.languages.fol.decoding import pairs_grammar
from nesy.problem import Problem
from nesy.translate.prompt_files import PromptFile, load_prompts, problem_values
from nesy.translate.prompt_template import Values
from nesy.translate.quoting import quoted_lines
from nesy.translate.replies import reply_of
from nesy.translate.strategies.base import Draft, Drafting
from nesy.translate.strategies.chain import Chain, finish, start
from nesy.translate.strategies.sentences import sentences_of


@dataclass(frozen=True, slots=True)
class Decompose:
    """One call for all drafts' clauses, then one call a draft for its formulas.

    The manner is CLOVER's (Ryu et al. 2025); there each clause is a call of its own and a verifier chooses
    among compositions, here one reply composes all and the vote chooses.
    """

    name: str = "decompose"

    @property
    def prompts(self) -> str:
        """The prompt file with the hash of its contents."""
        return load_prompts("fol/decompose").version

    async def drafts(self, problem: Problem, drafting: Drafting) -> list[Draft]:
        """The drafts; one whose clauses are missing says so.

        Raises:
            ModelFailed: if the model gives no samples.
        """
        prompts = load_prompts("fol/decompose")
        chains = await start(problem, drafting, prompts.messages("clauses", problem_values(problem)), "clauses")
        grammar = pairs_grammar(sentences_of(problem)) if drafting.constrain else None
        return await finish(chains, lambda chain: _formulas(chain, prompts, grammar))


async def _formulas(chain: Chain, prompts: PromptFile, grammar: Grammar | None) -> Draft:
    clauses = quoted_lines(reply_of(chain.last))
    if not clauses:
        return chain.broken("the model wrote no clauses")
    values = {**problem_values(chain.problem), "decomposition": clauses}
    messages = prompts.messages("program", values, [_decomposed(e, prompts) for e in prompts.examples])
    return chain.draft(reply_of(await chain.ask(messages, "program", grammar)), grammar)


def _decomposed(example: Values, prompts: PromptFile) -> Values:
    """An example with the clauses that the first stage shows as its reply."""
    stage = prompts.stages["clauses"]
    return {**example, "decomposition": quoted_lines(stage.render(stage.reply, example))}
